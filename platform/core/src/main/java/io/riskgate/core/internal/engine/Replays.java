package io.riskgate.core.internal.engine;

import io.riskgate.api.broker.SimulatedBroker;
import io.riskgate.api.engine.Decision;
import io.riskgate.api.engine.Replay;
import io.riskgate.api.engine.Replay.Lines;
import io.riskgate.api.engine.Replay.Result;
import io.riskgate.api.engine.ShadowReport;
import io.riskgate.core.internal.recording.DecisionWriter;
import io.riskgate.core.internal.recording.RecordingReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Runs recordings, each on a thread of its own, and gives up on one whose rule does not return. */
public final class Replays {
    private static final int PATIENCE_SECONDS = 30;

    /** How many differences a comparison keeps. */
    private static final int COMPARED = 100_000;

    private final Supplier<List<RuleOffer>> rules;
    private final SimulatedBroker.Factory brokers;

    /** Replays with the rules there are when each begins. */
    public Replays(Supplier<List<RuleOffer>> rules, SimulatedBroker.Factory brokers) {
        this.rules = rules;
        this.brokers = brokers;
    }

    /** As {@link Replay#replay}. */
    public Result replay(Path recording, Map<String, Map<String, String>> defaults, Lines decisions)
            throws IOException {
        return replay(recording, defaults, decisions, run -> {});
    }

    /** As {@link Replay#compare}. */
    public ShadowReport compare(Path recording, Map<String, Map<String, String>> defaults, RuleOffer shadow)
            throws IOException {
        Differences differences = new Differences(COMPARED);
        replay(recording, defaults, line -> {}, run -> run.shadow(shadow, differences));
        RuleOffer inForce = rules.get().stream()
                .filter(offer -> offer.id().equals(shadow.id()))
                .reduce((one, other) -> other.governs(one) ? other : one)
                .orElse(null);
        return differences.report(shadow, inForce, List.of());
    }

    private Result replay(
            Path recording, Map<String, Map<String, String>> defaults, Lines decisions, Consumer<ReplayRun> prepare)
            throws IOException {
        AtomicLong asked = new AtomicLong();
        AtomicLong answered = new AtomicLong();
        Watch watch = (bound, event, view) -> {
            asked.incrementAndGet();
            try {
                return bound.evaluator.evaluate(event, view);
            } finally {
                answered.set(asked.get());
            }
        };
        CompletableFuture<Result> done = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        done.complete(run(recording, defaults, decisions, watch, prepare));
                    } catch (Throwable e) {
                        done.completeExceptionally(e);
                    }
                },
                "riskgate-replay");
        thread.setDaemon(true);
        thread.start();
        try {
            return await(recording, done, asked, answered);
        } finally {
            thread.interrupt();
        }
    }

    private Result run(
            Path recording,
            Map<String, Map<String, String>> defaults,
            Lines decisions,
            Watch watch,
            Consumer<ReplayRun> prepare)
            throws IOException, InterruptedException {
        DecisionWriter writer = new DecisionWriter();
        int[] lines = new int[1];
        ReplayRun run =
                new ReplayRun(rules.get(), brokers, defaults, watch, decision -> write(decisions, writer, decision));
        prepare.accept(run);
        new RecordingReader().read(recording, line -> {
            if (Thread.interrupted()) {
                throw new InterruptedException("the replay was ended");
            }
            lines[0] = line.number();
            run.line(line);
        });
        return new Result(lines[0], run.rejected());
    }

    private static void write(Lines decisions, DecisionWriter writer, Decision decision) {
        try {
            decisions.line(writer.line(decision));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Result await(Path recording, CompletableFuture<Result> done, AtomicLong asked, AtomicLong answered)
            throws IOException {
        long stuckOn = -1;
        int seconds = 0;
        while (true) {
            try {
                return done.get(1, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                long current = asked.get();
                boolean inside = answered.get() != current;
                seconds = inside && stuckOn == current ? seconds + 1 : 0;
                stuckOn = current;
                if (seconds >= PATIENCE_SECONDS) {
                    throw new IOException(recording + ": a rule has not returned after 30 s", e);
                }
            } catch (ExecutionException e) {
                throw failure(recording, e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(recording + ": interrupted", e);
            }
        }
    }

    private static IOException failure(Path recording, Throwable cause) {
        if (cause instanceof IOException io) {
            return io;
        }
        return cause instanceof UncheckedIOException io
                ? io.getCause()
                : new IOException(recording + ": the replay failed: " + cause, cause);
    }
}
