package io.riskgate.shell.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.karaf.shell.support.CommandException;

/**
 * The files of a replay.
 *
 * @param recordings the recordings, each once
 * @param targets the decision file of each recording, or empty if decisions are printed
 */
record ReplayFiles(List<Path> recordings, Map<Path, Path> targets) {
    private static final String RECORDING = ".jsonl";
    private static final String DECISIONS = ".decisions.jsonl";
    private static final String DIFFERENCES = ".differences.jsonl";

    /**
     * Finds the recordings that {@code names} mean and makes the directory {@code out}, which may be null.
     *
     * @throws CommandException if there is nothing to run, or no place of its own for every decision file
     */
    static ReplayFiles of(Path home, List<String> names, String out) throws CommandException, IOException {
        List<Path> paths =
                names.stream().map(name -> home.resolve(name).normalize()).toList();
        List<Path> recordings = recordings(paths);
        if (out != null) {
            return new ReplayFiles(
                    recordings, targets(recordings, home.resolve(out).normalize()));
        }
        if (recordings.size() > 1 || Files.isDirectory(paths.get(0))) {
            throw ReportCommand.failure(
                    "several recordings or a directory need --out DIR; without it the decisions of one are printed");
        }
        return new ReplayFiles(recordings, Map.of());
    }

    /** The decision file of {@code recording}, or null if its decisions are printed. */
    Path target(Path recording) {
        return targets.get(recording);
    }

    /** Whether {@code path} is named like a recording; a file of decisions or differences is not. */
    static boolean isRecording(Path path) {
        String name = path.getFileName().toString();
        return name.endsWith(RECORDING) && !name.endsWith(DECISIONS) && !name.endsWith(DIFFERENCES);
    }

    private static List<Path> recordings(List<Path> paths) throws CommandException, IOException {
        Set<Path> recordings = new LinkedHashSet<>();
        for (Path path : paths) {
            if (!Files.isDirectory(path)) {
                recordings.add(path);
                continue;
            }
            try (Stream<Path> entries = Files.list(path)) {
                List<Path> found = entries.filter(ReplayFiles::isRecording)
                        .sorted(Comparator.comparing(
                                entry -> entry.getFileName().toString()))
                        .toList();
                if (found.isEmpty()) {
                    throw ReportCommand.failure("no *%s in %s".formatted(RECORDING, path));
                }
                recordings.addAll(found);
            }
        }
        return List.copyOf(recordings);
    }

    private static Map<Path, Path> targets(List<Path> recordings, Path directory) throws CommandException, IOException {
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw ReportCommand.failure("--out %s: expected a directory, was a file".formatted(directory));
        }
        Map<Path, Path> targets = new HashMap<>();
        Map<Path, Path> sources = new HashMap<>();
        for (Path recording : recordings) {
            Path target = directory.resolve(name(recording) + DECISIONS);
            Path other = sources.putIfAbsent(target, recording);
            if (other != null) {
                throw ReportCommand.failure(
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
}
