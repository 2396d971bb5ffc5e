package io.riskgate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.riskgate.core.internal.engine.ScenarioCheck;
import io.riskgate.itests.Riskgate.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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
        assertEquals(outcome.out(), written(recording));
    }

    @Test
    void decidesAboutEveryScenarioAsTheEngineDoesWithoutOsgiAndTheSameEveryTime() throws Exception {
        Path recordings = Distribution.recordings().resolve("scenarios");
        List<ScenarioCheck> scenarios = ScenarioCheck.in(recordings);
        assertTrue(scenarios.size() >= 72, () -> scenarios.size() + " scenarios");
        assertTrue(scenarios.stream().anyMatch(ScenarioCheck::hasBadLines));
        Path first = directory.resolve("first");
        Path second = directory.resolve("second");

        Outcome once = replay("--out", first.toString(), recordings.toString());
        Outcome again = replay("--out", second.toString(), recordings.toString());

        assertEquals(2, once.exitCode(), once::err);
        assertEquals(2, again.exitCode(), again::err);
        assertEquals("", once.out());
        Map<String, List<String>> wrong = new TreeMap<>();
        for (ScenarioCheck scenario : scenarios) {
            String name = scenario.id() + ".decisions.jsonl";
            List<String> why = scenario.violatedBy(Files.readAllLines(first.resolve(name)));
            if (!why.isEmpty()) {
                wrong.put(scenario.id(), why);
            }
            assertEquals(-1, Files.mismatch(first.resolve(name), second.resolve(name)), name);
        }
        assertEquals(Map.of(), wrong);
        assertEquals(names(recordings, ".jsonl"), names(first, ".decisions.jsonl"));
        assertEquals(0, temporary.toFile().list().length);
    }

    @Test
    void opensNoPort() throws Exception {
        assumeTrue(Listening.isKnown());
        Set<String> listening = new TreeSet<>();
        Set<Long> processes = new HashSet<>();
        CompletableFuture<Outcome> replay = CompletableFuture.supplyAsync(() -> {
            try {
                return replay(
                        "--out",
                        directory.resolve("out").toString(),
                        Distribution.recordings().resolve("scenarios").toString());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });

        while (!replay.isDone()) {
            for (long pid : replayProcesses()) {
                processes.add(pid);
                listening.addAll(listening(pid));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }

        assertEquals(2, replay.get().exitCode(), () -> replay.join().err());
        assertEquals(1, processes.size());
        assertEquals(Set.of(), listening);
    }

    @Test
    void decidesTheSameBesideARunningPlatformAndDoesNotTouchIt() throws Exception {
        Path recording = Distribution.recordings().resolve("recordings/topstepx-2025-10-31.jsonl");
        String alone = written(recording);
        try (Riskgate riskgate = new Riskgate(directory.resolve("data"))) {
            Outcome started = riskgate.start();
            assertEquals(0, started.exitCode(), started::err);
            String before = durable(riskgate);

            Outcome beside = replay(recording.toString());
            Path inside = directory.resolve("inside");
            Outcome fromTheShell = riskgate.shell("risk:replay --out " + inside + " " + recording);

            assertEquals(0, beside.exitCode(), beside::err);
            assertEquals(alone, beside.out());
            assertEquals(0, fromTheShell.exitCode(), fromTheShell::err);
            assertEquals(alone, Files.readString(inside.resolve("topstepx-2025-10-31.decisions.jsonl")));
            assertEquals(
                    "{\"lockouts\":[]}",
                    riskgate.shell("risk:lockouts --json").out().strip());
            assertEquals(before, durable(riskgate));
        }
    }

    @Test
    void laysTheSettingsOfTheDistributionUnderneathWhenToldTo() throws Exception {
        Path recording = Files.writeString(
                directory.resolve("settings.jsonl"),
                """
                {"type":"position","time":"2025-10-29T14:00:00Z","account":"13298777","contract":"CON.F.US.MNQ.Z25","side":"LONG","quantity":60,"averagePrice":"21000"}
                """);

        Outcome without = replay(recording.toString());
        Outcome with = replay("--with-defaults", recording.toString());

        assertEquals(0, without.exitCode(), without::err);
        assertEquals("", without.out());
        assertEquals(0, with.exitCode(), with::err);
        assertTrue(with.out().contains("\"note\":\"riskgate.rule.max_contracts-default\""), with::out);
        assertTrue(with.out().contains("\"decision\":\"violation\""), with::out);
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

    @Test
    void wantsADirectoryForItsFiles() throws Exception {
        Path file = Files.writeString(temporary.resolve("there"), "");
        Outcome outcome = replay("--out", file.toString(), "a.jsonl");

        assertEquals(1, outcome.exitCode());
        assertEquals(
                "riskgate: --out " + file + ": expected a directory, was a file",
                outcome.err().strip());
        assertEquals("", Files.readString(file));
    }

    /** The decision file of one recording. */
    private String written(Path recording) throws IOException {
        Path out = directory.resolve("out-of-one");
        Outcome outcome = replay("--out", out.toString(), recording.toString());
        assertEquals(0, outcome.exitCode(), outcome::err);
        assertEquals("", outcome.out());
        String name = recording.getFileName().toString();
        return Files.readString(out.resolve(name.replace(".jsonl", ".decisions.jsonl")));
    }

    private static List<String> names(Path files, String ending) throws IOException {
        try (var all = Files.list(files)) {
            return all.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(ending))
                    .map(name -> name.substring(0, name.length() - ending.length()))
                    .sorted()
                    .toList();
        }
    }

    private static String durable(Riskgate riskgate) throws IOException {
        String status = riskgate.shell("risk:status --json").out();
        var sequence = Pattern.compile("\"journalSequence\":\\d+").matcher(status);
        assertTrue(sequence.find(), status);
        return sequence.group();
    }

    /** The Java processes that replay in this test's temporary directory. */
    private List<Long> replayProcesses() {
        String argument = "-Djava.io.tmpdir=" + temporary;
        return ProcessHandle.current()
                .descendants()
                .filter(process -> Stream.of(process.info().arguments().orElse(new String[0]))
                        .anyMatch(each -> each.startsWith(argument)))
                .map(ProcessHandle::pid)
                .toList();
    }

    private static Set<String> listening(long pid) throws IOException {
        try {
            return Listening.of(pid);
        } catch (NoSuchFileException e) {
            return Set.of();
        }
    }

    private Outcome replay(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of("replay"));
        all.addAll(List.of(arguments));
        return Riskgate.call(Map.of("TMPDIR", temporary.toString()), all);
    }
}
