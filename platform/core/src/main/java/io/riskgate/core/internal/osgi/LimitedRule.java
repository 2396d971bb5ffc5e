package io.riskgate.core.internal.osgi;

import io.riskgate.api.rule.RiskRule;
import io.riskgate.api.rule.RuleEvaluator;
import io.riskgate.api.rule.Settings;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A rule whose settings are read on a thread of their own, so that one that does not return holds up nobody else. */
record LimitedRule(RiskRule rule) implements RiskRule {
    private static final int SECONDS = 5;

    @Override
    public RuleEvaluator configure(Settings settings) {
        return within(SECONDS, "configure", () -> {
            RuleEvaluator evaluator = rule.configure(settings);
            if (evaluator != null) {
                Set.copyOf(evaluator.occasions());
                evaluator.protectsPositions();
            }
            return evaluator;
        });
    }

    /**
     * What {@code task} gives on a thread of its own; a late answer is thrown away.
     *
     * @throws IllegalStateException if there is none in time, or the task failed with a checked exception or an error
     */
    static <T> T within(int seconds, String name, Callable<T> task) {
        FutureTask<T> running = new FutureTask<>(task);
        Thread thread = new Thread(running, "riskgate-rule-" + name);
        thread.setDaemon(true);
        thread.start();
        try {
            return running.get(seconds, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException(name + " has not returned after " + seconds + " s", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            } else if (e.getCause() instanceof Error failure) {
                throw new IllegalStateException(name + " threw " + failure, failure);
            }
            throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted during " + name, e);
        }
    }
}
