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
import java.util.List;
import java.util.Map;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.CommandException;

/** Runs recordings beside the live platform and writes what was decided. */
@Service
@Command(
        scope = "risk",
        name = "replay",
        description = "Runs recordings on the rules that are here and writes what they decide")
public final class ReplayCommand extends ReportCommand {
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

    @Option(
            name = "--with",
            description = "The jar of a rule that only looks on; prints where it differs from the one in force",
            valueToShowInHelp = "none")
    @Completion(JarCompleter.class)
    String with;

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

    @Override
    Report report() throws Exception {
        running(replay, "replay");
        names = LateOptions.set(this, names);
        if (with != null) {
            return compare();
        }
        ReplayFiles files = ReplayFiles.of(session.currentDir(), names, out);
        Map<String, Map<String, String>> defaults = withDefaults ? EtcSettings.read(etc()) : Map.of();
        List<Run> runs = new ArrayList<>();
        for (Path recording : files.recordings()) {
            Run run = run(recording, files.target(recording), defaults);
            runs.add(run);
            System.err.println(
                    "[%d/%d] %s: %s".formatted(runs.size(), files.recordings().size(), recording, outcome(run)));
        }
        List<String> troubles = runs.stream()
                .filter(run -> run.trouble() != null)
                .map(run -> run.recording() + ": " + run.trouble())
                .toList();
        Report report = new Report().failure(troubles.isEmpty() ? null : some(troubles));
        return out == null ? report : report.table(null, "recordings", "No recording", runs, COLUMNS);
    }

    private Report compare() throws CommandException, IOException {
        if (names.size() != 1 || out != null) {
            throw failure("--with needs one recording and no --out");
        }
        Map<String, Map<String, String>> defaults = withDefaults ? EtcSettings.read(etc()) : Map.of();
        Path recording = session.currentDir().resolve(names.get(0)).normalize();
        if (Files.isDirectory(recording)) {
            throw failure("%s: --with expects a recording, was a directory".formatted(recording));
        }
        return DifferenceTable.of(
                replay.compare(recording, defaults, RuleChangeCommand.address(session.currentDir(), with)));
    }

    private static Path etc() throws CommandException {
        String etc = System.getProperty("karaf.etc");
        if (etc == null) {
            throw failure("--with-defaults needs the system property karaf.etc, which is not set");
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
            return new Run(recording, null, null, null, why(e));
        }
    }

    private Replay.Result write(Path recording, Path target, Map<String, Map<String, String>> defaults)
            throws IOException {
        Path part = target == null
                ? Files.createTempFile("riskgate", null)
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
