package io.riskgate.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The code in {@code docs/write-a-rule.md} is the code of the package {@code com.acme.maxinstruments} here. */
class WriteARulePageTest {
    private static final Path PAGE = Path.of("../../docs/write-a-rule.md");
    private static final Path JAVA = Path.of("src/test/java/com/acme/maxinstruments");
    private static final Path RESOURCES = Path.of("src/test/resources/com/acme/maxinstruments");

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
    void showsTheBuildFileAsItIs() throws IOException {
        assertEquals(List.of(read(RESOURCES.resolve("pom.xml"))), blocks("xml"));
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
