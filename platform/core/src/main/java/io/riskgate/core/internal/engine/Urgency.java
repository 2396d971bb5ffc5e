package io.riskgate.core.internal.engine;

/** What a call to a broker is for; the earlier goes first, and may use more of what the broker takes. */
enum Urgency {
    /** Closes a position. */
    CLOSE(100),
    /** A read that a command waits for. */
    READ(90),
    /** All else. */
    OTHER(75);

    private final int percent;

    Urgency(int percent) {
        this.percent = percent;
    }

    /** How many of {@code calls} may be made for this, at least 1. */
    int share(int calls) {
        return Math.max(1, Math.toIntExact((long) calls * percent / 100));
    }
}
