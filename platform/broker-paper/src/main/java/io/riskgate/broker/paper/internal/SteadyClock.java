package io.riskgate.broker.paper.internal;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The paper broker's own clock: set by the machine's once, then counting by itself, as the clock of a broker elsewhere
 * would. Setting the machine's clock does not move it. Safe in all threads.
 */
final class SteadyClock implements InstantSource {
    private final Instant begun;
    private final LongSupplier ticker;
    private final long origin;

    /** A clock that shows what {@code machine} shows now, and goes on by {@code ticker}, in nanoseconds. */
    SteadyClock(InstantSource machine, LongSupplier ticker) {
        this.begun = machine.instant();
        this.ticker = ticker;
        this.origin = ticker.getAsLong();
    }

    @Override
    public Instant instant() {
        return begun.plusNanos(ticker.getAsLong() - origin);
    }
}
