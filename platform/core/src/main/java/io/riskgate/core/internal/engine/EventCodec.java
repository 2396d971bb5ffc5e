package io.riskgate.core.internal.engine;

import io.riskgate.api.OrderSide;
import io.riskgate.api.OrderStatus;
import io.riskgate.api.OrderType;
import io.riskgate.api.PositionSide;
import io.riskgate.api.event.AccountUpdate;
import io.riskgate.api.event.BookSnapshot;
import io.riskgate.api.event.BrokerEvent;
import io.riskgate.api.event.ConnectionUpdate;
import io.riskgate.api.event.LedgerUpdate;
import io.riskgate.api.event.OrderUpdate;
import io.riskgate.api.event.PositionUpdate;
import io.riskgate.api.event.QuoteUpdate;
import io.riskgate.api.event.TradeUpdate;
import java.util.List;

/** Turns broker events into fields and back. The numbers are part of the format of the store. */
final class EventCodec {
    private static final int KIND = 1;
    private static final int TIME = 2;
    private static final int ACCOUNT = 3;
    private static final int CONTRACT = 4;

    private static final int ACCOUNT_UPDATE = 1;
    private static final int TRADE = 2;
    private static final int POSITION = 3;
    private static final int ORDER = 4;
    private static final int CONNECTION = 5;
    private static final int SNAPSHOT = 6;
    private static final int LEDGER = 7;

    private EventCodec() {}

    static FieldWriter write(BrokerEvent event) {
        FieldWriter out = new FieldWriter().instant(TIME, event.time()).text(ACCOUNT, event.account());
        if (event instanceof PositionUpdate position) {
            return out.number(KIND, POSITION)
                    .text(CONTRACT, position.contract())
                    .constant(5, position.side())
                    .number(6, position.quantity())
                    .decimal(7, position.averagePrice());
        } else if (event instanceof OrderUpdate order) {
            return writeOrder(out, order);
        } else if (event instanceof TradeUpdate trade) {
            return writeTrade(out, trade);
        } else if (event instanceof AccountUpdate account) {
            out.number(KIND, ACCOUNT_UPDATE).decimal(6, account.balance()).text(7, account.name());
            return account.canTrade() == null ? out : out.number(5, account.canTrade() ? 1 : 0);
        } else if (event instanceof LedgerUpdate ledger) {
            out.number(KIND, LEDGER).decimal(5, ledger.realized());
            return ledger.tradeCount() == null ? out : out.number(6, ledger.tradeCount());
        } else if (event instanceof ConnectionUpdate connection) {
            return out.number(KIND, CONNECTION).constant(5, connection.state()).text(6, connection.reason());
        } else if (event instanceof BookSnapshot snapshot) {
            out.number(KIND, SNAPSHOT);
            snapshot.positions().forEach(position -> out.group(5, write(position)));
            snapshot.orders().forEach(order -> out.group(6, write(order)));
            snapshot.trades().forEach(trade -> out.group(7, write(trade)));
            return snapshot.canTrade() == null ? out : out.number(8, snapshot.canTrade() ? 1 : 0);
        } else if (event instanceof QuoteUpdate) {
            throw new IllegalArgumentException("quotes are not kept");
        }
        throw new IllegalArgumentException("no code for " + event);
    }

    private static FieldWriter writeOrder(FieldWriter out, OrderUpdate order) {
        return out.number(KIND, ORDER)
                .text(CONTRACT, order.contract())
                .text(5, order.orderId())
                .constant(6, order.side())
                .constant(7, order.orderType())
                .constant(8, order.status())
                .number(9, order.quantity())
                .decimal(10, order.limitPrice())
                .decimal(11, order.stopPrice())
                .decimal(12, order.trailPrice())
                .number(13, order.filledQuantity())
                .flag(14, order.own());
    }

    private static FieldWriter writeTrade(FieldWriter out, TradeUpdate trade) {
        return out.number(KIND, TRADE)
                .text(CONTRACT, trade.contract())
                .text(5, trade.tradeId())
                .constant(6, trade.side())
                .number(7, trade.quantity())
                .decimal(8, trade.price())
                .decimal(9, trade.profitAndLoss())
                .decimal(10, trade.fees())
                .text(11, trade.orderId())
                .flag(12, trade.voided())
                .instant(13, trade.executedAt())
                .flag(14, trade.own());
    }

    static BrokerEvent read(FieldReader in) {
        return switch (in.integer(KIND)) {
            case POSITION -> readPosition(in);
            case ORDER -> readOrder(in);
            case TRADE -> readTrade(in);
            case ACCOUNT_UPDATE -> new AccountUpdate(
                    in.instant(TIME),
                    in.text(ACCOUNT),
                    in.has(5) ? Boolean.valueOf(in.flag(5)) : null,
                    in.decimal(6),
                    in.text(7));
            case LEDGER -> new LedgerUpdate(
                    in.instant(TIME),
                    in.text(ACCOUNT),
                    in.decimal(5),
                    in.has(6) ? Integer.valueOf(in.integer(6)) : null);
            case CONNECTION -> new ConnectionUpdate(
                    in.instant(TIME), in.text(ACCOUNT), in.constant(5, ConnectionUpdate.State.class), in.text(6));
            case SNAPSHOT -> readSnapshot(in);
            default -> throw new IllegalArgumentException("event is of no known kind: " + in.integer(KIND));
        };
    }

    private static BookSnapshot readSnapshot(FieldReader in) {
        List<PositionUpdate> positions =
                in.groups(5).stream().map(EventCodec::readPosition).toList();
        List<OrderUpdate> orders =
                in.groups(6).stream().map(EventCodec::readOrder).toList();
        List<TradeUpdate> trades =
                in.groups(7).stream().map(EventCodec::readTrade).toList();
        Boolean canTrade = in.has(8) ? Boolean.valueOf(in.flag(8)) : null;
        return new BookSnapshot(in.instant(TIME), in.text(ACCOUNT), positions, orders, trades, canTrade);
    }

    static PositionUpdate readPosition(FieldReader in) {
        return new PositionUpdate(
                in.instant(TIME),
                in.text(ACCOUNT),
                in.text(CONTRACT),
                in.constant(5, PositionSide.class),
                in.integer(6),
                in.decimal(7));
    }

    static OrderUpdate readOrder(FieldReader in) {
        return new OrderUpdate(
                in.instant(TIME),
                in.text(ACCOUNT),
                in.text(5),
                in.text(CONTRACT),
                in.constant(6, OrderSide.class),
                in.constant(7, OrderType.class),
                in.constant(8, OrderStatus.class),
                in.integer(9),
                in.decimal(10),
                in.decimal(11),
                in.decimal(12),
                in.integer(13),
                in.flag(14));
    }

    private static TradeUpdate readTrade(FieldReader in) {
        return new TradeUpdate(
                in.instant(TIME),
                in.text(ACCOUNT),
                in.text(5),
                in.text(CONTRACT),
                in.constant(6, OrderSide.class),
                in.integer(7),
                in.decimal(8),
                in.decimal(9),
                in.decimal(10),
                in.text(11),
                in.flag(12),
                in.instant(13),
                in.flag(14));
    }
}
