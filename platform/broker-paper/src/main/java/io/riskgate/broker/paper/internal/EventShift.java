package io.riskgate.broker.paper.internal;

import io.riskgate.api.event.AccountUpdate;
import io.riskgate.api.event.BookSnapshot;
import io.riskgate.api.event.BrokerEvent;
import io.riskgate.api.event.ConnectionUpdate;
import io.riskgate.api.event.LedgerUpdate;
import io.riskgate.api.event.OrderUpdate;
import io.riskgate.api.event.PositionUpdate;
import io.riskgate.api.event.QuoteUpdate;
import io.riskgate.api.event.TradeUpdate;
import java.time.Duration;
import java.time.Instant;

/**
 * Moves an event in time and gives its orders and trades new ids.
 *
 * @param by added to every instant in the event
 * @param suffix appended to every id of an order or a trade
 */
record EventShift(Duration by, String suffix) {
    /** The event at {@code time} instead of its own. */
    static BrokerEvent to(Instant time, String suffix, BrokerEvent event) {
        return new EventShift(Duration.between(event.time(), time), suffix).apply(event);
    }

    private BrokerEvent apply(BrokerEvent event) {
        if (event instanceof QuoteUpdate quote) {
            return new QuoteUpdate(moved(quote.time()), quote.instrument(), quote.last(), quote.bid(), quote.ask());
        }
        if (event instanceof PositionUpdate position) {
            return position(position);
        }
        if (event instanceof OrderUpdate order) {
            return order(order);
        }
        if (event instanceof TradeUpdate trade) {
            return trade(trade);
        }
        if (event instanceof AccountUpdate account) {
            return new AccountUpdate(
                    moved(account.time()), account.account(), account.canTrade(), account.balance(), account.name());
        }
        if (event instanceof ConnectionUpdate connection) {
            return new ConnectionUpdate(
                    moved(connection.time()), connection.account(), connection.state(), connection.reason());
        }
        if (event instanceof LedgerUpdate ledger) {
            return new LedgerUpdate(moved(ledger.time()), ledger.account(), ledger.realized(), ledger.tradeCount());
        }
        BookSnapshot snapshot = (BookSnapshot) event;
        return new BookSnapshot(
                moved(snapshot.time()),
                snapshot.account(),
                snapshot.positions().stream().map(this::position).toList(),
                snapshot.orders().stream().map(this::order).toList(),
                snapshot.trades().stream().map(this::trade).toList(),
                snapshot.canTrade());
    }

    private PositionUpdate position(PositionUpdate position) {
        return new PositionUpdate(
                moved(position.time()),
                position.account(),
                position.contract(),
                position.side(),
                position.quantity(),
                position.averagePrice());
    }

    private OrderUpdate order(OrderUpdate order) {
        return new OrderUpdate(
                moved(order.time()),
                order.account(),
                renamed(order.orderId()),
                order.contract(),
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

    private TradeUpdate trade(TradeUpdate trade) {
        return new TradeUpdate(
                moved(trade.time()),
                trade.account(),
                renamed(trade.tradeId()),
                trade.contract(),
                trade.side(),
                trade.quantity(),
                trade.price(),
                trade.profitAndLoss(),
                trade.fees(),
                trade.orderId() == null ? null : renamed(trade.orderId()),
                trade.voided(),
                moved(trade.executedAt()),
                trade.own());
    }

    private Instant moved(Instant instant) {
        return instant.plus(by);
    }

    private String renamed(String id) {
        return id + suffix;
    }
}
