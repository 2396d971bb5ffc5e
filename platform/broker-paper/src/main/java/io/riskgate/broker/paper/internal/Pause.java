package io.riskgate.broker.paper.internal;

import java.time.Duration;

/** Lets time pass on the caller's thread. */
interface Pause {
    /**
     * Returns once {@code length} has passed.
     *
     * @throws InterruptedException if interrupted before
     */
    void of(Duration length) throws InterruptedException;

    /**
     * Never returns.
     *
     * @throws InterruptedException once interrupted
     */
    void untilInterrupted() throws InterruptedException;
}
