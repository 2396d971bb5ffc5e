package io.riskgate.broker.paper.internal;

import static io.riskgate.broker.paper.internal.Events.ES;
import static io.riskgate.broker.paper.internal.Events.MNQ;
import static io.riskgate.broker.paper.internal.Events.T0;
import static io.riskgate.broker.paper.internal.Events.longPosition;
import static io.riskgate.broker.paper.internal.Events.stop;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.api.Decimal;
import io.riskgate.api.OrderStatus;
import io.riskgate.api.broker.BrokerAnswer;
import io.riskgate.api.broker.BrokerCommand;
import io.riskgate.api.broker.BrokerCommand.CancelOrder;
import io.riskgate.api.broker.BrokerCommand.ClosePosition;
import io.riskgate.api.broker.BrokerCommand.MoveStop;
import io.riskgate.api.broker.BrokerMode;
import io.riskgate.api.broker.BrokerPulse;
import io.riskgate.api.event.BrokerEvent;
import io.riskgate.api.event.OrderUpdate;
import io.riskgate.api.event.PositionUpdate;
import io.riskgate.api.event.QuoteUpdate;
import io.riskgate.api.event.TradeUpdate;
import io.riskgate.api.rule.SettingsRefused;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PaperBrokerTest {
    private final ManualTime time = new ManualTime(T0);
    private final PaperBroker broker = new PaperBroker(new StubInstruments(), BrokerMode.SILENT, time, time);
    private final List<BrokerEvent> events = Collections.synchronizedList(new ArrayList<>());
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @BeforeEach
    void connectAndOpenAPosition() throws Exception {
        broker.connect(events::add);
        broker.publish("A", now -> longPosition("A", MNQ, 3, "21000"));
        events.clear();
    }

    @AfterEach
    void interruptWhatStillHangs() {
        threads.shutdownNow();
    }

    private static ClosePosition close(String key) {
        return new ClosePosition("A", key, MNQ, 1);
    }

    private void mode(BrokerMode mode) {
        broker.setMode(mode, null, null, 0);
    }

    private int open() {
        try {
            return broker.read("A").positions().stream()
                    .mapToInt(PositionUpdate::quantity)
                    .sum();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aSilentStreamTellsNothingWhileTheBookAndThePulseGoOn() throws Exception {
        broker.modified(Map.of("mode", "paper", "stream", "silent"));
        time.advance(Duration.ofSeconds(7));
        broker.call(close("k1"));
        broker.publish(null, now -> new QuoteUpdate(now, MNQ, Decimal.of(21000), null, null));

        assertEquals(List.of(), events);
        assertEquals(2, open());
        assertEquals(
                new BrokerPulse(T0.plusSeconds(7), T0.plusSeconds(7), Map.of("A", T0.plusSeconds(7))), broker.pulse());

        broker.modified(Map.of("mode", "paper"));
        broker.call(close("k2"));
        assertEquals(3, events.size());
    }

    @Test
    void settingTheMachinesClockDoesNotMoveThePaperBrokers() {
        ManualTime machine = new ManualTime(T0);
        SteadyClock clock = new SteadyClock(machine, () -> 5_000_000_000L);
        machine.advance(Duration.ofHours(1));
        assertEquals(T0, clock.instant());
    }

    @Test
    void silentAcceptsAndDoesNothing() throws Exception {
        assertEquals(BrokerAnswer.accepted(), broker.call(close("k1")));

        assertEquals(3, open());
        assertEquals(List.of(), events);
    }

    @Test
    void paperCarriesOutAndReportsBeforeItAnswers() throws Exception {
        mode(BrokerMode.PAPER);
        time.advance(Duration.ofSeconds(7));

        assertEquals(BrokerAnswer.accepted(), broker.call(close("k1")));

        assertEquals(2, open());
        assertEquals(3, events.size());
        assertInstanceOf(OrderUpdate.class, events.get(0));
        assertInstanceOf(TradeUpdate.class, events.get(1));
        assertInstanceOf(PositionUpdate.class, events.get(2));
        assertTrue(events.stream().allMatch(event -> event.time().equals(T0.plusSeconds(7))));
    }

    @Test
    void paperCancelsOrdersAndMovesStops() throws Exception {
        mode(BrokerMode.PAPER);
        broker.publish("A", now -> stop("A", "s1", MNQ, OrderStatus.WORKING, "20900"));

        broker.call(new MoveStop("A", "k1", MNQ, "s1", Decimal.of(20950)));
        assertEquals(Decimal.of(20950), broker.read("A").orders().get(0).stopPrice());

        broker.call(new CancelOrder("A", "k2", MNQ, "s1"));
        assertEquals(List.of(), broker.read("A").orders());
    }

    @Test
    void aRepeatedKeyIsNotCarriedOutTwice() throws Exception {
        mode(BrokerMode.PAPER);

        broker.call(close("k1"));
        assertEquals(BrokerAnswer.accepted(), broker.call(close("k1")));
        assertEquals(2, open());

        broker.call(close("k2"));
        assertEquals(1, open());
    }

    @Test
    void rejectRefuses() throws Exception {
        mode(BrokerMode.REJECT);

        assertEquals(BrokerAnswer.Kind.REJECTED, broker.call(close("k1")).kind());
        assertEquals(3, open());
    }

    @Test
    void rateLimitAsksToComeBackAfterThirtySeconds() throws Exception {
        mode(BrokerMode.RATE_LIMIT);

        assertEquals(BrokerAnswer.rateLimited(Duration.ofSeconds(30)), broker.call(close("k1")));
        assertEquals(3, open());
    }

    @Test
    void closedSaysThatTheMarketIsClosed() throws Exception {
        mode(BrokerMode.CLOSED);

        assertEquals(BrokerAnswer.marketClosed(), broker.call(close("k1")));
        assertEquals(3, open());
    }

    @Test
    void unauthorizedRefusesEachCommandUntilSomebodySignsIn() throws Exception {
        mode(BrokerMode.PAPER);
        broker.setMode(BrokerMode.UNAUTHORIZED, "A", null, 0);

        assertEquals(BrokerAnswer.unauthorized(), broker.call(close("k1")));
        assertEquals(BrokerAnswer.unauthorized(), broker.call(close("k1")));
        broker.signIn();
        assertEquals(BrokerAnswer.accepted(), broker.call(close("k1")));
        assertEquals(2, open());

        assertEquals(BrokerAnswer.unauthorized(), broker.call(close("k2")));
        assertEquals(2, open());
    }

    @Test
    void theRepetitionAfterSigningInCountsNothing() throws Exception {
        mode(BrokerMode.PAPER);
        broker.setMode(BrokerMode.REJECT, null, null, 1);
        broker.setMode(BrokerMode.UNAUTHORIZED, "A", null, 1);

        broker.call(close("k1"));
        broker.signIn();
        assertEquals(BrokerAnswer.Kind.REJECTED, broker.call(close("k1")).kind());
        assertEquals(BrokerAnswer.Kind.REJECTED, broker.call(close("k2")).kind());
        assertEquals(BrokerAnswer.Kind.ACCEPTED, broker.call(close("k3")).kind());
    }

    @Test
    void hangDoesNothingAndNeverAnswers() throws Exception {
        mode(BrokerMode.HANG);

        Future<BrokerAnswer> answer = threads.submit(() -> broker.call(close("k1")));
        time.awaitHanging();

        threads.shutdownNow();
        assertInstanceOf(InterruptedException.class, failureOf(answer));
        assertEquals(3, open());
        assertEquals(List.of(), events);
    }

    @Test
    void lateCarriesOutAfterTwoSecondsAndNeverAnswers() throws Exception {
        mode(BrokerMode.LATE);
        List<Integer> openBefore = Collections.synchronizedList(new ArrayList<>());
        time.beforePause(() -> openBefore.add(open()));

        Future<BrokerAnswer> answer = threads.submit(() -> broker.call(close("k1")));
        time.awaitHanging();

        assertEquals(List.of(Duration.ofSeconds(2)), time.pauses());
        assertEquals(List.of(3), openBefore);
        assertEquals(2, open());
        assertEquals(3, events.size());
        assertEquals(T0.plusSeconds(2), events.get(0).time());
        threads.shutdownNow();
        assertInstanceOf(InterruptedException.class, failureOf(answer));
    }

    private static Throwable failureOf(Future<?> future) {
        return assertThrows(ExecutionException.class, () -> future.get(10, TimeUnit.SECONDS))
                .getCause();
    }

    @Test
    void modesAreNarrowedByAccountAndContract() throws Exception {
        broker.setMode(BrokerMode.REJECT, "A", null, 0);
        broker.setMode(BrokerMode.PAPER, "A", MNQ, 1);

        assertEquals(BrokerAnswer.Kind.ACCEPTED, broker.call(close("k1")).kind());
        assertEquals(2, open());
        assertEquals(BrokerAnswer.Kind.REJECTED, broker.call(close("k2")).kind());
        assertEquals(
                BrokerAnswer.Kind.ACCEPTED,
                broker.call(new CancelOrder("B", "k3", ES, "s1")).kind());
    }

    @Test
    void readsAreNeverOlderThanWhatTheyHold() throws Exception {
        time.advance(Duration.ofSeconds(1));
        broker.publish("A", now -> {
            assertEquals(T0.plusSeconds(1), now);
            return longPosition("A", MNQ, 5, "21000");
        });

        assertEquals(T0.plusSeconds(1), broker.read("A").time());
        assertEquals(5, open());
    }

    @Test
    void afterTheDisconnectionNothingIsCarriedOutAndNoEventComes() throws Exception {
        mode(BrokerMode.PAPER);
        broker.disconnect();

        assertThrows(IOException.class, () -> broker.call(close("k1")));
        assertThrows(IOException.class, () -> broker.publish("A", now -> longPosition("A", MNQ, 1, "21000")));
        assertEquals(3, open());
        assertEquals(List.of(), events);

        broker.connect(events::add);
        broker.call(close("k2"));
        assertEquals(3, events.size());
    }

    @Test
    void knowsTheAccountsOfItsBook() throws Exception {
        broker.publish("B", now -> longPosition("B", ES, 1, "6000"));

        assertEquals(List.of("A", "B"), broker.accounts());
        assertEquals(List.of(), broker.read("unknown").positions());
        assertEquals("paper", broker.name());
    }

    @Test
    void instrumentsComeAndGoWhileTheBookStays() throws Exception {
        PaperBroker alone = new PaperBroker(null, BrokerMode.PAPER, time, time);
        List<BrokerEvent> reported = new ArrayList<>();
        alone.connect(reported::add);
        alone.publish("A", now -> longPosition("A", MNQ, 3, "21000"));
        alone.publish(null, now -> Events.last(MNQ, "21001"));
        StubInstruments first = new StubInstruments();
        StubInstruments second = new StubInstruments();

        alone.call(close("k1"));
        alone.bindInstruments(first);
        alone.bindInstruments(second);
        alone.unbindInstruments(first);
        alone.call(close("k2"));
        alone.unbindInstruments(second);
        alone.call(close("k3"));

        List<Decimal> profits = new ArrayList<>();
        for (BrokerEvent event : reported) {
            if (event instanceof TradeUpdate trade) {
                profits.add(trade.profitAndLoss());
            }
        }
        List<Decimal> expected = new ArrayList<>(Collections.nCopies(3, null));
        expected.set(1, Decimal.of(2));
        assertEquals(expected, profits);
    }

    @Test
    void theSettingsNameTheModeAndNothingElse() throws Exception {
        PaperBroker configured = new PaperBroker(Map.of("mode", "rate-limit", "service.pid", "riskgate.broker.paper"));
        configured.connect(event -> {});
        BrokerCommand command = close("k1");
        assertEquals(BrokerAnswer.Kind.RATE_LIMITED, configured.call(command).kind());

        configured.modified(Map.of());
        assertEquals(BrokerAnswer.Kind.ACCEPTED, configured.call(command).kind());

        SettingsRefused wrong = assertThrows(SettingsRefused.class, () -> configured.modified(Map.of("mode", "PAPER")));
        assertTrue(wrong.getMessage().contains("was 'PAPER'"), wrong.getMessage());
        assertThrows(SettingsRefused.class, () -> configured.modified(Map.of("mode", "paper", "spread", "1")));
        configured.modified(Map.of("mode", "closed"));
        assertThrows(SettingsRefused.class, () -> configured.modified(Map.of("mode", "")));
        assertEquals(BrokerAnswer.Kind.MARKET_CLOSED, configured.call(command).kind());
    }

    @Test
    void aRecordingsModesEndWithIt() throws Exception {
        broker.setMode(BrokerMode.REJECT, "A", MNQ, 0);
        broker.forgetModes();

        assertEquals(BrokerAnswer.accepted(), broker.call(close("k1")));
        assertEquals(3, open());
    }

    @Test
    void connectsOnlyOnceItsSettingsAreCorrected() throws IOException {
        PaperBroker refused = new PaperBroker(Map.of("mode", "papier"));

        IOException why = assertThrows(IOException.class, () -> refused.connect(event -> {}));
        assertTrue(why.getMessage().startsWith("riskgate.broker.paper: mode: expected one of"), why.getMessage());

        refused.modified(Map.of("mode", "paper"));
        refused.connect(event -> {});
        assertEquals(List.of(), refused.accounts());
    }
}
