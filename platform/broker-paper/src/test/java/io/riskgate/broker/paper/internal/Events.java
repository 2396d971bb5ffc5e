package io.riskgate.broker.paper.internal;

import io.riskgate.api.Decimal;
import io.riskgate.api.OrderSide;
import io.riskgate.api.OrderStatus;
import io.riskgate.api.OrderType;
import io.riskgate.api.PositionSide;
import io.riskgate.api.event.OrderUpdate;
import io.riskgate.api.event.PositionUpdate;
import io.riskgate.api.event.QuoteUpdate;
import io.riskgate.api.event.TradeUpdate;
import java.time.Instant;

/** Short words for the events of these tests. */
final class Events {
    static final Instant T0 = Instant.parse("2025-10-29T19:00:00Z");
    static final String MNQ = "CON.F.US.MNQ.Z25";
    static final String MNQ_MARCH = "CON.F.US.MNQ.H26";
    static final String ES = "CON.F.US.EP.Z25";

    private Events() {}

    static PositionUpdate longPosition(String account, String contract, int quantity, String average) {
        return new PositionUpdate(T0, account, contract, PositionSide.LONG, quantity, Decimal.parse(average));
    }

    static PositionUpdate shortPosition(String account, String contract, int quantity, String average) {
        return new PositionUpdate(T0, account, contract, PositionSide.SHORT, quantity, Decimal.parse(average));
    }

    static PositionUpdate flat(String account, String contract) {
        return new PositionUpdate(T0, account, contract, PositionSide.FLAT, 0, null);
    }

    static QuoteUpdate last(String instrument, String price) {
        return new QuoteUpdate(T0, instrument, Decimal.parse(price), null, null);
    }

    static OrderUpdate stop(String account, String orderId, String contract, OrderStatus status, String stopPrice) {
        return new OrderUpdate(
                T0,
                account,
                orderId,
                contract,
                OrderSide.SELL,
                OrderType.STOP,
                status,
                1,
                null,
                Decimal.parse(stopPrice),
                null,
                0,
                false);
    }

    static TradeUpdate trade(String account, String tradeId, String orderId, Instant executedAt) {
        return new TradeUpdate(
                executedAt,
                account,
                tradeId,
                MNQ,
                OrderSide.SELL,
                1,
                Decimal.of(21000),
                Decimal.of(-10),
                null,
                orderId,
                false,
                executedAt,
                false);
    }
}
