package io.riskgate.core.internal.recording;

import io.riskgate.api.Decimal;
import io.riskgate.api.OrderSide;
import io.riskgate.api.OrderStatus;
import io.riskgate.api.OrderType;
import io.riskgate.api.PositionSide;
import io.riskgate.api.broker.BrokerMode;
import io.riskgate.api.event.AccountUpdate;
import io.riskgate.api.event.BookSnapshot;
import io.riskgate.api.event.BrokerEvent;
import io.riskgate.api.event.ConnectionUpdate;
import io.riskgate.api.event.LedgerUpdate;
import io.riskgate.api.event.OrderUpdate;
import io.riskgate.api.event.PositionUpdate;
import io.riskgate.api.event.QuoteUpdate;
import io.riskgate.api.event.TradeUpdate;
import io.riskgate.api.recording.RecordedLine;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Reads the lines of one recording in their order; a line that is not acceptable leaves no trace. */
final class LineDecoder {
    private static final List<String> TYPES = List.of(
            "config",
            "account",
            "trade",
            "position",
            "order",
            "quote",
            "connection",
            "snapshot",
            "ledger",
            "clock",
            "restart",
            "broker",
            "probe");

    private enum StopKind {
        CLEAN,
        CRASH
    }

    private Instant clock = Instant.MIN;

    /** Reads line {@code number}, which is neither blank nor too long. */
    RecordedLine decode(int number, ByteBuffer line) {
        try {
            return decode(number, JsonLine.read(line));
        } catch (IllegalArgumentException e) {
            return new RecordedLine.Rejected(number, e.getMessage());
        }
    }

    private RecordedLine decode(int number, Map<String, JsonValue> values) {
        Fields fields = new Fields("", values);
        String type = fields.oneOf("type", TYPES);
        Instant time = fields.instant("time");
        if (time.isBefore(clock)) {
            throw fields.wrong("time", "at or after " + IsoInstant.format(clock) + ", the time reached");
        }
        RecordedLine line =
                switch (type) {
                    case "config" -> new RecordedLine.Config(
                            number, time, fields.id("pid"), fields.nullableTexts("properties"));
                    case "clock" -> new RecordedLine.Clock(number, time);
                    case "restart" -> restart(number, time, fields);
                    case "broker" -> mode(number, time, fields);
                    case "probe" -> new RecordedLine.Probe(number, time, fields.account("account"));
                    default -> new RecordedLine.Event(number, type, event(type, time, fields));
                };
        clock = time;
        return line;
    }

    private static RecordedLine.Restart restart(int number, Instant time, Fields fields) {
        boolean clean = fields.oneOf("kind", StopKind.CRASH) == StopKind.CLEAN;
        Instant downUntil = fields.instant("downUntil", time);
        if (downUntil.isBefore(time)) {
            throw fields.wrong("downUntil", "at or after " + IsoInstant.format(time) + ", the time of the line");
        }
        return new RecordedLine.Restart(number, time, clean, downUntil);
    }

    private static RecordedLine.Mode mode(int number, Instant time, Fields fields) {
        Integer calls = fields.optionalCount("calls");
        return new RecordedLine.Mode(
                number,
                time,
                fields.oneOf("mode", BrokerMode.class),
                fields.optionalAccount("account"),
                fields.optionalId("contract"),
                calls == null ? 0 : calls);
    }

    private static BrokerEvent event(String type, Instant time, Fields fields) {
        return switch (type) {
            case "account" -> account(time, fields);
            case "trade" -> trade(time, fields.account("account"), fields);
            case "position" -> position(time, fields.account("account"), fields);
            case "order" -> order(time, fields.account("account"), fields);
            case "quote" -> quote(time, fields);
            case "connection" -> connection(time, fields);
            case "snapshot" -> snapshot(time, fields);
            case "ledger" -> ledger(time, fields);
            default -> throw new IllegalStateException("no event is of type " + type);
        };
    }

    private static AccountUpdate account(Instant time, Fields fields) {
        return new AccountUpdate(
                time,
                fields.account("account"),
                fields.optionalTruth("canTrade"),
                fields.optionalDecimal("balance"),
                fields.optionalText("name"));
    }

    private static TradeUpdate trade(Instant time, String account, Fields fields) {
        return new TradeUpdate(
                time,
                account,
                fields.id("tradeId"),
                fields.id("contract"),
                fields.oneOf("side", OrderSide.class),
                fields.quantity("quantity"),
                fields.decimal("price"),
                fields.optionalDecimal("profitAndLoss"),
                fields.optionalDecimal("fees"),
                fields.optionalId("orderId"),
                Boolean.TRUE.equals(fields.optionalTruth("voided")),
                fields.instant("executedAt", time),
                false);
    }

    private static PositionUpdate position(Instant time, String account, Fields fields) {
        String contract = fields.id("contract");
        PositionSide side = fields.oneOf("side", PositionSide.class);
        int quantity = fields.quantity("quantity");
        if (side == PositionSide.FLAT && quantity != 0) {
            throw fields.wrong("quantity", "0 where side is FLAT");
        }
        Decimal averagePrice =
                side == PositionSide.FLAT ? fields.optionalDecimal("averagePrice") : fields.decimal("averagePrice");
        return new PositionUpdate(time, account, contract, side, quantity, averagePrice);
    }

    private static OrderUpdate order(Instant time, String account, Fields fields) {
        Integer filled = fields.optionalQuantity("filledQuantity");
        return new OrderUpdate(
                time,
                account,
                fields.id("orderId"),
                fields.id("contract"),
                fields.oneOf("side", OrderSide.class),
                fields.oneOf("orderType", OrderType.class),
                fields.oneOf("status", OrderStatus.class),
                fields.quantity("quantity"),
                fields.optionalDecimal("limitPrice"),
                fields.optionalDecimal("stopPrice"),
                fields.optionalDecimal("trailPrice"),
                filled == null ? 0 : filled,
                false);
    }

    private static QuoteUpdate quote(Instant time, Fields fields) {
        String symbol = fields.optionalId("symbol");
        String contract = fields.optionalId("contract");
        if (contract == null && symbol == null) {
            throw new IllegalArgumentException("contract or symbol must be a text, was missing");
        }
        return new QuoteUpdate(
                time,
                contract == null ? symbol : contract,
                fields.optionalDecimal("last"),
                fields.optionalDecimal("bid"),
                fields.optionalDecimal("ask"));
    }

    private static ConnectionUpdate connection(Instant time, Fields fields) {
        return new ConnectionUpdate(
                time,
                fields.optionalAccount("account"),
                fields.oneOf("state", ConnectionUpdate.State.class),
                fields.optionalText("reason"));
    }

    private static BookSnapshot snapshot(Instant time, Fields fields) {
        String account = fields.account("account");
        return new BookSnapshot(
                time,
                account,
                fields.elements("positions").stream()
                        .map(element -> position(time, account, element))
                        .toList(),
                fields.elements("orders").stream()
                        .map(element -> order(time, account, element))
                        .toList(),
                fields.optionalElements("trades").stream()
                        .map(element -> trade(element.instant("time"), account, element))
                        .toList(),
                fields.optionalTruth("canTrade"));
    }

    private static LedgerUpdate ledger(Instant time, Fields fields) {
        return new LedgerUpdate(
                time, fields.account("account"), fields.decimal("realized"), fields.optionalQuantity("tradeCount"));
    }
}
