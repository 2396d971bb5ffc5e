package io.riskgate.core.internal.engine;

import io.riskgate.api.Decimal;
import io.riskgate.api.OrderSide;
import io.riskgate.api.OrderStatus;
import io.riskgate.api.OrderType;
import io.riskgate.api.PositionSide;
import io.riskgate.api.event.BookSnapshot;
import io.riskgate.api.event.BrokerEvent;
import io.riskgate.api.event.OrderUpdate;
import io.riskgate.api.event.PositionUpdate;
import io.riskgate.api.event.TradeUpdate;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The truth about one account in a simulation: what the broker holds, whatever the platform believes. Every change is
 * remembered with what caused it, and gives the events the stream is to tell.
 */
final class SimulationBook {
    private static final Map<String, BigDecimal> DOLLARS_PER_POINT = Map.of(
            SimulationBroker.MNQ, new BigDecimal("2"),
            SimulationBroker.ES, new BigDecimal("50"),
            SimulationBroker.RTY, new BigDecimal("50"));
    private static final int SNAPSHOTS = 12;

    /** Who changed a position. */
    enum Cause {
        TRADER,
        PLATFORM
    }

    /** A position changed from one size with sign to another. */
    record Change(Instant time, String contract, int before, int after, Cause cause) {}

    final String account;
    final TreeMap<String, Integer> positions = new TreeMap<>();
    final TreeMap<String, OrderUpdate> orders = new TreeMap<>();
    final Map<String, TradeUpdate> trades = new TreeMap<>();
    final List<Change> changes = new ArrayList<>();
    boolean canTrade = true;

    /** When it last could not trade. */
    Instant couldNotTradeAt = Instant.MIN;

    private final TreeMap<String, BigDecimal> averages = new TreeMap<>();
    private final List<TradeUpdate> executions = new ArrayList<>();
    private final Deque<BookSnapshot> snapshots = new ArrayDeque<>();
    private final Supplier<Instant> stamps;
    private int trade;

    SimulationBook(String account, Supplier<Instant> stamps) {
        this.account = account;
        this.stamps = stamps;
        snapshot(stamps.get());
    }

    int held(String contract) {
        return positions.getOrDefault(contract, 0);
    }

    /** Changes a position by so many contracts with sign; returns what the stream is to tell of it. */
    List<BrokerEvent> fill(String contract, int delta, BigDecimal price, String order, Cause cause) {
        List<BrokerEvent> told = new ArrayList<>();
        Instant now = stamps.get();
        int before = held(contract);
        int closing =
                Integer.signum(before) == -Integer.signum(delta) ? Math.min(Math.abs(before), Math.abs(delta)) : 0;
        if (closing > 0) {
            BigDecimal points = price.subtract(averages.get(contract));
            BigDecimal profit = points.multiply(DOLLARS_PER_POINT.get(contract))
                    .multiply(BigDecimal.valueOf((long) closing * Integer.signum(before)));
            told.add(executed(now, contract, Integer.signum(delta) * closing, price, profit, order, cause));
        }
        int opening = Math.abs(delta) - closing;
        int after = before + delta;
        if (opening > 0) {
            told.add(executed(now, contract, Integer.signum(delta) * opening, price, null, order, cause));
            averages.put(contract, price);
        }
        positions.put(contract, after);
        if (after == 0) {
            positions.remove(contract);
            averages.remove(contract);
        }
        changes.add(new Change(now, contract, before, after, cause));
        told.add(position(now, contract));
        snapshot(now);
        return told;
    }

    private TradeUpdate executed(
            Instant now, String contract, int delta, BigDecimal price, BigDecimal profit, String order, Cause cause) {
        TradeUpdate execution = new TradeUpdate(
                now,
                account,
                account + "-t" + ++trade,
                contract,
                delta > 0 ? OrderSide.BUY : OrderSide.SELL,
                Math.abs(delta),
                Decimal.of(price),
                profit == null ? null : Decimal.of(profit),
                Decimal.parse("0.37"),
                order,
                false,
                now,
                cause == Cause.PLATFORM);
        trades.put(execution.tradeId(), execution);
        executions.add(execution);
        return execution;
    }

