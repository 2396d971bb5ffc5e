package io.riskgate.core.internal.engine;

import java.time.Instant;

/** When a rule wants to be woken for one account. */
final class WakeUp {
    /** When, or null if it does not want to. */
    Instant at;

    /** The instant the journal knows, or null. */
    Instant logged;

    /** The instant of the agenda's item that stands for it, which is not after {@link #at}, or null if none does. */
    Instant pending;

    WakeUp(Instant at) {
        this.at = at;
    }
}
