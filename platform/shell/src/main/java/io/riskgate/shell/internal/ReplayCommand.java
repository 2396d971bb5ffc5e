package io.riskgate.shell.internal;

import io.riskgate.api.engine.Replay;
import io.riskgate.shell.internal.Report.Column;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** Runs recordings beside the live platform and writes what was decided. */
@Service
@Command(
        scope = "risk",
        name = "replay",
        description = "Runs recordings on the rules that are here and writes what they decide")
public final class ReplayCommand extends ReportCommand {
    private static final String RECORDING = ".jsonl";
    private static final String DECISIONS = ".decisions.jsonl";
    private static final List<Column<Run>> COLUMNS = List.of(
            new Column<>("Recording", "recording", Run::recording),
            new Column<>("Lines", "lines", Run::lines),
            new Column<>("Rejected", "rejected", Run::rejected),
            new Column<>("Decisions", "decisions", Run::decisions),
            new Column<>("Trouble", "trouble", Run::trouble));

    @Option(
            name = "--out",
            description = "Directory for the decision files; without it the decisions of the one recording are printed",
            valueToShowInHelp = "none")
    @Completion(DirectoryCompleter.class)
    String out;

    @Option(name = "--with-defaults", description = "Lays the settings of the distribution's etc directory underneath")
    boolean withDefaults;

    @Argument(
            name = "recordings",
            description = "Recordings; a directory means all *.jsonl in it",
            required = true,
            multiValued = true)
    @Completion(RecordingCompleter.class)
    List<String> names;

    @Reference(optional = true)
    Replay replay;

    @Reference
    Session session;

    /**
     * One recording that was run.
     *
     * @param recording the recording
     * @param decisions the decision file, or null if there is none
     * @param lines its lines, or null if it was not read to its end
     * @param rejected how many of them were rejected, or null likewise
     * @param trouble what went wrong, or null
     */
    private record Run(Path recording, Path decisions, Integer lines, Integer rejected, String trouble) {}

    /** Whether {@code path} is named like a recording; a decision file is not. */
    static boolean isRecording(Path path) {
        String name = path.getFileName().toString();
        return name.endsWith(RECORDING) && !name.endsWith(DECISIONS);
    }

    @Override
    Report report() throws IOException {
        running(replay, "replay");
        names = setOptions(names);
        List<Path> recordings = recordings();
        Map<Path, Path> targets = targets(recordings);
        Map<String, Map<String, String>> defaults = withDefaults ? EtcSettings.read(etc()) : Map.of();
        List<Run> runs = new ArrayList<>();
        for (Path recording : recordings) {
            Run run = run(recording, targets.get(recording), defaults);
            runs.add(run);
            System.err.printf("[%d/%d] %s: %s%n", runs.size(), recordings.size(), recording, outcome(run));
        }
        List<String> troubles = runs.stream()
                .filter(run -> run.trouble() != null)
                .map(run -> run.recording() + ": " + run.trouble())
                .toList();
        Report report = new Report().failure(troubles.isEmpty() ? null : some(troubles));
        return out == null ? report : report.table(null, "recordings", "No recording", runs, COLUMNS);
    }

    private List<Path> recordings() throws IOException {
        Set<Path> recordings = new LinkedHashSet<>();
        for (String name : names) {
            Path path = session.currentDir().resolve(name).normalize();
            if (!Files.isDirectory(path)) {
                recordings.add(path);
                continue;
            }
            try (Stream<Path> entries = Files.list(path)) {
                List<Path> found = entries.filter(ReplayCommand::isRecording)
                        .sorted(Comparator.comparing(
                                entry -> entry.getFileName().toString()))
                        .toList();
                if (found.isEmpty()) {
                    throw new IllegalArgumentException("no *%s in %s".formatted(RECORDING, path));
                }
                recordings.addAll(found);
            }
        }
        return List.copyOf(recordings);
    }

    private Map<Path, Path> targets(List<Path> recordings) throws IOException {
        if (out == null) {
            if (recordings.size() > 1) {
                throw new IllegalArgumentException(
                        "%d recordings need --out DIR; without it the decisions of one are printed"
                                .formatted(recordings.size()));
            }
            return Map.of();
        }
        Path directory = session.currentDir().resolve(out).normalize();
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new IllegalArgumentException("--out %s: expected a directory, was a file".formatted(directory));
        }
        Map<Path, Path> targets = new HashMap<>();
        Map<Path, Path> sources = new HashMap<>();
        for (Path recording : recordings) {
            Path target = directory.resolve(name(recording) + DECISIONS);
            Path other = sources.putIfAbsent(target, recording);
            if (other != null) {
                throw new IllegalArgumentException(
                        "%s and %s would both be written to %s".formatted(other, recording, target));
            }
            targets.put(recording, target);
        }
        Files.createDirectories(directory);
        return targets;
    }

    private static String name(Path recording) {
        String name = recording.getFileName().toString();
        return name.endsWith(RECORDING) ? name.substring(0, name.length() - RECORDING.length()) : name;
    }

    private static Path etc() {
        String etc = System.getProperty("karaf.etc");
        if (etc == null) {
            throw new IllegalStateException("--with-defaults needs the system property karaf.etc, which is not set");
        }
        return Path.of(etc);
    }

    private Run run(Path recording, Path target, Map<String, Map<String, String>> defaults)
            throws InterruptedIOException {
        if (!Files.isReadable(recording)) {
            String trouble = Files.exists(recording) ? "not readable" : "no such file";
            return new Run(recording, null, null, null, trouble);
        }
        try {
            Replay.Result result = write(recording, target, defaults);
            String trouble = result.rejected().isEmpty() ? null : "rejected lines " + some(result.rejected());
            return new Run(recording, target, result.lines(), result.rejected().size(), trouble);
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            return new Run(recording, null, null, null, e.getMessage());
        }
    }

    private Replay.Result write(Path recording, Path target, Map<String, Map<String, String>> defaults)
            throws IOException {
        Path part = target == null
                ? Files.createTempFile("riskgate", DECISIONS)
                : target.resolveSibling(target.getFileName() + ".part");
        Thread caller = Thread.currentThread();
        try {
            Replay.Result result;
            try (Writer writer = Files.newBufferedWriter(part)) {
                result = replay.replay(recording, defaults, line -> {
                    if (caller.isInterrupted()) {
                        throw new InterruptedIOException("stopped");
                    }
                    writer.write(line);
                    writer.write('\n');
                });
            }
            if (target == null) {
                Files.copy(part, System.out);
                System.out.flush();
            } else {
                Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
            }
            return result;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static String outcome(Run run) {
        return run.trouble() == null ? run.lines() + " lines" : run.trouble();
    }
}
