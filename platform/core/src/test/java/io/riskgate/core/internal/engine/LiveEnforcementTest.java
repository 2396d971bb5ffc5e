package io.riskgate.core.internal.engine;

import static io.riskgate.core.internal.engine.LiveFixture.ACCOUNT;
import static io.riskgate.core.internal.engine.LiveFixture.ES;
import static io.riskgate.core.internal.engine.LiveFixture.MNQ;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.api.Decimal;
import io.riskgate.api.OrderSide;
import io.riskgate.api.OrderStatus;
import io.riskgate.api.OrderType;
import io.riskgate.api.broker.BrokerCommand;
import io.riskgate.api.event.OrderUpdate;
import io.riskgate.api.event.QuoteUpdate;
import io.riskgate.core.internal.engine.ScriptedBroker.Mode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Commands to a live broker until a read shows that they are met. */
class LiveEnforcementTest {
    private final LiveFixture live = LiveFixture.driven(2).withLimits();

    private void lockedWith(Mode mode) throws Exception {
        live.armed();
        live.broker.open(ACCOUNT, MNQ, 1);
        live.idle();
        live.broker.mode = mode;
        live.broker.tell(live.broker.trade(ACCOUNT, "t1", "-170.50"));
        live.idle();
    }

    private List<String> closeAll() {
        return live.results().stream()
                .filter(result -> result.startsWith("CLOSE_ALL"))
                .toList();
    }

    @Test
    void aCallWithoutAnAnswerTimesOutAfterTenSecondsAndIsTriedAgainAfter1And2And4And8And16And30() throws Exception {
        lockedWith(Mode.SILENCE);
        List<Duration> waited = new ArrayList<>();
        Instant begun = live.clock.instant();
        int calls = live.broker.calls.size();
        assertEquals(1, calls);
        for (int i = 0; i < 7; i++) {
            while (live.broker.calls.size() == calls) {
                live.after(Duration.ofMillis(100));
            }
            calls = live.broker.calls.size();
            waited.add(Duration.between(begun, live.clock.instant()));
            begun = live.clock.instant();
        }
        assertEquals(
                List.of(11, 12, 14, 18, 26, 40, 40),
                waited.stream().map(wait -> (int) wait.toSeconds()).toList());
        assertEquals("CLOSE_ALL TIMED_OUT 1", closeAll().get(0));
        assertEquals(
                1, live.alerts().stream().filter("ENFORCEMENT_FAILED"::equals).count());
        assertEquals(
                "FAILED",
                live.platform
                        .account(ACCOUNT)
                        .orElseThrow()
                        .state()
                        .enforcement()
                        .name());
    }

    @Test
    void acceptedIsNotDone() throws Exception {
        lockedWith(Mode.ACCEPT);
        live.after(Duration.ofMillis(4_900));
        assertEquals(List.of(), closeAll());

        live.after(Duration.ofMillis(100));
        assertEquals(List.of("CLOSE_ALL TIMED_OUT 1"), closeAll());
        live.broker.mode = Mode.OK;
        live.after(Duration.ofSeconds(1));
        assertEquals(List.of("CLOSE_ALL TIMED_OUT 1", "CLOSE_ALL CONFIRMED 2"), closeAll());
        assertEquals(0, live.broker.held(ACCOUNT, MNQ));
    }

    @Test
    void onlyAReadConfirmsNotTheStream() throws Exception {
        lockedWith(Mode.ACCEPT);
        live.broker.unreadable.add(ACCOUNT);
        live.broker.open(ACCOUNT, MNQ, 0);
        live.after(Duration.ofSeconds(2));
        assertEquals(List.of(), closeAll());

        live.broker.unreadable.clear();
        live.after(Duration.ofMillis(500));
        assertEquals(List.of("CLOSE_ALL CONFIRMED 1"), closeAll());
    }

    @Test
    void aStopThatOnlyTheStreamShowsMovedIsNotMovedYet() throws Exception {
        live.with("riskgate.rule.trade_management-default", Map.of("breakevenAfterTicks", "4"))
                .armed();
        live.broker.open(ACCOUNT, MNQ, 1);
        live.broker.place(stopAt("90"));
        live.idle();
        live.broker.mode = Mode.SILENCE;
        live.broker.tell(new QuoteUpdate(live.clock.instant(), MNQ, Decimal.of(110), null, null));
        live.after(Duration.ofSeconds(2));
        live.broker.place(stopAt("100.25"));
        live.broker.unreadable.add(ACCOUNT);
        live.after(Duration.ofSeconds(15));
        assertEquals(List.of("MOVE_STOP TIMED_OUT 1"), live.results());

        live.broker.unreadable.clear();
        live.after(Duration.ofSeconds(1));
        assertEquals(List.of("MOVE_STOP TIMED_OUT 1", "MOVE_STOP CONFIRMED 2"), live.results());
        assertEquals(1, live.broker.calls.size(), "it is not moved again, perhaps away from where it is");
    }

