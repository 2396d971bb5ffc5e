package io.riskgate.core.internal.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** One part of the benchmark, measured in a process of its own; the figures go to a file. */
public final class Measurement {
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 15);
    private static final int WARM_UPS = Integer.getInteger("bench.warmUps", 8);
    private static final int COMMITS = Integer.getInteger("bench.commits", 5000);

    private Measurement() {}

    /**
     * Measures.
     *
     * @param args the part and the file
     */
    public static void main(String[] args) throws IOException {
        Figures figures = new Figures();
        switch (args[0]) {
            case "own" -> own(figures);
            case "shared" -> shared(figures);
            case "rest" -> rest(
                    figures, Files.createTempDirectory(Path.of(args[1]).getParent(), "commits"));
            default -> throw new IllegalArgumentException("no such part: " + args[0]);
        }
        figures.save(Path.of(args[1]));
    }

    private static void own(Figures figures) {
        Workload workload = new Workload(1000, Workload.Market.OWN);
        new Race(
                        workload,
                        Workload.EVENTS,
                        new MonolithLoop(workload, 20),
                        new NoRulesLoop(workload),
                        new FirstReleaseLoop(workload),
                        new ThirteenRulesLoop(workload),
                        new UndeclaredLoop(workload))
                .run("own", WARM_UPS, ROUNDS, figures);
    }

    private static void shared(Figures figures) {
        Workload workload = new Workload(1000, Workload.Market.SHARED);
        new Race(
                        workload,
                        Workload.EVENTS / 64,
                        new MonolithLoop(workload, 1),
                        new NoRulesLoop(workload),
                        new ThirteenRulesLoop(workload))
                .run("shared", WARM_UPS, ROUNDS, figures);
    }

    private static void rest(Figures figures, Path directory) throws IOException {
        Footprint.measure(figures);
        new PreCheckRead().measure(figures);
        new MoneyArithmetic().measure(figures);
        Commits.measure(directory, COMMITS, figures);
    }
}
