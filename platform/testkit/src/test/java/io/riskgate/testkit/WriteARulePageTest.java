package io.riskgate.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The code in {@code docs/write-a-rule.md} is the code of the package {@code com.acme.maxinstruments} here, and what the
 * archetype makes of it.
 */
class WriteARulePageTest {
    private static final Path PAGE = Path.of("../../docs/write-a-rule.md");
    private static final Path ARCHETYPE = Path.of("../rule-archetype/src/main/resources/archetype-resources");
    private static final Path JAVA = Path.of("src/test/java/com/acme/maxinstruments");

    @Test
    void showsTheRuleAndItsTestsAsTheyAre() throws IOException {
        assertEquals(
                List.of(
                        read(JAVA.resolve("MaxInstrumentsRule.java")),
                        read(JAVA.resolve("MaxInstrumentsRuleTest.java")),
                        read(JAVA.resolve("MaxInstrumentsConformanceTest.java"))),
                blocks("java"));
    }

    @Test
    void theArchetypeIsTheSameCodeWithoutItsNames() throws IOException {
        for (String file : List.of(
                "main/java/__ruleName__Rule",
                "test/java/__ruleName__RuleTest",
                "test/java/__ruleName__ConformanceTest")) {
            String template = read(ARCHETYPE.resolve("src/" + file + ".java"));
            String name = file.substring(file.lastIndexOf('/') + 1).replace("__ruleName__", "MaxInstruments");
            assertEquals(
                    read(JAVA.resolve(name + ".java")),
                    template.replace("${package}", "com.acme.maxinstruments")
                            .replace("${ruleId}", "com.acme.max_instruments")
                            .replace("${ruleName}", "MaxInstruments"));
        }
    }

    private static List<String> blocks(String language) throws IOException {
        return Pattern.compile("^```" + language + "\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(read(PAGE))
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file).replace("\r\n", "\n");
    }
}
