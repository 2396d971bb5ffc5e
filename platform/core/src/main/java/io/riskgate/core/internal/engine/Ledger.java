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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Keeps the books of an account: what the broker said, each fact once. Pure bookkeeping on {@link AccountState}, used
 * for live events and to rebuild the state from the journal alike; equal facts in equal order give equal state.
 */
final class Ledger {

    private Ledger() {}

    /** What an event did to the books. */
    static final class Effect {
        /** Whether anything changed; the same event again changes nothing. */
        boolean changed;

        /** With what the rules are to be asked, or null. */
        RiskEvent ask;

        /** The positions that changed. */
        List<RiskEvent.PositionChanged> moves = Collections.emptyList();

        List<Notice> notices = Collections.emptyList();

        void add(RiskEvent.PositionChanged moved) {
            moves = moves.isEmpty() ? new ArrayList<>(1) : moves;
            moves.add(moved);
        }

        void add(Notice notice) {
            notices = notices.isEmpty() ? new ArrayList<>(1) : notices;
            notices.add(notice);
        }
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
            TradeBook.trade(account, trade, effect, true);
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
        account.lead.caughtUp(update.contract());
        if (isOlderThanRead(account, update)) {
            return;
        }
        if (after == 0) {
            account.flatTold(update.contract(), update.time());
        } else if (position != null) {
            position.toldAt = update.time();
        }
        if (before == after && (after == 0 || position.averagePrice.equals(update.averagePrice()))) {
            return;
        }
        if (Integer.signum(before) != Integer.signum(after)) {
            account.forgetMovedStops(update.contract());
        }
        if (after == 0) {
            account.positions.remove(update.contract());
        } else {
            if (position == null || Integer.signum(before) != Integer.signum(after)) {
                position = new PositionState(update.contract());
                position.openedAt = update.time();
                position.unprotectedSince = update.time();
                position.toldAt = update.time();
                account.positions.put(update.contract(), position);
            }
            position.quantity = after;
            position.averagePrice = update.averagePrice();
            protect(account, update.contract(), update.time());
        }
        effect.changed = true;
        RiskEvent.PositionChanged moved = new RiskEvent.PositionChanged(update.contract(), before, after);
        effect.add(moved);
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
        for (int i = 0; i < account.orders.size(); i++) {
            OrderUpdate order = account.orders.valueAt(i);
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
        account.lead.notGone(update.orderId());
        if (isOlderThanRead(account, update)) {
            return;
        }
        if (before != null && sameContent(before, update)) {
            return;
        }
        if (update.status().isWorking()) {
            account.endedOrders.remove(update.orderId());
            account.orders.put(update.orderId(), kept(account, update));
        } else {
            account.orders.remove(update.orderId());
            account.putEnded(update);
        }
        protect(account, update.contract(), update.time());
        effect.changed = true;
        effect.ask = new RiskEvent.OrderChanged(update.contract(), update.orderId());
        if (before != null && !before.contract().equals(update.contract())) {
            protect(account, before.contract(), update.time());
            effect.ask = new RiskEvent.Asked(Occasion.ORDER);
        }
    }

    /** Whether two updates of one order say the same; when, and who sent it, aside. */
    private static boolean sameContent(OrderUpdate a, OrderUpdate b) {
        return a.status() == b.status()
                && a.side() == b.side()
                && a.orderType() == b.orderType()
                && a.quantity() == b.quantity()
                && a.filledQuantity() == b.filledQuantity()
                && a.contract().equals(b.contract())
                && Objects.equals(a.limitPrice(), b.limitPrice())
                && Objects.equals(a.stopPrice(), b.stopPrice())
                && Objects.equals(a.trailPrice(), b.trailPrice());
    }

    /** An order with the ids that the account has already, so that they are kept once. */
    private static OrderUpdate kept(AccountState account, OrderUpdate order) {
        PositionState position = account.positions.get(order.contract());
        return new OrderUpdate(
                order.time(),
                account.id,
                order.orderId(),
                position == null ? order.contract().intern() : position.contract,
                order.side(),
                order.orderType(),
                order.status(),
                order.quantity(),
                order.limitPrice(),
                order.stopPrice(),
                order.trailPrice(),
                order.filledQuantity(),
                order.own());
    }

    private static void account(AccountState account, AccountUpdate update, Effect effect) {
        boolean canTrade = update.canTrade() == null ? account.canTrade : update.canTrade();
        Decimal balance = update.balance() == null ? account.balance : update.balance();
        String name = update.name() == null ? account.name : update.name();
        effect.changed = canTrade != account.canTrade
                || !Objects.equals(balance, account.balance)
                || !Objects.equals(name, account.name);
        account.canTrade = canTrade;
        account.canTradeTold = update.canTrade() == null ? account.canTradeTold : update.time();
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
            TradeBook.trade(account, trade, effect, false);
        }
        Map<String, PositionUpdate> positions = new HashMap<>();
        snapshot.positions().forEach(position -> positions.put(position.contract(), position));
        for (String contract : List.copyOf(account.positions.keySet())) {
            positions.computeIfAbsent(
                    contract,
                    key -> new PositionUpdate(
                            snapshot.time(), account.id, key, io.riskgate.api.PositionSide.FLAT, 0, null));
        }
        positions.keySet().removeIf(contract -> isLater(account.positionTold(contract), snapshot));
        account.readAt = null;
        replaceOrders(account, snapshot, effect);
        positions.values().forEach(position -> position(account, position, effect));
        for (String contract : List.copyOf(account.positions.keySet())) {
            protect(account, contract, snapshot.time());
        }
        if (snapshot.canTrade() != null
                && snapshot.canTrade() != account.canTrade
                && !isLater(account.canTradeTold, snapshot)) {
            account.canTrade = snapshot.canTrade();
            effect.changed = true;
        }
        account.lead.caughtUp();
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
                account.orders.put(id, kept(account, order));
                effect.changed = true;
            }
        });
    }
}
