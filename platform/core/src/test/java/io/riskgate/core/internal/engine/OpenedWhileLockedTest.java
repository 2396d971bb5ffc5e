package io.riskgate.core.internal.engine;

import static io.riskgate.core.internal.engine.LiveRun.ACCOUNT;
import static io.riskgate.core.internal.engine.LiveRun.ES;
import static io.riskgate.core.internal.engine.LiveRun.MNQ;
import static io.riskgate.core.internal.engine.LiveRun.RTY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.api.OrderSide;
import io.riskgate.api.OrderType;
import io.riskgate.api.broker.BrokerCommand;
import io.riskgate.api.event.ConnectionUpdate;
import io.riskgate.api.event.OrderUpdate;
import io.riskgate.core.internal.engine.SimulationBook.Cause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * A locked account opens, adds and turns round in every way there is, while the trader gets out where he wants. What may
 * be left of each position is counted here from the broker's book alone. {@code -Driskgate.seed=…} repeats a run,
 * {@code -Driskgate.faults=true} makes it a long one.
 */
class OpenedWhileLockedTest {
    private static final long SEED = Long.getLong("riskgate.seed", 20251031);
    private static final int CASES = Boolean.getBoolean("riskgate.faults") ? 1_000 : 100;
    private static final List<String> CONTRACTS = List.of(MNQ, ES, RTY);
    private static final Map<String, String> PRICES = Map.of(MNQ, "21000", ES, "6000", RTY, "2200");

    /** How a position comes to be. */
    private enum Way {
        MARKET,
        RESTING_ORDER,
        REVERSED,
        ADDED,
        WHILE_THE_LINK_IS_LOST,
        WHILE_THE_PLATFORM_IS_DOWN
    }

    /** One locked account. */
    private static final class Case {
        private final Random random;
        private final String name;
        private final LiveRun run = new LiveRun(ACCOUNT);
        private final BookBroker broker = run.broker;
        private final boolean flattened;
        private final List<String> done = new ArrayList<>();

        /** What may be left of each position, with sign. */
        private final Map<String, Integer> ceilings = new TreeMap<>();

        private int counted;

        Case(long seed) {
            random = new Random(seed);
            name = "-Driskgate.seed=" + seed;
            flattened = random.nextInt(3) == 0;
            run.with("daily_realized_loss", "limit", flattened ? "-5" : "-5000");
            run.with("trade_frequency_limit", "perMinute", "3", "perMinuteCooldown", "4m", "perHourCooldown", "5m");
            broker.keepsToWhatIsOpen = random.nextBoolean();
        }

        private void live() throws Exception {
            run.start();
            trade(MNQ, 1 + random.nextInt(5));
            trade(ES, -1 - random.nextInt(5));
            OrderUpdate stop = broker.place(ACCOUNT, MNQ, OrderSide.SELL, OrderType.STOP, 1, "20000");
            trade(MNQ, -1, "20900");
            trade(ES, 1, flattened ? "6010" : "6000");
            run.pass(Duration.ofSeconds(1));
            assertFalse(run.allows(), () -> name + run.story());
            for (String contract : CONTRACTS) {
                ceilings.put(contract, flattened ? 0 : run.held(contract));
                assertEquals(ceilings.get(contract), run.held(contract), name);
            }
            counted = broker.book(ACCOUNT).changes.size();

            for (int i = 1 + random.nextInt(5); i > 0; i--) {
                Way way = Way.values()[random.nextInt(Way.values().length)];
                open(way, CONTRACTS.get(random.nextInt(CONTRACTS.size())));
                if (random.nextBoolean()) {
                    run.pass(Duration.ofMillis(random.nextInt(1_500)));
                }
                if (random.nextInt(3) == 0) {
                    exit(CONTRACTS.get(random.nextInt(CONTRACTS.size())));
                }
                run.pass(Duration.ofSeconds(2));
                check();
            }
            exitByStop(stop);
            assertFalse(run.allows(), name);
            assertEquals(0, run.platform.status().openCommands(), () -> name + done + run.story());
        }

        private void trade(String contract, int delta) {
            trade(contract, delta, PRICES.get(contract));
        }

        private void trade(String contract, int delta, String price) {
            broker.trade(ACCOUNT, contract, delta, price);
            run.work();
        }

        private int several() {
            return (1 + random.nextInt(4)) * (random.nextBoolean() ? 1 : -1);
        }

