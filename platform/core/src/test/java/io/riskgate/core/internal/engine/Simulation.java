package io.riskgate.core.internal.engine;

import io.riskgate.api.engine.AccountStatus;
import io.riskgate.api.engine.Decision;
import io.riskgate.api.event.AccountUpdate;
import io.riskgate.api.event.BrokerEvent;
import io.riskgate.api.event.ConnectionUpdate;
import io.riskgate.core.internal.store.SeededDisk;
import io.riskgate.core.internal.store.StoreIdentity;
import io.riskgate.core.internal.store.StoreOptions;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.UUID;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.helpers.NOPLogger;

/**
 * One run of everything in one thread: the live platform with all rules over a disk that fails, a broker that lies, a
 * trader who does not stop, a clock that is moved, and processes that die between any two operations on a file. The same
 * seed is the same run.
 */
final class Simulation {
    static final Instant START = Instant.parse("2025-10-31T18:00:00Z");

    static final Duration TICK = Duration.ofMillis(400);

    /** Further than this a running platform with open positions has too much to do in between. */
    private static final Duration FAR = Duration.ofMinutes(10);

    /** Something that happens at a time whatever process runs. */
    private record Due(Instant at, long order, Runnable what) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    /** Something that cannot be undone: the process must die of it. */
    @FunctionalInterface
    private interface Task {
        void run() throws Exception;
    }

    private final MovedClock clock = new MovedClock(START);
    private final Random random;
    private final SeededDisk disk;
    private final SimulationBroker broker;
    private final SimulationTrader trader;
    private final SimulationStream stream;
    private final SimulationSettings settings;
    private final SimulationOracle oracle;
    private final PriorityQueue<Due> due = new PriorityQueue<>();
    private final List<Decision> decisions = new ArrayList<>();
    private final List<String> trace;

    private LivePlatform platform;
    private RuleDesk desk;
    private Calls calls;
    private UUID storeId;
    private boolean connected;
    private long order;
    private int processes;

    /**
     * A run that has not begun.
     *
     * @param trace gets a line for everything that happens, or null
     */
    Simulation(long seed, List<String> trace) {
        this.trace = trace;
        random = new Random(seed * 0x9E3779B97F4A7C15L + 1);
        disk = new SeededDisk(new Random(seed + 1));
        broker = new SimulationBroker(this, new Random(seed + 2));
        trader = new SimulationTrader(this, broker, new Random(seed + 3));
        settings = new SimulationSettings(new Random(seed + 4));
        stream = new SimulationStream(this, broker, new Random(seed + 5));
        oracle = new SimulationOracle(this, broker, settings, disk, seed % 4 == 0);
    }

    /** Calls to the broker: begun when chance has it, and gone on with when they are answered. */
    private final class Calls implements BrokerCalls {
        private final int process = processes;
        private boolean atOnce;

        @Override
        public void start(Call call) {
            SimulationBroker.Request request = new SimulationBroker.Request(call, broker.stamp(), atOnce, process);
            oracle.commands().sent(request);
            if (atOnce) {
                broker.run(request);
            } else {
                later(Duration.ofMillis(random.nextBoolean() ? 0 : random.nextInt(300)), () -> run(request));
            }
        }

        private void run(SimulationBroker.Request request) {
            boolean lostWithItsProcess = process != processes && random.nextBoolean();
            if (!lostWithItsProcess) {
                Duration after = broker.run(request);
                if (after != null) {
                    later(after, () -> run(request));
                }
            }
        }

        @Override
        public void stop() {}
    }

    Instant now() {
        return clock.instant();
    }

    SimulationOracle oracle() {
        return oracle;
    }

    /** The platform, or null while it is down. */
    LivePlatform platform() {
        return platform;
    }

    /** Whether a process runs that is connected to its broker. */
    boolean armed() {
        return platform != null && connected;
    }

    /** What the platform says of an account now, or null. */
    AccountStatus status(String account) {
        return platform == null ? null : platform.account(account).orElse(null);
    }

    void trace(String line, Object... values) {
        if (trace != null) {
            trace.add(now() + " " + MessageFormatter.arrayFormat(line, values).getMessage());
        }
    }

    /** Has something happen after a time. */
    void later(Duration after, Runnable what) {
        at(now().plus(after), what);
    }

    /** Has something happen at a time. */
    void at(Instant time, Runnable what) {
        due.add(new Due(time, order++, what));
    }

