package io.riskgate.core.internal.engine;

import io.riskgate.api.engine.Decision;
import io.riskgate.api.engine.Lockout;
import io.riskgate.api.engine.LockoutStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Knows which lockouts must be there, whatever became of the process. */
final class SimulationLockouts {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Simulation simulation;
    private final SimulationBroker broker;
    private final SimulationOracle oracle;

    /** What was published, and has not ended. */
    private final Map<String, Lockout> acknowledged = new TreeMap<>();

    /** Of these the ones that were published though they were not durable, and are not certain to be durable now. */
    private final Set<String> unsure = new HashSet<>();

    /** What the gate showed after the last step. */
    private final Map<String, Lockout> shown = new TreeMap<>();

    /** Every lockout that ever was in the memory of a process, with when it was first seen. */
    private final Map<Lockout, Instant> attempted = new HashMap<>();

    /** Every lockout whose end was published by the process that runs. */
    private final Set<Lockout> ended = new HashSet<>();

    /** When the last lockout of an account and rule ended. */
    private final Map<String, Instant> lastEnds = new HashMap<>();

    SimulationLockouts(Simulation simulation, SimulationBroker broker, SimulationOracle oracle) {
        this.simulation = simulation;
        this.broker = broker;
        this.oracle = oracle;
    }

    private static String key(Lockout lockout) {
        return key(lockout.account(), lockout.rule(), lockout.end() == null);
    }

    private static String key(String account, String rule, boolean condition) {
        return account + "/" + rule + (condition ? "/condition" : "");
    }

    /** Whether a published lockout of the account has not ended. */
    boolean locked(String account) {
        return acknowledged.values().stream()
                .anyMatch(lockout -> lockout.account().equals(account));
    }

    /** When the locks end that are known now. */
    List<Instant> ends() {
        List<Instant> ends = new ArrayList<>();
        shown.values().forEach(lockout -> lockout.until().ifPresent(ends::add));
        return ends;
    }

    /** When a lockout was first seen, its creation if never. */
    Instant setAt(Lockout lockout) {
        return attempted.getOrDefault(lockout, lockout.createdAt());
    }

    /** Whether a lockout of a rule ended since a time. */
    boolean endedSince(String account, String rule, Instant since) {
        return !lastEnds.getOrDefault(account + "/" + rule, Instant.MIN).isBefore(since);
    }

    /** Takes what was published. */
    void published(Decision decision) {
        if (decision instanceof Decision.Locked locked) {
            locked(locked);
        } else if (decision instanceof Decision.LockoutEnded over) {
            ended(over);
        }
    }

    /** Takes what was published though it is not durable. */
    void notDurable(List<Decision> decisions) {
        for (Decision decision : decisions) {
            if (decision instanceof Decision.Alert alert && alert.code().equals("NOT_DURABLE")) {
                acknowledged.forEach((key, lockout) -> {
                    if (lockout.account().equals(alert.account()) && !oracle.isDurable(lockout)) {
                        unsure.add(key);
                    }
                });
            }
        }
    }

    private void locked(Decision.Locked locked) {
        Lockout lockout = locked.lockout();
        Lockout before = acknowledged.put(key(lockout), lockout);
        if (before != null && !lockout.endsAfter(before)) {
            oracle.fail("a lockout was shortened: {} after {}", lockout, before);
        }
        attempted.putIfAbsent(lockout, locked.time());
        unsure.remove(key(lockout));
    }

    private void ended(Decision.LockoutEnded over) {
        lastEnds.put(over.account() + "/" + over.rule(), over.time());
        String key = key(over.account(), over.rule(), over.cause() == Decision.Cause.CONDITION);
        Lockout lockout = acknowledged.remove(key);
        shown.remove(key);
        unsure.remove(key);
        if (lockout == null) {
            boolean known =
                    attempted.keySet().stream().anyMatch(other -> key(other).equals(key) && !ended.contains(other));
            if (!known) {
                oracle.fail("the end of no lockout was published: {}", over);
            }
            return;
        }
        if (!ended.add(lockout)) {
            oracle.fail("the end of a lockout was published twice: {}", over);
        }
        if (lockout.end() != null && over.time().isBefore(lockout.end())) {
            oracle.fail("a lockout ended early, at {}: {}", over.time(), lockout);
        }
        SimulationBook book = broker.book(over.account());
        if (lockout.end() == null && !book.canTrade && book.couldNotTradeAt.isBefore(lockout.createdAt())) {
            oracle.fail("a lockout ended though its condition holds: {}", lockout);
        }
    }

    /** The journal can be written again and nothing is missing. */
    void recovered() {
        unsure.clear();
    }

    /** Checks what the gate says now. */
    void check(LivePlatform platform) {
        Instant now = simulation.now();
        LockoutStore store = platform.lockouts();
        Map<String, Lockout> gate = new TreeMap<>();
        for (Lockout lockout : store.active()) {
            gate.put(key(lockout), lockout);
            attempted.putIfAbsent(lockout, now);
            boolean late = lockout.end() != null && !now.isBefore(lockout.end().plus(SECOND));
            if (late && oracle.diskWellFor(Duration.ofSeconds(3))) {
                oracle.fail("the end of a lockout is not noticed: {}", lockout);
            }
        }
        for (Map<String, Lockout> expected : List.of(shown, acknowledged)) {
            for (Map.Entry<String, Lockout> entry : expected.entrySet()) {
                Lockout lockout = entry.getValue();
                if (lockout.isActive(now)) {
                    stands(lockout, gate.get(entry.getKey()));
                    if (platform.gate().check(lockout.account()).allowed()) {
                        oracle.fail("the gate allows an account with {}", lockout);
                    }
                }
            }
        }
        shown.clear();
        shown.putAll(gate);
    }

    private void stands(Lockout expected, Lockout is) {
        if (is == null || expected.endsAfter(is)) {
            oracle.fail("{} is not there, but {}", expected, is);
        } else if (!is.endsAfter(expected) && !is.equals(expected)) {
            oracle.fail("{} changed to {}", expected, is);
        }
    }

    /** The process died. */
    void died(LivePlatform dead) {
        if (dead != null) {
            dead.lockouts().active().forEach(lockout -> attempted.putIfAbsent(lockout, simulation.now()));
        }
        ended.clear();
        shown.clear();
        acknowledged.keySet().removeAll(unsure);
        unsure.clear();
    }

    /** A new process restored what it found. */
    void restored(LivePlatform platform) {
        for (Lockout lockout : platform.lockouts().active()) {
            if (!attempted.containsKey(lockout)) {
                oracle.fail("a lockout was restored that never was: {}", lockout);
            }
            acknowledged.merge(
                    key(lockout), lockout, (known, restored) -> restored.endsAfter(known) ? restored : known);
        }
        check(platform);
    }
}
