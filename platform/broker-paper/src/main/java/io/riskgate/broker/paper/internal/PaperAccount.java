package io.riskgate.broker.paper.internal;

import io.riskgate.api.event.AccountUpdate;
import io.riskgate.api.event.BookSnapshot;
import io.riskgate.api.event.BrokerEvent;
import io.riskgate.api.event.OrderUpdate;
import io.riskgate.api.event.PositionUpdate;
import io.riskgate.api.event.TradeUpdate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What one account holds, has working and has executed. */
final class PaperAccount {
    private static final Pattern PAPER_ID = Pattern.compile("paper-(\\d{1,18})");

    /** How far back a read goes: not beyond the trades whose ids the platform is sure to remember. */
    private static final Duration READ_BACK = Duration.ofHours(24);

    private static final int MAX_EXECUTIONS = 10_000;

    private final String id;
    private final Map<String, PositionUpdate> positions = new TreeMap<>();
    private final Map<String, OrderUpdate> orders = new TreeMap<>();
    private final Map<String, TradeUpdate> executions = new LinkedHashMap<>();
    private Boolean canTrade;
    private long lastNumber;

    PaperAccount(String id) {
        this.id = id;
    }

    /** Takes over what {@code event} says. */
    void observe(BrokerEvent event) {
        if (event instanceof PositionUpdate position) {
            put(position);
        } else if (event instanceof OrderUpdate order) {
            put(order);
        } else if (event instanceof TradeUpdate trade) {
            put(trade);
        } else if (event instanceof AccountUpdate account) {
            put(account.canTrade());
        } else if (event instanceof BookSnapshot snapshot) {
            replaceBy(snapshot);
        }
    }

    private void replaceBy(BookSnapshot snapshot) {
        positions.clear();
        orders.clear();
        snapshot.positions().forEach(this::put);
        snapshot.orders().forEach(this::put);
        snapshot.trades().forEach(this::put);
        put(snapshot.canTrade());
    }

    private void put(PositionUpdate position) {
        if (position.quantity() == 0) {
            positions.remove(position.contract());
        } else {
            positions.put(position.contract(), position);
        }
    }

    private void put(OrderUpdate order) {
        reserve(order.orderId());
        if (order.status().isWorking()) {
            orders.put(order.orderId(), order);
        } else {
            orders.remove(order.orderId());
        }
    }

    private void put(TradeUpdate trade) {
        reserve(trade.tradeId());
        reserve(trade.orderId());
        executions.put(trade.tradeId(), trade);
        if (executions.size() > MAX_EXECUTIONS) {
            executions.remove(executions.keySet().iterator().next());
        }
    }

    private void put(Boolean mayTrade) {
        if (mayTrade != null) {
            canTrade = mayTrade;
        }
    }

    private void reserve(String usedId) {
        if (usedId != null) {
            Matcher matcher = PAPER_ID.matcher(usedId);
            if (matcher.matches()) {
                lastNumber = Math.max(lastNumber, Long.parseLong(matcher.group(1)));
            }
        }
    }

    /** An id for an order or an execution that the account has never seen. */
    String nextId() {
        return "paper-" + ++lastNumber;
    }

    /** The open position in {@code contract}, or null. */
    PositionUpdate position(String contract) {
        return positions.get(contract);
    }

    /** All open positions, by contract. */
    Collection<PositionUpdate> positions() {
        return Collections.unmodifiableCollection(positions.values());
    }

    /** The working order {@code orderId}, or null. */
    OrderUpdate order(String orderId) {
        return orders.get(orderId);
    }

    /** Everything, as a broker's read returns it at {@code now}. */
    BookSnapshot read(Instant now) {
        Instant since = now.minus(READ_BACK);
        List<TradeUpdate> trades = executions.values().stream()
                .filter(trade -> !trade.executedAt().isBefore(since))
                .sorted(Comparator.comparing(TradeUpdate::executedAt))
                .toList();
        return new BookSnapshot(
                now, id, List.copyOf(positions.values()), List.copyOf(orders.values()), trades, canTrade);
    }
}
