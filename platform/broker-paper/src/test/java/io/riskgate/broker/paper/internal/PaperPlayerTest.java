package io.riskgate.broker.paper.internal;

import static io.riskgate.broker.paper.internal.Events.MNQ;
import static io.riskgate.broker.paper.internal.Events.T0;
import static io.riskgate.broker.paper.internal.Events.last;
import static io.riskgate.broker.paper.internal.Events.longPosition;
import static io.riskgate.broker.paper.internal.Events.stop;
import static io.riskgate.broker.paper.internal.Events.trade;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.api.Decimal;
import io.riskgate.api.OrderSide;
import io.riskgate.api.OrderStatus;
import io.riskgate.api.broker.BrokerAnswer;
import io.riskgate.api.broker.BrokerCommand.ClosePosition;
import io.riskgate.api.broker.BrokerMode;
import io.riskgate.api.broker.PaperPlay.Result;
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
import io.riskgate.api.recording.Recordings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PaperPlayerTest {
    private static final Instant TODAY = Instant.parse("2026-03-02T15:00:00Z");
    private static final Path FILE = Path.of("day.jsonl");
    private static final Decimal ONE = Decimal.of(1);
    private static final BooleanSupplier NEVER = () -> false;

    private final ManualTime time = new ManualTime(TODAY);
    private final PaperBroker broker = new PaperBroker(new StubInstruments(), BrokerMode.SILENT, time, time);
    private final List<RecordedLine> lines = new ArrayList<>();
    private final Recordings recordings = (file, visitor) -> {
        for (RecordedLine line : List.copyOf(lines)) {
            visitor.line(line);
        }
    };
    private final PaperPlayer player = new PaperPlayer(broker, recordings, time, time);
    private final List<BrokerEvent> events = new ArrayList<>();

    @BeforeEach
    void connect() throws IOException {
        broker.connect(events::add);
    }

    private void record(BrokerEvent event) {
        lines.add(new RecordedLine.Event(lines.size() + 1, "event", event));
    }

    private void recordMode(Instant at, BrokerMode mode) {
        lines.add(new RecordedLine.Mode(lines.size() + 1, at, mode, null, null, 0));
    }

    private static QuoteUpdate quote(Instant at) {
        return new QuoteUpdate(at, MNQ, Decimal.of(21000), null, null);
    }

    private List<Instant> times() {
        return events.stream().map(BrokerEvent::time).toList();
    }

    @Test
    void theFirstEventIsNowAndTheOthersKeepTheirDistances() throws Exception {
        record(quote(T0));
        record(quote(T0.plusSeconds(10)));
        record(quote(T0.plusSeconds(10)));
        record(quote(T0.plusSeconds(70)));

        assertEquals(new Result(4, 0, 0), player.play(FILE, ONE, false, NEVER));

        assertEquals(List.of(TODAY, TODAY.plusSeconds(10), TODAY.plusSeconds(10), TODAY.plusSeconds(70)), times());
    }

    @Test
    void aSpeedDividesTheDistances() throws Exception {
        record(quote(T0));
        record(quote(T0.plusSeconds(60)));

        player.play(FILE, Decimal.of(60), false, NEVER);
        assertEquals(List.of(TODAY, TODAY.plusSeconds(1)), times());

        events.clear();
        player.play(FILE, Decimal.parse("0.5"), false, NEVER);
        assertEquals(List.of(TODAY.plusSeconds(1), TODAY.plusSeconds(121)), times());
    }

    @Test
    void theSameDistanceMovesEveryInstantOfAnEvent() throws Exception {
        record(trade("A", "t1", "o1", T0.minusSeconds(5)));
        record(new TradeUpdate(
                T0,
                "A",
                "t2",
                MNQ,
                OrderSide.BUY,
                1,
                Decimal.of(21000),
                null,
                null,
                null,
                false,
                T0.minusSeconds(30),
                false));

        player.play(FILE, Decimal.of(5), false, NEVER);

        TradeUpdate second = (TradeUpdate) events.get(1);
        assertEquals(TODAY.plusSeconds(1), second.time());
        assertEquals(TODAY.plusSeconds(1).minusSeconds(30), second.executedAt());
    }

    @Test
    void playsEveryKindOfEventUnchangedButForItsTime() throws Exception {
        Instant at = T0;
        record(new AccountUpdate(at, "A", true, Decimal.of(50000), "practice"));
        record(new LedgerUpdate(at, "A", Decimal.of(-5), 3));
        record(new ConnectionUpdate(at, null, ConnectionUpdate.State.LOST, "cable"));
        record(trade("A", "t1", "o1", at));
        record(longPosition("A", MNQ, 1, "21000"));
        record(stop("A", "s1", MNQ, OrderStatus.WORKING, "20900"));
        record(last(MNQ, "21000"));
        record(new BookSnapshot(
                at,
                "A",
                List.of(longPosition("A", MNQ, 1, "21000")),
                List.of(stop("A", "s1", MNQ, OrderStatus.WORKING, "20900")),
                List.of(trade("A", "t1", "o1", at.minusSeconds(9))),
                true));
        time.advance(Duration.between(TODAY, T0));

        player.play(FILE, ONE, false, NEVER);

        List<BrokerEvent> recorded =
                lines.stream().map(line -> ((RecordedLine.Event) line).event()).toList();
        assertEquals(recorded, events);
    }

    @Test
    void playsModesAtTheirTimeAndSkipsWhatIsNoBrokerLine() throws Exception {
        recordMode(T0.minusSeconds(60), BrokerMode.PAPER);
        record(longPosition("A", MNQ, 2, "21000"));
        recordMode(T0.plusSeconds(5), BrokerMode.REJECT);
        lines.add(new RecordedLine.Config(4, T0, "riskgate.engine", Map.of()));
        lines.add(new RecordedLine.Clock(5, T0.plusSeconds(100)));
        lines.add(new RecordedLine.Restart(6, T0, false, T0));
        lines.add(new RecordedLine.Probe(7, T0, "A"));
        lines.add(new RecordedLine.Rejected(8, "type is missing"));
        List<BrokerAnswer.Kind> answers = new ArrayList<>();
        time.beforePause(() -> answers.add(answer()));

        Result result = player.play(FILE, ONE, false, NEVER);

        answers.add(answer());
        assertEquals(new Result(3, 4, 1), result);
        assertEquals(List.of(BrokerAnswer.Kind.ACCEPTED, BrokerAnswer.Kind.REJECTED), ends(answers));
        assertEquals(TODAY.plusSeconds(5), time.instant());
    }

    private BrokerAnswer.Kind answer() {
        try {
            return broker.call(new ClosePosition("B", "k", MNQ, 1)).kind();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static <T> List<T> ends(List<T> all) {
        return List.of(all.get(0), all.get(all.size() - 1));
    }

    @Test
    void everyPlayBeginsWithTheModeOfTheSettings() throws Exception {
        recordMode(T0, BrokerMode.REJECT);
        record(quote(T0));
        player.play(FILE, ONE, false, NEVER);
        assertEquals(BrokerAnswer.Kind.REJECTED, answer());

        lines.remove(0);
        player.play(FILE, ONE, false, NEVER);
        assertEquals(BrokerAnswer.Kind.ACCEPTED, answer());
    }

    @Test
    void aLoopBeginsAgainWithNewTimesAndIds() throws Exception {
        record(trade("A", "t1", "o1", T0));
        record(stop("A", "s1", MNQ, OrderStatus.WORKING, "20900"));
        record(quote(T0.plusSeconds(10)));

        Result result = player.play(FILE, ONE, true, () -> events.size() >= 11);

        List<TradeUpdate> trades = only(TradeUpdate.class);
        assertEquals(3, trades.size());
        assertEquals(
                List.of(TODAY, TODAY.plusSeconds(10), TODAY.plusSeconds(20)),
                trades.stream().map(TradeUpdate::time).toList());
        assertEquals("t1", trades.get(0).tradeId());
        assertEquals("o1", trades.get(0).orderId());
        assertEquals(3, trades.stream().map(TradeUpdate::tradeId).distinct().count());
        assertEquals(3, trades.stream().map(TradeUpdate::orderId).distinct().count());
        assertEquals(9, result.played());
    }

    @Test
    void whatStillWorksExpiresBeforeTheNextRound() throws Exception {
        record(stop("A", "s1", MNQ, OrderStatus.WORKING, "20900"));

        player.play(FILE, ONE, true, () -> events.size() >= 3);

        List<OrderUpdate> orders = only(OrderUpdate.class);
        assertEquals(
                List.of(OrderStatus.WORKING, OrderStatus.EXPIRED, OrderStatus.WORKING),
                orders.stream().map(OrderUpdate::status).limit(3).toList());
        assertEquals(orders.get(0).orderId(), orders.get(1).orderId());
        assertEquals(1, broker.read("A").orders().size());
    }

    private <E extends BrokerEvent> List<E> only(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Test
    void theSameRecordingPlayedAgainHasNewIds() throws Exception {
        record(trade("A", "t1", "o1", T0));

        player.play(FILE, ONE, false, NEVER);
        player.play(FILE, ONE, false, NEVER);

        List<TradeUpdate> trades = only(TradeUpdate.class);
        assertEquals("t1", trades.get(0).tradeId());
        assertTrue(trades.get(1).tradeId().startsWith("t1-"), trades.get(1).tradeId());
    }

    @Test
    void theBookHoldsWhatWasPlayed() throws Exception {
        recordMode(T0, BrokerMode.PAPER);
        record(longPosition("A", MNQ, 2, "21000"));
        record(last(MNQ, "21010"));
        player.play(FILE, ONE, false, NEVER);

        broker.call(new ClosePosition("A", "k1", MNQ, 1));

        assertEquals(List.of("A"), broker.accounts());
        assertEquals(Decimal.of(20), only(TradeUpdate.class).get(0).profitAndLoss());
        assertEquals(1, only(PositionUpdate.class).get(1).quantity());
    }

    @Test
    void aPlayThatWasHeldUpGoesOnAtTheRecordedDistances() throws Exception {
        record(quote(T0));
        record(quote(T0.plusSeconds(1)));
        record(quote(T0.plusSeconds(2)));
        broker.connect(event -> {
            events.add(event);
            if (events.size() == 1) {
                time.advance(Duration.ofSeconds(30));
            }
        });

        player.play(FILE, ONE, false, NEVER);

        assertEquals(List.of(TODAY, TODAY.plusSeconds(30), TODAY.plusSeconds(31)), times());
    }

    @Test
    void aStopEndsAWait() throws Exception {
        record(quote(T0));
        record(quote(T0.plus(Duration.ofHours(1))));

        Result result = player.play(FILE, ONE, true, () -> time.pauses().size() >= 3);

        assertEquals(new Result(1, 0, 0), result);
        assertEquals(TODAY.plusMillis(300), time.instant());
    }

    @Test
    void aLoopWithoutEventsEnds() throws Exception {
        recordMode(T0, BrokerMode.PAPER);

        assertEquals(new Result(1, 0, 0), player.play(FILE, ONE, true, NEVER));
    }

    @Test
    void onlyOneRecordingIsPlayedAtATime() throws Exception {
        record(quote(T0));
        AtomicReference<IOException> refused = new AtomicReference<>();
        broker.connect(event -> refused.set(
                assertThrows(IOException.class, () -> player.play(Path.of("other.jsonl"), ONE, false, NEVER))));

        player.play(FILE, ONE, false, NEVER);

        assertEquals(
                "cannot play other.jsonl while day.jsonl is being played",
                refused.get().getMessage());
    }

    @Test
    void nothingIsPlayedWithoutAPlatformOrAtNoSpeed() {
        record(quote(T0));
        assertThrows(IllegalArgumentException.class, () -> player.play(FILE, Decimal.ZERO, false, NEVER));

        broker.disconnect();
        assertThrows(IOException.class, () -> player.play(FILE, ONE, false, NEVER));
        assertEquals(List.of(), events);
    }
}
