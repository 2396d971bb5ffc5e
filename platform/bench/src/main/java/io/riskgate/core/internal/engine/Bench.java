package io.riskgate.core.internal.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Checks that all engines do the same, measures each part in processes of its own, and writes the page. */
public final class Bench {
    private static final int STARTS = Integer.getInteger("bench.starts", 3);
    private static final List<String> HANDED_ON = List.of("bench.rounds", "bench.warmUps", "bench.commits");

    private Bench() {}

    /**
     * Runs everything.
     *
     * @param args the page to write, a directory for files on the disk to be measured, and the date
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        List<String> agreed = Agreement.check();
        agreed.forEach(System.out::println);
        Path directory = Files.createDirectories(Path.of(args[1]));
        Figures figures = new Figures();
        for (int start = 0; start < STARTS; start++) {
            measure("own", directory, figures);
        }
        measure("shared", directory, figures);
        measure("rest", directory, figures);
        String page = new Page(figures, agreed, args[2], STARTS).text();
        Files.writeString(Path.of(args[0]), page);
        System.out.println(page);
    }

    private static void measure(String part, Path directory, Figures figures) throws IOException, InterruptedException {
        Path file = Files.createTempFile(directory, part, ".figures");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xms1g", "-Xmx2g", "-XX:+UseSerialGC"));
        for (String property : HANDED_ON) {
            if (System.getProperty(property) != null) {
                command.add("-D" + property + "=" + System.getProperty(property));
            }
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(Measurement.class.getName(), part, file.toString()));
        int code = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (code != 0) {
            throw new IOException("measuring %s ended with %d".formatted(part, code));
        }
        figures.load(file);
    }
}
