package io.riskgate.core.internal.engine;

import static io.riskgate.core.internal.engine.LiveFixture.ACCOUNT;
import static io.riskgate.core.internal.engine.LiveFixture.MNQ;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.riskgate.api.engine.AccountStatus.OpenCommand;
import io.riskgate.api.engine.AccountStatus.Progress;
import io.riskgate.core.internal.engine.ScriptedBroker.Mode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What people see of a command that is not confirmed yet. */
class LiveCommandsTest {
    private LiveFixture live = LiveFixture.driven(2).withLimits();

    private OpenCommand closeAllAfter(Mode mode) throws Exception {
        live.armed();
        live.broker.open(ACCOUNT, MNQ, 1);
        live.idle();
        live.broker.mode = mode;
        live.broker.tell(live.broker.trade(ACCOUNT, "t1", "-170.50"));
        live.idle();
        return open().get(0);
    }

    private List<OpenCommand> open() {
        return live.platform.account(ACCOUNT).orElseThrow().commands();
    }

    @Test
    void acceptedByTheBrokerIsShownAsAccepted() throws Exception {
        OpenCommand command = closeAllAfter(Mode.ACCEPT);

        assertEquals("no position", command.target());
        assertEquals(Progress.ACCEPTED, command.progress());
        assertEquals("daily_realized_loss: the account is locked", command.reason());
        assertEquals(1, command.attempts());
    }

    @Test
    void withoutAnAnswerItIsCalled() throws Exception {
        assertEquals(Progress.CALLED, closeAllAfter(Mode.SILENCE).progress());
    }

    @Test
    void aRefusedOneSaysWhatTheBrokerSaidAndWhenItIsTriedAgain() throws Exception {
        OpenCommand command = closeAllAfter(Mode.REJECT);

        assertEquals(Progress.RETRYING, command.progress());
        assertEquals("REJECTED", command.lastOutcome());
        assertEquals(live.clock.instant().plusSeconds(1), command.nextAttempt());
        assertEquals("daily_realized_loss: the account is locked; the broker: scripted", command.reason());
    }

    @Test
    void whatTheBrokerSaidIsKnownAfterARestart() throws Exception {
        OpenCommand before = closeAllAfter(Mode.REJECT);
        live.broker.mode = Mode.SILENCE;
        live = live.restarted().withLimits().armed();

        OpenCommand after = open().get(0);
        assertEquals("REJECTED", after.lastOutcome());
        assertEquals(before.reason(), after.reason());
    }

    @Test
    void whateverABrokerSaysIsKept() {
        String said = "x".repeat(499) + "\ud83d\ude00" + "y".repeat(100_000) + "\ud83d";
        IntentRecord record = new IntentRecord(
                1,
                IntentRecord.Kind.CLOSE_ALL,
                null,
                null,
                null,
                "rule",
                false,
                LiveFixture.START,
                1,
                1,
                false,
                null,
                false,
                null,
                true,
                false,
                Map.of(),
                List.of(),
                "REJECTED",
                said);

        Fact.IntentKept read =
                (Fact.IntentKept) FactCodec.decode(FactCodec.encode(new Fact.IntentKept(ACCOUNT, record)));

        assertEquals("x".repeat(499) + "?", read.intent().lastReason());
    }

    @Test
    void oneThatIsSizedIsReading() throws Exception {
        closeAllAfter(Mode.REJECT);
        live.broker.unreadable.add(ACCOUNT);
        live.broker.hold(ACCOUNT, MNQ, 0);
        live.broker.tell(live.broker.position(ACCOUNT, MNQ));
        live.after(Duration.ofSeconds(1));

        assertEquals(Progress.READING, open().get(0).progress());
    }
}
