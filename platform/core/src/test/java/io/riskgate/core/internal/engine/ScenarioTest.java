package io.riskgate.core.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

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
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Replays every recording under {@code scenarios} on the whole engine and compares what it decided with what the
 * {@code .expect.json} beside it says. All 13 rules, no OSGi, one thread, the recording's clock.
 */
class ScenarioTest {
    private static final String EXPECTATION = ".expect.json";

    @TestFactory
    Stream<DynamicTest> decidesAsExpected() throws IOException {
        List<Path> expectations;
        try (Stream<Path> files = Files.list(resource("scenarios"))) {
            expectations = files.filter(file -> file.toString().endsWith(EXPECTATION))
                    .sorted()
                    .toList();
        }
        assertFalse(expectations.isEmpty());
        return expectations.stream().map(ScenarioTest::scenario);
    }

    private static DynamicTest scenario(Path file) {
        Expectation expectation = new Expectation(JsonTree.object(read(file)));
        String id = file.getFileName().toString().replace(EXPECTATION, "");
        return DynamicTest.dynamicTest(id + " " + expectation.title(), () -> {
            Path recording = file.resolveSibling(id + ".jsonl");
            List<String> lines = replay(recording);

            List<Map<String, Object>> decisions =
                    lines.stream().map(JsonTree::object).toList();
            assertEquals(List.of(), expectation.violatedBy(decisions));
            assertNull(DecisionShape.misshapen(decisions));
            assertEquals(lines, replay(recording), "the same recording must give the same decisions");
        });
    }

    @Test
    void writesTheWholeDecisionFileOfTheExample() throws Exception {
        List<String> expected =
                read(resource("decisions/S003-02.decisions.jsonl")).lines().toList();

        List<String> lines = replay(resource("scenarios/S003-02.jsonl"));

        assertEquals(
                expected.stream().map(JsonTree::object).toList(),
                lines.stream().map(JsonTree::object).toList());
    }

    private static List<String> replay(Path recording) throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        DecisionWriter writer = new DecisionWriter();
        ReplayRun run = new ReplayRun(
                AllRules.offers(),
                new PaperSimulations(),
                Map.of(),
                (rule, event, account) -> rule.evaluator.evaluate(event, account),
                decision -> lines.add(writer.line(decision)));
        new RecordingReader().read(recording, run::line);
        return lines;
    }

    private static Path resource(String name) {
        try {
            return Path.of(ScenarioTest.class.getResource("/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(name, e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
