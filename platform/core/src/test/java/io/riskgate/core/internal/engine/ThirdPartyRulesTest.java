package io.riskgate.core.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.api.LockCondition;
import io.riskgate.api.LockoutKind;
import io.riskgate.api.engine.Decision;
import io.riskgate.api.rule.Action;
import io.riskgate.api.rule.RuleEvaluator;
import io.riskgate.api.rule.Verdict;
import io.riskgate.broker.paper.internal.PaperSimulations;
import io.riskgate.core.internal.recording.RecordingReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a rule that is not one of the thirteen can ask for, and do wrong. */
class ThirdPartyRulesTest {
    private static final String RULE = "com.acme.probe";

    @TempDir
    Path scratch;

    private List<Decision> replay(RuleEvaluator evaluator, String... lines) throws IOException, InterruptedException {
        List<Decision> decisions = new ArrayList<>();
        RuleOffer offer = new RuleOffer(RULE, null, null, RULE + " 1.0.0", "1.0.0", settings -> evaluator);
        ReplayRun run = new ReplayRun(
                List.of(offer),
                new PaperSimulations(),
                Map.of(),
                (rule, event, account) -> rule.evaluator.evaluate(event, account),
                decisions::add);
        new RecordingReader().read(Files.write(scratch.resolve("recording.jsonl"), List.of(lines)), run::line);
        return decisions;
    }

    private static Decision.State lastState(List<Decision> decisions, String account) {
        return decisions.stream()
                .filter(decision -> decision instanceof Decision.State && account.equals(decision.account()))
                .map(decision -> (Decision.State) decision)
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    private static String config(String time, String pid, String properties) {
        return "{\"type\":\"config\",\"time\":\"" + time + "\",\"pid\":\"" + pid + "\",\"properties\":" + properties
                + "}";
    }

    private static String account(String time, String account, boolean canTrade) {
        return "{\"type\":\"account\",\"time\":\"" + time + "\",\"account\":\"" + account + "\",\"canTrade\":"
                + canTrade + "}";
    }

    private static String longPosition(String time, String account, int quantity) {
        return "{\"type\":\"position\",\"time\":\"" + time + "\",\"account\":\"" + account
                + "\",\"contract\":\"MNQ\",\"side\":\"LONG\",\"quantity\":" + quantity + ",\"averagePrice\":\"21000\"}";
    }

    private static String probe(String time, String account) {
        return "{\"type\":\"probe\",\"time\":\"" + time + "\",\"account\":\"" + account + "\"}";
    }

    @Test
    void aConditionNeverShortensALockoutOfTheSameRule() throws Exception {
        RuleEvaluator both = (event, account) -> account.canTrade()
                ? Verdict.pass()
                : Verdict.violation(
                        "no trading",
                        Action.lockUntilReset(LockoutKind.HARD),
                        Action.lockWhile(LockCondition.TRADING_DISABLED));

        List<Decision> decisions = replay(
                both,
                config("2025-10-29T14:59:00Z", "riskgate.rule." + RULE + "-default", "{}"),
                account("2025-10-29T15:00:00Z", "A", false),
                account("2025-10-29T15:10:00Z", "A", true),
                "{\"type\":\"restart\",\"time\":\"2025-10-29T15:11:00Z\"}",
                probe("2025-10-29T15:12:00Z", "A"),
                probe("2025-10-29T22:00:00Z", "A"));

        List<Decision.State> states = decisions.stream()
                .filter(decision -> decision instanceof Decision.State)
                .map(decision -> (Decision.State) decision)
                .toList();
        assertTrue(states.get(0).governing() != null, "locked though the condition is over");
        assertEquals("2025-10-29T22:00:00Z", states.get(0).governing().end().toString());
        assertEquals(null, states.get(1).governing());
    }

    @Test
    void aRequiredRuleThatIsQuarantinedForAllLeavesEveryAccountReduceOnly() throws Exception {
        RuleEvaluator broken = (event, account) -> {
            if (!account.id().equals("D")) {
                throw new IllegalStateException("broken");
            }
            return Verdict.pass();
        };
        List<String> lines = new ArrayList<>();
        lines.add(config("2025-10-29T14:59:00Z", "riskgate.engine", "{\"requiredRules\":\"" + RULE + "\"}"));
        lines.add(config("2025-10-29T14:59:00Z", "riskgate.rule." + RULE + "-default", "{}"));
        lines.add(longPosition("2025-10-29T15:00:00Z", "D", 1));
        lines.add(probe("2025-10-29T15:00:30Z", "D"));
        for (int i = 1; i <= 3; i++) {
            for (String account : List.of("A", "B", "C")) {
                lines.add(longPosition("2025-10-29T15:01:0" + i + "Z", account, i));
            }
        }
        lines.add(probe("2025-10-29T15:02:00Z", "D"));
        lines.add(longPosition("2025-10-29T15:03:00Z", "D", 9));
        lines.add(probe("2025-10-29T15:03:00Z", "D"));

        List<Decision> decisions = replay(broken, lines.toArray(String[]::new));

        Decision.State before = (Decision.State) decisions.stream()
                .filter(decision -> decision instanceof Decision.State)
                .findFirst()
                .orElseThrow();
        assertFalse(before.reduceOnly());
        assertTrue(lastState(decisions, "D").reduceOnly());
        assertTrue(decisions.stream()
                .anyMatch(decision -> decision instanceof Decision.Commanded command
                        && command.account().equals("D")
                        && command.guard()
                        && command.quantity() == 8));
    }
}
