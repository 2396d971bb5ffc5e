package io.riskgate.broker.paper.internal;

import static io.riskgate.broker.paper.internal.Events.MNQ;
import static io.riskgate.broker.paper.internal.Events.T0;
import static io.riskgate.broker.paper.internal.Events.longPosition;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.riskgate.api.broker.BrokerAnswer;
import io.riskgate.api.broker.BrokerCommand.ClosePosition;
import io.riskgate.api.broker.BrokerMode;
import io.riskgate.api.event.BrokerEvent;
import io.riskgate.api.event.ConnectionUpdate;
import io.riskgate.api.event.ConnectionUpdate.State;
import io.riskgate.api.event.PositionUpdate;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The paper broker over a link that is slow, or breaks. */
class BadLinkTest {
    private final ManualTime time = new ManualTime(T0);
    private final PaperBroker broker = new PaperBroker(new StubInstruments(), BrokerMode.SILENT, time, time);
    private final List<BrokerEvent> events = new ArrayList<>();

    @BeforeEach
    void connectAndOpenAPosition() throws Exception {
        broker.connect(events::add);
        broker.publish("A", now -> longPosition("A", MNQ, 3, "21000"));
        events.clear();
    }

    private static ClosePosition close(String key) {
        return new ClosePosition("A", key, MNQ, 1);
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
    void drippingTellsOneEventASecondAndAnswersAfterHalfAMinuteMore() throws Exception {
        broker.setMode(BrokerMode.DRIP, null, null, 0);
        List<Instant> told = new ArrayList<>();
        broker.connect(event -> told.add(time.instant()));

        assertEquals(BrokerAnswer.accepted(), broker.call(close("k1")));

        assertEquals(List.of(T0.plusSeconds(1), T0.plusSeconds(2), T0.plusSeconds(3)), told);
        assertEquals(T0.plusSeconds(33), time.instant());
        assertEquals(2, open());
    }

    @Test
    void drippingTheBookShowsAtOnceWhatIsToldLater() throws Exception {
        broker.setMode(BrokerMode.DRIP, null, null, 0);
        List<Integer> open = new ArrayList<>();
        time.beforePause(() -> open.add(open()));

        broker.call(close("k1"));

        assertEquals(2, open.get(0));
    }

    @Test
    void aResetLosesTheLinkBeforeTheAnswerAndTellsNothingUntilItIsBack() throws Exception {
        broker.setMode(BrokerMode.RESET, null, null, 0);
        List<Object> seen = new ArrayList<>();
        time.beforePause(() -> {
            seen.add(assertThrows(IOException.class, () -> broker.read("A")).getMessage());
            seen.add(assertThrows(IOException.class, broker::accounts).getMessage());
            seen.add(assertThrows(IOException.class, broker::pulse).getMessage());
            seen.add(assertThrows(IOException.class, () -> broker.call(close("k2")))
                    .getMessage());
        });

        IOException reset = assertThrows(IOException.class, () -> broker.call(close("k1")));

        assertEquals("connection reset: the paper broker is in mode RESET", reset.getMessage());
        assertEquals(Collections.nCopies(4, reset.getMessage()), seen);
        assertEquals(
                List.of(
                        new ConnectionUpdate(T0, null, State.LOST, reset.getMessage()),
                        new ConnectionUpdate(T0.plusSeconds(2), null, State.RESTORED, reset.getMessage())),
                events);
        assertEquals(2, open());
    }

    @Test
    void aResetThatIsInterruptedWhileItTellsOfTheLossRestoresTheLink() throws Exception {
        broker.setMode(BrokerMode.RESET, null, null, 1);
        broker.connect(event -> {
            if (event instanceof ConnectionUpdate update && update.state() == State.LOST) {
                throw new InterruptedException("the queue of the stripe is full");
            }
            events.add(event);
        });

        assertThrows(InterruptedException.class, () -> broker.call(close("k1")));

        assertEquals(
                List.of(new ConnectionUpdate(
                        T0, null, State.RESTORED, "connection reset: the paper broker is in mode RESET")),
                events);
        assertEquals(3, open());
        assertEquals(List.of("A"), broker.accounts());
        assertEquals(T0, broker.pulse().time());
        assertEquals(BrokerAnswer.accepted(), broker.call(close("k2")));
    }

    @Test
    void whatADripThatIsInterruptedDidNotTellIsRead() throws Exception {
        broker.setMode(BrokerMode.DRIP, null, null, 1);
        List<BrokerEvent> told = new ArrayList<>();
        broker.connect(event -> {
            if (told.size() == 1) {
                throw new InterruptedException("10 s are over");
            }
            told.add(event);
        });

        assertThrows(InterruptedException.class, () -> broker.call(close("k1")));

        assertEquals(1, told.size());
        assertEquals(2, open());
        assertEquals(1, broker.read("A").trades().size());
    }
}
