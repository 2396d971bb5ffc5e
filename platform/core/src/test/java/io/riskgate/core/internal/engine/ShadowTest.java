package io.riskgate.core.internal.engine;

import static io.riskgate.core.internal.engine.LiveFixture.ACCOUNT;
import static io.riskgate.core.internal.engine.LiveFixture.MNQ;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.api.engine.Decision;
import io.riskgate.api.engine.RuleBundles.ChangeRefused;
import io.riskgate.api.engine.RuleStatus;
import io.riskgate.api.engine.ShadowReport;
import io.riskgate.api.rule.Action;
import io.riskgate.api.rule.RiskRule;
import io.riskgate.api.rule.RuleEvaluator;
import io.riskgate.api.rule.Verdict;
import io.riskgate.broker.paper.internal.PaperSimulations;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A version that only looks on: it judges every event, causes nothing, and where it differs is noted. */
class ShadowTest {
    private static final String RULE = "com.acme.size";

    private final LiveFixture live = LiveFixture.driven(1);
    private final Differences differences = new Differences(3);
    private final RuleOffer one = offer("1", limit(2));

    @TempDir
    Path scratch;

    @BeforeEach
    void aLimitOfTwo() throws Exception {
        live.desk.offered(one);
        live.with("riskgate.rule." + RULE + "-default", Map.of());
        live.armed();
    }

    private static RuleOffer offer(String version, RiskRule rule) {
        return new RuleOffer(RULE, null, null, RULE + " " + version, version, rule);
    }

    private static RiskRule limit(int limit) {
        return judging((event, account) -> {
            int held = account.positions().stream()
                    .mapToInt(position -> position.quantity())
                    .sum();
            return held <= limit
                    ? Verdict.pass(
                            Action.remember("held", Integer.toString(limit)),
                            Action.wakeAt(account.now().plusSeconds(limit)))
                    : Verdict.violation(held + " held, limit is " + limit, Action.closeAll());
        });
    }

    private static RiskRule judging(RuleEvaluator evaluator) {
        return settings -> evaluator;
    }

    private ShadowReport report(RuleOffer shadow) {
        return differences.report(shadow, one, live.desk.refusedByShadow(RULE));
    }

    @Test
    void differencesAreShownEventByEventWithBothReasonsAndNothingComesOfThem() {
        RuleOffer two = offer("2", limit(1));
        live.desk.shadowed(two, differences);
        live.broker.open(ACCOUNT, MNQ, 1);
        live.idle();
        assertEquals(0, report(two).differing());

        live.broker.open(ACCOUNT, MNQ, 2);
        live.idle();

        ShadowReport report = report(two);
        ShadowReport.Difference difference = report.newest().get(report.newest().size() - 1);
        assertEquals(ACCOUNT, difference.account());
        assertEquals("PositionChanged[contract=" + MNQ + ", before=1, after=2]", difference.event());
        assertEquals("pass", difference.inForce());
        assertEquals("2 held, limit is 1 -> CloseAll[]", difference.shadow());
        assertEquals(List.of(), live.all(Decision.Violation.class));
        assertEquals(2, live.broker.held(ACCOUNT, MNQ));
        assertEquals(RULE + " 2", report.bundle());
        assertEquals(RULE + " 1", report.inForce());
    }

    @Test
    void whereItWouldPassThatIsADifferenceToo() {
        RuleOffer two = offer("2", limit(9));
        live.desk.shadowed(two, differences);
        live.broker.open(ACCOUNT, MNQ, 3);
        live.idle();

        assertTrue(report(two).newest().stream()
                .anyMatch(difference -> difference.inForce().equals("3 held, limit is 2 -> CloseAll[]")
                        && difference.shadow().equals("pass")));
        assertEquals(0, live.broker.held(ACCOUNT, MNQ));
    }

    @Test
    void itsFaultsAreOnlyNoted() {
        RuleOffer two = offer("2", judging((event, account) -> {
            throw new IllegalStateException("scripted");
        }));
        live.with("riskgate.engine", Map.of("requiredRules", RULE));
        live.desk.shadowed(two, differences);
        for (int i = 1; i <= 5; i++) {
            live.broker.open(ACCOUNT, MNQ, i % 2 + 1);
            live.idle();
        }

        assertTrue(report(two).faults() >= 5);
        assertEquals(
                "fault: threw java.lang.IllegalStateException: scripted",
                report(two).newest().get(0).shadow());
        assertTrue(live.allows(ACCOUNT));
        assertTrue(live.all(Decision.RuleChanged.class).stream()
                .noneMatch(note -> note.change() == Decision.Change.FAULTED));
    }

