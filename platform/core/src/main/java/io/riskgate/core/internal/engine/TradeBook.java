package io.riskgate.core.internal.engine;

import io.riskgate.api.Decimal;
import io.riskgate.api.Severity;
import io.riskgate.api.event.TradeUpdate;
import io.riskgate.api.rule.RiskEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** Books the trades of an account into its trading days: each id once, into the day of its execution. */
final class TradeBook {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int CLOSED_DAYS = 2;

    private TradeBook() {}

    /**
     * Books a trade, once for each id.
     *
     * @param stream whether the stream told of it; rules are not asked about what a read adds
     */
    static void trade(AccountState account, TradeUpdate trade, Ledger.Effect effect, boolean stream) {
        Instant executedAt = trade.executedAt().isAfter(trade.time()) ? trade.time() : trade.executedAt();
        KeptTrade known = account.trades.get(trade.tradeId());
        if (known != null && (!isPast(account, known) || known.executedAt().equals(executedAt))) {
            amend(account, trade, known, effect, stream);
            return;
        }
        DayState day = dayOf(account, executedAt);
        if (day == null && !trade.voided()) {
            effect.add(new Ledger.Notice(
                    Severity.ERROR,
                    "LATE_TRADE",
                    "Trade " + trade.tradeId() + " of " + executedAt + " is older than two trading days: not booked"));
        }
        boolean booked = day != null && !trade.voided();
        boolean counted = booked && !trade.own() && firstFill(account, trade);
        if (counted) {
            day.tradeCount++;
            if (trade.orderId() != null) {
                account.tally.count(trade.orderId());
            }
            countTime(account, executedAt, trade.time());
        }
        KeptTrade kept = new KeptTrade(
                trade.tradeId(),
                trade.orderId(),
                day == null ? null : day.date,
                executedAt,
                trade.profitAndLoss(),
                trade.fees(),
                trade.voided(),
                counted);
        account.put(kept);
        effect.changed = true;
        if (!booked) {
            return;
        }
        book(account, day, kept, 1, effect);
        noticeIfClosed(account, day, trade, effect);
        if (stream) {
            effect.ask = asked(trade);
        }
    }

    private static void noticeIfClosed(AccountState account, DayState day, TradeUpdate trade, Ledger.Effect effect) {
        if (day != account.day) {
            effect.add(new Ledger.Notice(
                    Severity.WARNING,
                    "LATE_TRADE",
                    "Trade " + trade.tradeId() + " belongs to the closed trading day " + day.date
                            + ": its realized P&L is now " + day.realized.toDollars()));
        }
    }

    private static RiskEvent asked(TradeUpdate trade) {
        return new RiskEvent.TradeBooked(
                trade.contract(), trade.tradeId(), trade.orderId(), trade.profitAndLoss(), trade.voided(), trade.own());
    }

    /** A trade that is known comes again: it may be taken back, or bring the P&amp;L it lacked. */
    private static void amend(
            AccountState account, TradeUpdate trade, KeptTrade known, Ledger.Effect effect, boolean stream) {
        boolean takenBack = trade.voided() && !known.voided();
        boolean completed =
                !known.voided() && !trade.voided() && known.profitAndLoss() == null && trade.profitAndLoss() != null;
        if (!takenBack && !completed) {
            return;
        }
        DayState day = known.day() == null ? null : dayOf(account, known.executedAt());
        if (day != null && takenBack) {
            book(account, day, known, -1, effect);
        }
        KeptTrade kept = new KeptTrade(
                known.tradeId(),
                known.orderId(),
                known.day(),
                known.executedAt(),
                completed ? trade.profitAndLoss() : known.profitAndLoss(),
                completed && known.fees() == null ? trade.fees() : known.fees(),
                takenBack,
                known.counted());
        account.put(kept);
        if (day != null && completed) {
            book(
                    account,
                    day,
                    new KeptTrade(
                            known.tradeId(),
                            known.orderId(),
                            known.day(),
                            known.executedAt(),
                            trade.profitAndLoss(),
                            known.fees() == null ? trade.fees() : null,
                            false,
                            false),
                    1,
                    effect);
        }
        effect.changed = true;
        if (day != null) {
            noticeIfClosed(account, day, trade, effect);
            effect.ask = stream ? asked(trade) : effect.ask;
        }
    }

    private static void book(AccountState account, DayState day, KeptTrade trade, int sign, Ledger.Effect effect) {
        Decimal profit = trade.profitAndLoss() == null
                ? Decimal.ZERO
                : trade.profitAndLoss().times(sign);
        Decimal fees = trade.fees() == null ? Decimal.ZERO : trade.fees().times(sign);
        boolean before = day.outOfRange;
        day.add(profit, fees);
        if (trade.orderId() != null && profit.signum() != 0) {
            account.tally.realize(trade.orderId(), profit);
        }
        if (day.outOfRange && !before) {
            effect.add(new Ledger.Notice(
                    Severity.CRITICAL,
                    "PNL_OUT_OF_RANGE",
                    "Realized P&L of " + day.date
                            + " left the range of 15 digits: every money limit counts as broken"));
        }
    }

