package io.riskgate.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.api.engine.Replay;
import io.riskgate.api.engine.ShadowReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.karaf.shell.support.CommandException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayCommandTest {
    @TempDir
    Path directory;

    private RiskShell shell;

    /** Decides what the recording says, rejects the lines that are "bad", fails at "broken"; tells the defaults. */
    /** Writes the lines of a recording as they are, and differs once. */
    private static final class Echo implements Replay {
        @Override
        public Result replay(Path recording, Map<String, Map<String, String>> defaults, Lines decisions)
                throws IOException {
            return echo(recording, defaults, decisions);
        }

        @Override
        public ShadowReport compare(Path recording, Map<String, Map<String, String>> defaults, String url) {
            return new ShadowReport(
                    "com.acme.probe",
                    url,
                    null,
                    3,
                    0,
                    1,
                    List.of(new ShadowReport.Difference(
                            Instant.parse("2025-10-31T18:00:00Z"), "A", "an order", "pass", "too much")));
        }
    }

    @Test
    void showsWhatAnotherVersionWouldHaveSaid() throws Exception {
        Path recording = Files.writeString(directory.resolve("day.jsonl"), "");
        String shown = shell.run("risk:replay --json --with /srv/probe.jar day.jsonl");
        assertEquals(
                """
                    {"rule":"com.acme.probe","inForceBundle":null,"shadowBundle":"file:///srv/probe.jar",\
                    "notJudging":[],"judged":3,"faults":0,"differing":1,"differences":[{"time":"2025-10-31T18:00:00Z","account":"A",\
                    "event":"an order","inForce":"pass","shadow":"too much"}]}
                    """,
                shown);
        assertThrows(
                CommandException.class,
                () -> shell.run("risk:replay --with /srv/probe.jar " + recording + " " + recording));
    }

    private static Replay.Result echo(Path recording, Map<String, Map<String, String>> defaults, Replay.Lines decisions)
            throws IOException {
        List<String> lines = Files.readAllLines(recording);
        for (String line : lines) {
            if (line.equals("broken")) {
                throw new IOException("rule max_contracts did not return within 30 s");
            }
            if (line.equals("interrupt")) {
                Thread.currentThread().interrupt();
            }
            decisions.line(line.equals("defaults") ? defaults.toString() : line);
        }
        List<Integer> rejected = IntStream.range(0, lines.size())
                .filter(i -> lines.get(i).equals("bad"))
                .mapToObj(i -> i + 1)
                .toList();
        return new Replay.Result(lines.size(), rejected);
    }

    @BeforeEach
    void open() {
        Replay replay = new Echo();
        shell = new RiskShell(replay).in(directory);
    }

    @AfterEach
    void close() {
        shell.close();
    }

    @Test
    void printsTheDecisionsOfOneRecordingByteForByte() throws Exception {
        write("a.jsonl", "{\"ö\":\"取\"}\nsecond\n");

        shell.run("risk:replay a.jsonl");

        assertEquals("{\"ö\":\"取\"}\nsecond\n", shell.output());
        assertEquals("[1/1] " + path("a.jsonl") + ": 2 lines\n", shell.errors());
        assertEquals(List.of("a.jsonl"), files(directory));
    }

    @Test
    void writesOneDecisionFileForEachRecordingOfADirectoryByName() throws Exception {
        write("day/b.jsonl", "two\n");
        write("day/a.jsonl", "one\n");
        write("day/notes.txt", "three\n");
        write("day/a.decisions.jsonl", "of an earlier replay\n");

        String table = shell.run("risk:replay --out out day");

        assertEquals(List.of("a.decisions.jsonl", "b.decisions.jsonl"), files(path("out")));
        assertEquals("one\n", Files.readString(path("out/a.decisions.jsonl")));
        assertEquals(
                "[1/2] %s: 1 lines\n[2/2] %s: 1 lines\n".formatted(path("day/a.jsonl"), path("day/b.jsonl")),
                shell.errors());
        assertEquals(
                List.of("Recording", "Lines", "Rejected", "Decisions", "Trouble"),
                Stream.of(table.lines().findFirst().orElseThrow().split("\\|"))
                        .map(String::strip)
                        .toList());
    }

    @Test
    void reportsToProgramsWhatItWrote() throws Exception {
        write("a.jsonl", "one\n");

        assertEquals(
                """
                {"recordings":[{"recording":"%s","lines":1,"rejected":0,"decisions":"%s","trouble":null}]}
                """
                        .formatted(path("a.jsonl"), path("out/a.decisions.jsonl")),
                shell.run("risk:replay a.jsonl --json --out out"));
    }

    @Test
    void failsAfterAllWereRunIfSomeWereInTrouble() throws Exception {
        write("bad.jsonl", "bad\ngood\nbad\n");
        write("broken.jsonl", "good\nbroken\n");
        write("good.jsonl", "good\n");

        Exception failure = assertThrows(
                CommandException.class,
                () -> shell.run("risk:replay --out out bad.jsonl broken.jsonl missing.jsonl good.jsonl"));

        assertEquals(
                "%s: rejected lines 1, 3, %s: rule max_contracts did not return within 30 s, %s: no such file"
                        .formatted(path("bad.jsonl"), path("broken.jsonl"), path("missing.jsonl")),
                failure.getMessage());
        assertEquals(List.of("bad.decisions.jsonl", "good.decisions.jsonl"), files(path("out")));
        assertTrue(shell.output().contains("rejected lines 1, 3"));
    }

    @Test
    void printsTheDecisionsAlthoughLinesWereRejected() throws Exception {
        write("bad.jsonl", "bad\ngood\n");

        assertThrows(CommandException.class, () -> shell.run("risk:replay bad.jsonl"));

        assertEquals("bad\ngood\n", shell.output());
    }

    @Test
    void needsAPlaceForSeveralDecisionFiles() throws Exception {
        write("day/a.jsonl", "one\n");
        write("b.jsonl", "two\n");

        Exception directory = assertThrows(CommandException.class, () -> shell.run("risk:replay day"));
        Exception several = assertThrows(CommandException.class, () -> shell.run("risk:replay day/a.jsonl b.jsonl"));

        String expected =
                "several recordings or a directory need --out DIR; without it the decisions of one are printed";
        assertEquals(expected, directory.getMessage());
        assertEquals(expected, several.getMessage());
    }

    @Test
    void refusesRecordingsThatWouldOverwriteEachOther() throws Exception {
        write("a/x.jsonl", "one\n");
        write("b/x.jsonl", "two\n");

        Exception failure = assertThrows(CommandException.class, () -> shell.run("risk:replay --out out a b"));

        assertEquals(
                "%s and %s would both be written to %s"
                        .formatted(path("a/x.jsonl"), path("b/x.jsonl"), path("out/x.decisions.jsonl")),
                failure.getMessage());
        assertFalse(Files.exists(path("out")));
    }

    @Test
    void runsARecordingOnceThatIsNamedTwice() throws Exception {
        write("a.jsonl", "one\n");

        shell.run("risk:replay a.jsonl ./a.jsonl");

        assertEquals("one\n", shell.output());
    }

    @Test
    void refusesADirectoryWithoutRecordings() throws Exception {
        Files.createDirectory(path("empty"));

        Exception failure = assertThrows(CommandException.class, () -> shell.run("risk:replay empty"));

        assertEquals("no *.jsonl in " + path("empty"), failure.getMessage());
    }

    @Test
    void refusesToWriteIntoAFile() throws Exception {
        write("a.jsonl", "one\n");

        Exception failure = assertThrows(CommandException.class, () -> shell.run("risk:replay a.jsonl --out a.jsonl"));

        assertEquals("--out %s: expected a directory, was a file".formatted(path("a.jsonl")), failure.getMessage());
    }

    @Test
    void laysTheSettingsOfTheDistributionUnderneath() throws Exception {
        write("etc/riskgate.engine.cfg", "longestLockout = 1d\n");
        write("a.jsonl", "defaults\n");
        System.setProperty("karaf.etc", path("etc").toString());
        try {
            assertEquals("{riskgate.engine={longestLockout=1d}}\n", shell.run("risk:replay --with-defaults a.jsonl"));
            assertEquals("{}\n", shell.run("risk:replay a.jsonl"));
        } finally {
            System.clearProperty("karaf.etc");
        }
    }

    @Test
    void saysThatItDoesNotKnowTheSettingsOfTheDistribution() throws Exception {
        write("a.jsonl", "defaults\n");

        Exception failure =
                assertThrows(CommandException.class, () -> shell.run("risk:replay --with-defaults a.jsonl"));

        assertEquals("--with-defaults needs the system property karaf.etc, which is not set", failure.getMessage());
    }

    @Test
    void stopsWhenInterrupted() throws Exception {
        write("a.jsonl", "one\ninterrupt\n");
        write("b.jsonl", "two\n");

        Exception failure =
                assertThrows(CommandException.class, () -> shell.run("risk:replay --out out a.jsonl b.jsonl"));

        assertEquals("stopped", failure.getMessage());

        assertEquals(List.of(), files(path("out")));
    }

    @Test
    void completesRecordingsAndDirectories() throws Exception {
        write("day/a.jsonl", "one\n");
        write("day/b.decisions.jsonl", "two\n");
        write("day/c.txt", "three\n");
        write("day/night/d.jsonl", "four\n");

        assertEquals(
                List.of(path("day/a.jsonl").toString(), path("day/night") + "/"),
                shell.complete("risk:replay", path("day") + "/").stream()
                        .sorted()
                        .toList());
        assertEquals(List.of(path("day/night") + "/"), shell.complete("risk:replay", "--out", path("day") + "/"));
    }

    @Test
    void failsWithoutReplay() {
        shell.close();
        shell = new RiskShell();

        Exception failure = assertThrows(CommandException.class, () -> shell.run("risk:replay a.jsonl"));

        assertEquals("replay is not running; log:display says why", failure.getMessage());
    }

    private Path path(String name) {
        return directory.resolve(name);
    }

    private void write(String name, String text) throws IOException {
        Files.createDirectories(path(name).getParent());
        Files.writeString(path(name), text);
    }

    private static List<String> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
