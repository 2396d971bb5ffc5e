package io.riskgate.core.internal.engine;

import io.riskgate.api.engine.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Knows which trading days must have been closed, once for each account. */
final class SimulationDays {
    private static final Duration A_WHILE = Duration.ofSeconds(3);

    private final Simulation simulation;
    private final SimulationSettings settings;
    private final SimulationOracle oracle;

    /** Resets that were published, as account and instant. */
    private final Set<String> resets = new HashSet<>();

    /** Of these the ones that a process which dies may have to publish again. */
    private final Set<String> unsure = new HashSet<>();

    /** Of these the ones of the last step. */
    private final Set<String> latest = new HashSet<>();

    /** Since when an account is known for certain. */
    private final Map<String, Instant> knownSince = new HashMap<>();

    SimulationDays(Simulation simulation, SimulationSettings settings, SimulationOracle oracle) {
        this.simulation = simulation;
        this.settings = settings;
        this.oracle = oracle;
    }

    /** A reset was published. */
    void reset(Decision.DayReset reset) {
        String key = reset.account() + " " + reset.time();
        if (!resets.add(key) && !unsure.remove(key)) {
            oracle.fail("the day was reset twice: {}", reset);
        }
        latest.add(key);
    }

    /** A step is over. */
    void after() {
        if (!oracle.diskWellFor(A_WHILE)) {
            unsure.addAll(latest);
        }
        latest.clear();
        for (String account : SimulationBroker.ACCOUNTS) {
            if (oracle.status(account) != null && oracle.diskWellFor(A_WHILE)) {
                knownSince.putIfAbsent(account, simulation.now());
            }
        }
    }

    /** The process died. */
    void died() {
        unsure.addAll(latest);
        latest.clear();
    }

    /** Every day that ended has been closed, and no other. */
    void inTheEnd() {
        knownSince.forEach((account, since) -> {
            Instant reset = settings.resetAfter(since);
            while (!reset.isAfter(simulation.now())) {
                if (!resets.contains(account + " " + reset)) {
                    oracle.fail("the day of {} was not reset at {}", account, reset);
                }
                reset = settings.resetAfter(reset);
            }
            Instant next = simulation.status(account).nextReset();
            if (!next.equals(reset)) {
                oracle.fail("{} is reset next at {}", account, next);
            }
        });
    }
}
