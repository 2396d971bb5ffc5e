package io.riskgate.api.rule;

import io.riskgate.api.LockoutKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/** For how long a rule locks: a duration, or until the daily reset. */
public final class LockTime {
    /** Until the daily reset. */
    public static final LockTime UNTIL_RESET = new LockTime(null);

    private final Duration duration;

    private LockTime(Duration duration) {
        this.duration = duration;
    }

    /** For {@code duration}, which is positive. */
    public static LockTime of(Duration duration) {
        return new LockTime(Objects.requireNonNull(duration, "duration"));
    }

    /** Whether it is until the daily reset. */
    public boolean isUntilReset() {
        return duration == null;
    }

    /**
     * The duration.
     *
     * @throws IllegalStateException if it is until the daily reset
     */
    public Duration duration() {
        if (duration == null) {
            throw new IllegalStateException("until-reset has no duration");
        }
        return duration;
    }

    /** The lock that begins at {@code now}. */
    public Action lock(Instant now, LockoutKind kind) {
        return duration == null ? Action.lockUntilReset(kind) : Action.lockUntil(now.plus(duration), kind);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LockTime time && Objects.equals(duration, time.duration);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(duration);
    }

    @Override
    public String toString() {
        return duration == null ? "until-reset" : Settings.show(duration);
    }
}