    private OrderUpdate stopAt(String price) {
        return new OrderUpdate(
                live.clock.instant(),
                ACCOUNT,
                "stop",
                MNQ,
                OrderSide.SELL,
                OrderType.STOP,
                OrderStatus.WORKING,
                1,
                null,
                Decimal.of(new BigDecimal(price)),
                null,
                0,
                false);
    }

    @Test
    void whatTheStreamSaysLateIsNotBelievedAgainstARead() throws Exception {
        live.armed();
        live.broker.open(ACCOUNT, MNQ, 2);
        live.idle();
        var late = live.broker.position(ACCOUNT, MNQ);
        live.after(Duration.ofSeconds(1));
        live.broker.tell(live.broker.trade(ACCOUNT, "t1", "-170.50"));
        live.idle();
        assertEquals(List.of("CLOSE_ALL CONFIRMED 1"), closeAll());
        int calls = live.broker.calls.size();

        live.broker.tell(late);
        live.after(Duration.ofSeconds(60));

        assertEquals(calls, live.broker.calls.size());
        assertTrue(
                live.platform.account(ACCOUNT).orElseThrow().state().positions().isEmpty());
    }

    @Test
    void aReadThatComesAfterNewerEventsDoesNotUndoThem() throws Exception {
        live.armed();
        live.broker.open(ACCOUNT, MNQ, 1);
        live.idle();
        var old = live.broker.read(ACCOUNT);
        live.clock.move(Duration.ofMillis(10));
        live.broker.open(ACCOUNT, MNQ, 2);
        live.broker.tell(old);
        live.idle();

        assertEquals(
                2,
                live.platform
                        .account(ACCOUNT)
                        .orElseThrow()
                        .state()
                        .positions()
                        .get(0)
                        .quantity());
    }

    @Test
    void closeAllClosesAlsoWhatTheLedgerDoesNotKnow() throws Exception {
        live.armed();
        live.broker.tell(live.broker.trade(ACCOUNT, "t0", "1"));
        live.idle();
        live.broker.hold(ACCOUNT, ES, 3);
        live.broker.work(ACCOUNT, MNQ, OrderSide.BUY, 1, false);

        live.broker.tell(live.broker.trade(ACCOUNT, "t1", "-170.50"));
        live.after(Duration.ofSeconds(1));

        assertEquals(0, live.broker.held(ACCOUNT, ES));
        assertTrue(live.broker.read(ACCOUNT).orders().isEmpty());
        assertEquals(List.of("CLOSE_ALL CONFIRMED 1"), closeAll());
    }

    @Test
    void closeAllOfAFlatAccountAsksTheBrokerOnceAndIsConfirmed() throws Exception {
        live.armed();
        live.broker.tell(live.broker.trade(ACCOUNT, "t1", "-170.50"));
        int reads = live.broker.reads;
        live.idle();

        assertEquals(List.of("CLOSE_ALL CONFIRMED 1"), closeAll());
        assertTrue(live.broker.reads > reads);
        assertEquals(List.of(), live.broker.calls);
    }

    @Test
    void a401SignsInAndRepeatsOnce() throws Exception {
        lockedWith(Mode.UNAUTHORIZED);

        assertEquals(1, live.broker.signIns);
        assertEquals(2, live.broker.calls.size());
        assertEquals(live.broker.calls.get(0), live.broker.calls.get(1));
        assertEquals(List.of("CLOSE_ALL CONFIRMED 1"), closeAll());
    }

    @Test
    void a429IsNoFailureAndCallsAgainWhenTheBrokerSaid() throws Exception {
        lockedWith(Mode.RATE_LIMIT);
        assertEquals(List.of("CLOSE_ALL REJECTED 1"), closeAll());
        live.broker.mode = Mode.OK;
        live.after(Duration.ofMillis(29_900));
        assertEquals(1, live.broker.calls.size());
        live.after(Duration.ofMillis(100));
        assertEquals(List.of("CLOSE_ALL REJECTED 1", "CLOSE_ALL CONFIRMED 2"), closeAll());
    }

    @Test
    void inAClosedMarketItIsTriedEvery30SecondsAndSaidOnce() throws Exception {
        lockedWith(Mode.CLOSED);
        live.after(Duration.ofSeconds(91));
        assertEquals(4, live.broker.calls.size());
        assertEquals(1, live.alerts().stream().filter("MARKET_CLOSED"::equals).count());
        assertFalse(live.alerts().contains("ENFORCEMENT_FAILED"));
    }