    /**
     * Whether the day after that of a trade is over: from then on its id may be that of another trade. The trade itself,
     * told again, is still known by its time for as long as its day may be corrected.
     */
    private static boolean isPast(AccountState account, KeptTrade trade) {
        List<DayState> closed = account.closedDays;
        return !closed.isEmpty() && trade.executedAt().isBefore(closed.get(closed.size() - 1).start);
    }

    private static boolean firstFill(AccountState account, TradeUpdate trade) {
        return trade.orderId() == null || !account.tally.counted(trade.orderId());
    }

    private static void countTime(AccountState account, Instant executedAt, Instant now) {
        Instant oldest = now.minus(HOUR);
        if (account.tradeTimes != null) {
            while (!account.tradeTimes.isEmpty()
                    && !account.tradeTimes.peekFirst().isAfter(oldest)) {
                account.tradeTimes.pollFirst();
            }
        }
        if (executedAt.isAfter(oldest)) {
            countTime(account, executedAt);
        }
    }

    /** Counts a trade among those of the last hour. */
    static void countTime(AccountState account, Instant executedAt) {
        account.tradeTimes = account.tradeTimes == null ? new ArrayDeque<>(4) : account.tradeTimes;
        List<Instant> later = new ArrayList<>(0);
        while (!account.tradeTimes.isEmpty() && account.tradeTimes.peekLast().isAfter(executedAt)) {
            later.add(account.tradeTimes.pollLast());
        }
        account.tradeTimes.addLast(executedAt);
        for (int i = later.size() - 1; i >= 0; i--) {
            account.tradeTimes.addLast(later.get(i));
        }
    }

    /** The day by time: two days may have one date, where the reset was moved. */
    private static DayState dayOf(AccountState account, Instant time) {
        if (!time.isBefore(account.day.start)) {
            return account.day;
        }
        for (DayState closed : account.closedDays) {
            if (closed.contains(time)) {
                return closed;
            }
        }
        return null;
    }

    /** The last closed days with one more. */
    static List<DayState> closed(AccountState account, DayState day) {
        List<DayState> closed = new ArrayList<>(account.closedDays);
        closed.add(day);
        return List.copyOf(closed.subList(Math.max(0, closed.size() - CLOSED_DAYS), closed.size()));
    }

    /** Closes the running day, if there is one, and opens the next. */
    static void openDay(AccountState account, DayState next) {
        DayState closed = account.day;
        if (closed != null) {
            account.closedDays = closed(account, closed);
            Instant oldest = account.closedDays.get(0).start;
            account.trades
                    .values()
                    .removeIf(trade -> trade.day() == null || trade.executedAt().isBefore(oldest));
            account.endedOrders.values().removeIf(order -> order.time().isBefore(closed.start));
            account.tally.clear();
            account.trades.values().forEach(trade -> remember(account, trade));
            account.trades.replaceAll((id, trade) -> moved(trade, closed, next));
        }
        account.day = next;
    }

    /** A trade that was told before the reset, by a clock ahead of ours, goes into the day in which it was executed. */
    private static KeptTrade moved(KeptTrade trade, DayState closed, DayState next) {
        if (trade.executedAt().isBefore(next.start)) {
            return trade;
        }
        if (!trade.voided()) {
            Decimal profit = trade.profitAndLoss() == null ? Decimal.ZERO : trade.profitAndLoss();
            Decimal fees = trade.fees() == null ? Decimal.ZERO : trade.fees();
            closed.add(profit.negated(), fees.negated());
            next.add(profit, fees);
        }
        if (trade.counted()) {
            closed.tradeCount--;
            next.tradeCount++;
        }
        return new KeptTrade(
                trade.tradeId(),
                trade.orderId(),
                next.date,
                trade.executedAt(),
                trade.profitAndLoss(),
                trade.fees(),
                trade.voided(),
                trade.counted());
    }

    /** Rebuilds what is derived from one kept trade. */
    static void remember(AccountState account, KeptTrade trade) {
        if (isPast(account, trade)) {
            return;
        }
        if (trade.counted() && trade.orderId() != null) {
            account.tally.count(trade.orderId());
        }
        if (trade.orderId() != null && trade.profitAndLoss() != null && !trade.voided() && trade.day() != null) {
            account.tally.realize(trade.orderId(), trade.profitAndLoss());
        }
    }
}
