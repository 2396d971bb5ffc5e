package io.riskgate.core.internal.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordedTypesTest {
    private static final Instant TIME = Instant.parse("2025-10-29T19:00:00Z");
    private static final String ACCOUNT = "13298777";
    private static final String MNQ = "CON.F.US.MNQ.Z25";

    @Test
    void readsASettingsFile() {
        RecordedLine.Config config =
                assertInstanceOf(RecordedLine.Config.class, Reading.only(SampleLines.line("config")));

        assertEquals(
                new RecordedLine.Config(
                        1, TIME, "riskgate.rule.max_contracts-default", Map.of("limit", "2", "counting", "net")),
                config);
        assertEquals(
                List.of("limit", "counting"), List.copyOf(config.properties().keySet()));
        assertThrows(
                UnsupportedOperationException.class, () -> config.properties().clear());
    }

    @Test
    void nullPropertiesDeleteASettingsFile() {
        RecordedLine line = Reading.only(SampleLines.with("config", "properties", "null"));

        assertNull(assertInstanceOf(RecordedLine.Config.class, line).properties());
    }

    @Test
    void readsAnAccount() {
        assertEquals(
                event("account", new AccountUpdate(TIME, ACCOUNT, true, Decimal.of(50000), "Evaluation")),
                Reading.only(SampleLines.line("account")));
    }

    @Test
    void readsATrade() {
        assertEquals(event("trade", trade(TIME)), Reading.only(SampleLines.line("trade")));
    }

    @Test
    void readsAPosition() {
        assertEquals(event("position", position()), Reading.only(SampleLines.line("position")));
    }

    @Test
    void readsAnOrder() {
        assertEquals(event("order", order()), Reading.only(SampleLines.line("order")));
    }

    @Test
    void readsAQuote() {
        assertEquals(
                event(
                        "quote",
                        new QuoteUpdate(
                                TIME,
                                MNQ,
                                Decimal.parse("21050"),
                                Decimal.parse("21049.75"),
                                Decimal.parse("21050.25"))),
                Reading.only(SampleLines.line("quote")));
    }

    @Test
    void readsAConnection() {
        assertEquals(
                event("connection", new ConnectionUpdate(TIME, ACCOUNT, ConnectionUpdate.State.LOST, "reset by peer")),
                Reading.only(SampleLines.line("connection")));
    }

    @Test
    void readsASnapshotWhoseElementsTakeItsTimeAndAccountButTradesTheirOwnTime() {
        assertEquals(
                event(
                        "snapshot",
                        new BookSnapshot(
                                TIME,
                                ACCOUNT,
                                List.of(position(), position()),
                                List.of(order()),
                                List.of(trade(Instant.parse("2025-10-29T18:58:00Z"))),
                                false)),
                Reading.only(SampleLines.line("snapshot")));
    }

    @Test
    void readsALedger() {
        assertEquals(
                event("ledger", new LedgerUpdate(TIME, ACCOUNT, Decimal.parse("-163.5"), 4)),
                Reading.only(SampleLines.line("ledger")));
    }

    @Test
    void readsTheClock() {
        assertEquals(new RecordedLine.Clock(1, TIME), Reading.only(SampleLines.line("clock")));
    }

    @Test
    void readsARestart() {
        assertEquals(
                new RecordedLine.Restart(1, TIME, true, Instant.parse("2025-10-29T20:00:00Z")),
                Reading.only(SampleLines.line("restart")));
    }

    @Test
    void readsAModeOfTheBroker() {
        assertEquals(
                new RecordedLine.Mode(1, TIME, BrokerMode.LATE, ACCOUNT, MNQ, 3),
                Reading.only(SampleLines.line("broker")));
    }

    @Test
    void readsAProbe() {
        assertEquals(new RecordedLine.Probe(1, TIME, ACCOUNT), Reading.only(SampleLines.line("probe")));
    }

    @ParameterizedTest(name = "{0} without {1}")
    @CsvSource(
            textBlock =
                    """
                    account, canTrade
                    account, balance
                    account, name
                    trade, profitAndLoss
                    trade, fees
                    trade, orderId
                    trade, voided
                    trade, executedAt
                    order, limitPrice
                    order, stopPrice
                    order, trailPrice
                    order, filledQuantity
                    quote, contract
                    quote, symbol
                    quote, last
                    quote, bid
                    quote, ask
                    connection, account
                    connection, reason
                    snapshot, trades
                    snapshot, canTrade
                    snapshot, orders[0].limitPrice
                    snapshot, trades[0].executedAt
                    ledger, tradeCount
                    restart, kind
                    restart, downUntil
                    broker, account
                    broker, contract
                    broker, calls
                    """)
    void anOptionalFieldMayBeAbsentWhichIsTheSameAsNull(String type, String field) {
        RecordedLine without = Reading.only(SampleLines.with(type, field, SampleLines.ABSENT));

        assertFalse(without instanceof RecordedLine.Rejected, without::toString);
        assertEquals(without, Reading.only(SampleLines.with(type, field, "null")));
    }

    @Test
    void whatIsAbsentHasItsDefault() {
        TradeUpdate trade = Reading.event(
                TradeUpdate.class,
                """
                {"type":"trade","time":"2025-10-29T19:00:00Z","account":"1","tradeId":"t","contract":"MNQ",\
                "side":"BUY","quantity":1,"price":21000}""");
        OrderUpdate order = Reading.event(
                OrderUpdate.class,
                """
                {"type":"order","time":"2025-10-29T19:00:00Z","account":"1","orderId":"o","contract":"MNQ",\
                "side":"BUY","orderType":"MARKET","status":"WORKING","quantity":1}""");
        BookSnapshot snapshot = Reading.event(
                BookSnapshot.class,
                """
                {"type":"snapshot","time":"2025-10-29T19:00:00Z","account":"1","positions":[],"orders":[]}""");

        assertEquals(
                new TradeUpdate(
                        TIME,
                        "1",
                        "t",
                        "MNQ",
                        OrderSide.BUY,
                        1,
                        Decimal.of(21000),
                        null,
                        null,
                        null,
                        false,
                        TIME,
                        false),
                trade);
        assertEquals(
                new OrderUpdate(
                        TIME,
                        "1",
                        "o",
                        "MNQ",
                        OrderSide.BUY,
                        OrderType.MARKET,
                        OrderStatus.WORKING,
                        1,
                        null,
                        null,
                        null,
                        0,
                        false),
                order);
        assertEquals(new BookSnapshot(TIME, "1", List.of(), List.of(), List.of(), null), snapshot);
        assertEquals(
                new RecordedLine.Restart(1, TIME, false, TIME),
                Reading.only("{\"type\":\"restart\",\"time\":\"2025-10-29T19:00:00Z\"}"));
        assertEquals(
                new RecordedLine.Mode(1, TIME, BrokerMode.PAPER, null, null, 0),
                Reading.only("{\"type\":\"broker\",\"time\":\"2025-10-29T19:00:00Z\",\"mode\":\"PAPER\"}"));
    }

    @Test
    void anExecutionOfASnapshotHasItsOwnTimeAsTimeOfExecution() {
        BookSnapshot snapshot = Reading.event(
                BookSnapshot.class, SampleLines.with("snapshot", "trades[0].executedAt", SampleLines.ABSENT));

        assertEquals(
                Instant.parse("2025-10-29T18:58:00Z"), snapshot.trades().get(0).executedAt());
    }

    @Test
    void theContractOfAQuoteWinsOverItsSymbol() {
        assertEquals(
                MNQ, Reading.event(QuoteUpdate.class, SampleLines.line("quote")).instrument());
        assertEquals(
                "F.US.MNQ",
                Reading.event(QuoteUpdate.class, SampleLines.with("quote", "contract", SampleLines.ABSENT))
                        .instrument());
    }

    @Test
    void aFlatPositionNeedsNoPriceAndALongOneOfNothingIsFlat() {
        PositionUpdate flat = Reading.event(
                PositionUpdate.class,
                """
                {"type":"position","time":"2025-10-29T19:00:00Z","account":"1","contract":"MNQ","side":"FLAT",\
                "quantity":0}""");
        PositionUpdate long0 = Reading.event(
                PositionUpdate.class,
                """
                {"type":"position","time":"2025-10-29T19:00:00Z","account":"1","contract":"MNQ","side":"LONG",\
                "quantity":0,"averagePrice":"1"}""");

        assertEquals(new PositionUpdate(TIME, "1", "MNQ", PositionSide.FLAT, 0, null), flat);
        assertEquals(flat, long0);
    }

    private static RecordedLine event(String type, BrokerEvent event) {
        return new RecordedLine.Event(1, type, event);
    }

    private static TradeUpdate trade(Instant time) {
        return new TradeUpdate(
                time,
                ACCOUNT,
                "t-1",
                MNQ,
                OrderSide.SELL,
                2,
                Decimal.parse("25900.25"),
                Decimal.parse("-12.5"),
                Decimal.parse("1.48"),
                "o-1",
                true,
                Instant.parse("2025-10-29T18:59:59Z"),
                false);
    }

    private static PositionUpdate position() {
        return new PositionUpdate(TIME, ACCOUNT, MNQ, PositionSide.SHORT, 3, Decimal.parse("21000.25"));
    }

    private static OrderUpdate order() {
        return new OrderUpdate(
                TIME,
                ACCOUNT,
                "o-1",
                MNQ,
                OrderSide.BUY,
                OrderType.STOP_LIMIT,
                OrderStatus.PENDING,
                5,
                Decimal.of(21010),
                Decimal.of(21005),
                Decimal.parse("2.5"),
                1,
                false);
    }
}
