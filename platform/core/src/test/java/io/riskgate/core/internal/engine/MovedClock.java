package io.riskgate.core.internal.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A wall clock and a ticker that stand until a test moves them. */
final class MovedClock implements InstantSource {
    private volatile Instant now;
    private volatile long nanos;

    MovedClock(Instant now) {
        this.now = now;
    }

    /** Lets time pass. */
    void move(Duration by) {
        now = now.plus(by);
        nanos += by.toNanos();
    }

    /** Sets the wall clock forward or back while no time passes. */
    void step(Duration by) {
        now = now.plus(by);
    }

    @Override
    public Instant instant() {
        return now;
    }

    /** What the ticker counted. */
    long nanos() {
        return nanos;
    }
}
