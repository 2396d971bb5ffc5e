package io.riskgate.core.internal.engine;

import static io.riskgate.core.internal.engine.LiveFixture.ACCOUNT;
import static io.riskgate.core.internal.engine.LiveFixture.MNQ;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.api.engine.Decision;
import io.riskgate.api.engine.RuleBundles.ChangeRefused;
import io.riskgate.api.engine.RuleStatus;
import io.riskgate.api.rule.Action;
import io.riskgate.api.rule.Occasion;
import io.riskgate.api.rule.RiskEvent;
import io.riskgate.api.rule.RiskRule;
import io.riskgate.api.rule.RuleEvaluator;
import io.riskgate.api.rule.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One version in the place of another, told to by a command: checked before, in force in one step. */
class RuleReplacementTest {
    private static final String RULE = "com.acme.probe";
    private static final String PID = "riskgate.rule." + RULE + "-default";

    private final List<String> judged = new ArrayList<>();
    private final LiveFixture live = LiveFixture.driven(2);
    private final RuleOffer one = offer("1", noting("1"));

    @BeforeEach
    void aRuleInForce() throws Exception {
        live.desk.offered(one);
        live.with(PID, Map.of("limit", "5"));
        live.armed();
        live.broker.open(ACCOUNT, MNQ, 1);
        trade("t1");
    }

    private static RuleOffer offer(String version, RiskRule rule) {
        return new RuleOffer(RULE, null, null, RULE + " " + version, version, rule);
    }

    private static RuleOffer judging(String version, RuleEvaluator evaluator) {
        return offer(version, settings -> {
            settings.integer("limit").orElse(1);
            return evaluator;
        });
    }

    private RiskRule noting(String version) {
        return settings -> {
            int limit = settings.integer("limit").atLeast(1).required();
            return (event, account) -> {
                if (event instanceof RiskEvent.TradeBooked trade) {
                    judged.add(trade.tradeId() + " by " + version + " limit " + limit);
                }
                return Verdict.pass();
            };
        };
    }

    private void trade(String id) {
        live.broker.tell(live.broker.trade(ACCOUNT, id, "1"));
        live.idle();
    }

    private RuleStatus status() {
        return live.platform.rules().stream()
                .filter(rule -> rule.id().equals(RULE))
                .findFirst()
                .orElseThrow();
    }

    private String refusal(RuleOffer candidate) {
        String refusal =
                assertThrows(ChangeRefused.class, () -> tryOut(candidate)).getMessage();
        assertSame(one, live.desk.governing(RULE));
        assertEquals(0, status().faults());
        trade("later");
        assertEquals("later by 1 limit 5", judged.get(judged.size() - 1));
        return refusal;
    }

    /** Asks the stripes, which the test itself drives meanwhile. */
    private void tryOut(RuleOffer candidate) throws ChangeRefused, InterruptedException {
        live.platform.tryOut(candidate);
    }

    @Test
    void theNewVersionJudgesTheNextEventAndTheOldOneNoMore() throws Exception {
        RuleOffer two = offer("2", noting("2")).pinned(true);
        tryOut(two);
        trade("t2");

        live.desk.replaced(two);
        trade("t3");
        live.desk.withdrawn(one);
        trade("t4");

        assertEquals(List.of("t1 by 1 limit 5", "t2 by 1 limit 5", "t3 by 2 limit 5", "t4 by 2 limit 5"), judged);
        assertEquals(RULE + " 2", status().bundle());
    }

    @Test
    void whatACommandPutInForceGovernsWhateverVersionComes() {
        RuleOffer two = offer("2", noting("2")).pinned(true);
        live.desk.replaced(two);
        live.desk.withdrawn(one);

        live.desk.offered(offer("1", noting("1 again")));
        live.desk.offered(offer("3", noting("3")));
        trade("t2");

        assertEquals("t2 by 2 limit 5", judged.get(1));
        assertEquals(List.of(RULE + " 3", RULE + " 1"), status().shadowed());
    }

    @Test
    void onlyTheLastThatACommandPutInForceGovernsWhateverVersionComes() {
        live.desk.replaced(offer("8", noting("8")).pinned(true));
        live.desk.offered(offer("9", noting("9")).pinned(true));
        live.desk.replaced(offer("2", noting("2")).pinned(true));

        live.desk.offered(offer("1", noting("1 again")));
        trade("t2");

        assertEquals("t2 by 2 limit 5", judged.get(1));
        assertEquals(List.of(RULE + " 8", RULE + " 1"), status().shadowed());
    }

