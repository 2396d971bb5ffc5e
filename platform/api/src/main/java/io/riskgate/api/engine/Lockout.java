package io.riskgate.api.engine;

import io.riskgate.api.LockoutKind;
import java.time.Instant;
import java.util.Optional;

/**
 * One reason why an account is locked; several can stand side by side.
 *
 * @param account the account
 * @param rule the id of the rule that set it, with the account its identity
 * @param kind the kind
 * @param createdAt when it was set first
 * @param end the first instant at which it no longer holds, or null if only its condition ends it
 * @param untilReset whether that is the end of the trading day in which it was set
 * @param reason one sentence for the trader
 */
public record Lockout(
        String account,
        String rule,
        LockoutKind kind,
        Instant createdAt,
        Instant end,
        boolean untilReset,
        String reason) {
    /** The end, if it has one. */
    public Optional<Instant> until() {
        return Optional.ofNullable(end);
    }

    /** Whether it holds at {@code now}. */
    public boolean isActive(Instant now) {
        return end == null || now.isBefore(end);
    }

    /** Whether it ends later than {@code other}; no end is the latest. */
    public boolean endsAfter(Lockout other) {
        return other.end != null && (end == null || end.isAfter(other.end));
    }
}
