package io.riskgate.core.internal.engine;

import io.riskgate.api.Decimal;
import io.riskgate.api.OrderSide;
import io.riskgate.api.OrderStatus;
import io.riskgate.api.OrderType;
import io.riskgate.api.event.BrokerEvent;
import io.riskgate.api.event.OrderUpdate;
import io.riskgate.api.event.QuoteUpdate;
import io.riskgate.api.event.TradeUpdate;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Trades at random, locked or not, and moves the prices. */
final class SimulationTrader {
    private static final BigDecimal TICK = new BigDecimal("0.25");

    private final Simulation simulation;
    private final SimulationBroker broker;
    private final Random random;

    SimulationTrader(Simulation simulation, SimulationBroker broker, Random random) {
        this.simulation = simulation;
        this.broker = broker;
        this.random = random;
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    void act() {
        SimulationBook book = broker.book(any(SimulationBroker.ACCOUNTS));
        String contract = any(SimulationBroker.CONTRACTS);
        int held = book.held(contract);
        List<OrderUpdate> orders =
                book.orders.values().stream().filter(order -> !order.own()).toList();
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> market(book, contract, (1 + random.nextInt(3)) * (random.nextBoolean() ? 1 : -1));
            case 3 -> {
                if (held != 0) {
                    market(book, contract, -held);
                }
            }
            case 4 -> {
                if (held != 0) {
                    market(book, contract, -Integer.signum(held));
                    simulation.later(Duration.ofSeconds(5 + random.nextInt(20)), () -> again(book, contract));
                }
            }
            case 5, 6 -> {
                if (held != 0) {
                    place(book, contract, held > 0 ? OrderSide.SELL : OrderSide.BUY, OrderType.STOP, Math.abs(held));
                }
            }
            case 7 -> place(
                    book,
                    contract,
                    random.nextBoolean() ? OrderSide.BUY : OrderSide.SELL,
                    OrderType.LIMIT,
                    1 + random.nextInt(3));
            case 8 -> {
                if (!orders.isEmpty()) {
                    change(book, any(orders));
                }
            }
            default -> takeBack(book);
        }
    }

    /** What was reduced a while ago grows again. */
    private void again(SimulationBook book, String contract) {
        if (book.held(contract) != 0 && random.nextBoolean()) {
            market(book, contract, Integer.signum(book.held(contract)));
        }
    }

    private void market(SimulationBook book, String contract, int delta) {
        String order = broker.newOrderId(false);
        simulation.trace("{} trades {} {}", book.account, delta, contract);
        List<BrokerEvent> told = new ArrayList<>();
        int first = Math.abs(delta) > 1 && random.nextInt(4) == 0 ? delta / 2 : delta;
        BigDecimal price = broker.prices.get(contract);
        told.addAll(book.fill(contract, first, price, order, SimulationBook.Cause.TRADER));
        if (first != delta) {
            told.addAll(book.fill(contract, delta - first, price, order, SimulationBook.Cause.TRADER));
        }
        simulation.stream().tell(told);
    }

    private void place(SimulationBook book, String contract, OrderSide side, OrderType type, int quantity) {
        BigDecimal away = TICK.multiply(BigDecimal.valueOf(20 + random.nextInt(100)));
        boolean below = (side == OrderSide.BUY) == (type == OrderType.LIMIT);
        BigDecimal price = broker.prices.get(contract).add(below ? away.negate() : away);
        OrderUpdate order = book.place(broker.newOrderId(false), contract, side, type, quantity, price, false);
        simulation.trace("{} places {}", book.account, order);
        simulation.stream().tell(order);
    }

    /** An order is filled, cancelled, or its stop is moved. */
    private void change(SimulationBook book, OrderUpdate order) {
        int what = random.nextInt(3);
        if (what == 0) {
            simulation.stream()
                    .tell(book.order(order, OrderStatus.CANCELLED, order.stopPrice(), order.filledQuantity()));
        } else if (what == 1 && order.stopPrice() != null) {
            Decimal stop =
                    order.stopPrice().plus(Decimal.of(TICK.multiply(BigDecimal.valueOf(random.nextInt(9) - 4L))));
            simulation.stream().tell(book.order(order, OrderStatus.WORKING, stop, order.filledQuantity()));
        } else {
            int left = order.quantity() - order.filledQuantity();
            List<BrokerEvent> told = new ArrayList<>();
            told.add(book.order(order, OrderStatus.FILLED, order.stopPrice(), order.quantity()));
            told.addAll(book.fill(
                    order.contract(),
                    order.side() == OrderSide.BUY ? left : -left,
                    broker.prices.get(order.contract()),
                    order.orderId(),
                    SimulationBook.Cause.TRADER));
            simulation.trace("{} is filled {}", book.account, order);
            simulation.stream().tell(told);
        }
    }

    /** The broker takes a trade back, or tells of an old one again. */
    private void takeBack(SimulationBook book) {
        if (!book.trades.isEmpty()) {
            TradeUpdate trade = any(List.copyOf(book.trades.values()));
            simulation.stream().tell(random.nextInt(6) == 0 ? book.voided(trade) : trade);
        }
    }

    /** A price moves. */
    void quote() {
        String contract = any(SimulationBroker.CONTRACTS);
        BigDecimal move = TICK.multiply(BigDecimal.valueOf(random.nextInt(81) - 40L));
        broker.prices.merge(contract, move, BigDecimal::add);
        simulation.stream()
                .tell(new QuoteUpdate(broker.stamp(), contract, Decimal.of(broker.prices.get(contract)), null, null));
    }
}
