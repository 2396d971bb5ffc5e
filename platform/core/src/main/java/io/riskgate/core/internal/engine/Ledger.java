package io.riskgate.core.internal.engine;

import io.riskgate.api.Decimal;
import io.riskgate.api.OrderSide;
import io.riskgate.api.OrderType;
import io.riskgate.api.Severity;
import io.riskgate.api.event.AccountUpdate;
import io.riskgate.api.event.BookSnapshot;
import io.riskgate.api.event.BrokerEvent;
import io.riskgate.api.event.ConnectionUpdate;
import io.riskgate.api.event.LedgerUpdate;
import io.riskgate.api.event.OrderUpdate;
import io.riskgate.api.event.PositionUpdate;
import io.riskgate.api.event.QuoteUpdate;
import io.riskgate.api.event.TradeUpdate;
import io.riskgate.api.rule.Occasion;
import io.riskgate.api.rule.RiskEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps the books of an account: what the broker said, each fact once. Pure bookkeeping on {@link AccountState}, used
 * for live events and to rebuild the state from the journal alike; equal facts in equal order give equal state.
 */
final class Ledger {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int CLOSED_DAYS = 2;

    private Ledger() {}

    /** What an event did to the books. */
    static final class Effect {
        /** Whether anything changed; the same event again changes nothing. */
        boolean changed;

        /** With what the rules are to be asked, or null. */
        RiskEvent ask;

        /** The positions that changed. */
        final List<RiskEvent.PositionChanged> moves = new ArrayList<>(1);

        final List<Notice> notices = new ArrayList<>(0);
    }

    /** Something people should know. */
    record Notice(Severity severity, String code, String message) {}

    /** Books {@code event} of {@code account}. */
    static Effect apply(AccountState account, BrokerEvent event) {
        Effect effect = new Effect();
        if (event instanceof PositionUpdate position) {
            position(account, position, effect);
        } else if (event instanceof OrderUpdate order) {
            order(account, order, effect);
        } else if (event instanceof TradeUpdate trade) {
            trade(account, trade, effect, true);
        } else if (event instanceof AccountUpdate update) {
            account(account, update, effect);
        } else if (event instanceof LedgerUpdate ledger) {
            ledger(account, ledger, effect);
        } else if (event instanceof BookSnapshot snapshot) {
            snapshot(account, snapshot, effect);
        } else if (event instanceof ConnectionUpdate connection) {
            connection(account, connection, effect);
        } else if (event instanceof QuoteUpdate) {
            throw new IllegalArgumentException("a quote belongs to the market, not to an account");
        }
        return effect;
    }

    private static void position(AccountState account, PositionUpdate update, Effect effect) {
        int after = update.signedQuantity();
        PositionState position = account.positions.get(update.contract());
        int before = position == null ? 0 : position.quantity;
        account.bookQuantities.remove(update.contract());
        if (isOlderThanRead(account, update)) {
            return;
        }
        account.positionTold.put(update.contract(), update.time());
        if (before == after && (after == 0 || position.averagePrice.equals(update.averagePrice()))) {
            return;
        }
        if (after == 0) {
            account.positions.remove(update.contract());
        } else {
            if (position == null || Integer.signum(before) != Integer.signum(after)) {
                position = new PositionState(update.contract());
                position.openedAt = update.time();
                position.unprotectedSince = update.time();
                account.positions.put(update.contract(), position);
            }
            position.quantity = after;
            position.averagePrice = update.averagePrice();
            protect(account, update.contract(), update.time());
        }
        effect.changed = true;
        RiskEvent.PositionChanged moved = new RiskEvent.PositionChanged(update.contract(), before, after);
        effect.moves.add(moved);
        effect.ask = moved;
    }

    /** What the stream says late is not believed against a read that was made after it. */
    private static boolean isOlderThanRead(AccountState account, BrokerEvent update) {
        return account.readAt != null && update.time().isBefore(account.readAt);
    }

    /** Notes whether the position in {@code contract} has a protective stop now, and since when not. */
    private static void protect(AccountState account, String contract, Instant now) {
        PositionState position = account.positions.get(contract);
        if (position == null) {
            return;
        }
        if (isProtected(account, position)) {
            position.unprotectedSince = null;
        } else if (position.unprotectedSince == null) {
            position.unprotectedSince = now;
        }
    }

