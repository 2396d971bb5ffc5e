package io.riskgate.core.internal.engine;

import io.riskgate.api.engine.AccountStatus;
import io.riskgate.api.engine.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Knows how much a locked account may hold at most, going by the broker's book. */
final class SimulationCeilings {
    private static final Duration ON_ITS_WAY = Duration.ofSeconds(5);
    private static final Duration SETTLED = Duration.ofSeconds(10);
    private static final Set<String> CLOSING =
            Set.of("daily_realized_loss", "daily_realized_profit", "cooldown_after_loss", "session_block_outside");

    private final Simulation simulation;
    private final SimulationBroker broker;
    private final SimulationSettings settings;
    private final SimulationOracle oracle;
    private final Map<String, Map<String, int[]>> bounds = new TreeMap<>();
    private final Map<String, Map<String, Integer>> ledger = new HashMap<>();

    SimulationCeilings(
            Simulation simulation, SimulationBroker broker, SimulationSettings settings, SimulationOracle oracle) {
        this.simulation = simulation;
        this.broker = broker;
        this.settings = settings;
        this.oracle = oracle;
    }

    void after(List<Decision> decisions) {
        for (String account : SimulationBroker.ACCOUNTS) {
            boolean locked = simulation.platform().lockouts().governing(account).isPresent();
            if (!locked) {
                bounds.remove(account);
            } else if (!bounds.containsKey(account)) {
                bounds.put(account, begin(account));
            } else {
                lower(account);
            }
            Map<String, Integer> held = new HashMap<>();
            AccountStatus status = oracle.status(account);
            for (String contract : SimulationBroker.CONTRACTS) {
                held.put(contract, SimulationEnd.shown(status, contract));
            }
            ledger.put(account, held);
        }
        for (Decision decision : decisions) {
            if (decision instanceof Decision.Locked locked && closes(locked) && bounds.containsKey(locked.account())) {
                bounds.get(locked.account()).values().forEach(bound -> java.util.Arrays.fill(bound, 0));
            }
        }
    }

    private boolean closes(Decision.Locked locked) {
        String rule = locked.lockout().rule();
        Map<String, String> frequency = settings.of("trade_frequency_limit");
        return CLOSING.contains(rule)
                || rule.equals("auth_loss_guard")
                || rule.equals("trade_frequency_limit")
                        && frequency != null
                        && "true".equals(frequency.get("closePositions"));
    }

    /** The most that was held, or believed to be held, when the lock began: long, and short. */
    private Map<String, int[]> begin(String account) {
        Map<String, int[]> begun = new TreeMap<>();
        SimulationBook book = broker.book(account);
        Instant since = simulation.now().minus(ON_ITS_WAY);
        for (String contract : SimulationBroker.CONTRACTS) {
            int believed = Math.max(0, SimulationEnd.shown(oracle.status(account), contract));
            int owed = Math.min(0, SimulationEnd.shown(oracle.status(account), contract));
            int earlier = ledger.getOrDefault(account, Map.of()).getOrDefault(contract, 0);
            begun.put(contract, new int[] {
                Math.max(Math.max(believed, earlier), book.largest(contract, 1, since)),
                Math.min(Math.min(owed, earlier), book.largest(contract, -1, since))
            });
        }
        return begun;
    }

    /** What has been smaller for long enough is not to grow again. */
    private void lower(String account) {
        Instant now = simulation.now();
        if (oracle.heardSince().plus(SETTLED).isAfter(now)) {
            return;
        }
        SimulationBook book = broker.book(account);
        bounds.get(account).forEach((contract, bound) -> {
            Instant since = now.minus(SETTLED);
            bound[0] = Math.min(bound[0], book.largest(contract, 1, since));
            bound[1] = Math.max(bound[1], book.largest(contract, -1, since));
        });
    }

    /** All has been well for long: no locked account holds more than it may. */
    void inTheEnd() {
        bounds.forEach((account, contracts) -> contracts.forEach((contract, bound) -> {
            int held = broker.book(account).held(contract);
            if (held > bound[0] || held < bound[1]) {
                oracle.fail(
                        "{} is locked and holds {} {}, allowed are {} to {}",
                        account,
                        held,
                        contract,
                        bound[1],
                        bound[0]);
            }
        }));
    }
}
