package io.riskgate.broker.paper.internal;

import static io.riskgate.broker.paper.internal.Events.ES;
import static io.riskgate.broker.paper.internal.Events.MNQ;
import static io.riskgate.broker.paper.internal.Events.MNQ_MARCH;
import static io.riskgate.broker.paper.internal.Events.T0;
import static io.riskgate.broker.paper.internal.Events.flat;
import static io.riskgate.broker.paper.internal.Events.last;
import static io.riskgate.broker.paper.internal.Events.longPosition;
import static io.riskgate.broker.paper.internal.Events.shortPosition;
import static io.riskgate.broker.paper.internal.Events.stop;
import static io.riskgate.broker.paper.internal.Events.trade;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.api.Decimal;
import io.riskgate.api.OrderSide;
import io.riskgate.api.OrderStatus;
import io.riskgate.api.OrderType;
import io.riskgate.api.PositionSide;
import io.riskgate.api.broker.BrokerCommand.CancelOrder;
import io.riskgate.api.broker.BrokerCommand.ClosePosition;
import io.riskgate.api.broker.BrokerCommand.MoveStop;
import io.riskgate.api.broker.SimulatedBroker;
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
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaperBookTest {
    private static final Instant NOW = T0.plusSeconds(10);

    private final SimulatedBroker broker = new PaperSimulations().open(new StubInstruments());

    private List<BrokerEvent> close(String account, String contract, int quantity) {
        return broker.carryOut(new ClosePosition(account, "k", contract, quantity), NOW);
    }

    private TradeUpdate fill(String account, String contract, int quantity) {
        return (TradeUpdate) close(account, contract, quantity).get(1);
    }

    @Test
    void closesPartOfALongPositionByOrderTradeAndPosition() {
        broker.observe(longPosition("A", MNQ, 3, "21000"));
        broker.observe(last(MNQ, "21010.25"));

        List<BrokerEvent> events = close("A", MNQ, 2);

        PositionUpdate left = new PositionUpdate(NOW, "A", MNQ, PositionSide.LONG, 1, Decimal.of(21000));
        assertEquals(
                List.of(
                        new OrderUpdate(
                                NOW,
                                "A",
                                "paper-1",
                                MNQ,
                                OrderSide.SELL,
                                OrderType.MARKET,
                                OrderStatus.FILLED,
                                2,
                                null,
                                null,
                                null,
                                2,
                                true),
                        new TradeUpdate(
                                NOW,
                                "A",
                                "paper-2",
                                MNQ,
                                OrderSide.SELL,
                                2,
                                Decimal.parse("21010.25"),
                                Decimal.of(41),
                                Decimal.ZERO,
                                "paper-1",
                                false,
                                NOW,
                                true),
                        left),
                events);
        assertEquals(List.of(left), broker.read("A", NOW).positions());
    }

    @Test
    void closesAShortPositionByBuyingAndIsFlat() {
        broker.observe(shortPosition("A", MNQ, 2, "21000"));
        broker.observe(last(MNQ, "21010"));

        List<BrokerEvent> events = close("A", MNQ, 2);

        TradeUpdate fill = (TradeUpdate) events.get(1);
        assertEquals(OrderSide.BUY, fill.side());
        assertEquals(Decimal.of(-40), fill.profitAndLoss());
        PositionUpdate position = (PositionUpdate) events.get(2);
        assertEquals(0, position.signedQuantity());
        assertEquals(List.of(), broker.read("A", NOW).positions());
    }

    @Test
    void neverClosesMoreThanIsOpen() {
        broker.observe(longPosition("A", MNQ, 2, "21000"));

        assertEquals(2, fill("A", MNQ, 5).quantity());
        assertEquals(List.of(), close("A", MNQ, 5));
    }

    @Test
    void hasNothingToDoWithoutAPosition() {
        broker.observe(longPosition("A", MNQ, 2, "21000"));
        broker.observe(flat("A", MNQ));
        broker.observe(longPosition("A", ES, 1, "6000"));

        assertEquals(List.of(), close("A", MNQ, 1));
        assertEquals(List.of(), close("A", ES, 0));
        assertEquals(List.of(), close("unknown", MNQ, 1));
        assertEquals(Set.of("A"), broker.accounts());
    }

    @ParameterizedTest
    @CsvSource({
        "CON.F.US.MNQ.Z25, 2, 21500, 21550, 200.00",
        "CON.F.US.ENQ.Z25, 1, 18000, 17985, -300.00",
        "CON.F.US.RTY.Z25, 1, 2000.0, 1994.0, -300.00",
        "CON.F.US.CL.Z25, 1, 75.00, 74.70, -300.00",
        "CON.F.US.EU6.Z25, 1, 1.08500, 1.08260, -300.00",
        "CON.F.US.JY6.Z25, 1, 0.0066500, 0.0066260, -300.00"
    })
    void valuesFillsByTheInstrument(String contract, int quantity, String average, String price, String expected) {
        broker.observe(longPosition("L", contract, quantity, average));
        broker.observe(shortPosition("S", contract, quantity, average));
        broker.observe(last(contract, price));

        assertEquals(Decimal.parse(expected), fill("L", contract, quantity).profitAndLoss());
        assertEquals(
                Decimal.parse(expected).negated(), fill("S", contract, quantity).profitAndLoss());
    }

    @Test
    void knowsNoProfitWithoutTickData() {
        broker.observe(longPosition("A", "CON.F.US.XYZ.Z25", 1, "10"));
        broker.observe(last("CON.F.US.XYZ.Z25", "11"));

        TradeUpdate fill = fill("A", "CON.F.US.XYZ.Z25", 1);
        assertNull(fill.profitAndLoss());
        assertEquals(Decimal.of(11), fill.price());
    }

    @Test
    void aLossTooLargeForAnEventBecomesTheLargestThatFits() {
        broker.observe(shortPosition("A", MNQ, 1_000_000, "1"));
        broker.observe(last(MNQ, "999999999999999"));

        assertEquals(Decimal.MAX.negated(), fill("A", MNQ, 1_000_000).profitAndLoss());
    }

    @Test
    void fillsAtTheAveragePriceWithoutAUsableQuote() {
        broker.observe(longPosition("A", MNQ, 1, "21000"));
        broker.observe(new QuoteUpdate(T0, MNQ, Decimal.ZERO, Decimal.of(20990), null));

        TradeUpdate fill = fill("A", MNQ, 1);
        assertEquals(Decimal.of(21000), fill.price());
        assertEquals(Decimal.ZERO, fill.profitAndLoss());
    }

    @Test
    void anUnusableQuoteLeavesTheLastUsablePrice() {
        broker.observe(longPosition("A", MNQ, 1, "21000"));
        broker.observe(new QuoteUpdate(T0, MNQ, null, Decimal.of(20990), Decimal.parse("20990.5")));
        broker.observe(new QuoteUpdate(T0, MNQ, Decimal.ZERO, null, null));

        assertEquals(Decimal.parse("20990.25"), fill("A", MNQ, 1).price());
    }

    @ParameterizedTest
    @CsvSource({"F.US.ENQ", "NQ", "ENQ"})
    void aQuoteBySymbolOrRootPricesTheOnlyExpiry(String instrument) {
        broker.observe(longPosition("A", "CON.F.US.ENQ.Z25", 1, "18000"));
        broker.observe(longPosition("A", MNQ, 1, "18000"));
        broker.observe(last(instrument, "18010"));

        assertEquals(Decimal.of(18010), fill("A", "CON.F.US.ENQ.Z25", 1).price());
        assertEquals(Decimal.of(18000), fill("A", MNQ, 1).price());
    }

    @Test
    void aQuoteBySymbolPricesNothingWhereAnAccountHoldsTwoExpiries() {
        broker.observe(longPosition("A", MNQ, 1, "21000"));
        broker.observe(longPosition("A", MNQ_MARCH, 1, "21200"));
        broker.observe(longPosition("B", MNQ, 1, "21000"));
        broker.observe(last("F.US.MNQ", "21010"));

        assertEquals(Decimal.of(21010), fill("B", MNQ, 1).price());
        assertEquals(Decimal.of(21000), fill("A", MNQ, 1).price());
    }

    @Test
    void aQuoteBySymbolPricesNothingThatHadAQuoteOfItsOwn() {
        broker.observe(longPosition("A", MNQ, 1, "21000"));
        broker.observe(last(MNQ, "21005"));
        broker.observe(last("F.US.MNQ", "21010"));

        assertEquals(Decimal.of(21005), fill("A", MNQ, 1).price());
    }

    @Test
    void aQuoteOfAnotherExpiryPricesNothing() {
        broker.observe(longPosition("A", MNQ, 1, "21000"));
        broker.observe(last(MNQ_MARCH, "21200"));

        assertEquals(Decimal.of(21000), fill("A", MNQ, 1).price());
    }

    @Test
    void cancelsAWorkingOrderOnce() {
        broker.observe(stop("A", "s1", MNQ, OrderStatus.WORKING, "20900"));
        CancelOrder cancel = new CancelOrder("A", "k", MNQ, "s1");

        List<BrokerEvent> events = broker.carryOut(cancel, NOW);

        OrderUpdate cancelled = (OrderUpdate) events.get(0);
        assertEquals(1, events.size());
        assertEquals(OrderStatus.CANCELLED, cancelled.status());
        assertEquals(NOW, cancelled.time());
        assertEquals(Decimal.of(20900), cancelled.stopPrice());
        assertEquals(false, cancelled.own());
        assertEquals(List.of(), broker.carryOut(cancel, NOW));
        assertEquals(List.of(), broker.read("A", NOW).orders());
    }

    @Test
    void movesTheStopOfAWorkingOrder() {
        broker.observe(stop("A", "s1", MNQ, OrderStatus.PENDING, "20900"));
        MoveStop move = new MoveStop("A", "k", MNQ, "s1", Decimal.of(20950));

        List<BrokerEvent> events = broker.carryOut(move, NOW);

        OrderUpdate moved = (OrderUpdate) events.get(0);
        assertEquals(Decimal.of(20950), moved.stopPrice());
        assertEquals(OrderStatus.PENDING, moved.status());
        assertEquals(List.of(moved), broker.read("A", NOW).orders());
        assertEquals(List.of(), broker.carryOut(move, NOW));
        assertEquals(List.of(), broker.carryOut(new MoveStop("A", "k", MNQ, "unknown", Decimal.of(1)), NOW));
    }

    @ParameterizedTest
    @CsvSource({"FILLED", "CANCELLED", "EXPIRED", "REJECTED"})
    void ordersThatCanNoLongerFillLeaveTheBook(OrderStatus status) {
        broker.observe(stop("A", "s1", MNQ, OrderStatus.WORKING, "20900"));
        broker.observe(stop("A", "s1", MNQ, status, "20900"));

        assertEquals(List.of(), broker.read("A", NOW).orders());
    }

    @Test
    void restingOrdersNeverFill() {
        broker.observe(longPosition("A", MNQ, 1, "21000"));
        broker.observe(stop("A", "s1", MNQ, OrderStatus.WORKING, "20900"));
        broker.observe(last(MNQ, "20000"));

        BookSnapshot book = broker.read("A", NOW);
        assertEquals(1, book.positions().size());
        assertEquals(1, book.orders().size());
    }

    @Test
    void aSnapshotReplacesPositionsAndOrders() {
        broker.observe(longPosition("A", MNQ, 3, "21000"));
        broker.observe(stop("A", "s1", MNQ, OrderStatus.WORKING, "20900"));

        BookSnapshot snapshot = new BookSnapshot(
                T0,
                "A",
                List.of(longPosition("A", ES, 1, "6000"), flat("A", MNQ)),
                List.of(
                        stop("A", "s2", ES, OrderStatus.WORKING, "5990"),
                        stop("A", "s3", ES, OrderStatus.FILLED, "5990")),
                List.of(trade("A", "t1", "o1", T0)),
                false);
        broker.observe(snapshot);

        BookSnapshot read = broker.read("A", NOW);
        assertEquals(List.of(longPosition("A", ES, 1, "6000")), read.positions());
        assertEquals(List.of(stop("A", "s2", ES, OrderStatus.WORKING, "5990")), read.orders());
        assertEquals(List.of(trade("A", "t1", "o1", T0)), read.trades());
        assertEquals(false, read.canTrade());
        assertEquals(NOW, read.time());
    }

    @Test
    void readsWhetherTheAccountMayTradeAsTheBrokerLastSaid() {
        assertNull(broker.read("A", NOW).canTrade());
        broker.observe(new AccountUpdate(T0, "A", false, null, null));
        broker.observe(new AccountUpdate(T0, "A", null, null, "name"));

        assertEquals(false, broker.read("A", NOW).canTrade());
    }

    @Test
    void everyAccountThatAnEventWasAboutIsInTheBook() {
        broker.observe(new LedgerUpdate(T0, "A", Decimal.ZERO, null));
        broker.observe(new ConnectionUpdate(T0, null, ConnectionUpdate.State.LOST, null));
        broker.observe(last(MNQ, "21000"));
        broker.observe(trade("B", "t1", "o1", T0));

        assertEquals(Set.of("A", "B"), broker.accounts());
    }

    @Test
    void idsCountForEachAccount() {
        broker.observe(longPosition("A", MNQ, 3, "21000"));
        broker.observe(longPosition("B", MNQ, 1, "21000"));

        assertEquals(List.of("paper-1", "paper-2"), ids(fill("A", MNQ, 1)));
        assertEquals(List.of("paper-3", "paper-4"), ids(fill("A", MNQ, 1)));
        assertEquals(List.of("paper-1", "paper-2"), ids(fill("B", MNQ, 1)));
    }

    @Test
    void noIdIsGivenThatWasSeenBefore() {
        broker.observe(longPosition("A", MNQ, 9, "21000"));
        broker.observe(stop("A", "paper-4", MNQ, OrderStatus.CANCELLED, "20900"));
        assertEquals(List.of("paper-5", "paper-6"), ids(fill("A", MNQ, 1)));

        broker.observe(trade("A", "paper-8", "paper-11", T0));
        assertEquals(List.of("paper-12", "paper-13"), ids(fill("A", MNQ, 1)));

        broker.observe(new BookSnapshot(
                T0,
                "A",
                List.of(longPosition("A", MNQ, 9, "21000")),
                List.of(stop("A", "paper-20", MNQ, OrderStatus.WORKING, "20900")),
                List.of(trade("A", "paper-x", "paper-99999999999999999999", T0)),
                null));
        assertEquals(List.of("paper-21", "paper-22"), ids(fill("A", MNQ, 1)));
    }

    private static List<String> ids(TradeUpdate fill) {
        return List.of(fill.orderId(), fill.tradeId());
    }

    @Test
    void aReadHoldsOwnAndReportedExecutionsOnceOldestFirst() {
        broker.observe(longPosition("A", MNQ, 1, "21000"));
        TradeUpdate own = fill("A", MNQ, 1);
        broker.observe(trade("A", "t1", "o1", T0));
        broker.observe(trade("A", "t1", "o1", T0));

        assertEquals(
                List.of(trade("A", "t1", "o1", T0), own), broker.read("A", NOW).trades());
        assertTrue(own.own());
    }

    @Test
    void aReadGoesBackOneDay() {
        broker.observe(trade("A", "t1", "o1", T0));
        broker.observe(trade("A", "t2", "o2", T0.plusSeconds(1)));

        Instant dayLater = T0.plus(Duration.ofHours(24)).plusMillis(1);
        assertEquals(
                List.of("t2"),
                broker.read("A", dayLater).trades().stream()
                        .map(TradeUpdate::tradeId)
                        .toList());
    }

    @Test
    void observingItsOwnEventsAgainChangesNothing() {
        broker.observe(longPosition("A", MNQ, 3, "21000"));
        List<BrokerEvent> events = close("A", MNQ, 1);
        BookSnapshot before = broker.read("A", NOW);

        events.forEach(broker::observe);

        assertEquals(before, broker.read("A", NOW));
    }
}
