package io.riskgate.core.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Replays every recording under {@code scenarios} on the whole engine and compares what it decided with what the
 * {@code .expect.json} beside it says. All 13 rules, no OSGi, one thread, the recording's clock.
 */
class ScenarioTest {
    @TestFactory
    Stream<DynamicTest> decidesAsExpected() throws IOException {
        List<ScenarioCheck> scenarios = ScenarioCheck.in(resource("scenarios"));
        assertFalse(scenarios.isEmpty());
        return scenarios.stream().map(ScenarioTest::scenario);
    }

    private static DynamicTest scenario(ScenarioCheck scenario) {
        return DynamicTest.dynamicTest(scenario.id() + " " + scenario.title(), () -> {
            List<String> lines = Recorded.decisions(scenario.recording());

            assertEquals(List.of(), scenario.violatedBy(lines));
            assertEquals(
                    lines, Recorded.decisions(scenario.recording()), "the same recording must give the same decisions");
        });
    }

    @Test
    void writesTheWholeDecisionFileOfTheExample() throws Exception {
        List<String> expected = Files.readAllLines(resource("decisions/S003-02.decisions.jsonl"));

        List<String> lines = Recorded.decisions(resource("scenarios/S003-02.jsonl"));

        assertEquals(
                expected.stream().map(JsonTree::object).toList(),
                lines.stream().map(JsonTree::object).toList());
    }

    private static Path resource(String name) {
        try {
            return Path.of(ScenarioTest.class.getResource("/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(name, e);
        }
    }
}
