package io.riskgate.core.internal.engine;

import static io.riskgate.core.internal.engine.LiveFixture.ACCOUNT;
import static io.riskgate.core.internal.engine.LiveFixture.ES;
import static io.riskgate.core.internal.engine.LiveFixture.MNQ;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.api.broker.BrokerCommand;
import io.riskgate.api.broker.BrokerPulse;
import io.riskgate.api.engine.Decision;
import io.riskgate.api.event.ConnectionUpdate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The live platform from events to decisions and broker calls, driven on one thread. */
class LivePlatformTest {
    private final LiveFixture live = LiveFixture.driven(3).withLimits();

    @Test
    void aLossLocksTheAccountAndClosesEverything() throws Exception {
        live.armed();
        live.broker.open(ACCOUNT, MNQ, 1);
        live.idle();
        assertTrue(live.allows(ACCOUNT));

        live.broker.tell(live.broker.trade(ACCOUNT, "t1", "-170.50"));
        live.idle();

        assertFalse(live.allows(ACCOUNT));
        assertEquals("Daily loss limit exceeded: $-170.50 (limit: $-5.00)", reason(ACCOUNT));
        assertEquals(0, live.broker.held(ACCOUNT, MNQ));
        assertEquals(Set.of("CLOSE_ALL CONFIRMED 1", "CANCEL_ALL CONFIRMED 1"), Set.copyOf(live.results()));
        assertTrue(live.allows("other"));
    }

    private String reason(String account) {
        return live.platform.gate().check(account).reason();
    }

    @Test
    void aLockoutIsDurableBeforeTheFirstCallOfTheBroker() throws Exception {
        List<String> happened = new ArrayList<>();
        live.hook = (operation, name) -> {
            if (name.contains("seg")) {
                happened.add(operation.name());
            }
        };
        live.broker.beforeCall = () -> happened.add("CALL");
        live.armed();
        live.broker.open(ACCOUNT, MNQ, 1);
        live.idle();
        happened.clear();

        live.broker.tell(live.broker.trade(ACCOUNT, "t1", "-170.50"));
        live.idle();

        assertTrue(happened.indexOf("FORCE") >= 0, happened.toString());
        assertTrue(happened.indexOf("FORCE") < happened.indexOf("CALL"), happened.toString());
        assertEquals(List.of("WRITE", "FORCE", "CALL"), happened.subList(0, 3));
    }

    @Test
    void theGateDeniesEverybodyBeforeItIsArmed() throws Exception {
        assertFalse(live.allows(ACCOUNT));
        live.restored();
        assertFalse(live.allows(ACCOUNT));
        live.platform.enforceRules();
        assertFalse(live.allows(ACCOUNT));
        live.platform.connect(live.broker);
        assertTrue(live.allows(ACCOUNT));
        live.platform.disconnect(live.broker);
        assertFalse(live.allows(ACCOUNT));
        assertEquals("Not armed: no broker is connected", reason(ACCOUNT));
    }

    @Test
    void aBrokerThatTakesThePlaceOfAnotherIsReadBeforeAnythingIsAllowed() throws Exception {
        live.armed();
        assertTrue(live.allows(ACCOUNT));
        List<String> reasons = new ArrayList<>();
        ScriptedBroker next = new ScriptedBroker(live.clock);
        next.pulse = () -> {
            reasons.add(reason(ACCOUNT));
            return BrokerPulse.NONE;
        };

        live.platform.connect(next);

        assertEquals(List.of("Not armed: broker " + next.name() + " is being connected"), reasons);
        assertEquals(1, live.broker.disconnects);
        live.platform.disconnect(live.broker);
        assertTrue(live.allows(ACCOUNT));
    }

    @Test
    void fromTheMomentAnotherBrokerIsThereNothingIsAllowedBeforeThatOneIsRead() throws Exception {
        ScriptedBroker next = new ScriptedBroker(live.clock);
        live.armed();
        live.broker.pulse = () -> {
            live.platform.expect(next);
            return BrokerPulse.NONE;
        };

        live.platform.connect(live.broker);

        assertEquals("Not armed: broker " + next.name() + " is being connected", reason(ACCOUNT));
        live.platform.connect(next);
        assertTrue(live.allows(ACCOUNT));
        live.platform.expect(null);
        assertEquals("Not armed: no broker is connected", reason(ACCOUNT));
    }

