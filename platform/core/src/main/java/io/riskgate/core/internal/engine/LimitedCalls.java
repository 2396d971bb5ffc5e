package io.riskgate.core.internal.engine;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls on threads made for that, which are interrupted when the time of a call is over. */
final class LimitedCalls implements BrokerCalls {
    private static final Logger LOG = LoggerFactory.getLogger(LimitedCalls.class);

    private final Duration limit;
    private final ExecutorService calls = Executors.newCachedThreadPool(task -> daemon(task, "riskgate-call"));
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "riskgate-call-limit"));

    LimitedCalls(Duration limit) {
        this.limit = limit;
    }

    static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void start(Call call) {
        try {
            Future<?> running = calls.submit(() -> run(call));
            timer.schedule(() -> running.cancel(true), limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("Stopping: no further calls");
        }
    }

    private static void run(Call call) {
        try {
            call.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            LOG.error("A broker failed", e);
        }
    }

    @Override
    public void stop() {
        timer.shutdownNow();
        calls.shutdownNow();
    }
}
