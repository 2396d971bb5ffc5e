package io.riskgate.core.internal.engine;

import static io.riskgate.core.internal.engine.LiveFixture.ACCOUNT;
import static io.riskgate.core.internal.engine.LiveFixture.ES;
import static io.riskgate.core.internal.engine.LiveFixture.MNQ;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.api.Severity;
import io.riskgate.api.broker.BrokerCommand;
import io.riskgate.api.engine.Decision;
import io.riskgate.core.internal.engine.ScriptedBroker.Mode;
import io.riskgate.core.internal.store.FaultFiles.Operation;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A disk that says no, and restarts: what was locked stays locked, what was begun is finished, once. */
class LiveDurabilityTest {
    private final LiveFixture live = LiveFixture.driven(2).withLimits();
    private boolean failing;

    private void syncsFail() {
        live.hook = (operation, name) -> {
            if (failing && operation == Operation.FORCE && name.contains("seg")) {
                throw new IOException("no space left on device");
            }
        };
    }

    @Test
    void aFailingSyncLocksAtOnceAndTheCommandsGoOutAfterASecond() throws Exception {
        syncsFail();
        live.armed();
        live.broker.open(ACCOUNT, MNQ, 1);
        live.broker.open("other", MNQ, 1);
        live.idle();
        failing = true;
        live.broker.tell(live.broker.trade(ACCOUNT, "t1", "-170.50"));
        live.idle();

        assertFalse(live.allows(ACCOUNT));
        assertEquals(List.of(), live.broker.calls);
        assertEquals(List.of(), live.all(Decision.Locked.class), "said only once it is durable or that second is over");
        assertEquals(List.of("STORE_FAILED"), live.alerts());

        live.broker.tell(live.broker.trade(ACCOUNT, "t2", "-1"));
        live.broker.tell(live.broker.trade("other", "t3", "1"));
        live.after(Duration.ofMillis(900));
        assertEquals(List.of(), live.broker.calls);
        assertEquals("1", realized("other"), "other accounts do not wait");
        assertEquals("-170.5", realized(ACCOUNT), "the account's further events wait");

        live.after(Duration.ofMillis(100));
        assertEquals(0, live.broker.held(ACCOUNT, MNQ));
        assertEquals("-171.5", realized(ACCOUNT));
        assertEquals(1, live.all(Decision.Locked.class).size());
        assertEquals(List.of("STORE_FAILED", "NOT_DURABLE"), live.alerts());
        assertTrue(live.all(Decision.Alert.class).stream().allMatch(alert -> alert.severity() == Severity.CRITICAL));
        assertNotNull(live.platform.status().storeAlarm());

        live.after(Duration.ofSeconds(5));
        failing = false;
        live.idle();
        assertNull(live.platform.status().storeAlarm());
        assertEquals(List.of("STORE_FAILED", "NOT_DURABLE", "STORE_RECOVERED"), live.alerts());
        LiveFixture again = live.restarted().withLimits().armed();
        assertFalse(again.allows(ACCOUNT));
    }

    @Test
    void aMarkThatFailedOnceIsOverAndHidesNoLaterFailureOfTheJournal() throws Exception {
        live.armed();
        live.hook = (operation, name) -> {
            if (failing && operation == Operation.WRITE && name.contains("mark")) {
                throw new IOException("input/output error");
            }
        };
        failing = true;
        live.broker.tell(live.broker.trade("other", "t1", "1"));
        live.idle();
        failing = false;
        assertEquals(List.of("STORE_FAILED"), live.alerts());
        live.broker.tell(live.broker.trade("other", "t2", "1"));
        live.idle();
        assertNull(live.platform.status().storeAlarm());
        assertEquals(List.of("STORE_FAILED", "STORE_RECOVERED"), live.alerts());

        syncsFail();
        failing = true;
        live.broker.tell(live.broker.trade(ACCOUNT, "t3", "-170.50"));
        live.idle();
        assertEquals(List.of("STORE_FAILED", "STORE_RECOVERED", "STORE_FAILED"), live.alerts());
    }

    private String realized(String account) {
        return live.platform
                .account(account)
                .orElseThrow()
                .state()
                .dayRealized()
                .toString();
    }