    private static boolean isProtected(AccountState account, PositionState position) {
        for (OrderUpdate order : account.orders.values()) {
            if (protects(order, position.contract, position.quantity)) {
                return true;
            }
        }
        return false;
    }

    /** Whether {@code order} is a stop with a price against a position of {@code quantity} contracts with sign. */
    static boolean protects(OrderUpdate order, String contract, int quantity) {
        boolean stop = order.orderType() == OrderType.STOP
                || order.orderType() == OrderType.STOP_LIMIT
                || order.orderType() == OrderType.TRAILING_STOP;
        return stop
                && order.contract().equals(contract)
                && quantity != 0
                && (order.side() == OrderSide.SELL) == quantity > 0
                && (order.stopPrice() != null || order.trailPrice() != null);
    }

    /** Contracts of {@code order} that are not filled yet. */
    static int quantityLeft(OrderUpdate order) {
        return Math.max(0, order.quantity() - order.filledQuantity());
    }

    /** Whether {@code order} could open or enlarge a position, given {@code quantity} contracts with sign. */
    static boolean couldOpen(OrderUpdate order, int quantity) {
        return quantity == 0
                || (order.side() == OrderSide.BUY) == quantity > 0
                || quantityLeft(order) > Math.abs(quantity);
    }

    private static void order(AccountState account, OrderUpdate update, Effect effect) {
        OrderUpdate working = account.orders.get(update.orderId());
        OrderUpdate before = working == null ? account.endedOrders.get(update.orderId()) : working;
        account.goneOrders.remove(update.orderId());
        if (isOlderThanRead(account, update)) {
            return;
        }
        if (before != null && sameContent(before, update)) {
            return;
        }
        if (update.status().isWorking()) {
            account.endedOrders.remove(update.orderId());
            account.orders.put(update.orderId(), update);
        } else {
            account.orders.remove(update.orderId());
            account.endedOrders.put(update.orderId(), update);
        }
        protect(account, update.contract(), update.time());
        effect.changed = true;
        effect.ask = new RiskEvent.OrderChanged(update.contract(), update.orderId());
    }

    private static boolean sameContent(OrderUpdate a, OrderUpdate b) {
        return a.equals(new OrderUpdate(
                a.time(),
                b.account(),
                b.orderId(),
                b.contract(),
                b.side(),
                b.orderType(),
                b.status(),
                b.quantity(),
                b.limitPrice(),
                b.stopPrice(),
                b.trailPrice(),
                b.filledQuantity(),
                a.own()));
    }