    @Test
    void whereTheOneInForceFailsThatIsADifference() {
        RuleOffer failing = offer("2", judging((event, account) -> {
            throw new IllegalStateException("scripted");
        }));
        RuleOffer three = offer("3", limit(9));
        live.desk.replaced(failing);
        live.desk.shadowed(three, differences);

        live.broker.open(ACCOUNT, MNQ, 1);
        live.idle();

        assertEquals("fault", report(three).newest().get(0).inForce());
        assertEquals("pass", report(three).newest().get(0).shadow());
    }

    @Test
    void onlyTheNewestAreKept() {
        RuleOffer two = offer("2", limit(0));
        live.desk.shadowed(two, differences);
        for (int i = 0; i < 10; i++) {
            live.broker.open(ACCOUNT, MNQ, i % 2 + 1);
            live.idle();
        }

        assertEquals(3, report(two).newest().size());
        assertTrue(report(two).differing() >= 10);
    }

    @Test
    void itGoesByTheSettingsInForceAndTheirEdits() {
        RuleOffer two = offer("2", settings -> {
            settings.integer("limit").orElse(0);
            return limit(1).configure(settings);
        });
        live.desk.shadowed(two, differences);
        live.with("riskgate.rule." + RULE + "-default", Map.of("enabled", "false"))
                .idle();
        live.broker.open(ACCOUNT, MNQ, 2);
        live.idle();
        assertEquals(0, report(two).judged());

        live.with("riskgate.rule." + RULE + "-default", Map.of()).idle();
        assertTrue(report(two).judged() > 0);
        live.desk.unshadowed(RULE);
        long judged = report(two).judged();
        live.broker.open(ACCOUNT, MNQ, 1);
        live.idle();
        assertEquals(judged, report(two).judged());
    }

    @Test
    void whereItDoesNotAcceptAnEditItIsSaidThatItDoesNotJudgeAndWhy() {
        RuleOffer two = offer("2", settings -> {
            settings.integer("limit").atMost(5).orElse(0);
            return limit(1).configure(settings);
        });
        live.desk.withdrawn(one);
        live.desk.offered(offer("1", settings -> {
            settings.integer("limit").orElse(0);
            return limit(2).configure(settings);
        }));
        live.desk.shadowed(two, differences);
        assertEquals(List.of(), report(two).notJudging());
        assertEquals(new RuleStatus.Shadow(RULE + " 2", List.of()), status().shadow());

        live.with("riskgate.rule." + RULE + "-default", Map.of("limit", "9")).idle();
        live.broker.open(ACCOUNT, MNQ, 2);
        live.idle();

        List<String> why = List.of("it does not accept riskgate.rule." + RULE
                + "-default: limit: expected an integer of at most 5, was '9'");
        assertEquals(why, report(two).notJudging());
        assertEquals(new RuleStatus.Shadow(RULE + " 2", why), status().shadow());
        assertEquals(0, report(two).differing());
        ChangeRefused refused = assertThrows(ChangeRefused.class, () -> live.platform.tryOut(two));
        assertTrue(refused.getMessage().contains("was '9'"), refused.getMessage());
    }

    private RuleStatus status() {
        return live.platform.rules().stream()
                .filter(rule -> rule.id().equals(RULE))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aRecordingShowsTheSameDifferences() throws Exception {
        Path recording = Files.write(
                scratch.resolve("day.jsonl"),
                List.of(
                        "{\"type\":\"config\",\"time\":\"2025-10-29T14:59:00Z\",\"pid\":\"riskgate.rule." + RULE
                                + "-default\",\"properties\":{}}",
                        position("2025-10-29T15:00:00Z", 1),
                        position("2025-10-29T15:00:01Z", 2)));
        Replays replays = new Replays(() -> List.of(one), new PaperSimulations());

        ShadowReport report = replays.compare(recording, Map.of(), offer("2", limit(1)));

        assertEquals(1, report.differing());
        assertEquals("2 held, limit is 1 -> CloseAll[]", report.newest().get(0).shadow());
        assertEquals(RULE + " 1", report.inForce());
    }

    private static String position(String time, int quantity) {
        return "{\"type\":\"position\",\"time\":\"" + time + "\",\"account\":\"A\",\"contract\":\"MNQ\","
                + "\"side\":\"LONG\",\"quantity\":" + quantity + ",\"averagePrice\":\"21000\"}";
    }
}
