package io.riskgate.core.internal.engine;

import static io.riskgate.core.internal.engine.LiveFixture.ACCOUNT;
import static io.riskgate.core.internal.engine.LiveFixture.ES;
import static io.riskgate.core.internal.engine.LiveFixture.MNQ;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.api.Decimal;
import io.riskgate.api.LockoutKind;
import io.riskgate.api.engine.Decision;
import io.riskgate.api.event.QuoteUpdate;
import io.riskgate.api.rule.AccountView;
import io.riskgate.api.rule.Action;
import io.riskgate.api.rule.Occasion;
import io.riskgate.api.rule.RiskEvent;
import io.riskgate.api.rule.RuleEvaluator;
import io.riskgate.api.rule.Verdict;
import io.riskgate.core.internal.store.FaultFiles;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Between the old version of a rule going and the new one coming: no event without the rule, none lost. */
class SwapWindowTest {
    private static final String RULE = "com.acme.probe";
    private static final Duration WINDOW = Duration.ofSeconds(5);

    private final List<String> judged = new ArrayList<>();
    private LiveFixture live;
    private RuleOffer one;
    private RuleOffer two;

    @BeforeEach
    void aRuleThatNotesWhatItJudges() throws Exception {
        live = LiveFixture.driven(1).withLimits();
        one = version("1");
        two = version("2");
        live.desk.offered(one);
        live.with("riskgate.rule." + RULE + "-default", Map.of());
        live.armed();
    }

    private RuleOffer version(String version) {
        return version(version, (event, account) -> {
            if (event instanceof RiskEvent.TradeBooked trade) {
                judged.add(account.id() + " " + trade.tradeId() + " by " + version);
            } else if (event instanceof RiskEvent.PriceMoved) {
                judged.add(account.id() + " " + account.positions().get(0).price() + " by " + version);
            }
            return Verdict.pass();
        });
    }

    private static RuleOffer version(String version, RuleEvaluator evaluator) {
        return new RuleOffer(RULE, null, null, RULE + " " + version, version, settings -> evaluator);
    }

    private void trade(String account, String id) {
        live.broker.tell(live.broker.trade(account, id, "1"));
        live.idle();
    }

    private void required() {
        live.with("riskgate.engine", Map.of("requiredRules", RULE)).idle();
    }

    @Test
    void eventsWaitForTheNewVersionAndAreJudgedByItOnceInTheirOrder() {
        trade(ACCOUNT, "t1");
        live.desk.withdrawn(one);
        trade(ACCOUNT, "t2");
        trade("other", "u1");
        trade(ACCOUNT, "t3");
        assertEquals(List.of(ACCOUNT + " t1 by 1"), judged);

        live.after(WINDOW.minusMillis(100));
        live.desk.offered(two);
        live.idle();
        trade(ACCOUNT, "t4");

        assertEquals(
                List.of(
                        ACCOUNT + " t1 by 1",
                        ACCOUNT + " t2 by 2",
                        "other u1 by 2",
                        ACCOUNT + " t3 by 2",
                        ACCOUNT + " t4 by 2"),
                judged);
        assertEquals(
                "4",
                live.platform
                        .account(ACCOUNT)
                        .orElseThrow()
                        .state()
                        .dayRealized()
                        .toString());
    }

    @Test
    void accountsTheRuleDoesNotJudgeGoOn() {
        live.with("riskgate.rule." + RULE + "-default", Map.of("accounts", ACCOUNT))
                .idle();
        live.desk.withdrawn(one);

        trade(ACCOUNT, "t1");
        trade("other", "u1");

        assertEquals("1", realized("other"));
        assertEquals("0", realized(ACCOUNT));
        live.desk.offered(two);
        live.idle();
        assertEquals("1", realized(ACCOUNT));
        assertEquals(List.of(ACCOUNT + " t1 by 2"), judged);
    }

    private String realized(String account) {
        return live.platform
                .account(account)
                .map(found -> found.state().dayRealized().toString())
                .orElse("0");
    }

    @Test
    void everyQuoteIsJudgedForEveryAccountOnceThoughOnlySomeWait() {
        live.with("riskgate.rule." + RULE + "-default", Map.of());
        live.with("riskgate.rule.max_contracts-default", Map.of("limit", "9"));
        live.desk.offered(new RuleOffer("all", null, null, "all 1", "1", settings -> (event, account) -> {
            if (event instanceof RiskEvent.PriceMoved) {
                judged.add(
                        "all " + account.id() + " " + account.positions().get(0).price());
            }
            return Verdict.pass();
        }));
        live.with("riskgate.rule.all-default", Map.of());
        live.with("riskgate.rule." + RULE + "-default", Map.of("accounts", ACCOUNT));
        live.broker.open(ACCOUNT, MNQ, 1);
        live.broker.open("other", MNQ, 1);
        live.idle();
        live.desk.withdrawn(one);

        quote("101");
        quote("102");
        assertEquals(2, judged.size(), judged::toString);
        assertTrue(judged.stream().allMatch(line -> line.startsWith("all other")), judged::toString);
        live.desk.offered(two);
        live.idle();

        assertEquals(6, judged.size(), judged::toString);
        assertEquals(2, judged.stream().filter(line -> line.endsWith("by 2")).count());
        assertTrue(judged.get(2).contains("101") && judged.get(5).contains("102"), judged::toString);
    }

