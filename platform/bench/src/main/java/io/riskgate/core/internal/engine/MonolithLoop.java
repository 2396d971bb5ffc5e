package io.riskgate.core.internal.engine;

import io.riskgate.api.event.BrokerEvent;
import java.util.Arrays;

/** {@link Monolith}; handles several cycles at a time, because one is too short to be measured. */
final class MonolithLoop implements Contender {
    private final Workload workload;
    private final Monolith monolith;
    private final int cycles;
    private long cycle;

    MonolithLoop(Workload workload, int cycles) {
        this.workload = workload;
        this.cycles = cycles;
        monolith = new Monolith(workload, Limits.WIDE);
        monolith.run(workload.opening, -1);
    }

    @Override
    public String name() {
        return "monolith";
    }

    @Override
    public int run(BrokerEvent[] events) {
        for (int i = 0; i < cycles; i++) {
            monolith.run(workload.cycle, cycle++);
        }
        return cycles * workload.cycle.size();
    }

    @Override
    public long outcome() {
        return monolith.moves
                + monolith.blocked
                + Arrays.stream(monolith.violations).sum();
    }
}