    @Test
    void aLockoutEndsWithinASecondWithNobodyAskingAndNotEarlier() throws Exception {
        live.with("riskgate.rule.daily_realized_loss-default", Map.of("limit", "-5", "lockFor", "60s"));
        live.armed();
        live.broker.tell(live.broker.trade(ACCOUNT, "t1", "-170.50"));
        live.idle();
        assertFalse(live.allows(ACCOUNT));

        live.after(Duration.ofMillis(59_900));
        assertFalse(live.allows(ACCOUNT));
        live.clock.move(Duration.ofMillis(100));
        assertFalse(live.allows(ACCOUNT));
        live.idle();
        assertTrue(live.allows(ACCOUNT));
        assertEquals(1, live.all(Decision.LockoutEnded.class).size());
    }

    @Test
    void theDayIsResetWithNobodyAskingAndUntilResetLockoutsEndWithIt() throws Exception {
        live.armed();
        live.broker.tell(live.broker.trade(ACCOUNT, "t1", "-170.50"));
        live.idle();
        assertFalse(live.allows(ACCOUNT));

        live.clock.move(Duration.between(live.clock.instant(), Instant.parse("2025-10-31T21:59:59.999Z")));
        live.idle();
        assertEquals(List.of(), live.all(Decision.DayReset.class));
        assertFalse(live.allows(ACCOUNT));
        live.clock.move(Duration.ofMillis(1));
        live.idle();

        assertEquals(1, live.all(Decision.DayReset.class).size());
        assertTrue(live.allows(ACCOUNT));
        assertTrue(
                live.log.contains("Lockout ended: account 13298777, daily_realized_loss (RESET)"), live.log::toString);
    }

    @Test
    void anEventForAllAccountsAlertsOnceWhateverStripesThereAre() throws Exception {
        live.with("riskgate.rule.auth_loss_guard-default", Map.of());
        for (int i = 0; i < 10; i++) {
            live.broker.hold("account-" + i, MNQ, 1);
        }
        live.armed();

        live.broker.tell(new ConnectionUpdate(live.clock.instant(), null, ConnectionUpdate.State.LOST, null));
        live.idle();

        assertEquals(List.of("CONNECTION_LOST"), live.alerts());
        live.broker.tell(new ConnectionUpdate(live.clock.instant(), null, ConnectionUpdate.State.RESTORED, null));
        live.idle();
        live.broker.tell(new ConnectionUpdate(live.clock.instant(), null, ConnectionUpdate.State.LOST, null));
        live.idle();
        assertEquals(List.of("CONNECTION_LOST", "CONNECTION_LOST"), live.alerts());
    }

    @Test
    void anAccountThatCannotBeReadAfterALostLinkIsDeniedAndReadAgainUntilThatSucceeds() throws Exception {
        live.armed();
        live.broker.open(ACCOUNT, MNQ, 1);
        live.idle();
        live.broker.tell(new ConnectionUpdate(live.clock.instant(), null, ConnectionUpdate.State.LOST, null));
        live.broker.hold(ACCOUNT, MNQ, 5);
        live.broker.unreadable.add(ACCOUNT);
        live.clock.move(Duration.ofSeconds(1));
        live.broker.tell(new ConnectionUpdate(live.clock.instant(), null, ConnectionUpdate.State.RESTORED, null));
        live.after(Duration.ofSeconds(25));
        assertFalse(live.allows(ACCOUNT));
        assertEquals("Not reconciled: the broker could not be read", reason(ACCOUNT));
        int reads = live.broker.reads;

        live.broker.unreadable.clear();
        live.after(Duration.ofSeconds(10));
        assertTrue(live.allows(ACCOUNT));
        assertEquals(2, live.broker.held(ACCOUNT, MNQ), "the limit holds for what was opened meanwhile");
        assertTrue(reads < 10, "it was read " + reads + " times");
    }

    @Test
    void anEventForAllAccountsAlertsOnceThoughThereIsNoAccount() throws Exception {
        live.with("riskgate.rule.auth_loss_guard-default", Map.of());
        live.armed();

        live.broker.tell(new ConnectionUpdate(live.clock.instant(), null, ConnectionUpdate.State.LOST, null));
        live.idle();

        assertEquals(List.of("CONNECTION_LOST"), live.alerts());
    }