    @Test
    void aPlanMadeWhileAnotherWaitsIsNotSentBeforeItsOwnFactsAreDurable() throws Exception {
        syncsFail();
        live.armed();
        live.broker.open(ACCOUNT, MNQ, 2);
        live.idle();
        failing = true;
        live.with("riskgate.rule.max_contracts-default", Map.of("limit", "1"));
        live.idle();
        assertEquals(List.of(), live.broker.calls);
        live.after(Duration.ofMillis(500));
        live.with("riskgate.rule.daily_realized_loss-default", Map.of("limit", "-1"));
        live.with("riskgate.rule.max_contracts_per_instrument-default", Map.of("defaultLimit", "1"));
        live.after(Duration.ofMillis(400));
        assertEquals(List.of(), live.broker.calls);
        failing = false;
        live.idle();
        assertEquals(1, live.broker.held(ACCOUNT, MNQ));
    }

    @Test
    void anOrderOfThePlatformIsNotCancelledBeforeTheLockoutOfTheSameReadIsDurable() throws Exception {
        syncsFail();
        live.with("riskgate.rule.symbol_blocks-default", Map.of("symbols", "MNQ"));
        live.with("riskgate.rule.auth_loss_guard-default", Map.of("onTradingDisabled", "lock"))
                .armed();
        live.broker.mode = Mode.WORKS;
        live.broker.open(ACCOUNT, MNQ, 2);
        live.after(Duration.ofMillis(5_900));
        assertEquals(1, live.broker.calls.size());

        failing = true;
        live.broker.canTrade = false;
        live.broker.mode = Mode.ACCEPT;
        live.after(Duration.ofMillis(900));
        assertFalse(live.allows(ACCOUNT));
        assertEquals(1, live.broker.calls.size(), live.broker.calls::toString);

        failing = false;
        live.after(Duration.ofMillis(100));
        assertTrue(live.broker.calls.stream().anyMatch(BrokerCommand.CancelOrder.class::isInstance));
    }

    @Test
    void aRestartRestoresLockoutsAndGoesOnWithWhatWasOpen() throws Exception {
        live.with("riskgate.rule.trade_frequency_limit-default", Map.of());
        live.armed();
        live.broker.open(ACCOUNT, MNQ, 1);
        live.idle();
        live.broker.mode = Mode.SILENCE;
        live.broker.tell(live.broker.trade(ACCOUNT, "t1", "-170.50"));
        live.after(Duration.ofSeconds(3));

        LiveFixture again = live.restarted().withLimits().restored();
        assertEquals(
                List.of(
                        "RESTORED LOCKOUT: Account 13298777 locked until 2025-10-31T22:00:00Z (14397s remaining)"
                                + " - Reason: Daily loss limit exceeded: $-170.50 (limit: $-5.00)",
                        "1 active lockout(s) restored",
                        "Restored: 0 wake-ups, 1 open command, day P&L of 1 account",
                        "PRE-CHECK enabled",
                        "STARTUP STATE: 1 active lockout(s) in effect"
                                + " (PRE-CHECK layer will block events for locked accounts)"),
                again.log);
        assertEquals(
                "Not armed: Riskgate has not started yet",
                again.platform.gate().check(ACCOUNT).reason());
        again.platform.enforceRules();
        live.broker.mode = Mode.OK;
        again.platform.connect(live.broker);
        assertFalse(again.allows(ACCOUNT));
        again.after(Duration.ofSeconds(30));

        assertEquals(0, live.broker.held(ACCOUNT, MNQ));
        assertEquals(2, live.broker.calls.size());
        assertEquals(List.of("CLOSE_ALL TIMED_OUT 1", "CLOSE_ALL CONFIRMED 2"), again.results());
        assertTrue(again.log.contains("Riskgate ACTIVE"));
    }

    @Test
    void aStartThatFailsWhileItTakesUpWhatWasOpenTakesUpTheRestWhenItIsTriedAgain() throws Exception {
        live.armed();
        live.broker.mode = Mode.REJECT;
        List<String> accounts = List.of(ACCOUNT, "other", "third");
        for (String account : accounts) {
            live.broker.open(account, MNQ, 1);
            live.broker.tell(live.broker.trade(account, account + "-t1", "-170.50"));
        }
        live.idle();
        live.broker.mode = Mode.SILENCE;
        live.after(Duration.ofMillis(1_500));

        boolean[] fails = {false};
        LiveFixture again = live.restarted(new LiveFixture.InlineCalls() {
                    @Override
                    public void start(Call call) {
                        if (fails[0] && live.broker.reads >= accounts.size()) {
                            fails[0] = false;
                            throw new OutOfMemoryError("unable to create native thread");
                        }
                        super.start(call);
                    }
                })
                .withLimits()
                .restored();
        again.platform.enforceRules();
        live.broker.reads = 0;
        live.broker.mode = Mode.OK;
        fails[0] = true;
        assertThrows(IllegalStateException.class, () -> again.platform.connect(live.broker));
        again.platform.connect(live.broker);
        again.after(Duration.ofMinutes(2));

        for (String account : accounts) {
            assertEquals(0, live.broker.held(account, MNQ), account);
        }
        assertEquals(0, again.platform.status().openCommands());
    }

