package io.riskgate.core.internal.engine;

import java.time.LocalTime;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The settings of the 13 rules as numbers, for {@link Monolith} and the rules alike. Money is in dollars, durations are
 * in minutes.
 *
 * @param contracts 001: contracts in all symbols, longs less shorts
 * @param perSymbol 002: contracts in one symbol
 * @param dayLoss 003: realized by the day, below 0
 * @param openLoss 004: open in one position, below 0
 * @param openProfit 005: open in one position
 * @param perMinute 006: trades
 * @param perHour 006: trades
 * @param perSession 006: trades
 * @param loss 007: realized by one order, below 0, for five minutes
 * @param largeLoss 007: realized by one order, below {@code loss}, for fifteen minutes
 * @param grace 008: without a stop
 * @param sessionStart 009: in Chicago
 * @param sessionEnd 009: in Chicago
 * @param blocked 011: the symbol that is not traded, or -1
 * @param dayProfit 013: realized by the day
 */
record Limits(
        int contracts,
        int perSymbol,
        int dayLoss,
        int openLoss,
        int openProfit,
        int perMinute,
        int perHour,
        int perSession,
        int loss,
        int largeLoss,
        int grace,
        LocalTime sessionStart,
        LocalTime sessionEnd,
        int blocked,
        int dayProfit) {
    /** The rules of the first release. */
    static final Set<String> FIRST_RELEASE =
            Set.of("max_contracts", "daily_realized_loss", "trade_frequency_limit", "no_stop_loss_grace");

    /** So wide that the workload hits none. */
    static final Limits WIDE = new Limits(
            100,
            100,
            -1_000_000,
            -1_000_000,
            1_000_000,
            1000,
            2000,
            3000,
            -1_000_000,
            -2_000_000,
            24 * 60,
            LocalTime.of(0, 0),
            LocalTime.of(23, 59),
            -1,
            1_000_000);

    /** So tight that every rule with violations has some. */
    static final Limits TIGHT =
            new Limits(4, 1, -120, -100, 100, 1, 2, 5, -60, -90, 10, LocalTime.of(8, 30), LocalTime.of(18, 30), 3, 120);

    /** Minutes after which 004 and 005 look without an event. */
    static final int BEAT = 10;

    /** Minutes after which a price counts as old to 004 and 005: a day, as one account's contract is quoted rarely. */
    static final int STALE = 24 * 60;

    /** Seconds for which 012 moves a stop after a quote. */
    static final int FRESH_SECONDS = 5;

    /** Minutes of the pauses of 006. */
    static final int[] PAUSES = {1, 30, 60};

    /** Minutes of the pauses of 007. */
    static final int[] LOSS_PAUSES = {5, 15};

    /** Seconds after the end of a session until everything must be closed. */
    static final int CLOSE_GRACE_SECONDS = 60;

    /** Of 012, in ticks. */
    static final int BREAKEVEN_AFTER = 10;

    static final int BREAKEVEN_OFFSET = 1;
    static final int TRAIL_AFTER = 20;
    static final int TRAIL = 15;

    /** {@link #TIGHT} for the rules of the first release and {@link #WIDE} for the others. */
    static Limits tightForFirstRelease() {
        return new Limits(
                TIGHT.contracts,
                WIDE.perSymbol,
                TIGHT.dayLoss,
                WIDE.openLoss,
                WIDE.openProfit,
                TIGHT.perMinute,
                TIGHT.perHour,
                TIGHT.perSession,
                WIDE.loss,
                WIDE.largeLoss,
                TIGHT.grace,
                WIDE.sessionStart,
                WIDE.sessionEnd,
                WIDE.blocked,
                WIDE.dayProfit);
    }

    /** The settings of the rules among the 13 that are {@code wanted}, by id. */
    Map<String, Map<String, String>> settings(Predicate<String> wanted) {
        Map<String, Map<String, String>> all = new TreeMap<>();
        all.put("max_contracts", Map.of("limit", "" + contracts));
        all.put("max_contracts_per_instrument", Map.of("defaultLimit", "" + perSymbol));
        all.put("daily_realized_loss", Map.of("limit", "" + dayLoss));
        all.put("daily_unrealized_loss", Map.of("limit", "" + openLoss, "checkEvery", BEAT + "m", "staleAfter", "24h"));
        all.put(
                "max_unrealized_profit",
                Map.of("target", "" + openProfit, "checkEvery", BEAT + "m", "staleAfter", "24h"));
        all.put(
                "trade_frequency_limit",
                Map.of("perMinute", "" + perMinute, "perHour", "" + perHour, "perSession", "" + perSession));
        all.put("cooldown_after_loss", Map.of("tiers", loss + ":5m," + largeLoss + ":15m"));
        all.put("no_stop_loss_grace", Map.of("gracePeriod", grace + "m"));
        all.put(
                "session_block_outside",
                Map.of("start", "" + sessionStart, "end", "" + sessionEnd, "days", "MON,TUE,WED,THU,FRI,SAT,SUN"));
        all.put("auth_loss_guard", Map.of());
        all.put("symbol_blocks", Map.of("symbols", blocked < 0 ? "GC,BTC*" : "MCL*"));
        all.put(
                "trade_management",
                Map.of(
                        "breakevenAfterTicks", "" + BREAKEVEN_AFTER,
                        "breakevenOffsetTicks", "" + BREAKEVEN_OFFSET,
                        "trailAfterTicks", "" + TRAIL_AFTER,
                        "trailTicks", "" + TRAIL));
        all.put("daily_realized_profit", Map.of("target", "" + dayProfit));
        all.keySet().removeIf(rule -> !wanted.test(rule));
        return all;
    }
}
