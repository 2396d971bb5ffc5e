package io.riskgate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.itests.Riskgate.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/riskgate replay}: the distribution's own bundles, wired by the framework, in a process of their own. */
class ReplayIT {

    private static final String BREACH =
            """
            {"type":"config","time":"2025-10-29T13:00:00Z","pid":"riskgate.rule.max_contracts-default","properties":{"limit":"2"}}
            {"type":"position","time":"2025-10-29T14:00:00Z","account":"13298777","contract":"CON.F.US.MNQ.Z25","side":"LONG","quantity":3,"averagePrice":"21000"}
            """;

    @TempDir
    private Path directory;

    private Path temporary;

    @BeforeEach
    void givenATemporaryDirectoryOfItsOwn() throws IOException {
        temporary = Files.createDirectory(directory.resolve("tmp"));
    }

    @Test
    void writesTheDecisionsOfASingleFileToStandardOutputAndLeavesNothingBehind() throws Exception {
        Path recording = Files.writeString(directory.resolve("breach.jsonl"), BREACH);

        Outcome outcome = replay(recording.toString());

        assertEquals(0, outcome.exitCode(), outcome::err);
        assertTrue(outcome.out().startsWith("{\"decision\":\"rule-changed\""), outcome::out);
        assertTrue(outcome.out().contains("Total position size exceeds limit: 3 (max: 2)"), outcome::out);
        assertTrue(outcome.out().contains("\"command\":\"REDUCE_POSITION\""), outcome::out);
        assertEquals(0, temporary.toFile().list().length);
    }

    @Test
    void replaysADirectoryByteForByteTheSameEveryTime() throws Exception {
        Path recordings = Files.createDirectory(directory.resolve("recordings"));
        Files.writeString(recordings.resolve("a.jsonl"), BREACH);
        Files.writeString(recordings.resolve("b.jsonl"), BREACH);

        assertEquals(
                0,
                replay("--out", directory.resolve("first").toString(), recordings.toString())
                        .exitCode());
        assertEquals(
                0,
                replay("--out", directory.resolve("second").toString(), recordings.toString())
                        .exitCode());

        for (String name : List.of("a.decisions.jsonl", "b.decisions.jsonl")) {
            Path first = directory.resolve("first").resolve(name);
            assertTrue(Files.size(first) > 0, name);
            assertEquals(-1, Files.mismatch(first, directory.resolve("second").resolve(name)), name);
        }
    }

    @Test
    void endsWithTwoWhenALineWasRejectedAndWithOneWhenAFileCannotBeRead() throws Exception {
        Path rejected = Files.writeString(directory.resolve("rejected.jsonl"), BREACH + "{\"type\":\"nonsense\"}\n");

        Outcome some = replay(rejected.toString());
        Outcome none = replay(directory.resolve("missing.jsonl").toString());

        assertEquals(2, some.exitCode(), some::err);
        assertTrue(some.out().contains("\"decision\":\"rejected\""), some::out);
        assertEquals(1, none.exitCode(), none::err);
        assertTrue(none.err().contains("missing.jsonl"), none::err);
    }

    @Test
    void wantsADirectoryForSeveralRecordings() throws Exception {
        Outcome outcome = replay("a.jsonl", "b.jsonl");

        assertEquals(1, outcome.exitCode());
        assertEquals(
                "riskgate: several recordings need --out DIR", outcome.err().strip());
        assertEquals(0, temporary.toFile().list().length);
    }

    private Outcome replay(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of("replay"));
        all.addAll(List.of(arguments));
        return Riskgate.call(Map.of("TMPDIR", temporary.toString()), all);
    }
}
