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
 * @param feedAlarm which events of the broker are missing, or null
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
        List<OpenCommand> commands,
        String feedAlarm) {
    /** Copies the lists. */
    public AccountStatus {
        lockouts = List.copyOf(lockouts);
        commands = List.copyOf(commands);
    }

    /** An account of which every event of the broker arrived. */
    public AccountStatus(
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
        this(
                state,
                canTrade,
                connected,
                tradingDay,
                nextReset,
                dayFees,
                lockouts,
                guardAttempts,
                reduceOnlyBecause,
                commands,
                null);
    }

    /** How far a command is. */
    public enum Progress {
        /** The next call was not made yet. */
        WAITING,
        /** The broker is read, to size the call. */
        READING,
        /** A call waits until the broker may be called again. */
        QUEUED,
        /** A call is on its way: no answer yet. */
        CALLED,
        /** Taken by the broker; a read must show it. */
        ACCEPTED,
        /** The call failed or was put off; the next one has its time. */
        RETRYING
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
     * @param progress how far it is
     * @param reason why it is wanted, or what the broker said last, in words; or null
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
            String lastOutcome,
            Progress progress,
            String reason) {
        /** A command of which no more is known. */
        public OpenCommand(
                String account,
                String rule,
                String target,
                boolean guard,
                int attempts,
                int failures,
                Instant openedAt,
                Instant nextAttempt,
                String lastOutcome) {
            this(
                    account,
                    rule,
                    target,
                    guard,
                    attempts,
                    failures,
                    openedAt,
                    nextAttempt,
                    lastOutcome,
                    nextAttempt == null ? Progress.WAITING : Progress.RETRYING,
                    null);
        }
    }
}