    @Test
    void oneContractThatFailsDoesNotHoldUpTheOthers() throws Exception {
        live.armed();
        live.broker.open(ACCOUNT, MNQ, 1);
        live.broker.open(ACCOUNT, ES, 1);
        live.idle();
        live.broker.answers(Mode.REJECT);
        live.broker.tell(live.broker.trade(ACCOUNT, "t1", "-170.50"));
        live.idle();

        assertEquals(1, live.broker.held(ACCOUNT, MNQ) + live.broker.held(ACCOUNT, ES));
        assertEquals(List.of("CLOSE_ALL REJECTED 1"), closeAll());
        live.after(Duration.ofSeconds(1));
        assertEquals(0, live.broker.held(ACCOUNT, MNQ) + live.broker.held(ACCOUNT, ES));
        assertEquals(List.of("CLOSE_ALL REJECTED 1", "CLOSE_ALL CONFIRMED 2"), closeAll());
        assertEquals(3, live.broker.calls.size());
    }

    @Test
    void anOrderOfThePlatformThatStillWorksIsWaitedForThenCancelledNeverSentTwice() throws Exception {
        live.armed();
        live.broker.mode = Mode.WORKS;
        live.broker.open(ACCOUNT, MNQ, 5);
        live.after(Duration.ofSeconds(15));
        assertEquals(1, closes().size());
        assertEquals(3, closes().get(0).quantity());

        live.broker.mode = Mode.OK;
        live.after(Duration.ofSeconds(30));
        assertEquals(2, live.broker.held(ACCOUNT, MNQ));
        live.broker.carryOutLate();
        assertEquals(2, live.broker.held(ACCOUNT, MNQ));
        assertEquals(2, closes().size());
        assertTrue(live.broker.calls.stream().anyMatch(BrokerCommand.CancelOrder.class::isInstance));
    }

    @Test
    void besideAnOrderOfThePlatformThatWorksNoCloseGoesOutThoughTheBrokerCannotBeRead() throws Exception {
        live.with("riskgate.rule.symbol_blocks-default", Map.of("symbols", "MNQ"));
        live.armed();
        live.broker.mode = Mode.WORKS;
        live.broker.open(ACCOUNT, MNQ, 2);
        live.after(Duration.ofSeconds(2));
        assertEquals(1, closes().size());

        live.broker.unreadable.add(ACCOUNT);
        live.broker.mode = Mode.ACCEPT;
        live.after(Duration.ofSeconds(60));
        assertEquals(1, closes().size());

        live.broker.unreadable.clear();
        live.broker.mode = Mode.OK;
        live.after(Duration.ofSeconds(60));
        assertEquals(0, live.broker.held(ACCOUNT, MNQ));
        assertEquals(2, closes().size());
    }

    @Test
    void noTwoCommandsHaveOneKeyAlsoNotWithinOneAttempt() throws Exception {
        live.armed();
        live.broker.open(ACCOUNT, MNQ, 1);
        live.broker.tell(live.broker.work(ACCOUNT, ES, OrderSide.BUY, 1, false));
        live.broker.tell(live.broker.work(ACCOUNT, MNQ, OrderSide.SELL, 1, false));
        live.idle();
        live.broker.tell(live.broker.trade(ACCOUNT, "t1", "-170.50"));
        live.after(Duration.ofSeconds(1));

        assertTrue(live.broker.read(ACCOUNT).orders().isEmpty());
        assertTrue(live.results().contains("CANCEL_ALL CONFIRMED 1"), live.results()::toString);
        assertEquals(3, live.broker.calls.size());
        assertEquals(
                3, live.broker.calls.stream().map(BrokerCommand::key).distinct().count());
    }

    @Test
    void whatAnotherCallWillStillCloseCountsAsClosed() throws Exception {
        live.armed();
        live.broker.answers(Mode.LATE);
        live.broker.open(ACCOUNT, MNQ, 3);
        live.idle();
        live.broker.tell(live.broker.trade(ACCOUNT, "t1", "-170.50"));
        live.after(Duration.ofSeconds(1));
        assertEquals(
                List.of(1, 2),
                closes().stream().map(BrokerCommand.ClosePosition::quantity).toList());

        live.broker.carryOutLate();
        live.after(Duration.ofSeconds(1));
        assertEquals(0, live.broker.held(ACCOUNT, MNQ));
        assertEquals(List.of("CLOSE_ALL CONFIRMED 1"), closeAll());
    }