    private void quote(String price) {
        live.broker.tell(new QuoteUpdate(live.clock.instant(), "MNQ", Decimal.parse(price), null, null));
        live.idle();
    }

    @Test
    void afterTheWindowTheQueueRunsOnAndTheAccountIsReduceOnlyIfTheRuleIsRequired() {
        required();
        trade(ACCOUNT, "t1");
        live.desk.withdrawn(one);
        trade(ACCOUNT, "t2");

        live.after(WINDOW.minusMillis(100));
        assertTrue(live.allows(ACCOUNT));
        assertEquals("1", realized(ACCOUNT));

        live.after(Duration.ofMillis(100));
        assertEquals("2", realized(ACCOUNT));
        assertFalse(live.allows(ACCOUNT));
        assertEquals(List.of("REDUCE_ONLY"), live.alerts());

        live.desk.offered(two);
        live.idle();
        assertTrue(live.allows(ACCOUNT));
    }

    @Test
    void anAccountThatNoSettingsMatchIsReduceOnlyInTheWindowToo() {
        required();
        live.with("riskgate.rule." + RULE + "-default", Map.of("accounts", "other"))
                .idle();
        trade(ACCOUNT, "t1");
        trade("other", "u1");
        assertFalse(live.allows(ACCOUNT));

        live.desk.withdrawn(one);
        live.idle();

        assertFalse(live.allows(ACCOUNT));
        assertTrue(live.allows("other"));
    }

    @Test
    void anAccountForWhichItIsSwitchedOffIsNotReduceOnlyInTheWindow() {
        required();
        live.with("riskgate.rule." + RULE + "-default", Map.of("enabled", "false"))
                .idle();
        trade(ACCOUNT, "t1");

        live.desk.withdrawn(one);
        live.idle();

        assertTrue(live.allows(ACCOUNT));
    }

    @Test
    void afterTheWindowOfARuleThatIsNotRequiredEverythingGoesOnWithoutIt() {
        trade(ACCOUNT, "t1");
        live.desk.withdrawn(one);
        trade(ACCOUNT, "t2");

        live.after(WINDOW);

        assertEquals("2", realized(ACCOUNT));
        assertTrue(live.allows(ACCOUNT));
        assertEquals(List.of(), live.alerts());
        trade(ACCOUNT, "t3");
        assertEquals("3", realized(ACCOUNT));
    }

    @Test
    void theWindowIsThatOfTheSettings() {
        live.with("riskgate.engine", Map.of("swapWindow", "60s")).idle();
        trade(ACCOUNT, "t1");
        live.desk.withdrawn(one);
        trade(ACCOUNT, "t2");

        live.after(Duration.ofSeconds(59));
        assertEquals("1", realized(ACCOUNT));
        live.after(Duration.ofSeconds(1));
        assertEquals("2", realized(ACCOUNT));
    }

    @Test
    void aNewVersionThatRefusesTheSettingsIsAwaitedNoLongerThanTheWindow() {
        required();
        trade(ACCOUNT, "t1");
        live.desk.withdrawn(one);
        live.desk.offered(new RuleOffer(RULE, null, null, RULE + " 2", "2", settings -> {
            settings.integer("limit").required();
            return (event, account) -> Verdict.pass();
        }));
        trade(ACCOUNT, "t2");
        assertEquals("1", realized(ACCOUNT));

        live.after(WINDOW);

        assertEquals("2", realized(ACCOUNT));
        assertFalse(live.allows(ACCOUNT));
    }

    @Test
    void lockoutsEndRetriesGoOnAndDaysAreResetMeanwhile() {
        live.with("riskgate.rule.cooldown_after_loss-default", Map.of("tiers", "-1:2s"));
        live.with("riskgate.rule.daily_realized_loss-default", Map.of("limit", "-100"));
        live.broker.open(ACCOUNT, MNQ, 1);
        live.idle();
        live.broker.mode = ScriptedBroker.Mode.REJECT;
        live.broker.tell(live.broker.trade(ACCOUNT, "t1", "-2"));
        live.idle();
        assertFalse(live.allows(ACCOUNT));
        live.desk.withdrawn(one);
        int calls = live.broker.calls.size();

        live.after(Duration.ofSeconds(1));
        assertTrue(live.broker.calls.size() > calls, "the close is tried again");
        live.broker.mode = ScriptedBroker.Mode.OK;
        live.after(Duration.ofSeconds(1));

        assertEquals(1, live.all(Decision.LockoutEnded.class).size());
        assertTrue(live.allows(ACCOUNT));
    }