    @Test
    void whenItIsRemovedTheOneShadowedGovernsAndWithoutOneEventsWaitForTheWindow() {
        live.desk.replaced(offer("2", noting("2")).pinned(true));
        live.desk.offered(one);
        live.desk.removed(RULE);
        trade("t2");
        live.desk.removed(RULE);
        trade("t3");
        assertEquals("2", realized());
        live.after(Duration.ofSeconds(5));

        assertEquals(List.of("t1 by 1 limit 5", "t2 by 1 limit 5"), judged);
        assertEquals("3", realized());
    }

    private String realized() {
        return live.platform
                .account(ACCOUNT)
                .orElseThrow()
                .state()
                .dayRealized()
                .toString();
    }

    @Test
    void aVersionThatRefusesTheSettingsInForceIsNotTried() {
        String refusal = refusal(offer("2", settings -> {
            settings.integer("limit").atLeast(100).required();
            throw new AssertionError("never judged");
        }));

        assertEquals(
                "it does not accept the settings: " + PID + ": limit: expected an integer of at least 100, was '5'",
                refusal);
    }

    @Test
    void whatWasTriedIsLookedAtAgainBeforeItIsPutInForce() throws Exception {
        RuleOffer two = offer("2", settings -> {
            settings.integer("limit").atLeast(5).required();
            return (event, account) -> Verdict.pass();
        });
        tryOut(two);
        live.desk.check(two);

        live.with(PID, Map.of("limit", "3")).idle();
        assertThrows(ChangeRefused.class, () -> live.desk.check(two));
        live.with(PID, Map.of("limit", "5"));
        live.with("riskgate.engine", Map.of("trustedRules", "ab".repeat(32))).idle();
        assertTrue(assertThrows(ChangeRefused.class, () -> live.desk.check(two))
                .getMessage()
                .startsWith("it is not trusted: "));
    }

    @Test
    void aVersionThatKnowsANewKeyTakesTheEditThatTheOldOneRefused() throws Exception {
        live.with(PID, Map.of("limit", "6", "extra", "1")).idle();
        assertTrue(status().settings().get(0).refusal().contains("extra"));

        RuleOffer two = offer("2", settings -> {
            settings.integer("extra").required();
            return noting("2").configure(settings);
        });
        tryOut(two);
        live.desk.replaced(two);
        trade("t2");

        assertEquals("t2 by 2 limit 6", judged.get(1));
    }

    @Test
    void aVersionThatRefusesTheNewestEditGoesOnWithWhatIsInForce() throws Exception {
        live.with(PID, Map.of("limit", "many")).idle();
        RuleOffer two = offer("2", noting("2"));
        tryOut(two);
        live.desk.replaced(two);
        trade("t2");

        assertEquals("t2 by 2 limit 5", judged.get(1));
        assertTrue(status().settings().get(0).refusal().endsWith("was 'many'"));
    }

    @Test
    void aVersionThatComesAfterTheOldOneWentGoesOnWithWhatWasInForceBeforeARefusedEdit() {
        live.with(PID, Map.of("limit", "many")).idle();
        live.desk.withdrawn(one);
        live.desk.offered(offer("2", noting("2")));
        live.idle();
        trade("t2");

        assertEquals(List.of("t1 by 1 limit 5", "t2 by 2 limit 5"), judged);
        assertTrue(status().settings().get(0).refusal().endsWith("was 'many'"));
    }

    @Test
    void anEditThatIsRefusedWhileTheRuleIsAwayFreesNobody() {
        live.desk.withdrawn(one);
        live.with(PID, Map.of("limit", "many")).idle();
        live.desk.offered(offer("2", noting("2")));
        live.idle();
        trade("t2");

        assertEquals("t2 by 2 limit 5", judged.get(1));
    }

    @Test
    void aVersionThatFailsOnAKnownAccountIsRefused() {
        assertEquals(
                RULE + " 2 fails on account " + ACCOUNT + ": it threw java.lang.StackOverflowError",
                refusal(judging("2", (event, account) -> {
                    throw new StackOverflowError();
                })));
        assertEquals(
                RULE + " 2 fails on account " + ACCOUNT + ": it returned null",
                refusal(judging("2", (event, account) -> null)));
        assertEquals(
                RULE + " 2 fails on account " + ACCOUNT + ": it wants to reduce ES, which the account does not hold",
                refusal(judging("2", (event, account) -> Verdict.violation("no", Action.close("ES")))));
    }

    @Test
    void nothingComesOfTheVerdictsOfAVersionThatIsTried() throws Exception {
        tryOut(judging("2", (event, account) -> Verdict.violation("away with it", Action.closeAll())));
        live.after(Duration.ofSeconds(1));

        assertEquals(List.of(), live.all(Decision.Violation.class));
        assertEquals(1, live.broker.held(ACCOUNT, MNQ));
    }