    /** Takes a trade back. */
    TradeUpdate voided(TradeUpdate taken) {
        Instant now = stamps.get();
        TradeUpdate voided = new TradeUpdate(
                now,
                account,
                taken.tradeId(),
                taken.contract(),
                taken.side(),
                taken.quantity(),
                taken.price(),
                taken.profitAndLoss(),
                taken.fees(),
                taken.orderId(),
                true,
                taken.executedAt(),
                taken.own());
        trades.put(voided.tradeId(), voided);
        executions.replaceAll(old -> old.tradeId().equals(voided.tradeId()) ? voided : old);
        snapshot(now);
        return voided;
    }

    private PositionUpdate position(Instant time, String contract) {
        int quantity = held(contract);
        return new PositionUpdate(
                time,
                account,
                contract,
                quantity == 0 ? PositionSide.FLAT : quantity > 0 ? PositionSide.LONG : PositionSide.SHORT,
                Math.abs(quantity),
                quantity == 0 ? null : Decimal.of(averages.get(contract)));
    }

    /** Gives an order another status, stop or filled quantity; returns what the stream is to tell of it. */
    OrderUpdate order(OrderUpdate of, OrderStatus status, Decimal stop, int filled) {
        OrderUpdate order = new OrderUpdate(
                stamps.get(),
                account,
                of.orderId(),
                of.contract(),
                of.side(),
                of.orderType(),
                status,
                of.quantity(),
                of.limitPrice(),
                stop,
                of.trailPrice(),
                filled,
                of.own());
        orders.put(order.orderId(), order);
        if (!status.isWorking()) {
            orders.remove(order.orderId());
        }
        snapshot(order.time());
        return order;
    }

    /** A new order works. */
    OrderUpdate place(
            String id, String contract, OrderSide side, OrderType type, int quantity, BigDecimal price, boolean own) {
        boolean stop = type == OrderType.STOP;
        Decimal at = Decimal.of(price);
        OrderUpdate order = new OrderUpdate(
                stamps.get(),
                account,
                id,
                contract,
                side,
                type,
                OrderStatus.WORKING,
                quantity,
                stop ? null : at,
                stop ? at : null,
                null,
                0,
                own);
        return order(order, OrderStatus.WORKING, order.stopPrice(), 0);
    }

    /** Trading is switched on or off. */
    void canTrade(boolean whether) {
        Instant now = stamps.get();
        canTrade = whether;
        if (!whether) {
            couldNotTradeAt = now;
        }
        snapshot(now);
    }

    private void snapshot(Instant time) {
        List<PositionUpdate> open = new ArrayList<>();
        positions.keySet().forEach(contract -> open.add(position(time, contract)));
        snapshots.addLast(
                new BookSnapshot(time, account, open, List.copyOf(orders.values()), List.copyOf(executions), canTrade));
        if (snapshots.size() > SNAPSHOTS) {
            snapshots.pollFirst();
        }
    }

    /** What a read shows that was begun at some time and looked {@code back} changes back from now, if not before it. */
    BookSnapshot read(Instant begun, int back) {
        List<BookSnapshot> all = List.copyOf(snapshots);
        int index = all.size() - 1;
        while (back-- > 0 && index > 0 && all.get(index).time().isAfter(begun)) {
            index--;
        }
        BookSnapshot shown = all.get(index);
        Instant time = index == all.size() - 1 ? stamps.get() : shown.time().isAfter(begun) ? shown.time() : begun;
        return new BookSnapshot(time, account, shown.positions(), shown.orders(), shown.trades(), shown.canTrade());
    }

    /** The largest size with the sign of {@code side} that was held since a time, 0 if there was none. */
    int largest(String contract, int side, Instant since) {
        int largest = held(contract);
        for (int i = changes.size() - 1; i >= 0; i--) {
            Change change = changes.get(i);
            if (change.contract.equals(contract)) {
                if (change.time.isBefore(since)) {
                    break;
                }
                largest = side > 0 ? Math.max(largest, change.before) : Math.min(largest, change.before);
            }
        }
        return Integer.signum(largest) == side ? largest : 0;
    }

    /** Whether the trader changed the position in a contract since a time. */
    boolean tradedSince(String contract, Instant since) {
        for (int i = changes.size() - 1; i >= 0 && !changes.get(i).time.isBefore(since); i--) {
            if (changes.get(i).contract.equals(contract) && changes.get(i).cause == Cause.TRADER) {
                return true;
            }
        }
        return false;
    }
}
