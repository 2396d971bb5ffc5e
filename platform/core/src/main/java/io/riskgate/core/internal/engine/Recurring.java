package io.riskgate.core.internal.engine;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Work that is done again and again, whatever it throws: an executor would silently never call it again. */
final class Recurring {
    private static final Logger LOG = LoggerFactory.getLogger(Recurring.class);

    private Recurring() {}

    /** Has {@code timer} do {@code work} after {@code millis}, and again so long after each end. */
    static void on(ScheduledExecutorService timer, long millis, Runnable work) {
        timer.scheduleWithFixedDelay(() -> attempt(work), millis, millis, TimeUnit.MILLISECONDS);
    }

    private static void attempt(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            LOG.error("What is done again and again failed, and is tried again", e);
        }
    }
}
