package io.riskgate.core.internal.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The decoder under a fuzzer that watches which branches an input reaches and goes on from those that reached new ones:
 * Jazzer, in a process of its own, with {@code -Driskgate.faults=true}. {@code -Driskgate.seed=…} repeats a run.
 */
class DecoderCoverageTest {
    private static final long SEED = Long.getLong("riskgate.seed", 20251031);
    private static final int RUNS = 200_000;

    @TempDir
    Path scratch;

    @Test
    void everyLineOfTheCorpusIsReadAsItMust() throws Exception {
        for (String line : corpus()) {
            DecoderFuzzer.fuzzerTestOneInput(line.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "riskgate.faults", matches = "true")
    void noInputOfACoverageGuidedFuzzerCausesAnException() throws Exception {
        System.out.println("DecoderCoverageTest: " + RUNS + " runs, -Driskgate.seed=" + SEED);
        Path corpus = Files.createDirectory(scratch.resolve("corpus"));
        int number = 0;
        for (String line : corpus()) {
            Files.writeString(corpus.resolve("line-" + number++), line);
        }
        Path log = scratch.resolve("log");
        Process jazzer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + DecoderFuzzer.class.getName(),
                        "--instrumentation_includes=io.riskgate.core.internal.recording.**",
                        "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.*",
                        "-runs=" + RUNS,
                        "-seed=" + SEED % Integer.MAX_VALUE,
                        "-max_len=2000",
                        "-timeout=20",
                        corpus.toString())
                .directory(scratch.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();

        int code = jazzer.waitFor();

        String said = Files.readString(log, StandardCharsets.ISO_8859_1);
        assertEquals(0, code, () -> said.substring(Math.max(0, said.length() - 6_000)));
        assertTrue(said.contains("Done " + RUNS + " runs"), said);
    }

    private static Set<String> corpus() throws IOException, URISyntaxException {
        Set<String> lines = new LinkedHashSet<>();
        SampleLines.TYPES.forEach(type -> lines.add(SampleLines.line(type)));
        for (Path recording : PublicRecordingsTest.recordings()) {
            lines.addAll(Files.readAllLines(recording));
        }
        lines.addAll(List.of("", "{}", "[]", "\ufeff{}", "{\"type\":\"trade\"", "\r\n", "{\"type\":1,\"time\":null}"));
        return lines;
    }
}
