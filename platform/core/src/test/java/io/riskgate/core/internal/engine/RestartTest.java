package io.riskgate.core.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.riskgate.broker.paper.internal.PaperSimulations;
import io.riskgate.core.internal.recording.DecisionWriter;
import io.riskgate.core.internal.recording.RecordingReader;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * A crash that takes no time changes nothing: every scenario without prices decides the same with a restart after any
 * one of its lines, but for what was restored, for alerts, which are told again, and for line numbers.
 */
class RestartTest {
    private static final Set<String> NOT_COMPARED = Set.of("restored", "alert", "rule-changed", "rejected");

    @TempDir
    Path scratch;

    @TestFactory
    Stream<DynamicTest> aCrashThatTakesNoTimeChangesNothing() throws IOException, URISyntaxException {
        Path scenarios = Path.of(RestartTest.class.getResource("/scenarios").toURI());
        List<Path> recordings;
        try (Stream<Path> files = Files.list(scenarios)) {
            recordings = files.filter(file -> file.toString().endsWith(".jsonl"))
                    .sorted()
                    .filter(file -> isEligible(lines(file)))
                    .toList();
        }
        return recordings.stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> survives(lines(file))));
    }

    /** Prices and the state of the connection are lost with the process; downtimes and bad lines are for others. */
    private static boolean isEligible(List<String> lines) {
        return lines.stream()
                .noneMatch(line -> line.contains("\"quote\"")
                        || line.contains("\"connection\"")
                        || line.contains("\"RESET\"")
                        || line.contains("\"restart\"")
                        || !line.startsWith("{\"type\": "));
    }

    private void survives(List<String> lines) throws IOException, InterruptedException {
        List<Map<String, Object>> undisturbed = replay(lines);
        for (int i = 0; i + 1 < lines.size(); i++) {
            List<String> crashed = new ArrayList<>(lines);
            Object time = JsonTree.object(lines.get(i)).get("time");
            crashed.add(i + 1, "{\"type\":\"restart\",\"time\":\"" + time + "\"}");

            assertEquals(undisturbed, replay(crashed), "with a restart after " + lines.get(i));
        }
    }

    private List<Map<String, Object>> replay(List<String> lines) throws IOException, InterruptedException {
        List<Map<String, Object>> decisions = new ArrayList<>();
        DecisionWriter writer = new DecisionWriter();
        ReplayRun run = new ReplayRun(
                AllRules.offers(),
                new PaperSimulations(),
                Map.of(),
                (rule, event, account) -> rule.evaluator.evaluate(event, account),
                decision -> decisions.add(JsonTree.object(writer.line(decision))));
        new RecordingReader().read(Files.write(scratch.resolve("recording.jsonl"), lines), run::line);
        decisions.removeIf(decision -> NOT_COMPARED.contains(decision.get("decision")));
        return decisions;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
