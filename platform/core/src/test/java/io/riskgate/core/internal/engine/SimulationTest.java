package io.riskgate.core.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Many seeds of a simulation, each another day on which everything goes wrong. {@code -Dsimulation.seed=…} repeats one
 * and prints what happened; {@code -Driskgate.faults=true} makes it a long run.
 */
class SimulationTest {
    private static final Long SEED = Long.getLong("simulation.seed");
    private static final long FROM = Long.getLong("simulation.from", 0L);
    private static final int SEEDS =
            Integer.getInteger("simulation.seeds", Boolean.getBoolean("riskgate.faults") ? 100_000 : 1_000);
    private static final int STEPS = 30;

    /** Seeds beyond those of every build that once found something. */
    private static final List<Long> FOUND = List.of(
            3_133L, 12_222L, 12_873L, 13_117L, 15_304L, 15_533L, 33_754L, 44_740L, 57_994L, 76_146L, 78_110L, 86_212L,
            90_337L);

    @Test
    void whateverGoesWrongWhatTheContractPromisesHolds() {
        if (SEED != null) {
            List<String> trace = new ArrayList<>();
            try {
                new Simulation(SEED, trace).run(STEPS);
            } finally {
                trace.forEach(System.out::println);
            }
            return;
        }
        System.out.println("simulation: -Dsimulation.from=" + FROM + " -Dsimulation.seeds=" + SEEDS);
        LongStream.concat(FOUND.stream().mapToLong(seed -> seed), LongStream.range(FROM, FROM + SEEDS))
                .parallel()
                .forEach(SimulationTest::run);
    }

    /** Runs share nothing: each is on one thread of its own. */
    private static void run(long seed) {
        try {
            new Simulation(seed, null).run(STEPS);
        } catch (RuntimeException | Error e) {
            throw new AssertionError(
                    "seed %d: %s%nrepeat it with: mvn -pl platform/core -am test -Dtest=SimulationTest"
                                    .formatted(seed, e)
                            + " -Dsurefire.failIfNoSpecifiedTests=false -Dsimulation.seed=" + seed,
                    e);
        }
    }

    @Test
    void theSameSeedIsTheSameRun() {
        List<String> first = new ArrayList<>();
        List<String> second = new ArrayList<>();
        try {
            new Simulation(4711, first).run(STEPS);
            new Simulation(4711, second).run(STEPS);
        } catch (AssertionError reportedByTheOtherTest) {
            second.add(reportedByTheOtherTest.getMessage());
            first.add(reportedByTheOtherTest.getMessage());
        }
        assertEquals(first, second);
    }
}
