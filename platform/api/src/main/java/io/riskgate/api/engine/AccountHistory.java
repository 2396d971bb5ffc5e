package io.riskgate.api.engine;

import io.riskgate.api.Decimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * What was with one account.
 *
 * @param account the account
 * @param since lockouts and days that ended before are left out
 * @param lockouts the lockouts, by when they were set
 * @param days the trading days, the running one last
 * @param unreadable files of the history that could not be read; what they held is missing here
 */
public record AccountHistory(
        String account, Instant since, List<PastLockout> lockouts, List<Day> days, List<String> unreadable) {
    /** Copies the lists. */
    public AccountHistory {
        lockouts = List.copyOf(lockouts);
        days = List.copyOf(days);
        unreadable = List.copyOf(unreadable);
    }

    /**
     * A lockout, in force or over.
     *
     * @param lockout the lockout, with its latest end
     * @param endedAt when it ended, or null while it is in force
     * @param cause how it ended, or null while it is in force
     */
    public record PastLockout(Lockout lockout, Instant endedAt, Decision.Cause cause) {}

    /**
     * A trading day.
     *
     * @param date the date on which it ends
     * @param start its first instant
     * @param end the first instant after it
     * @param realized realized P&L in dollars
     * @param fees fees in dollars, positive costs money
     * @param tradeCount trades
     * @param running whether it is not over
     */
    public record Day(
            LocalDate date,
            Instant start,
            Instant end,
            Decimal realized,
            Decimal fees,
            int tradeCount,
            boolean running) {}
}
