package io.riskgate.core.internal.engine;

import static io.riskgate.core.internal.engine.LiveRun.ACCOUNT;
import static io.riskgate.core.internal.engine.LiveRun.ES;
import static io.riskgate.core.internal.engine.LiveRun.MNQ;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.api.LockoutKind;
import io.riskgate.api.OrderSide;
import io.riskgate.api.OrderType;
import io.riskgate.api.engine.Decision;
import io.riskgate.api.engine.Lockout;
import io.riskgate.api.event.AccountUpdate;
import io.riskgate.core.internal.engine.BookBroker.Fate;
import io.riskgate.core.internal.store.SeededDisk;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An account is locked, closed and freed, and the process dies on the way: before each operation on the disk, before and
 * after each call and read, between all steps; at every such point once as kill -9 and once with the power gone. The
 * broker's book says what was closed, what was published and what the broker was asked for says what must be there.
 * {@code -Driskgate.seed=…} draws other answers, {@code -Driskgate.faults=true} dies at every point.
 */
class LockoutDeathTest {
    private static final long SEED = Long.getLong("riskgate.seed", 20251031);
    private static final boolean ALL = Boolean.getBoolean("riskgate.faults");

    /** Without {@code -Pfaults}: every so manieth point. */
    private static final int STRIDE = 13;

    /** How an account comes to be locked, and when it is free again. */
    enum Lock {
        HARD("daily_realized_loss", Instant.parse("2025-10-31T22:00:00Z"), "limit", "-5"),
        COOLDOWN("cooldown_after_loss", null, "tiers", "-5:30m"),
        SESSION(
                "session_block_outside",
                Instant.parse("2025-11-03T14:30:00Z"),
                "start",
                "08:30",
                "end",
                "13:01",
                "closeGrace",
                "0s"),
        CONDITION("auth_loss_guard", null, "onTradingDisabled", "lock");

        private final String rule;
        private final Instant until;
        private final String[] settings;

        Lock(String rule, Instant until, String... settings) {
            this.rule = rule;
            this.until = until;
            this.settings = settings;
        }
    }

    /** One life of one account, with at most two deaths in it. */
    private static final class Life {
        private final Lock lock;
        private final LiveRun run = new LiveRun(ACCOUNT);
        private final Random random;
        private final String name;
        private int dieIn;
        private int points;
        private boolean powerGoes;
        private boolean triggered;
        private Lockout owed;
        private int seen;
        private boolean freed;
        private final List<Integer> deaths = new ArrayList<>();

        Life(Lock lock, long seed, int dieAt, boolean powerGoes) {
            this.lock = lock;
            this.dieIn = dieAt;
            this.powerGoes = powerGoes;
            this.random = new Random(seed);
            this.name = lock + ", -Driskgate.seed=" + seed + ", dies at point " + dieAt + (powerGoes ? ", power" : "");
            run.with(lock.rule, lock.settings);
            run.disk = this::point;
            run.broker.point = this::point;
            run.broker.keepsToWhatIsOpen = random.nextInt(3) == 0;
            Fate[] fates = Fate.values();
            run.broker.fates = command -> run.broker.calls.size() > 5 ? Fate.DONE : fates[random.nextInt(fates.length)];
        }

        private void point() {
            points++;
            if (dieIn > 0 && --dieIn == 0) {
                deaths.add(points);
                throw new SeededDisk.Crash();
            }
        }

        /** Does one step; a process that dies before or in it is started again, and dies again at most once. */
        private void step(Runnable step) throws Exception {
            boolean[] begun = {false};
            survived(() -> {
                point();
                begun[0] = true;
                step.run();
                run.work();
            });
            if (!begun[0]) {
                survived(step);
            }
            survived(run::work);
            look();
        }

        private void survived(Runnable task) throws Exception {
            try {
                task.run();
            } catch (SeededDisk.Crash crash) {
                restart();
            }
        }

        private void restart() throws Exception {
            boolean runs = false;
            while (!runs) {
                note();
                run.died(powerGoes ? random : null);
                if (deaths.size() < 2 && random.nextInt(3) == 0) {
                    dieIn = 1 + random.nextInt(40);
                }
                run.pass(Duration.ofMillis(random.nextInt(3) * 2_000L));
                try {
                    run.start();
                    dieIn = 0;
                    look();
                    runs = true;
                } catch (SeededDisk.Crash again) {
                    runs = false;
                }
            }
        }

        /** What was published is owed from then on. */
        private void note() {
            for (Decision decision : run.decisions.subList(seen, run.decisions.size())) {
                if (decision instanceof Decision.Locked locked) {
                    owed = locked.lockout();
                }
            }
            seen = run.decisions.size();
        }