    /** What the broker tells the platform goes through this. */
    SimulationStream stream() {
        return stream;
    }

    /** Hands an event to the platform, sometimes twice. */
    void deliver(BrokerEvent event) {
        trace("told {}", event);
        guarded(() -> {
            platform.accept(event);
            work();
            oracle.told(event);
            if (random.nextInt(8) == 0) {
                oracle.again(event);
                platform.accept(event);
                work();
                oracle.saidAgain(event);
            }
        });
    }

    private void work() {
        platform.work();
        oracle.after(taken());
    }

    private List<Decision> taken() {
        List<Decision> taken = List.copyOf(decisions);
        decisions.clear();
        taken.forEach(decision -> trace("  {}", decision));
        return taken;
    }

    /** Does something in which the process may die. */
    private void guarded(Task task) {
        try {
            task.run();
        } catch (SeededDisk.Crash crash) {
            trace("killed at a file operation");
            died();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void died() {
        boolean powerWent = random.nextBoolean();
        trace("the process is dead{}", powerWent ? ", the power went" : "");
        oracle.died(platform, taken());
        platform = null;
        connected = false;
        stream.cut();
        disk.died(powerWent);
    }

    /** Lets time pass; everything happens at its own instant. */
    void pass(Duration time) {
        Instant end = now().plus(time);
        while (now().isBefore(end)) {
            Instant next = now().plus(TICK);
            next = next.isAfter(end) ? end : next;
            if (!due.isEmpty() && due.peek().at.isBefore(next)) {
                next = due.peek().at;
            }
            clock.move(Duration.between(now(), next));
            happen();
        }
    }

    private void happen() {
        boolean any = true;
        while (any) {
            any = !due.isEmpty() && !due.peek().at.isAfter(now());
            if (any) {
                oracle.happens();
                due.poll().what.run();
            }
            if (platform != null) {
                guarded(this::work);
            }
        }
    }

    private void start() {
        while (platform == null) {
            if (random.nextBoolean()) {
                disk.fail(false);
            }
            guarded(() -> {
                processes++;
                desk = new RuleDesk();
                calls = new Calls();
                LivePlatform starting = new LivePlatform(
                        new LiveSetup(
                                clock,
                                clock::nanos,
                                2,
                                100_000,
                                (bound, event, view) -> bound.evaluator.evaluate(event, view),
                                calls,
                                NOPLogger.NOP_LOGGER,
                                false),
                        desk);
                starting.listen(decisions::add);
                AllRules.offers().forEach(desk::offered);
                settings.inForce().forEach(desk::settings);
                StoreOptions options = StoreOptions.of(disk.process(), new SilentAlarm())
                        .withNewIds(() -> new UUID(7, 7))
                        .withSegments(16 * 1024, 0);
                try {
                    starting.restore(
                            storeId == null ? options : options.withExpected(new StoreIdentity(storeId, 0), "etc"),
                            "memory");
                } catch (IOException e) {
                    trace("could not start: {}", e.getMessage());
                    died();
                    return;
                }
                platform = starting;
                storeId = new UUID(7, 7);
                trace("started");
                taken();
                oracle.restored();
                platform.enforceRules();
                work();
            });
        }
    }

    private void connect() {
        guarded(() -> {
            calls.atOnce = true;
            try {
                platform.connect(broker);
                connected = platform.status().armed();
                oracle.happens();
                if (!connected) {
                    oracle.fail("not armed: {}", platform.status().notArmedBecause());
                }
                trace("connected: {}", connected);
            } catch (IOException e) {
                trace("could not connect: {}", e.getMessage());
            } finally {
                calls.atOnce = false;
            }
            work();
        });
    }

    private void stop() {
        guarded(() -> {
            calls.atOnce = true;
            platform.stop();
            trace("stopped");
        });
        if (platform != null) {
            died();
        }
    }

    /** Twice: everything goes wrong for so many steps, then all heals, and what must be so in the end is checked. */
    void run(int steps) {
        for (int round = 0; round < 2; round++) {
            for (int step = 0; step < steps; step++) {
                step();
                pass(pause());
            }
            heal();
            oracle.inTheEnd();
        }
    }

    private void step() {
        if (platform == null) {
            pass(downtime());
            for (int trades = random.nextInt(4); trades > 0; trades--) {
                trader.act();
            }
            start();
        } else if (!connected) {
            pass(Duration.ofMillis(random.nextInt(2_000)));
            if (platform != null) {
                connect();
            }
        } else {
            act();
        }
    }

    private Duration downtime() {
        return switch (random.nextInt(5)) {
            case 0, 1 -> Duration.ZERO;
            case 2 -> Duration.ofMillis(random.nextInt(5_000));
            case 3 -> Duration.ofSeconds(random.nextInt(90));
            default -> Duration.ofMinutes(random.nextInt(20));
        };
    }

    private Duration pause() {
        return switch (random.nextInt(6)) {
            case 0, 1 -> Duration.ZERO;
            case 2, 3, 4 -> Duration.ofMillis(random.nextInt(3_000));
            default -> Duration.ofSeconds(random.nextInt(15));
        };
    }

    private void act() {
        int what = random.nextInt(100);
        if (what < 60) {
            trader.act();
        } else if (what < 70) {
            trader.quote();
        } else if (what < 78) {
            trouble();
        } else if (what < 82) {
            disk.fail(!disk.failing());
            trace("the disk fails: {}", disk.failing());
        } else if (what < 86) {
            disk.crashIn(random.nextInt(30));
        } else if (what < 87) {
            stop();
        } else if (what < 88) {
            guarded(() -> {
                throw new SeededDisk.Crash();
            });
        } else if (what < 91) {
            link();
        } else if (what < 95) {
            guarded(() -> {
                settings.edit(desk);
                trace("settings: {}", settings.inForce());
                work();
            });
        } else if (what < 97) {
            leap();
        } else if (what < 98) {
            SimulationBook book = broker.book("A" + (1 + random.nextInt(3)));
            book.canTrade(!book.canTrade);
            stream.tell(new AccountUpdate(broker.stamp(), book.account, book.canTrade, null, null));
        } else if (random.nextInt(8) == 0) {
            guarded(() -> platform.makeImage());
        }
    }

    private void trouble() {
        String account = SimulationBroker.ACCOUNTS.get(random.nextInt(SimulationBroker.ACCOUNTS.size()));
        SimulationBroker.Trouble[] all = SimulationBroker.Trouble.values();
        SimulationBroker.Trouble trouble = all[random.nextInt(3) == 0 ? 0 : random.nextInt(all.length)];
        broker.troubles.put(account, random.nextInt(2) == 0 ? SimulationBroker.Trouble.SOME : trouble);
        trace("trouble of {}: {}", account, broker.troubles.get(account));
    }

    private void link() {
        boolean restored = !broker.linked;
        ConnectionUpdate.State state = restored ? ConnectionUpdate.State.RESTORED : ConnectionUpdate.State.LOST;
        stream.cut();
        broker.linked = restored;
        deliver(new ConnectionUpdate(broker.stamp(), null, state, null));
    }

    /** Time passes at once, mostly to an instant near a reset or the end of a lockout. */
    private void leap() {
        List<Instant> ends = new ArrayList<>(oracle.ends());
        ends.add(settings.resetAfter(now()));
        Instant to = ends.get(random.nextInt(ends.size())).plusMillis(random.nextInt(3) - 1L);
        boolean far = to.isAfter(now().plus(FAR));
        boolean open = broker.books.values().stream().anyMatch(book -> !book.positions.isEmpty());
        if (!to.isAfter(now()) || disk.failing()) {
            return;
        }
        trace("leaps to {}", to);
        if (far && open) {
            stop();
        }
        clock.move(Duration.between(now(), to));
        happen();
    }

    private void heal() {
        disk.fail(false);
        disk.crashIn(-1);
        if (!broker.linked && armed()) {
            link();
            pass(Duration.ofSeconds(1));
        }
        broker.linked = true;
        broker.troubles.replaceAll((account, trouble) -> SimulationBroker.Trouble.NONE);
        if (platform == null) {
            start();
        }
        while (!connected) {
            connect();
            pass(Duration.ofSeconds(1));
        }
        trace("all is healed");
        pass(Duration.ofSeconds(45));
        if (random.nextBoolean()) {
            link();
            link();
        }
        pass(Duration.ofSeconds(75));
        while (SimulationBroker.ACCOUNTS.stream().anyMatch(this::enforcedJustNow)) {
            pass(Duration.ofSeconds(15));
        }
    }

    private boolean enforcedJustNow(String account) {
        return status(account).commands().stream()
                .anyMatch(open -> open.openedAt().plusSeconds(30).isAfter(now()));
    }
}
