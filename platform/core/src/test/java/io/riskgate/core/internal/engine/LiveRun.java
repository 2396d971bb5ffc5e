package io.riskgate.core.internal.engine;

import io.riskgate.api.engine.Decision;
import io.riskgate.api.engine.Lockout;
import io.riskgate.core.internal.store.FaultFiles;
import io.riskgate.core.internal.store.MemoryFiles;
import io.riskgate.core.internal.store.SeededDisk;
import io.riskgate.core.internal.store.StoreIdentity;
import io.riskgate.core.internal.store.StoreOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.slf4j.helpers.NOPLogger;

/**
 * One live platform after another, on one disk, with one {@link BookBroker}, in one thread: what a process leaves when
 * it dies is all the next one has.
 */
final class LiveRun {
    static final Instant START = Instant.parse("2025-10-31T18:00:00Z");
    static final String ACCOUNT = "13298777";
    static final String MNQ = SimulationBroker.MNQ;
    static final String ES = SimulationBroker.ES;
    static final String RTY = SimulationBroker.RTY;

    private static final Duration STEP = Duration.ofMillis(100);
    private static final UUID STORE = new UUID(7, 7);

    final MovedClock clock = new MovedClock(START);
    final BookBroker broker;
    final List<Decision> decisions = new ArrayList<>();

    /** Told before every operation on the disk; may end the process. */
    Runnable disk = () -> {};

    LivePlatform platform;

    private final Map<String, Map<String, String>> settings = new TreeMap<>();
    private MemoryFiles files = new MemoryFiles();
    private boolean begun;
    private int process;

    LiveRun(String... accounts) {
        broker = new BookBroker(clock, accounts);
    }

    /** Sets a rule. */
    LiveRun with(String rule, String... keysAndValues) {
        Map<String, String> values = new TreeMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        settings.put("riskgate.rule." + rule + "-default", values);
        return this;
    }

    /** A process starts on what the one before left. */
    LiveRun start() throws Exception {
        try {
            return startsAnew();
        } catch (IllegalStateException e) {
            if (e.getCause() instanceof SeededDisk.Crash crash) {
                throw crash;
            }
            throw e;
        }
    }

    private LiveRun startsAnew() throws Exception {
        int mine = ++process;
        RuleDesk desk = new RuleDesk();
        platform = new LivePlatform(
                new LiveSetup(
                        clock,
                        clock::nanos,
                        2,
                        100_000,
                        (bound, event, view) -> bound.evaluator.evaluate(event, view),
                        new LiveFixture.InlineCalls(),
                        NOPLogger.NOP_LOGGER,
                        false),
                desk);
        platform.listen(decisions::add);
        AllRules.offers().forEach(desk::offered);
        settings.forEach(desk::settings);
        FaultFiles faults = new FaultFiles(files, (operation, name) -> {
            if (mine != process) {
                throw new SeededDisk.Crash();
            }
            disk.run();
        });
        StoreOptions options = StoreOptions.of(faults, new SilentAlarm())
                .withNewIds(() -> STORE)
                .withSegments(4 * 1024, 0);
        platform.restore(begun ? options.withExpected(new StoreIdentity(STORE, 0), "etc") : options, "memory");
        begun = true;
        platform.enforceRules();
        platform.work();
        platform.connect(broker);
        platform.work();
        return this;
    }

    /** The process is dead; with the power gone, so is any part of what was not synced. */
    void died(Random powerGone) {
        process++;
        platform = null;
        broker.cut();
        files.processDied();
        if (powerGone != null) {
            files = files.afterPowerLoss(powerGone);
        }
    }

    /** Whether a process runs. */
    boolean runs() {
        return platform != null;
    }

    /** Lets time pass; everything happens at its own instant. */
    LiveRun pass(Duration time) {
        Instant end = clock.instant().plus(time);
        while (clock.instant().isBefore(end)) {
            Duration step = Duration.between(clock.instant(), end);
            step = step.compareTo(STEP) > 0 ? STEP : step;
            Instant next = broker.nextLate();
            if (next != null && next.isBefore(clock.instant().plus(step))) {
                step = Duration.between(clock.instant(), next);
            }
            clock.move(step.isNegative() ? Duration.ZERO : step);
            broker.happen();
            work();
        }
        return this;
    }

    /** Lets everything happen that is due now. */
    LiveRun work() {
        if (platform != null) {
            platform.work();
        }
        return this;
    }

    int held(String contract) {
        return broker.book(ACCOUNT).held(contract);
    }

    boolean allows() {
        return platform.gate().check(ACCOUNT).allowed();
    }

    List<Lockout> lockouts() {
        return platform.lockouts().of(ACCOUNT);
    }

    /** Everything that changed the broker's book, with who did it, for a message. */
    String story() {
        return broker.books.values().stream()
                        .map(book -> book.account + ": " + book.changes)
                        .toList()
                        .toString()
                + "\ncalls " + broker.calls + "\ndecisions " + decisions;
    }
}