        private void look() {
            note();
            boolean closes = !run.broker.calls.isEmpty();
            freed |= owed != null && owed.end() != null && !run.clock.instant().isBefore(owed.end());
            boolean mustBeLocked = owed != null || triggered && lock != Lock.COOLDOWN || closes;
            if (mustBeLocked && !freed) {
                assertFalse(run.allows(), name + " is free\n" + run.story());
                assertEquals(1, run.lockouts().size(), name);
                Lockout lockout = run.lockouts().get(0);
                assertEquals(lock.rule, lockout.rule(), () -> name + deaths + lockout);
                assertEquals(LockoutKind.valueOf(lock.name()), lockout.kind(), name);
                assertTrue(lock.until == null || lock.until.equals(lockout.end()), () -> name + lockout);
                assertTrue(owed == null || owed.equals(lockout), () -> name + lockout + " was " + owed);
                owed = lockout;
            }
        }

        private void live() throws Exception {
            BookBroker broker = run.broker;
            survived(this::start);
            step(() -> broker.trade(ACCOUNT, MNQ, 3, "21000"));
            step(() -> broker.trade(ACCOUNT, ES, -3, "6000"));
            step(() -> broker.place(ACCOUNT, MNQ, OrderSide.SELL, OrderType.STOP, 3, "20900"));
            step(() -> broker.place(ACCOUNT, ES, OrderSide.SELL, OrderType.LIMIT, 1, "6100"));
            if (lock == Lock.SESSION) {
                passTo(Instant.parse("2025-10-31T18:01:00Z"));
            } else if (lock == Lock.CONDITION) {
                step(() -> {
                    broker.book(ACCOUNT).canTrade(false);
                    triggered = true;
                    broker.tell(List.of(new AccountUpdate(broker.stamp(), ACCOUNT, false, null, null)));
                });
            } else {
                step(() -> {
                    triggered = lock == Lock.HARD;
                    broker.trade(ACCOUNT, ES, 1, "6010");
                });
            }
            triggered |= lock == Lock.SESSION;
            Instant done = run.clock.instant().plusSeconds(120);
            while (run.clock.instant().isBefore(done)) {
                step(() -> run.pass(Duration.ofSeconds(3)));
            }
            boolean locked = owed != null;
            assertTrue(locked || lock == Lock.COOLDOWN && !deaths.isEmpty(), name + " was not locked");
            if (locked) {
                assertEquals(0, run.held(MNQ), () -> name + run.story());
                assertEquals(0, run.held(ES), () -> name + run.story());
                assertTrue(broker.book(ACCOUNT).orders.isEmpty(), () -> name + run.story());
                assertEquals(0, run.platform.status().openCommands(), () -> name + run.story());
                ends();
            }
            broker.book(ACCOUNT)
                    .changes
                    .forEach(change -> assertTrue(
                            change.before() == 0 || change.after() == 0 || change.before() > 0 == change.after() > 0,
                            () -> name + " was turned round\n" + run.story()));
        }

        /** The lockout holds until its end, to the last step before it, whoever dies then. */
        private void ends() throws Exception {
            if (lock == Lock.CONDITION) {
                leapTo(LiveRun.START.plus(Duration.ofDays(3)));
                step(() -> {
                    freed = true;
                    run.broker.book(ACCOUNT).canTrade(true);
                    run.broker.tell(List.of(new AccountUpdate(run.broker.stamp(), ACCOUNT, true, null, null)));
                });
            } else {
                Instant end = owed.end();
                leapTo(end.minusMillis(1));
                step(() -> run.clock.move(Duration.ofNanos(999_999)));
                step(() -> run.pass(Duration.ofSeconds(1)));
            }
            run.pass(Duration.ofSeconds(1));
            assertTrue(run.allows(), () -> name + " is not free after " + owed + run.lockouts());
            assertEquals(List.of(), run.lockouts(), name);
        }

        private void start() {
            try {
                run.start();
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        private void passTo(Instant time) throws Exception {
            while (run.clock.instant().isBefore(time)) {
                Duration left = Duration.between(run.clock.instant(), time);
                step(() -> run.pass(left.toSeconds() > 20 ? Duration.ofSeconds(20) : left));
            }
        }

        private void leapTo(Instant time) throws Exception {
            while (run.clock.instant().isBefore(time)) {
                step(() -> {
                    Duration left = Duration.between(run.clock.instant(), time);
                    run.clock.move(left.toHours() > 2 ? Duration.ofHours(2) : left.isNegative() ? Duration.ZERO : left);
                });
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Lock.class)
    void theLockoutIsThereTheAccountIsFlatAndNothingIsClosedTwice(Lock lock) throws Exception {
        System.out.println("LockoutDeathTest: -Driskgate.seed=" + SEED);
        Life undisturbed = new Life(lock, SEED, 0, false);
        undisturbed.live();
        int deaths = 0;
        int points = undisturbed.points + 20;
        for (int point = 1; point <= points; point += ALL ? 1 : STRIDE) {
            for (boolean power : new boolean[] {false, true}) {
                Life life = new Life(lock, SEED + point * 2L + (power ? 1 : 0), point, power);
                life.live();
                deaths += life.deaths.size();
            }
        }
        System.out.println("LockoutDeathTest: " + lock + " died " + deaths + " times at " + points + " points");
        assertTrue(deaths >= (ALL ? 300 : 15), deaths + " deaths");
    }
}