        private void open(Way way, String contract) throws Exception {
            int held = run.held(contract);
            int side = held == 0 ? (random.nextBoolean() ? 1 : -1) : Integer.signum(held);
            done.add(way + " " + contract);
            switch (way) {
                case MARKET -> trade(contract, several());
                case ADDED -> trade(contract, side * (1 + random.nextInt(3)));
                case REVERSED -> trade(contract, -held - side * (1 + random.nextInt(3)));
                case RESTING_ORDER -> {
                    broker.tells = false;
                    OrderUpdate order = broker.place(
                            ACCOUNT,
                            contract,
                            random.nextBoolean() ? OrderSide.BUY : OrderSide.SELL,
                            OrderType.LIMIT,
                            1 + random.nextInt(4),
                            PRICES.get(contract));
                    broker.tells = true;
                    if (random.nextBoolean()) {
                        broker.fill(order, PRICES.get(contract));
                    } else {
                        broker.tell(List.of(order));
                        run.pass(Duration.ofSeconds(1));
                        boolean couldOpen =
                                Math.abs(held) < order.quantity() || held > 0 == (order.side() == OrderSide.BUY);
                        assertEquals(
                                !couldOpen,
                                broker.book(ACCOUNT).orders.containsKey(order.orderId()),
                                () -> name + done + order + run.story());
                    }
                }
                case WHILE_THE_LINK_IS_LOST -> {
                    broker.tell(List.of(new ConnectionUpdate(broker.stamp(), null, ConnectionUpdate.State.LOST, null)));
                    unseen(contract);
                    broker.tell(
                            List.of(new ConnectionUpdate(broker.stamp(), null, ConnectionUpdate.State.RESTORED, null)));
                }
                case WHILE_THE_PLATFORM_IS_DOWN -> {
                    run.died(random.nextBoolean() ? random : null);
                    unseen(contract);
                    run.start();
                }
            }
            run.work();
        }

        /** Trades of which only the outcome is seen. */
        private void unseen(String contract) {
            count();
            broker.tells = false;
            broker.trade(ACCOUNT, contract, several(), PRICES.get(contract));
            run.pass(Duration.ofMillis(random.nextInt(2_000)));
            broker.tells = true;
            counted = broker.book(ACCOUNT).changes.size();
            lower(contract, run.held(contract));
        }

        /** The trader gets out, wholly or in part. */
        private void exit(String contract) {
            int held = run.held(contract);
            if (held != 0) {
                int out = 1 + random.nextInt(Math.abs(held));
                done.add("exit " + out + " " + contract);
                trade(contract, -Integer.signum(held) * out);
            }
        }

        /** The stop that was there when the lock began is left alone as long as it protects, and fills. */
        private void exitByStop(OrderUpdate stop) {
            int held = run.held(MNQ);
            boolean protects = held > 0 && !flattened;
            boolean works = broker.book(ACCOUNT).orders.containsKey(stop.orderId());
            boolean wasFlat = broker.book(ACCOUNT).changes.stream()
                    .anyMatch(change -> change.contract().equals(MNQ) && change.before() != 0 && change.after() <= 0);
            assertTrue(works || !protects || wasFlat, () -> name + done + run.story());
            if (works && held > 0) {
                broker.fill(stop, "20000");
                run.work().pass(Duration.ofSeconds(2));
                assertEquals(held - 1, run.held(MNQ), () -> name + done + run.story());
                check();
            }
        }

        /** Lowers what may be left by what the trader did where the platform saw it. */
        private void count() {
            List<SimulationBook.Change> changes = broker.book(ACCOUNT).changes;
            for (; counted < changes.size(); counted++) {
                lower(changes.get(counted).contract(), changes.get(counted).after());
            }
        }

        private void lower(String contract, int held) {
            int ceiling = ceilings.get(contract);
            boolean sameSide = Integer.signum(held) == Integer.signum(ceiling);
            ceilings.put(contract, !sameSide ? 0 : Math.abs(held) < Math.abs(ceiling) ? held : ceiling);
        }

        private void check() {
            count();
            for (String contract : CONTRACTS) {
                assertEquals(
                        ceilings.get(contract),
                        run.held(contract),
                        () -> name + " " + contract + " ceilings " + ceilings + done + run.story());
            }
            broker.book(ACCOUNT).changes.stream()
                    .filter(change -> change.cause() == Cause.PLATFORM)
                    .forEach(change -> assertTrue(
                            change.after() == 0 || change.before() > 0 == change.after() > 0,
                            () -> name + " was turned round " + run.story()));
            for (OrderUpdate order : broker.book(ACCOUNT).orders.values()) {
                int held = run.held(order.contract());
                assertTrue(
                        held > 0 == (order.side() == OrderSide.SELL) && order.quantity() <= Math.abs(held),
                        () -> name + " could open: " + order + run.story());
            }
        }
    }

    @Test
    void isClosedAgainDownToTheCeilingAndNoExitIsHeldUp() throws Exception {
        System.out.println("OpenedWhileLockedTest: -Driskgate.seed=" + SEED);
        int closed = 0;
        for (int i = 0; i < CASES; i++) {
            Case one = new Case(SEED + i);
            one.live();
            closed += (int) one.broker.calls.stream()
                    .filter(BrokerCommand.ClosePosition.class::isInstance)
                    .count();
        }
        assertTrue(closed > CASES, closed + " closes");
    }
}