    @Test
    void whatIsEnforcedAlreadyIsNotEnforcedAgainByTheNewVersion() {
        RuleEvaluator flat = (event, account) ->
                account.positions().isEmpty() ? Verdict.pass() : Verdict.violation("must be flat", Action.closeAll());
        live.desk.withdrawn(one);
        live.desk.offered(version("3", flat));
        live.broker.mode = ScriptedBroker.Mode.ACCEPT;
        live.broker.open(ACCOUNT, MNQ, 1);
        live.idle();
        assertEquals(1, live.all(Decision.Violation.class).size());
        RuleOffer three = live.desk.offers().get(live.desk.offers().size() - 1);

        live.desk.withdrawn(three);
        live.after(Duration.ofSeconds(3));
        live.desk.offered(version("4", flat));
        live.after(Duration.ofSeconds(1));
        assertEquals(1, live.all(Decision.Violation.class).size());

        live.broker.mode = ScriptedBroker.Mode.OK;
        live.after(Duration.ofSeconds(30));
        assertEquals(0, live.broker.held(ACCOUNT, MNQ));
        assertEquals(1, live.all(Decision.Violation.class).size());
    }

    @Test
    void aWakeUpThatFallsIntoTheWindowReachesTheNewVersion() {
        List<String> woken = new ArrayList<>();
        RuleOffer asleep = sleeper("5", woken);
        live.desk.withdrawn(one);
        live.desk.offered(asleep);
        trade(ACCOUNT, "t1");

        live.after(Duration.ofSeconds(1));
        live.desk.withdrawn(asleep);
        live.after(Duration.ofSeconds(3));
        assertEquals(List.of(), woken);
        live.desk.offered(sleeper("6", woken));
        live.idle().after(Duration.ofMillis(100));

        assertEquals(List.of("6"), woken);
    }

    /** Wants to be woken two seconds after a trade, and hears of nothing else. */
    private static RuleOffer sleeper(String version, List<String> woken) {
        return version(version, new RuleEvaluator() {
            @Override
            public Verdict evaluate(RiskEvent event, AccountView account) {
                if (event instanceof RiskEvent.TradeBooked) {
                    return Verdict.pass(Action.wakeAt(account.now().plusSeconds(2)));
                }
                woken.add(version);
                return Verdict.pass();
            }

            @Override
            public Set<Occasion> occasions() {
                return Set.of(Occasion.TRADE, Occasion.WAKE_UP);
            }
        });
    }

    @Test
    void eventsThatWaitForTheDiskWaitForTheRuleAfterwards() {
        boolean[] broken = {false};
        live.hook = (operation, name) -> {
            if (broken[0] && operation == FaultFiles.Operation.FORCE) {
                throw new IOException("scripted");
            }
        };
        live.broker.open(ACCOUNT, MNQ, 1);
        live.idle();
        broken[0] = true;
        live.broker.tell(live.broker.trade(ACCOUNT, "t1", "-100"));
        live.idle();
        live.broker.tell(live.broker.trade(ACCOUNT, "t2", "1"));
        live.idle();
        assertEquals("-100", realized(ACCOUNT));
        live.desk.withdrawn(one);
        live.broker.tell(live.broker.trade(ACCOUNT, "t3", "1"));
        live.idle();

        live.after(Duration.ofSeconds(2));
        assertEquals("-100", realized(ACCOUNT), "the disk is no longer waited for, the rule is");
        live.desk.offered(two);
        live.idle();

        assertEquals("-98", realized(ACCOUNT));
    }

    @Test
    @Timeout(60)
    void theSourceIsHeldUpOnceAQueueFulOfEventsWaits() throws Exception {
        live.stop();
        live = LiveFixture.threaded(1, 4);
        live.desk.offered(one);
        live.with("riskgate.rule." + RULE + "-default", Map.of());
        live.armed();
        live.desk.withdrawn(one);
        CountDownLatch done = new CountDownLatch(1);
        Thread source = new Thread(() -> {
            for (int i = 1; i <= 100; i++) {
                live.broker.tell(live.broker.trade(ACCOUNT, "t" + i, "1"));
            }
            done.countDown();
        });
        source.start();
        while (source.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        assertTrue(
                live.platform.status().events() <= 10,
                () -> "taken " + live.platform.status().events());

        live.desk.offered(two);
        assertTrue(done.await(30, TimeUnit.SECONDS));
        while (!realized(ACCOUNT).equals("100")) {
            assertFalse(Thread.currentThread().isInterrupted());
        }
        live.stop();
        assertEquals(100, judged.size());
        assertTrue(judged.stream().allMatch(line -> line.endsWith(" by 2")));
    }

    @Test
    void anEventParkedBehindALockIsBlockedAndNotLost() {
        RuleOffer locks = version(
                "7",
                (event, account) -> event instanceof RiskEvent.TradeBooked trade
                                && trade.tradeId().equals("t1")
                        ? Verdict.violation("locked", Action.lockUntilReset(LockoutKind.HARD))
                        : Verdict.pass());
        live.desk.withdrawn(one);
        trade(ACCOUNT, "t1");
        trade(ACCOUNT, "t2");
        live.desk.offered(locks);
        live.idle();

        assertFalse(live.allows(ACCOUNT));
        assertEquals("2", realized(ACCOUNT));
        assertEquals(1, live.all(Decision.Blocked.class).size());
        live.broker.open(ACCOUNT, ES, 1);
        live.idle();
        assertEquals(0, live.broker.held(ACCOUNT, ES));
    }
}
