package io.riskgate.core.internal.engine;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Random;
import java.util.function.IntSupplier;

/** What it costs to ask whether an account is locked, of 1,000 accounts in random order. */
final class PreCheckRead {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int READS = 1 << 16;
    private static final int REPEATS = 64;
    private static final int ROUNDS = 30;

    @SuppressWarnings("unused")
    private volatile int outcome;

    void measure(Figures figures) {
        Workload workload = new Workload(1000, Workload.Market.OWN);
        Engine engine = new Engine(workload, Limits.WIDE, rule -> true, rule -> rule);
        int[] order = new Random(1).ints(READS, 0, workload.accounts).toArray();
        AccountState[] states = new AccountState[workload.accounts];
        String[] ids = new String[workload.accounts];
        for (int account = 0; account < states.length; account++) {
            ids[account] = workload.account(account);
            states[account] = engine.stripe.known(ids[account]);
        }
        figures.add("precheck/state", nanos(() -> state(order, states)));
        figures.add("precheck/id", nanos(() -> id(order, ids, engine.stripe)));
    }

    /** The least processor time a read took in any round, its part of the loop included. */
    private double nanos(IntSupplier reads) {
        double least = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long start = THREADS.getCurrentThreadCpuTime();
            for (int i = 0; i < REPEATS; i++) {
                outcome += reads.getAsInt();
            }
            double nanos = THREADS.getCurrentThreadCpuTime() - start;
            least = Math.min(least, nanos / (READS * REPEATS));
        }
        return least;
    }

    private static int state(int[] order, AccountState[] states) {
        int locked = 0;
        for (int account : order) {
            locked += states[account].locked() ? 1 : 0;
        }
        return locked;
    }

    private static int id(int[] order, String[] ids, Stripe stripe) {
        int locked = 0;
        for (int account : order) {
            locked += stripe.known(ids[account]).locked() ? 1 : 0;
        }
        return locked;
    }
}
