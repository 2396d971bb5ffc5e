package io.riskgate.core.internal.engine;

import java.util.List;

/** The least, the middle and the most of some figures. */
record Spread(double min, double median, double max) {
    static Spread of(List<Double> figures) {
        List<Double> sorted = figures.stream().sorted().toList();
        return new Spread(sorted.get(0), sorted.get(sorted.size() / 2), sorted.get(sorted.size() - 1));
    }

    /** The figure that {@code share} of all do not exceed. */
    static double quantile(List<Double> figures, double share) {
        List<Double> sorted = figures.stream().sorted().toList();
        return sorted.get(Math.min(sorted.size() - 1, (int) (share * sorted.size())));
    }
}
