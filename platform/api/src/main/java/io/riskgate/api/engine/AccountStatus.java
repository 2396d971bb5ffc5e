package io.riskgate.api.engine;

import io.riskgate.api.Decimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * One account at one moment.
 *
 * @param state the account's state as in a recording
 * @param canTrade whether the broker lets it trade
 * @param connected whether the link to the broker stands
 * @param tradingDay the running trading day, named after the date on which it ends
 * @param nextReset when it ends
 * @param dayFees fees of the day in dollars
 * @param lockouts the lockouts in force, the governing one first
 * @param guardAttempts how often the guard undid something since the lock began
 * @param reduceOnlyBecause why increases are denied though the account is not locked, or null
 * @param commands the commands that are not confirmed yet
 */
public record AccountStatus(
        Decision.State state,
        boolean canTrade,
        boolean connected,
        LocalDate tradingDay,
        Instant nextReset,
        Decimal dayFees,
        List<Lockout> lockouts,
        int guardAttempts,
        String reduceOnlyBecause,
        List<OpenCommand> commands) {
    /** Copies the lists. */
    public AccountStatus {
        lockouts = List.copyOf(lockouts);
        commands = List.copyOf(commands);
    }

    /**
     * A command that is not confirmed yet.
     *
     * @param account the account
     * @param rule who asked first
     * @param target what is to become true, in words: {@code CON.F.US.MNQ.Z25 at most 2}
     * @param guard whether the lock guard asked
     * @param attempts calls made so far
     * @param failures calls failed so far
     * @param openedAt since when
     * @param nextAttempt when it is tried again, or null while a call is under way
     * @param lastOutcome how the last call ended, or null
     */
    public record OpenCommand(
            String account,
            String rule,
            String target,
            boolean guard,
            int attempts,
            int failures,
            Instant openedAt,
            Instant nextAttempt,
            String lastOutcome) {}
}