    @Test
    void whatAnotherCallDidNotCloseIsClosedByTheNextAttempt() throws Exception {
        live.armed();
        live.broker.answers(Mode.SILENCE);
        live.broker.open(ACCOUNT, MNQ, 3);
        live.idle();
        live.broker.tell(live.broker.trade(ACCOUNT, "t1", "-170.50"));
        live.after(Duration.ofSeconds(1));
        assertEquals(1, live.broker.held(ACCOUNT, MNQ));

        live.after(Duration.ofSeconds(6));
        assertEquals(0, live.broker.held(ACCOUNT, MNQ));
        assertEquals(
                List.of(1, 2, 1),
                closes().stream().map(BrokerCommand.ClosePosition::quantity).toList());
    }

    @Test
    void whatWasCountedOnAndFailedIsClosedAtOnce() throws Exception {
        live.with("riskgate.rule.symbol_blocks-default", Map.of("symbols", "MNQ"))
                .armed();
        live.broker.answers(Mode.SILENCE);
        live.broker.open(ACCOUNT, MNQ, 2);
        live.idle();
        live.after(Duration.ofSeconds(8));
        live.broker.tell(live.broker.trade(ACCOUNT, "t1", "-170.50"));
        live.after(Duration.ofMillis(1_800));
        assertEquals(
                List.of(2),
                closes().stream().map(BrokerCommand.ClosePosition::quantity).toList());

        live.after(Duration.ofMillis(500));
        assertEquals(0, live.broker.held(ACCOUNT, MNQ));
        assertEquals(
                List.of(2, 2),
                closes().stream().map(BrokerCommand.ClosePosition::quantity).toList());
        live.after(Duration.ofSeconds(2));
        assertEquals(List.of("CLOSE_ALL CONFIRMED 1"), closeAll());
    }

    private List<BrokerCommand.ClosePosition> closes() {
        return live.broker.calls.stream()
                .filter(BrokerCommand.ClosePosition.class::isInstance)
                .map(BrokerCommand.ClosePosition.class::cast)
                .toList();
    }

    @Test
    void aBrokerThatCannotBeReadIsStillAskedToClose() throws Exception {
        lockedWith(Mode.REJECT);
        live.broker.unreadable.add(ACCOUNT);
        live.broker.mode = Mode.OK;
        live.after(Duration.ofSeconds(2));
        assertEquals(0, live.broker.held(ACCOUNT, MNQ));
        assertEquals(List.of("CLOSE_ALL REJECTED 1"), closeAll());
        live.broker.unreadable.clear();
        live.after(Duration.ofSeconds(60));
        assertEquals(
                "CLOSE_ALL CONFIRMED", closeAll().get(closeAll().size() - 1).substring(0, 19));
    }

    @Test
    void anAnswerThatIsLostAfterTheOrderWentThroughNeverClosesTwice() throws Exception {
        boolean all = Boolean.getBoolean("riskgate.faults");
        long seed = 20251031;
        for (int i = 0; i < (all ? 10_000 : 1_000); i++) {
            Random random = new Random(seed + i);
            LiveFixture one = LiveFixture.driven(1).withLimits().armed();
            int size = (3 + random.nextInt(8)) * (random.nextBoolean() ? 1 : -1);
            Mode[] modes = {Mode.LOST, Mode.LATE, Mode.SILENCE, Mode.REJECT, Mode.ACCEPT, Mode.OK};
            for (int answers = 1 + random.nextInt(4); answers > 0; answers--) {
                one.broker.answers(modes[random.nextInt(modes.length)]);
            }
            boolean told = random.nextBoolean();
            Duration late = Duration.ofMillis(100L * random.nextInt(110));
            one.broker.open(ACCOUNT, MNQ, size);
            one.idle();
            int lowest = Math.abs(size);
            boolean open = true;
            for (int step = 0; step < 3_000 && open; step++) {
                one.clock.move(Duration.ofMillis(100));
                one.broker.carryOutLateAfter(late);
                one.idle();
                int held = one.broker.held(ACCOUNT, MNQ);
                assertTrue(held * size > 0, "turned round, seed " + (seed + i));
                lowest = Math.min(lowest, Math.abs(held));
                if (step % 7 == 0) {
                    if (told) {
                        one.broker.tell(one.broker.position(ACCOUNT, MNQ));
                    }
                    open = one.platform.status().openCommands() > 0;
                }
            }
            assertEquals(2, lowest, "seed " + (seed + i) + " " + one.results() + one.broker.calls);
            assertEquals(2, Math.abs(one.broker.held(ACCOUNT, MNQ)), "seed " + (seed + i));
            String last = one.results().get(one.results().size() - 1);
            assertTrue(last.contains("CONFIRMED") || last.contains("GAVE_UP"), "seed " + (seed + i) + one.results());
        }
    }
}