    @Test
    void afterALostLinkEveryAccountIsReadAlsoOneNobodySpokeOf() throws Exception {
        live.armed();
        live.broker.hold(ACCOUNT, MNQ, 5);

        live.broker.tell(new ConnectionUpdate(live.clock.instant(), null, ConnectionUpdate.State.LOST, null));
        live.broker.tell(new ConnectionUpdate(live.clock.instant(), null, ConnectionUpdate.State.RESTORED, null));
        live.idle();

        assertEquals(2, live.broker.held(ACCOUNT, MNQ));
        live.broker.hold(ACCOUNT, MNQ, 4);
        live.broker.tell(new ConnectionUpdate(live.clock.instant(), null, ConnectionUpdate.State.LOST, null));
        live.broker.tell(new ConnectionUpdate(live.clock.instant(), null, ConnectionUpdate.State.RESTORED, null));
        live.idle();
        assertEquals(2, live.broker.held(ACCOUNT, MNQ));
    }

    @Test
    void anAccountThatCannotBeReadIsDeniedAndTriedAgainTheOthersAreArmed() throws Exception {
        live.broker.hold(ACCOUNT, MNQ, 1);
        live.broker.hold("other", MNQ, 1);
        live.broker.unreadable.add(ACCOUNT);
        live.armed();

        assertTrue(live.allows("other"));
        assertFalse(live.allows(ACCOUNT));
        live.after(Duration.ofSeconds(30));
        assertFalse(live.allows(ACCOUNT));
        live.broker.unreadable.clear();
        live.after(Duration.ofSeconds(10));
        assertTrue(live.allows(ACCOUNT));
    }

    @Test
    void settingsAreEditedLive() throws Exception {
        live.armed();
        live.broker.open(ACCOUNT, MNQ, 2);
        live.broker.open("loose", MNQ, 2);
        live.idle();
        assertEquals(List.of(), live.broker.calls);

        live.with("riskgate.rule.max_contracts-tight", Map.of("limit", "1", "accounts", ACCOUNT));
        live.idle();

        assertEquals(1, live.broker.held(ACCOUNT, MNQ));
        assertEquals(2, live.broker.held("loose", MNQ));
        live.with("riskgate.rule.max_contracts-default", Map.of("limit", "none"));
        live.idle();
        live.broker.open("loose", MNQ, 3);
        live.idle();
        assertEquals(2, live.broker.held("loose", MNQ), "the refused edit leaves what was in force in force");
    }

    @Test
    void aRequiredRuleThatGoesMakesEveryAccountReduceOnlyUntilItIsBack() throws Exception {
        live.with("riskgate.engine", Map.of("requiredRules", "max_contracts"));
        live.armed();
        live.broker.open(ACCOUNT, MNQ, 1);
        live.idle();
        assertTrue(live.allows(ACCOUNT));
        assertTrue(live.allows("nobody spoke of"));
        RuleOffer offer = live.desk.offers().stream()
                .filter(rule -> rule.id().equals("max_contracts"))
                .findFirst()
                .orElseThrow();

        live.desk.withdrawn(offer);
        live.idle().after(Duration.ofSeconds(5));
        assertFalse(live.allows(ACCOUNT));
        assertFalse(live.allows("nobody spoke of"));
        live.broker.open(ACCOUNT, MNQ, 2);
        live.idle();
        assertEquals(1, live.broker.held(ACCOUNT, MNQ), "the guard undoes the increase");
        live.broker.open(ACCOUNT, ES, 1);
        live.idle();
        assertEquals(0, live.broker.held(ACCOUNT, ES));

        live.desk.offered(offer);
        live.idle();
        assertTrue(live.allows(ACCOUNT));
        assertTrue(live.allows("nobody spoke of"));
        live.broker.open(ACCOUNT, MNQ, 2);
        live.idle();
        assertEquals(2, live.broker.held(ACCOUNT, MNQ));
    }