    @Test
    void whatWentThroughBeforeAKillIsNotClosedAgain() throws Exception {
        live.armed();
        live.broker.mode = Mode.LOST;
        live.broker.open(ACCOUNT, MNQ, 5);
        live.after(Duration.ofSeconds(1));
        assertEquals(2, live.broker.held(ACCOUNT, MNQ));
        live.broker.mode = Mode.OK;

        LiveFixture again = live.restarted().withLimits().armed();
        again.after(Duration.ofSeconds(60));

        assertEquals(2, live.broker.held(ACCOUNT, MNQ));
        assertEquals(1, live.broker.calls.size());
        assertEquals(0, again.platform.status().openCommands());
    }

    @Test
    void aKillAtAnyMomentOfAnEnforcementLeavesTheAccountLockedAndFlatInTheEnd() throws Exception {
        for (int kill = 0; kill < 40; kill++) {
            LiveFixture one = LiveFixture.driven(1).withLimits().armed();
            one.broker.open(ACCOUNT, MNQ, 2);
            one.broker.open(ACCOUNT, ES, -1);
            one.idle();
            int[] operations = {0};
            int last = kill;
            one.hook = (operation, name) -> {
                if (++operations[0] > last) {
                    throw new IOException("killed");
                }
            };
            one.broker.answers(Mode.values()[kill % 6]);
            one.broker.tell(one.broker.trade(ACCOUNT, "t1", "-170.50"));
            one.after(Duration.ofMillis(100L * (kill % 20)));
            boolean durable =
                    !one.all(Decision.Locked.class).isEmpty() && !one.alerts().contains("NOT_DURABLE");

            LiveFixture again = one.restarted().withLimits().armed();
            again.after(Duration.ofSeconds(60));
            one.broker.carryOutLate();
            again.after(Duration.ofSeconds(60));
            if (durable) {
                assertFalse(again.allows(ACCOUNT), "kill " + kill);
            }
            if (!again.allows(ACCOUNT)) {
                assertEquals(0, one.broker.held(ACCOUNT, MNQ), "kill " + kill);
                assertEquals(0, one.broker.held(ACCOUNT, ES), "kill " + kill);
            }
        }
    }

    @Test
    void wakeUpsAndEndedLockoutsAreCaughtUpAtTheStart() throws Exception {
        live.with("riskgate.rule.no_stop_loss_grace-default", Map.of("gracePeriod", "60s"));
        live.armed();
        live.broker.open(ACCOUNT, MNQ, 1);
        live.broker.tell(live.broker.trade("other", "t1", "-170.50"));
        live.idle();
        assertFalse(live.allows("other"));
        live.clock.move(Duration.between(live.clock.instant(), Instant.parse("2025-10-31T22:00:01Z")));

        LiveFixture again = live.restarted()
                .withLimits()
                .with("riskgate.rule.no_stop_loss_grace-default", Map.of("gracePeriod", "60s"))
                .restored();
        assertEquals(
                List.of(
                        "Loaded 0 lockouts",
                        "Restored: 1 wake-up, 0 open commands, day P&L of 2 accounts",
                        "PRE-CHECK enabled",
                        "STARTUP STATE: No active lockouts, all accounts operational"),
                again.log.subList(0, 4));
        again.platform.enforceRules();
        again.platform.connect(live.broker);
        again.idle();
        assertTrue(again.allows("other"));
        assertEquals(0, live.broker.held(ACCOUNT, MNQ));
        assertEquals(2, again.all(Decision.DayReset.class).size());
    }

    @Test
    void aCallAfterAnImageAndARestartHasAnotherKeyThanOneBefore() throws Exception {
        LiveFixture before = LiveFixture.driven(2).withLimits().armed();
        before.broker.open(ACCOUNT, MNQ, 3);
        before.after(Duration.ofSeconds(2));
        assertEquals(2, before.broker.held(ACCOUNT, MNQ));
        before.platform.makeImage();

        LiveFixture after = before.restarted().withLimits().armed();
        after.broker.open(ACCOUNT, MNQ, 3);
        after.after(Duration.ofSeconds(2));

        List<String> keys = after.broker.calls.stream().map(BrokerCommand::key).toList();
        assertEquals(2, keys.size(), keys::toString);
        assertEquals(2, Set.copyOf(keys).size(), keys::toString);
    }
}
