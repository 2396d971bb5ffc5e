package io.riskgate.core.internal.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Compares decision files with what the scenarios expect; for everything that replays, with OSGi and without. */
public final class ScenarioCheck {
    private static final String EXPECTATION = ".expect.json";

    private final String id;
    private final Path recording;
    private final Expectation expectation;

    private ScenarioCheck(Path file) throws IOException {
        id = file.getFileName().toString().replace(EXPECTATION, "");
        recording = file.resolveSibling(id + ".jsonl");
        expectation = new Expectation(JsonTree.object(Files.readString(file)));
    }

    /** The scenarios of a directory, by name. */
    public static List<ScenarioCheck> in(Path directory) throws IOException {
        List<ScenarioCheck> scenarios = new ArrayList<>();
        try (var files = Files.list(directory)) {
            for (Path file : files.filter(file -> file.toString().endsWith(EXPECTATION))
                    .sorted()
                    .toList()) {
                scenarios.add(new ScenarioCheck(file));
            }
        }
        return scenarios;
    }

    /** The name of its files. */
    public String id() {
        return id;
    }

    /** What it is about. */
    public String title() {
        return expectation.title();
    }

    /** What is replayed. */
    public Path recording() {
        return recording;
    }

    /** Whether lines of the recording must be rejected. */
    public boolean hasBadLines() {
        return expectation.hasBadLines();
    }

    /** What is wrong with the lines of a decision file; empty if nothing is. */
    public List<String> violatedBy(List<String> lines) {
        List<Map<String, Object>> decisions =
                lines.stream().map(JsonTree::object).toList();
        List<String> why = new ArrayList<>(expectation.violatedBy(decisions));
        String misshapen = DecisionShape.misshapen(decisions);
        if (misshapen != null) {
            why.add(misshapen);
        }
        return why;
    }
}
