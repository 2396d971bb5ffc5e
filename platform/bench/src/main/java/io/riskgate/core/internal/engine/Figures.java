package io.riskgate.core.internal.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was measured: figures by name, which one process can hand to another as a file. */
final class Figures {
    private final Map<String, List<Double>> byName = new TreeMap<>();

    void add(String name, double figure) {
        byName.computeIfAbsent(name, key -> new ArrayList<>()).add(figure);
    }

    List<Double> all(String name) {
        List<Double> figures = byName.get(name);
        if (figures == null) {
            throw new IllegalArgumentException("nothing was measured of " + name + ", only of " + byName.keySet());
        }
        return figures;
    }

    Spread spread(String name) {
        return Spread.of(all(name));
    }

    double median(String name) {
        return spread(name).median();
    }

    void save(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        byName.forEach((name, figures) -> figures.forEach(figure -> lines.add(name + "\t" + figure)));
        Files.write(file, lines);
    }

    void load(Path file) throws IOException {
        for (String line : Files.readAllLines(file)) {
            String[] parts = line.split("\t");
            add(parts[0], Double.parseDouble(parts[1]));
        }
    }
}
