package io.riskgate.core.internal.engine;

import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a live platform is made of.
 *
 * @param clock the wall clock
 * @param ticker counts nanoseconds whatever happens to the wall clock
 * @param stripes how many stripes handle events
 * @param capacity how many events may wait before one stripe
 * @param watch asks the rules
 * @param calls calls the broker
 * @param log where the lines for people go
 * @param threaded whether it runs on threads of its own; if not, whoever uses it drives it with
 *     {@link LivePlatform#work}
 */
record LiveSetup(
        InstantSource clock,
        LongSupplier ticker,
        int stripes,
        int capacity,
        Watch watch,
        BrokerCalls calls,
        Logger log,
        boolean threaded) {
    private static final int CAPACITY = 8192;

    /** A platform on threads of its own. */
    static LiveSetup threaded(InstantSource clock, LongSupplier ticker, int stripes) {
        return new LiveSetup(
                clock,
                ticker,
                stripes,
                CAPACITY,
                RuleWatch.on(Executors.newSingleThreadScheduledExecutor(
                        task -> LimitedCalls.daemon(task, "riskgate-watchdog"))),
                new LimitedCalls(LivePort.LIMIT),
                LoggerFactory.getLogger("io.riskgate"),
                true);
    }
}