    private static void trade(AccountState account, TradeUpdate trade, Effect effect, boolean stream) {
        KeptTrade known = account.trades.get(trade.tradeId());
        if (known != null) {
            amend(account, trade, known, effect, stream);
            return;
        }
        Instant executedAt = trade.executedAt().isAfter(trade.time()) ? trade.time() : trade.executedAt();
        DayState day = dayOf(account, executedAt);
        if (day == null && !trade.voided()) {
            effect.notices.add(new Notice(
                    Severity.ERROR,
                    "LATE_TRADE",
                    "Trade " + trade.tradeId() + " of " + executedAt + " is older than two trading days: not booked"));
        }
        boolean today = day == account.day;
        boolean booked = day != null && !trade.voided();
        boolean counted = booked && !trade.own() && firstFill(account, trade);
        if (counted) {
            day.tradeCount++;
            if (trade.orderId() != null) {
                account.countedOrders.add(trade.orderId());
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
        account.trades.put(trade.tradeId(), kept);
        effect.changed = true;
        if (!booked) {
            return;
        }
        book(account, day, kept, 1, effect);
        if (!today) {
            effect.notices.add(new Notice(
                    Severity.WARNING,
                    "LATE_TRADE",
                    "Trade " + trade.tradeId() + " belongs to the closed trading day " + day.date
                            + ": its realized P&L is now " + day.realized.toDollars()));
        } else if (stream) {
            effect.ask = asked(trade);
        }
    }

    private static RiskEvent asked(TradeUpdate trade) {
        return new RiskEvent.TradeBooked(
                trade.contract(), trade.tradeId(), trade.orderId(), trade.profitAndLoss(), trade.voided(), trade.own());
    }

    /** A trade that is known comes again: it may be taken back, or bring the P&amp;L it lacked. */
    private static void amend(AccountState account, TradeUpdate trade, KeptTrade known, Effect effect, boolean stream) {
        boolean takenBack = trade.voided() && !known.voided();
        boolean completed =
                !known.voided() && !trade.voided() && known.profitAndLoss() == null && trade.profitAndLoss() != null;
        if (!takenBack && !completed) {
            return;
        }
        DayState day = dayOf(account, known.day());
        if (day != null && takenBack) {
            book(account, day, known, -1, effect);
        }
        KeptTrade kept = new KeptTrade(
                known.tradeId(),
                known.orderId(),
                known.day(),
                known.executedAt(),
                completed ? trade.profitAndLoss() : known.profitAndLoss(),
                known.fees(),
                takenBack,
                known.counted());
        account.trades.put(known.tradeId(), kept);
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
                            null,
                            false,
                            false),
                    1,
                    effect);
        }
        effect.changed = true;
        if (stream && day == account.day) {
            effect.ask = asked(trade);
        }
    }

    private static void book(AccountState account, DayState day, KeptTrade trade, int sign, Effect effect) {
        Decimal profit = trade.profitAndLoss() == null
                ? Decimal.ZERO
                : trade.profitAndLoss().times(sign);
        Decimal fees = trade.fees() == null ? Decimal.ZERO : trade.fees().times(sign);
        boolean before = day.outOfRange;
        day.add(profit, fees);
        if (trade.orderId() != null && profit.signum() != 0) {
            account.realizedByOrder.merge(trade.orderId(), profit, Decimal::plus);
        }
        if (day.outOfRange && !before) {
            effect.notices.add(new Notice(
                    Severity.CRITICAL,
                    "PNL_OUT_OF_RANGE",
                    "Realized P&L of " + day.date
                            + " left the range of 15 digits: every money limit counts as broken"));
        }
    }

    private static boolean firstFill(AccountState account, TradeUpdate trade) {
        return trade.orderId() == null || !account.countedOrders.contains(trade.orderId());
    }

    private static void countTime(AccountState account, Instant executedAt, Instant now) {
        Instant oldest = now.minus(HOUR);
        while (!account.tradeTimes.isEmpty() && !account.tradeTimes.peekFirst().isAfter(oldest)) {
            account.tradeTimes.pollFirst();
        }
        if (!executedAt.isAfter(oldest)) {
            return;
        }
        List<Instant> later = new ArrayList<>();
        while (!account.tradeTimes.isEmpty() && account.tradeTimes.peekLast().isAfter(executedAt)) {
            later.add(account.tradeTimes.pollLast());
        }
        account.tradeTimes.addLast(executedAt);
        for (int i = later.size() - 1; i >= 0; i--) {
            account.tradeTimes.addLast(later.get(i));
        }
    }

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

    private static DayState dayOf(AccountState account, java.time.LocalDate date) {
        if (account.day.date.equals(date)) {
            return account.day;
        }
        for (DayState closed : account.closedDays) {
            if (closed.date.equals(date)) {
                return closed;
            }
        }
        return null;
    }

    private static void account(AccountState account, AccountUpdate update, Effect effect) {
        boolean canTrade = update.canTrade() == null ? account.canTrade : update.canTrade();
        Decimal balance = update.balance() == null ? account.balance : update.balance();
        String name = update.name() == null ? account.name : update.name();
        effect.changed = canTrade != account.canTrade
                || !java.util.Objects.equals(balance, account.balance)
                || !java.util.Objects.equals(name, account.name);
        account.canTrade = canTrade;
        account.balance = balance;
        account.name = name;
        if (effect.changed) {
            effect.ask = new RiskEvent.Asked(Occasion.ACCOUNT);
        }
    }

    private static void ledger(AccountState account, LedgerUpdate update, Effect effect) {
        int count = update.tradeCount() == null ? account.day.tradeCount : update.tradeCount();
        effect.changed = !account.day.realized.equals(update.realized()) || account.day.tradeCount != count;
        account.day.setRealized(update.realized());
        account.day.tradeCount = count;
        effect.ask = new RiskEvent.Asked(Occasion.RECONCILED);
    }

    private static void connection(AccountState account, ConnectionUpdate update, Effect effect) {
        boolean connected = account.connected;
        boolean authenticated = account.authenticated;
        switch (update.state()) {
            case LOST -> account.connected = false;
            case RESTORED -> account.connected = true;
            case AUTH_FAILED -> account.authenticated = false;
            case AUTH_SUCCEEDED -> account.authenticated = true;
        }
        effect.changed = connected != account.connected || authenticated != account.authenticated;
        if (effect.changed) {
            effect.ask = new RiskEvent.ConnectionChanged(update.state(), update.reason());
        }
    }

    private static void snapshot(AccountState account, BookSnapshot snapshot, Effect effect) {
        for (TradeUpdate trade : snapshot.trades()) {
            trade(account, trade, effect, false);
        }
        Map<String, PositionUpdate> positions = new HashMap<>();
        snapshot.positions().forEach(position -> positions.put(position.contract(), position));
        for (String contract : List.copyOf(account.positions.keySet())) {
            positions.computeIfAbsent(
                    contract,
                    key -> new PositionUpdate(
                            snapshot.time(), account.id, key, io.riskgate.api.PositionSide.FLAT, 0, null));
        }
        positions.keySet().removeIf(contract -> isLater(account.positionTold.get(contract), snapshot));
        account.readAt = null;
        replaceOrders(account, snapshot, effect);
        positions.values().forEach(position -> position(account, position, effect));
        for (String contract : List.copyOf(account.positions.keySet())) {
            protect(account, contract, snapshot.time());
        }
        if (snapshot.canTrade() != null && snapshot.canTrade() != account.canTrade) {
            account.canTrade = snapshot.canTrade();
            effect.changed = true;
        }
        account.bookQuantities.clear();
        account.goneOrders.clear();
        account.readAt = snapshot.time();
        effect.ask = new RiskEvent.Asked(Occasion.RECONCILED);
    }

    /** What the stream said of the time after a read is not undone by the read, though it comes later. */
    private static boolean isLater(Instant told, BookSnapshot snapshot) {
        return told != null && told.isAfter(snapshot.time());
    }

    private static void replaceOrders(AccountState account, BookSnapshot snapshot, Effect effect) {
        Map<String, OrderUpdate> working = new HashMap<>();
        for (OrderUpdate order : snapshot.orders()) {
            OrderUpdate ended = account.endedOrders.get(order.orderId());
            if (order.status().isWorking() && (ended == null || !isLater(ended.time(), snapshot))) {
                working.put(order.orderId(), order);
                account.endedOrders.remove(order.orderId());
            }
        }
        effect.changed |= account.orders
                .values()
                .removeIf(order -> !working.containsKey(order.orderId()) && !isLater(order.time(), snapshot));
        working.forEach((id, order) -> {
            OrderUpdate before = account.orders.get(id);
            if (before == null || !sameContent(before, order) && !isLater(before.time(), snapshot)) {
                account.orders.put(id, order);
                effect.changed = true;
            }
        });
    }

    /** Closes the running day, if there is one, and opens the next. */
    static void openDay(AccountState account, DayState next) {
        if (account.day != null) {
            account.closedDays.addLast(account.day);
            while (account.closedDays.size() > CLOSED_DAYS) {
                account.closedDays.pollFirst();
            }
            DayState closed = account.day;
            account.trades.values().removeIf(trade -> !closed.date.equals(trade.day()));
            account.endedOrders.values().removeIf(order -> order.time().isBefore(closed.start));
            account.countedOrders.clear();
            account.realizedByOrder.clear();
            account.trades.values().forEach(trade -> remember(account, trade));
        }
        account.day = next;
    }

    /** Rebuilds what is derived from one kept trade. */
    static void remember(AccountState account, KeptTrade trade) {
        if (trade.counted() && trade.orderId() != null) {
            account.countedOrders.add(trade.orderId());
        }
        if (trade.orderId() != null && trade.profitAndLoss() != null && !trade.voided() && trade.day() != null) {
            account.realizedByOrder.merge(trade.orderId(), trade.profitAndLoss(), Decimal::plus);
        }
    }
}