    @Test
    void aRequiredRuleThatFailsMakesTheAccountReduceOnlyUntilItJudgesAgain() throws Exception {
        boolean[] faulty = {false};
        live.desk.offered(new RuleOffer("flaky", null, null, "flaky 1", "1", settings -> (event, account) -> {
            if (faulty[0] && account.id().equals(ACCOUNT)) {
                throw new IllegalStateException("scripted");
            }
            return io.riskgate.api.rule.Verdict.pass();
        }));
        live.with("riskgate.rule.flaky-default", Map.of())
                .with("riskgate.engine", Map.of("requiredRules", "flaky", "faultLimit", "5"));
        live.armed();
        live.broker.open(ACCOUNT, MNQ, 1);
        live.broker.open("other", MNQ, 1);
        live.idle();
        assertTrue(live.allows(ACCOUNT));

        faulty[0] = true;
        live.broker.open(ACCOUNT, MNQ, 2);
        live.broker.open("other", MNQ, 2);
        live.idle();
        assertFalse(live.allows(ACCOUNT));
        assertTrue(live.allows("other"));

        faulty[0] = false;
        live.broker.open(ACCOUNT, ES, 1);
        live.idle();
        assertTrue(live.allows(ACCOUNT));
    }

    @Test
    void theDecisionsOfAnEventComeInTheOrderOfTheContract() throws Exception {
        live.armed();
        live.broker.open(ACCOUNT, MNQ, 1);
        live.broker.tell(live.broker.trade(ACCOUNT, "t1", "-170.50"));
        live.idle();

        List<String> kinds = live.decisions.stream()
                .filter(decision ->
                        !(decision instanceof Decision.RuleChanged) && !(decision instanceof Decision.Blocked))
                .map(decision -> decision.getClass().getSimpleName())
                .toList();
        assertEquals(
                List.of("Violation", "Locked", "Commanded", "Commanded", "CommandResult", "CommandResult"),
                kinds.subList(0, 6));
    }

    @Test
    void anAccountNobodySpokeOfIsReadWhenItsFirstEventComes() throws Exception {
        live.armed();
        live.broker.hold(ACCOUNT, ES, 5);
        live.broker.open(ACCOUNT, MNQ, 1);
        live.idle();

        assertEquals(2, live.broker.held(ACCOUNT, ES) + live.broker.held(ACCOUNT, MNQ));
    }

    @Test
    void theLogSaysWhatHappenedInTheWordsOfTheContract() throws Exception {
        live.armed();
        live.broker.open(ACCOUNT, MNQ, 1);
        live.broker.tell(live.broker.trade(ACCOUNT, "t1", "-170.50"));
        live.idle();
        live.broker.mode = ScriptedBroker.Mode.ACCEPT;
        live.broker.open(ACCOUNT, MNQ, 1);
        live.broker.open(ACCOUNT, MNQ, 2);
        live.idle();

        assertEquals(
                List.of(
                        "Loaded 0 lockouts",
                        "Restored: 0 wake-ups, 0 open commands, day P&L of 0 accounts",
                        "PRE-CHECK enabled",
                        "STARTUP STATE: No active lockouts, all accounts operational"),
                live.log.subList(0, 4));
        List<String> said = live.log.stream()
                .filter(line -> !line.startsWith("Rule "))
                .skip(4)
                .toList();
        assertEquals(
                List.of(
                        "Event loop running: 2 active rules monitoring events",
                        "Riskgate ACTIVE",
                        "VIOLATION: daily_realized_loss (RULE-003) - Daily loss limit exceeded: $-170.50 (limit: $-5.00)",
                        "Account 13298777 locked until 2025-10-31T22:00:00Z:"
                                + " Daily loss limit exceeded: $-170.50 (limit: $-5.00)",
                        "ENFORCING: CLOSE_ALL, CANCEL_ALL (daily_realized_loss)"),
                said.subList(0, 5));
        assertEquals(
                1,
                said.stream()
                        .filter(line -> line.equals("LOCKOUT ACTIVE (HARD): position - Skipping ALL 2 rules - Reason:"
                                + " Daily loss limit exceeded: $-170.50 (limit: $-5.00)"))
                        .count(),
                said::toString);
    }

    @Test
    void stoppingClearsNothingAndTakesNoFurtherEvents() throws Exception {
        live.armed();
        live.broker.open(ACCOUNT, MNQ, 1);
        live.broker.tell(live.broker.trade(ACCOUNT, "t1", "-170.50"));
        live.stop();

        assertFalse(live.allows(ACCOUNT));
        assertEquals(1, live.platform.lockouts().of(ACCOUNT).size());
        assertEquals("Riskgate stopped", live.log.get(live.log.size() - 1));
        assertTrue(live.broker.calls.stream().anyMatch(BrokerCommand.ClosePosition.class::isInstance));
        org.junit.jupiter.api.Assertions.assertThrows(
                IllegalStateException.class, () -> live.platform.accept(live.broker.position(ACCOUNT, MNQ)));
    }
}
