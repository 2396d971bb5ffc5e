package io.riskgate.broker.paper.internal;

import io.riskgate.api.Decimal;
import io.riskgate.api.OrderSide;
import io.riskgate.api.OrderStatus;
import io.riskgate.api.OrderType;
import io.riskgate.api.PositionSide;
import io.riskgate.api.broker.BrokerCommand;
import io.riskgate.api.broker.BrokerCommand.CancelOrder;
import io.riskgate.api.broker.BrokerCommand.ClosePosition;
import io.riskgate.api.broker.BrokerCommand.MoveStop;
import io.riskgate.api.broker.Instruments;
import io.riskgate.api.event.BookSnapshot;
import io.riskgate.api.event.BrokerEvent;
import io.riskgate.api.event.OrderUpdate;
import io.riskgate.api.event.PositionUpdate;
import io.riskgate.api.event.QuoteUpdate;
import io.riskgate.api.event.TradeUpdate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The book of a simulated broker: what all accounts hold and have working, and how commands change it. Closes never
 * more than is open, at the last usable price of the contract, else at the average price; resting orders never fill.
 * Knows no clock; not safe for several threads.
 */
final class PaperBook {
    private final Instruments instruments;
    private final Prices prices;
    private final Map<String, PaperAccount> accounts = new TreeMap<>();

    PaperBook(Instruments instruments) {
        this.instruments = instruments;
        this.prices = new Prices(instruments);
    }

    /** Takes over what an event from outside says. */
    void observe(BrokerEvent event) {
        if (event instanceof QuoteUpdate quote) {
            prices.observe(quote);
        } else if (event.account() != null) {
            account(event.account()).observe(event);
        }
    }

    /**
     * Carries out a command.
     *
     * @return the events that follow, already in the book; empty if there was nothing to do
     */
    List<BrokerEvent> carryOut(BrokerCommand command, Instant now) {
        PaperAccount account = accounts.get(command.account());
        if (account == null) {
            return List.of();
        }
        List<BrokerEvent> events = follow(command, account, now);
        events.forEach(account::observe);
        return events;
    }

    private List<BrokerEvent> follow(BrokerCommand command, PaperAccount account, Instant now) {
        if (command instanceof ClosePosition close) {
            PositionUpdate position = account.position(close.contract());
            return position == null || close.quantity() <= 0
                    ? List.of()
                    : close(position, Math.min(close.quantity(), position.quantity()), account, now);
        }
        if (command instanceof CancelOrder cancel) {
            OrderUpdate order = account.order(cancel.orderId());
            return order == null ? List.of() : List.of(changed(order, now, OrderStatus.CANCELLED, order.stopPrice()));
        }
        MoveStop move = (MoveStop) command;
        OrderUpdate order = account.order(move.orderId());
        return order == null || move.stopPrice().equals(order.stopPrice())
                ? List.of()
                : List.of(changed(order, now, order.status(), move.stopPrice()));
    }

    private List<BrokerEvent> close(PositionUpdate position, int quantity, PaperAccount account, Instant now) {
        String contract = position.contract();
        OrderSide side = position.side() == PositionSide.LONG ? OrderSide.SELL : OrderSide.BUY;
        Decimal known = prices.lastUsable(contract, account.positions());
        Decimal price = known == null ? position.averagePrice() : known;
        String orderId = account.nextId();
        return List.of(
                new OrderUpdate(
                        now,
                        position.account(),
                        orderId,
                        contract,
                        side,
                        OrderType.MARKET,
                        OrderStatus.FILLED,
                        quantity,
                        null,
                        null,
                        null,
                        quantity,
                        true),
                new TradeUpdate(
                        now,
                        position.account(),
                        account.nextId(),
                        contract,
                        side,
                        quantity,
                        price,
                        profitAndLoss(position, price, quantity),
                        Decimal.ZERO,
                        orderId,
                        false,
                        now,
                        true),
                new PositionUpdate(
                        now,
                        position.account(),
                        contract,
                        position.side(),
                        position.quantity() - quantity,
                        position.averagePrice()));
    }

    /** Dollars, or null without tick data; what no event can carry becomes the largest amount that one can. */
    private Decimal profitAndLoss(PositionUpdate position, Decimal price, int quantity) {
        Decimal move = price.minus(position.averagePrice());
        Decimal gain = position.side() == PositionSide.LONG ? move : move.negated();
        return instruments
                .pointValue(position.contract())
                .map(pointValue -> gain.times(pointValue).times(quantity))
                .map(money -> money.min(Decimal.MAX).max(Decimal.MAX.negated()))
                .orElse(null);
    }

    /** {@code order} with another status and stop price. */
    static OrderUpdate changed(OrderUpdate order, Instant now, OrderStatus status, Decimal stopPrice) {
        return new OrderUpdate(
                now,
                order.account(),
                order.orderId(),
                order.contract(),
                order.side(),
                order.orderType(),
                status,
                order.quantity(),
                order.limitPrice(),
                stopPrice,
                order.trailPrice(),
                order.filledQuantity(),
                order.own());
    }

    /** Everything {@code account} holds, has working and has executed within the last day. */
    BookSnapshot read(String account, Instant now) {
        PaperAccount known = accounts.get(account);
        return known == null ? new BookSnapshot(now, account, List.of(), List.of(), List.of(), null) : known.read(now);
    }

    /** All accounts that any event was about. */
    Set<String> accounts() {
        return new TreeSet<>(accounts.keySet());
    }

    private PaperAccount account(String id) {
        return accounts.computeIfAbsent(id, PaperAccount::new);
    }
}
