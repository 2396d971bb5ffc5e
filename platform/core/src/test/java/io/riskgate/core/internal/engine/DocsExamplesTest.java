package io.riskgate.core.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.core.internal.osgi.ShippedSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The page of each rule: its headings, and its example, a recording of the distribution in the first block of JSON
 * Lines and what comes of it in the second.
 */
class DocsExamplesTest {
    private static final Path PAGES = Path.of("../../docs/rules");
    private static final Path RECORDINGS = Path.of("../../karaf-distro/assembly/src/main/resources/recordings");

    @TestFactory
    Stream<DynamicTest> theExampleIsARecordingAndItsDecisions() {
        return AllRules.offers().stream()
                .map(RuleOffer::id)
                .map(rule -> DynamicTest.dynamicTest(rule, () -> {
                    List<String> page = page(rule);
                    List<List<String>> blocks = blocks(page.subList(page.indexOf("## Example"), page.size()));
                    List<String> recording = Files.readAllLines(RECORDINGS.resolve(rule + ".jsonl"));

                    assertTrue(page.contains("Recording: `recordings/" + rule + ".jsonl`."));
                    assertEquals(2, blocks.size());
                    assertEquals(String.join("\n", recording), String.join("\n", blocks.get(0)));
                    assertEquals(
                            String.join("\n", Recorded.decisions(blocks.get(0))), String.join("\n", blocks.get(1)));
                }));
    }

    @TestFactory
    Stream<DynamicTest> everyPageHasTheSameHeadings() {
        return AllRules.offers().stream()
                .map(rule -> DynamicTest.dynamicTest(
                        rule.id(),
                        () -> assertEquals(
                                List.of(
                                        "# " + rule.id() + " (" + rule.code() + ")",
                                        "## What it protects",
                                        "## Settings",
                                        "## When it is violated",
                                        "## What happens",
                                        "## Example"),
                                page(rule.id()).stream()
                                        .filter(line -> line.startsWith("#"))
                                        .toList())));
    }

    @Test
    void everyKeyOfTheShippedSettingsIsOnThePage() throws IOException {
        for (RuleOffer rule : AllRules.offers()) {
            RuleBook book = new RuleBook();
            book.offered(rule);
            String pid = "riskgate.rule." + rule.id() + "-default";
            book.settings(pid, ShippedSettings.in(ShippedConfigurationsTest.ETC).get(pid));
            String page = String.join("\n", page(rule.id()));

            book.table().governing(rule.id(), "13298777").asked().stream()
                    .filter(asked -> !List.of("enabled", "accounts").contains(asked.key()))
                    .forEach(asked -> assertTrue(
                            page.contains("| `" + asked.key() + "` |"), rule.id() + " says nothing of " + asked.key()));
        }
    }

    private static List<String> page(String rule) throws IOException {
        return Files.readAllLines(PAGES.resolve(rule + ".md"));
    }

    private static List<List<String>> blocks(List<String> lines) {
        List<List<String>> blocks = new ArrayList<>();
        List<String> open = null;
        for (String line : lines) {
            if (line.equals("```jsonl")) {
                open = new ArrayList<>();
                blocks.add(open);
            } else if (line.equals("```")) {
                open = null;
            } else if (open != null) {
                open.add(line);
            }
        }
        return blocks;
    }
}
