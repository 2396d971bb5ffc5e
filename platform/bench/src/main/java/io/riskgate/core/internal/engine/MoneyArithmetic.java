package io.riskgate.core.internal.engine;

import com.sun.management.ThreadMXBean;
import io.riskgate.api.Decimal;
import java.lang.management.ManagementFactory;
import java.util.Random;
import java.util.function.IntSupplier;

/** What it costs to compare the open P&amp;L of a position with a limit in exact money, and in bare longs. */
final class MoneyArithmetic {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int PRICES = 1 << 16;
    private static final int REPEATS = 16;
    private static final int ROUNDS = 40;
    private static final long QUARTER = 250_000_000L;
    private static final long BILLION = 1_000_000_000L;

    @SuppressWarnings("unused")
    private volatile int outcome;

    void measure(Figures figures) {
        Decimal[] prices = new Decimal[PRICES];
        long[] units = new long[PRICES];
        Random random = new Random(1);
        for (int i = 0; i < PRICES; i++) {
            int quarters = 84_000 + random.nextInt(400);
            prices[i] = Decimal.parse("0.25").times(quarters);
            units[i] = quarters * QUARTER;
        }
        Decimal average = Decimal.of(21_025);
        Decimal pointValue = Decimal.of(2);
        Decimal limit = Decimal.of(-100);
        IntSupplier exact = () -> {
            int reached = 0;
            for (Decimal price : prices) {
                reached += price.minus(average).times(pointValue).times(3).isAtMost(limit) ? 1 : 0;
            }
            return reached;
        };
        IntSupplier bare = () -> {
            int reached = 0;
            for (long price : units) {
                reached += (price - 21_025 * BILLION) * 2 * 3 <= -100 * BILLION ? 1 : 0;
            }
            return reached;
        };
        if (exact.getAsInt() != bare.getAsInt()) {
            throw new IllegalStateException("exact money and longs disagree");
        }
        measure("money/exact", exact, figures);
        measure("money/bare", bare, figures);
    }

    private void measure(String name, IntSupplier comparisons, Figures figures) {
        double least = Double.MAX_VALUE;
        double bytes = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long allocated = THREADS.getCurrentThreadAllocatedBytes();
            long start = THREADS.getCurrentThreadCpuTime();
            for (int i = 0; i < REPEATS; i++) {
                outcome += comparisons.getAsInt();
            }
            double nanos = THREADS.getCurrentThreadCpuTime() - start;
            bytes = Math.min(
                    bytes, (THREADS.getCurrentThreadAllocatedBytes() - allocated) / (double) (PRICES * REPEATS));
            least = Math.min(least, nanos / (PRICES * REPEATS));
        }
        figures.add(name, least);
        figures.add(name + "/bytes", bytes);
    }
}