    @Test
    void aHigherVersionThatRefusesTheSettingsLeavesTheOldOneJudgingUntilThatGoes() {
        live.desk.offered(offer("2", settings -> {
            settings.integer("limit").atLeast(100).required();
            return (event, account) -> Verdict.pass();
        }));
        trade("t2");
        assertEquals(RULE + " 1", status().bundle());
        assertEquals("t2 by 1 limit 5", judged.get(1));
        assertEquals(
                List.of("REFUSED " + RULE + " 2 is not in force: " + PID
                        + ": limit: expected an integer of at least 100, was '5'; " + RULE + " 1 goes on"),
                notes().subList(1, notes().size()));

        live.desk.withdrawn(one);
        live.idle().after(Duration.ofSeconds(5));
        trade("t3");
        assertEquals(2, judged.size());
        assertEquals("REFUSED", status().settings().get(0).state());
    }

    @Test
    void oneThatRefusedTheSettingsGoesWithoutAnythingBeingReplaced() {
        RuleOffer two = offer("2", settings -> {
            settings.integer("limit").atLeast(100).required();
            return (event, account) -> Verdict.pass();
        });
        live.desk.offered(two);
        live.desk.withdrawn(two);
        live.idle();

        assertTrue(notes().stream().noneMatch(note -> note.startsWith("REPLACED")), notes()::toString);
        live.desk.replaced(offer("3", noting("3")));
        live.idle();
        assertTrue(notes().contains("REPLACED " + RULE + " 1 by " + RULE + " 3"), notes()::toString);
    }

    private List<String> notes() {
        return live.all(Decision.RuleChanged.class).stream()
                .filter(note -> RULE.equals(note.rule()))
                .map(note -> note.change() + " " + note.note())
                .toList();
    }

    @Test
    void faultsAreCountedAnewForAnotherVersionAndOtherSettings() {
        RuleEvaluator failing = (event, account) -> {
            if (event instanceof RiskEvent.TradeBooked) {
                throw new IllegalStateException("scripted");
            }
            return null;
        };
        live.desk.replaced(judging("2", failing));
        live.idle();
        assertEquals(1, status().faults());
        trade("t2");
        assertEquals(2, status().faults());

        live.with(PID, Map.of("limit", "6")).idle();
        assertEquals(1, status().faults());
        trade("t3");
        assertEquals(List.of(), status().quarantined());
        live.desk.replaced(judging("3", failing));
        live.idle();
        trade("t4");
        assertEquals(2, status().faults());
        assertEquals(List.of(), status().quarantined());

        trade("t5");
        assertEquals(List.of(ACCOUNT), status().quarantined());
    }

    @Test
    void theNewVersionIsAskedThoughTheOldOneIsQuarantinedWhileItComes() {
        live.with("riskgate.engine", Map.of("faultLimit", "1")).idle();
        live.desk.replaced(judging("2", (event, account) -> {
            if (event.occasion() == Occasion.WAKE_UP) {
                throw new IllegalStateException("scripted");
            }
            return Verdict.pass(Action.wakeAt(account.now().plusSeconds(1)));
        }));
        live.idle().after(Duration.ofMillis(900));

        live.desk.replaced(offer("3", noting("3")));
        live.after(Duration.ofMillis(100));
        trade("t2");

        assertEquals(List.of(), status().quarantined());
        assertEquals("t2 by 3 limit 5", judged.get(1));
    }

    @Test
    void aFaultOfTheNewVersionAtItsFirstQuestionCounts() {
        live.with("riskgate.engine", Map.of("requiredRules", RULE)).idle();
        assertTrue(live.allows(ACCOUNT));

        live.desk.replaced(judging("2", (event, account) -> null));
        live.idle();

        assertEquals(1, status().faults());
        assertFalse(live.allows(ACCOUNT));
    }

    @Test
    void memoryAndWhatIsEnforcedGoOnWithTheNewVersion() throws Exception {
        RuleOffer two = counting("2");
        RuleOffer three = counting("3");
        live.broker.mode = ScriptedBroker.Mode.ACCEPT;
        live.desk.replaced(two);
        trade("t2");
        assertEquals(1, live.all(Decision.Violation.class).size());

        tryOut(three);
        live.desk.replaced(three);
        trade("t3");

        assertEquals(1, live.all(Decision.Violation.class).size());
        assertEquals(List.of("2 saw 1", "3 saw 2"), judged.subList(1, 3));
    }

    /** Counts the trades in its memory and wants the account flat. */
    private RuleOffer counting(String version) {
        return judging(version, (event, account) -> {
            int seen = account.memory("seen").map(Integer::parseInt).orElse(0);
            if (event instanceof RiskEvent.TradeBooked) {
                seen++;
                judged.add(version + " saw " + seen);
            }
            Verdict flat = account.positions().isEmpty()
                    ? Verdict.pass()
                    : Verdict.violation("must be flat", Action.closeAll());
            return new Verdict(flat.violations(), List.of(Action.remember("seen", Integer.toString(seen))));
        });
    }
}
