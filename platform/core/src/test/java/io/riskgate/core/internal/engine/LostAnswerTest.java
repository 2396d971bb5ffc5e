package io.riskgate.core.internal.engine;

import static io.riskgate.core.internal.engine.LiveRun.ACCOUNT;
import static io.riskgate.core.internal.engine.LiveRun.ES;
import static io.riskgate.core.internal.engine.LiveRun.MNQ;
import static io.riskgate.core.internal.engine.LiveRun.RTY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.api.broker.BrokerCommand;
import io.riskgate.core.internal.engine.BookBroker.Fate;
import io.riskgate.core.internal.engine.SimulationBook.Cause;
import io.riskgate.core.internal.engine.SimulationBook.Change;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Orders of the platform go through, wholly, in part or later, and the answers are lost. Where the trader keeps still the
 * broker would turn a position round by an order too many; where he gets out at the same time it keeps to what is open.
 * {@code -Driskgate.seed=…} repeats a run, {@code -Driskgate.faults=true} makes it a long one.
 */
class LostAnswerTest {
    private static final long SEED = Long.getLong("riskgate.seed", 20251031);
    private static final int CASES = Boolean.getBoolean("riskgate.faults") ? 10_000 : 300;
    private static final Map<String, String> PRICES = Map.of(MNQ, "21000", ES, "6000", RTY, "2200");

    /** Why the platform closes, and what may be left. */
    private enum Why {
        /** Everything goes. */
        LOCKED,
        /** All contracts together are reduced to 2. */
        TOO_MANY,
        /** Each contract is reduced to 1. */
        TOO_MANY_OF_ONE,
        /** MNQ goes, the rest stays. */
        BLOCKED_SYMBOL
    }

    private static final class Case {
        private final Random random;
        private final String name;
        private final LiveRun run = new LiveRun(ACCOUNT);
        private final BookBroker broker = run.broker;
        private final Why why;
        private final boolean traderActs;

        /** Whether the stream tells of what happens once the platform closes; a read shows it anyhow. */
        private final boolean told;

        private final List<String> contracts;
        private final Map<String, Integer> opened = new TreeMap<>();

        Case(long seed) {
            random = new Random(seed);
            why = Why.values()[random.nextInt(Why.values().length)];
            traderActs = random.nextInt(3) == 0;
            told = random.nextBoolean();
            contracts = List.of(MNQ, ES, RTY).subList(0, 1 + random.nextInt(3));
            name = why + (traderActs ? ", the trader acts" : "") + ", -Driskgate.seed=" + seed;
            switch (why) {
                case LOCKED -> run.with("daily_realized_loss", "limit", "-5");
                case TOO_MANY -> run.with("max_contracts", "limit", "2", "counting", "gross");
                case TOO_MANY_OF_ONE -> run.with("max_contracts_per_instrument", "defaultLimit", "1");
                case BLOCKED_SYMBOL -> run.with("symbol_blocks", "symbols", "MNQ");
            }
            broker.keepsToWhatIsOpen = traderActs;
            int troubles = 1 + random.nextInt(6);
            Fate[] fates = Fate.values();
            broker.fates = command -> broker.calls.size() > troubles
                    ? Fate.DONE
                    : random.nextInt(3) > 0 ? Fate.LOST : fates[random.nextInt(fates.length)];
        }

        private void live() throws Exception {
            run.start();
            for (String contract : contracts) {
                int size = (1 + random.nextInt(6)) * (random.nextBoolean() ? 1 : -1);
                opened.put(contract, size);
                broker.tells = random.nextInt(4) > 0 || why != Why.LOCKED;
                broker.trade(ACCOUNT, contract, size, PRICES.get(contract));
                broker.tells = true;
            }
            if (why == Why.LOCKED) {
                int delta = -Integer.signum(opened.get(MNQ));
                broker.trade(ACCOUNT, MNQ, delta, delta < 0 ? "20900" : "21100");
                opened.merge(MNQ, delta, Integer::sum);
            }
            run.work();
            broker.tells = told;
            for (int second = 0;
                    second < 150 && (second < 10 || run.platform.status().openCommands() > 0);
                    second++) {
                if (traderActs && second < 20 && random.nextInt(4) == 0) {
                    getsOut(contracts.get(random.nextInt(contracts.size())));
                }
                run.pass(Duration.ofMillis(900 + random.nextInt(200)));
            }
            run.pass(Duration.ofSeconds(10));
            check();
        }

        private void getsOut(String contract) {
            int held = run.held(contract);
            if (held != 0) {
                int out = 1 + random.nextInt(Math.abs(held));
                broker.tells = told && random.nextInt(4) > 0;
                broker.trade(ACCOUNT, contract, -Integer.signum(held) * out, PRICES.get(contract));
                broker.tells = told;
            }
        }

        private void check() {
            List<Change> changes = broker.book(ACCOUNT).changes;
            for (Change change : changes) {
                assertTrue(
                        change.cause() == Cause.TRADER
                                || change.after() == 0
                                || change.before() > 0 == change.after() > 0,
                        () -> name + " was turned round " + run.story());
            }
            assertEquals(0, run.platform.status().openCommands(), () -> name + run.story());
            int left = 0;
            for (String contract : contracts) {
                int size = Math.abs(opened.get(contract));
                int byPlatform = by(Cause.PLATFORM, contract);
                int byTrader = by(Cause.TRADER, contract);
                int held = Math.abs(run.held(contract));
                assertEquals(size, byPlatform + byTrader + held, () -> name + run.story());
                left += held;
                int most =
                        switch (why) {
                            case LOCKED -> 0;
                            case TOO_MANY -> 2;
                            case TOO_MANY_OF_ONE -> 1;
                            case BLOCKED_SYMBOL -> contract.equals(MNQ) ? 0 : size;
                        };
                assertTrue(held <= most, () -> name + " " + contract + run.story());
                boolean untouched = why == Why.BLOCKED_SYMBOL && !contract.equals(MNQ);
                assertTrue(!untouched || byPlatform == 0, () -> name + " " + contract + run.story());
                if (why == Why.TOO_MANY_OF_ONE && !traderActs) {
                    assertEquals(1, held, () -> name + " closed more than the excess " + run.story());
                }
            }
            int all = opened.values().stream().mapToInt(Math::abs).sum();
            if (why == Why.TOO_MANY && !traderActs) {
                assertEquals(Math.min(2, all), left, () -> name + " closed more than the excess " + run.story());
            }
        }

        /** How many contracts somebody closed, after the position was there. */
        private int by(Cause cause, String contract) {
            List<Change> of = broker.book(ACCOUNT).changes.stream()
                    .filter(change -> change.contract().equals(contract))
                    .toList();
            int first = why == Why.LOCKED && contract.equals(MNQ) ? 2 : 1;
            return IntStream.range(first, of.size())
                    .filter(i -> of.get(i).cause() == cause)
                    .map(i -> Math.abs(of.get(i).before()) - Math.abs(of.get(i).after()))
                    .sum();
        }
    }

    @Test
    void neverClosesTwiceAndNeverTurnsAPositionRound() throws Exception {
        System.out.println("LostAnswerTest: -Driskgate.seed=" + SEED);
        long closes = 0;
        for (int i = 0; i < CASES; i++) {
            Case one = new Case(SEED + i);
            one.live();
            closes += one.broker.calls.stream()
                    .filter(BrokerCommand.ClosePosition.class::isInstance)
                    .count();
        }
        assertTrue(closes > CASES, closes + " closes");
    }
}
