package io.riskgate.core.internal.engine;

import static io.riskgate.core.internal.engine.LiveFixture.ACCOUNT;
import static io.riskgate.core.internal.engine.LiveFixture.MNQ;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.api.OrderSide;
import io.riskgate.api.broker.BrokerCommand;
import io.riskgate.api.engine.AccountStatus.Progress;
import io.riskgate.core.internal.engine.ScriptedBroker.Mode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A live platform before a broker that takes only so many requests. */
class LiveBudgetTest {
    private final LiveFixture live = LiveFixture.driven(2).withLimits();

    private void armedWith(String brokerCalls) throws Exception {
        live.broker.limited = true;
        live.with("riskgate.engine", Map.of("brokerCalls", brokerCalls));
        live.armed();
    }

    private void spendAll(int calls) {
        for (int i = 0; i < calls; i++) {
            live.broker.tell(live.broker.trade("reader-" + i, "r" + i, "1"));
        }
        live.idle();
    }

    private List<String> closed() {
        return live.broker.calls.stream()
                .filter(BrokerCommand.ClosePosition.class::isInstance)
                .map(BrokerCommand::account)
                .toList();
    }

    @Test
    void aCloseGoesOutThoughReadsHaveSpentWhatTheyMay() throws Exception {
        armedWith("20/60s");
        live.broker.open(ACCOUNT, MNQ, 1);
        live.idle();
        spendAll(100);

        live.broker.tell(live.broker.trade(ACCOUNT, "t1", "-170.50"));
        live.idle();

        assertEquals(List.of(ACCOUNT), closed());
        assertEquals(0, live.broker.held(ACCOUNT, MNQ));
        assertTrue(live.broker.reads <= 18, "reads " + live.broker.reads);
        live.after(Duration.ofSeconds(2));
        assertTrue(live.results().contains("CLOSE_ALL CONFIRMED 1"), live.results()::toString);
    }

    @Test
    void aCommandThatHasToWaitIsShownAsQueuedAndHasNotFailed() throws Exception {
        armedWith("10/60s");
        for (int i = 0; i < 12; i++) {
            live.broker.open("a" + i, MNQ, 1);
        }
        live.after(Duration.ofSeconds(240));
        for (int i = 0; i < 12; i++) {
            live.broker.tell(live.broker.trade("a" + i, "t" + i, "-170.50"));
        }
        live.idle();
        int sent = live.broker.calls.size();
        assertTrue(sent >= 5 && sent < 10, "sent " + sent);
        long queued = live.platform.accounts().stream()
                .flatMap(account -> account.commands().stream())
                .filter(command -> command.progress() == Progress.QUEUED)
                .count();
        assertEquals(12 - sent, queued);

        live.after(Duration.ofSeconds(59));
        assertEquals(sent, live.broker.calls.size());
        assertTrue(live.results().stream()
                        .filter(result -> result.contains("TIMED_OUT"))
                        .count()
                <= sent);
        assertFalse(live.alerts().contains("ENFORCEMENT_FAILED"));
        live.after(Duration.ofSeconds(600));

        for (int i = 0; i < 12; i++) {
            assertEquals(0, live.broker.held("a" + i, MNQ), "a" + i);
        }
        assertEquals(0, live.platform.status().openCommands());
        assertEquals(12, closed().stream().distinct().count());
        assertEquals(12, closed().size());
    }

    @Test
    void aCallWhoseReasonIsGoneIsNotSent() throws Exception {
        armedWith("10/60s");
        live.broker.open(ACCOUNT, MNQ, 3);
        live.after(Duration.ofSeconds(61));
        live.with("riskgate.rule.symbol_blocks-default", Map.of("symbols", "RTY"));
        live.idle();
        spendAll(20);
        live.broker.work(ACCOUNT, "CON.F.US.RTY.Z25", OrderSide.BUY, 1, false);
        var order = live.broker.work(ACCOUNT, "CON.F.US.RTY.Z25", OrderSide.BUY, 1, false);
        live.broker.tell(order);
        live.idle();
        assertEquals(
                0,
                live.broker.calls.stream()
                        .filter(BrokerCommand.CancelOrder.class::isInstance)
                        .count());

        live.with("riskgate.rule.symbol_blocks-default", Map.of("symbols", "NG"));
        live.after(Duration.ofSeconds(130));

        assertEquals(
                0,
                live.broker.calls.stream()
                        .filter(BrokerCommand.CancelOrder.class::isInstance)
                        .count());
    }

    @Test
    void aBrokerWithoutALimitIsNeverWaitedFor() throws Exception {
        live.with("riskgate.engine", Map.of("brokerCalls", "10/60s"));
        live.armed();
        spendAll(500);
        assertTrue(live.broker.reads >= 500);
    }

    @Test
    void aRefusedBudgetChangesNothing() throws Exception {
        armedWith("20/60s");
        live.with("riskgate.engine", Map.of("brokerCalls", "0/60s"));
        live.with("riskgate.engine", Map.of("brokerCalls", "200"));
        spendAll(100);
        assertTrue(live.broker.reads <= 15, "reads " + live.broker.reads);
        assertFalse(live.desk.platformRefusals().isEmpty());
    }

    @Test
    void aRepeatedCloseIsSizedByAReadThatGoesBeforeOthers() throws Exception {
        armedWith("20/60s");
        live.broker.open(ACCOUNT, MNQ, 1);
        live.idle();
        live.broker.answers(Mode.REJECT);
        live.broker.tell(live.broker.trade(ACCOUNT, "t1", "-170.50"));
        spendAll(100);
        live.after(Duration.ofSeconds(2));
        assertEquals(0, live.broker.held(ACCOUNT, MNQ));
    }
}
