package io.riskgate.core.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.broker.paper.internal.PaperSimulations;
import io.riskgate.core.internal.recording.DecisionWriter;
import io.riskgate.core.internal.recording.RecordingReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every rule has a page in {@code docs/rules} with the same headings, and its example is a recording that comes with
 * the distribution: the same settings, and the rule acts in it. What the other pages show is decided as they say.
 */
class RulePagesTest {
    private static final Path PAGES = Path.of("../../docs/rules");
    private static final Path RECORDINGS = Path.of("../../karaf-distro/assembly/src/main/resources/recordings");
    private static final Path SESSION = Path.of("src/test/resources/scenarios/topstepx-2025-10-31.jsonl");

    private static final List<String> HEADINGS =
            List.of("## What it protects", "## Settings", "## When it is violated", "## What happens", "## Example");

    @TestFactory
    Stream<DynamicTest> everyRuleHasAPageWithAnExampleThatRuns() {
        return AllRules.offers().stream()
                .map(offer -> DynamicTest.dynamicTest(offer.id(), () -> checkPage(offer.id(), offer.code())));
    }

    private static void checkPage(String rule, String code) throws Exception {
        String page = read(PAGES.resolve(rule + ".md"));
        assertEquals("# " + rule + " (" + code + ")", page.lines().findFirst().orElseThrow());
        assertEquals(
                HEADINGS, page.lines().filter(line -> line.startsWith("## ")).toList());

        String example = page.substring(page.indexOf("## Example"));
        assertTrue(example.contains("`recordings/" + rule + ".jsonl`"), "the recording is not named");
        Path recording = RECORDINGS.resolve(rule + ".jsonl");
        assertEquals(settingsIn(recording, rule), settingsShown(example));

        List<Map<String, Object>> decisions = decisionsOf(recording);
        assertEquals(List.of(), of(decisions, "rejected"));
        assertTrue(
                Stream.of("violation", "command")
                        .flatMap(kind -> of(decisions, kind).stream())
                        .anyMatch(decision -> rule.equals(decision.get("rule"))),
                () -> "the rule does nothing: " + decisions);
    }

    @Test
    void theListNamesEveryPage() throws IOException {
        String list = read(PAGES.resolve("README.md"));
        List<String> rows = AllRules.offers().stream()
                .map(offer -> "| " + offer.code() + " | [" + offer.id() + "](" + offer.id() + ".md) |")
                .toList();
        List<String> shown = list.lines()
                .filter(line -> line.startsWith("| RULE-"))
                .map(line -> line.replaceAll("^((\\|[^|]*){2}\\|).*", "$1"))
                .toList();

        assertEquals(rows, shown);
    }

    @Test
    void theRecordedSessionOfTheDistributionIsTheOneTestedHere() throws IOException {
        assertEquals(read(SESSION), read(RECORDINGS.resolve(SESSION.getFileName())));
    }

    @Test
    void theExampleOnRecordingsIsDecidedAsThePageSays(@TempDir Path directory) throws Exception {
        List<String> blocks = Pattern.compile("^```json\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(read(PAGES.resolve("../recordings.md")))
                .results()
                .map(block -> block.group(1))
                .toList();
        Path recording = Files.writeString(directory.resolve("example.jsonl"), blocks.get(0));

        List<Map<String, Object>> shown =
                blocks.get(1).lines().map(JsonTree::object).toList();

        assertEquals(2, blocks.size());
        assertEquals(
                shown, decisionsOf(recording).stream().filter(shown::contains).toList());
    }

    private static Map<String, String> settingsShown(String example) {
        Map<String, String> settings = new TreeMap<>();
        Pattern.compile("^(\\w+) = (.*)$", Pattern.MULTILINE)
                .matcher(example)
                .results()
                .forEach(line -> settings.put(line.group(1), line.group(2)));
        return settings;
    }

    private static Map<String, Object> settingsIn(Path recording, String rule) throws IOException {
        Map<String, Object> line = JsonTree.object(Files.readAllLines(recording).get(0));
        assertEquals("riskgate.rule." + rule + "-default", line.get("pid"));
        return new TreeMap<>(object(line.get("properties")));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }

    private static List<Map<String, Object>> of(List<Map<String, Object>> decisions, String kind) {
        return decisions.stream()
                .filter(decision -> kind.equals(decision.get("decision")))
                .toList();
    }

    private static List<Map<String, Object>> decisionsOf(Path recording) throws IOException, InterruptedException {
        List<Map<String, Object>> decisions = new ArrayList<>();
        DecisionWriter writer = new DecisionWriter();
        ReplayRun run = new ReplayRun(
                AllRules.offers(),
                new PaperSimulations(),
                Map.of(),
                (rule, event, account) -> rule.evaluator.evaluate(event, account),
                decision -> decisions.add(JsonTree.object(writer.line(decision))));
        new RecordingReader().read(recording, run::line);
        return decisions;
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file);
    }
}
