package io.riskgate.core.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.api.engine.Decision;
import io.riskgate.api.engine.Lockout;
import io.riskgate.api.event.AccountUpdate;
import io.riskgate.api.event.BookSnapshot;
import io.riskgate.api.recording.RecordedLine;
import io.riskgate.broker.paper.internal.PaperSimulations;
import io.riskgate.core.internal.recording.RecordedBytes;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Recordings most lines of which are broken, through the decoder and the whole engine: nothing throws, what is rejected
 * changes nothing, what comes twice counts once, what comes in another order counts the same, and no line frees an
 * account. {@code -Driskgate.seed=…} repeats a run, {@code -Driskgate.faults=true} makes it a million lines.
 */
class MutatedRecordingTest {
    private static final long SEED = Long.getLong("riskgate.seed", 20251031);
    private static final int MUTATED = 250;
    private static final int RECORDINGS = (Boolean.getBoolean("riskgate.faults") ? 1_000_000 : 7_500) / MUTATED;

    private static List<RecordedLine> read(List<String> lines) {
        return RecordedBytes.read((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** What is decided on a recording, while {@code locks} watches. */
    private static List<Decision> decisions(List<RecordedLine> lines, Locks locks) throws Exception {
        List<Decision> decisions = new ArrayList<>();
        ReplayRun run = new ReplayRun(
                AllRules.offers(),
                new PaperSimulations(),
                Map.of(),
                (rule, event, account) -> rule.evaluator.evaluate(event, account),
                decision -> {
                    decisions.add(decision);
                    locks.decided(decision);
                });
        for (RecordedLine line : lines) {
            locks.comes(line);
            run.line(line);
        }
        return decisions;
    }

    /** Says from what was decided who must be locked, and that nothing but time or a condition ended it. */
    private static final class Locks {
        private final Map<String, Map<String, Lockout>> byAccount = new TreeMap<>();
        private final Map<String, Instant> mayTradeSince = new TreeMap<>();
        private int ended;
        private RecordedLine newest;

        void comes(RecordedLine line) {
            newest = line;
            if (line instanceof RecordedLine.Event told) {
                if (told.event() instanceof AccountUpdate update && Boolean.TRUE.equals(update.canTrade())) {
                    mayTradeSince.put(update.account(), update.time());
                } else if (told.event() instanceof BookSnapshot read && Boolean.TRUE.equals(read.canTrade())) {
                    mayTradeSince.put(read.account(), read.time());
                }
            }
        }

        void decided(Decision decision) {
            if (decision instanceof Decision.Locked locked) {
                Lockout before = of(locked.account()).put(locked.lockout().rule(), locked.lockout());
                assertTrue(before == null || locked.lockout().endsAfter(before), () -> locked + " was " + before);
            } else if (decision instanceof Decision.LockoutEnded end) {
                Lockout lockout = of(end.account()).remove(end.rule());
                boolean over = lockout.end() == null
                        ? !mayTradeSince
                                .getOrDefault(end.account(), Instant.MIN)
                                .isBefore(lockout.createdAt())
                        : !end.time().isBefore(lockout.end());
                assertTrue(over, () -> end + " ended " + lockout + " by " + newest);
                ended++;
            } else if (decision instanceof Decision.State state) {
                boolean locked = of(state.account()).values().stream().anyMatch(one -> one.isActive(state.time()));
                assertEquals(locked, state.governing() != null, () -> state + " though " + of(state.account()));
            }
        }

        private Map<String, Lockout> of(String account) {
            return byAccount.computeIfAbsent(account, key -> new TreeMap<>());
        }
    }

    @Test
    void aBadLineChangesNothingALineTwiceCountsOnceAndNoLineFreesAnybody() {
        System.out.println("MutatedRecordingTest: " + RECORDINGS + " recordings, -Driskgate.seed=" + SEED);
        int[] sums = IntStream.range(0, RECORDINGS)
                .parallel()
                .mapToObj(i -> checked(SEED + i))
                .reduce(new int[3], (a, b) -> new int[] {a[0] + b[0], a[1] + b[1], a[2] + b[2]});
        assertTrue(sums[0] > RECORDINGS * MUTATED / 4, sums[0] + " lines were rejected");
        assertTrue(sums[1] > RECORDINGS * MUTATED / 20, sums[1] + " mutated lines were accepted");
        assertTrue(sums[2] > RECORDINGS, sums[2] + " lockouts ended");
    }

    /** How many lines were rejected, how many accepted though they were mutated, how many lockouts ended. */
    private static int[] checked(long seed) {
        try {
            return check(seed);
        } catch (Exception | AssertionError e) {
            throw new AssertionError("-Driskgate.seed=" + seed + ": " + e.getMessage(), e);
        }
    }

    private static int[] check(long seed) throws Exception {
        Random random = new Random(seed);
        RandomLines source = new RandomLines(random);
        List<String> lines = new ArrayList<>(source.settings());
        Set<Integer> mutated = new HashSet<>();
        while (mutated.size() < MUTATED) {
            if (random.nextInt(3) > 0) {
                lines.add(source.mutated());
                mutated.add(lines.size());
            } else {
                lines.add(source.valid());
            }
        }

        List<RecordedLine> read = read(lines);
        Locks locks = new Locks();
        List<Decision> decided = decisions(read, locks);
        Set<Integer> rejected = new HashSet<>();
        List<Decision> rest = new ArrayList<>();
        for (Decision decision : decided) {
            if (decision instanceof Decision.Rejected bad) {
                assertTrue(rejected.add(bad.line()), bad::toString);
            } else {
                rest.add(decision);
            }
        }
        Map<Integer, RecordedLine> byNumber = new HashMap<>();
        read.forEach(line -> byNumber.put(line.number(), line));
        for (int number = 1; number <= lines.size(); number++) {
            int line = number;
            RecordedLine one = byNumber.get(line);
            boolean accepted = one != null && !(one instanceof RecordedLine.Rejected);
            boolean blank = lines.get(line - 1).matches("[ \\t\\r]*");
            assertEquals(
                    !blank && !accepted, rejected.contains(line), () -> "line " + line + " " + lines.get(line - 1));
            assertTrue(accepted || mutated.contains(line) || goesBack(one), () -> lines.get(line - 1));
        }

        List<String> without = new ArrayList<>(lines);
        rejected.forEach(line -> without.set(line - 1, ""));
        List<RecordedLine> good = read(without);
        assertEquals(rest, decisions(good, new Locks()), "without what was rejected");
        if (good.stream().noneMatch(MutatedRecordingTest::carriesOut)) {
            assertEquals(rest, decisions(twice(good), new Locks()), "with every event twice");
        }
        int kept =
                (int) mutated.stream().filter(line -> !rejected.contains(line)).count();
        return new int[] {rejected.size(), kept, locks.ended};
    }

    /** Whether a line was rejected for being earlier than one before that a mutation made later. */
    private static boolean goesBack(RecordedLine line) {
        return line instanceof RecordedLine.Rejected bad && bad.reason().contains("time");
    }

    /** Whether the recorded broker carries commands out: what is recorded twice then is news. */
    private static boolean carriesOut(RecordedLine line) {
        return line instanceof RecordedLine.Mode;
    }

    private static List<RecordedLine> twice(List<RecordedLine> lines) {
        List<RecordedLine> twice = new ArrayList<>();
        for (RecordedLine line : lines) {
            twice.add(line);
            if (line instanceof RecordedLine.Event) {
                twice.add(line);
            }
        }
        return twice;
    }

    @Test
    void inWhateverOrderTradesComeTheDayIsTheSame() throws Exception {
        int cases = RECORDINGS;
        for (int i = 0; i < cases; i++) {
            Random random = new Random(SEED + i);
            Instant start = Instant.parse("2025-10-31T19:00:00Z");
            Instant reset = Instant.parse("2025-10-31T22:00:00Z");
            boolean overTheReset = random.nextBoolean();
            Instant told = overTheReset ? reset.plusSeconds(3_600) : reset.minusSeconds(3_600);
            List<String> events = new ArrayList<>();
            BigDecimal today = BigDecimal.ZERO;
            int counted = 0;
            int takenBack = 0;
            for (int trade = 0; trade < 12; trade++) {
                BigDecimal profit = BigDecimal.valueOf(random.nextInt(200_000) - 100_000L, 3);
                Duration before = Duration.ofSeconds(random.nextInt(7_000));
                Instant executed = told.minus(before).isBefore(start) ? start : told.minus(before);
                boolean voided = random.nextInt(4) == 0;
                if (!overTheReset || !executed.isBefore(reset)) {
                    today = voided ? today : today.add(profit);
                    counted++;
                    takenBack += voided ? 1 : 0;
                }
                String line = "\"account\":\"a\",\"tradeId\":\"t" + trade + "\",\"contract\":\"MNQ\",\"side\":\"SELL\","
                        + "\"quantity\":1,\"price\":\"21000\",\"profitAndLoss\":\"" + profit + "\",\"executedAt\":\""
                        + executed + "\"";
                events.add("\"type\":\"trade\"," + line);
                if (voided) {
                    events.add("\"type\":\"trade\"," + line + ",\"voided\":true");
                }
            }
            for (String contract : List.of("CON.F.US.MNQ.Z25", "CON.F.US.EP.Z25")) {
                events.add("\"type\":\"position\",\"account\":\"a\",\"contract\":\"" + contract
                        + "\",\"side\":\"LONG\",\"quantity\":2,\"averagePrice\":\"21000\"");
            }
            Decision.State one = state(events, told, random, start);
            Collections.shuffle(events, random);
            Decision.State other = state(events, told, random, start);

            String what = "-Driskgate.seed=" + (SEED + i) + events;
            assertEquals(0, today.compareTo(one.dayRealized().toBigDecimal()), what);
            assertEquals(one.dayRealized(), other.dayRealized(), what);
            assertEquals(counted, one.tradeCount(), what);
            assertTrue(other.tradeCount() <= counted && other.tradeCount() >= counted - takenBack, what);
            assertEquals(one.positions(), other.positions(), what);
        }
    }

    private static Decision.State state(List<String> events, Instant from, Random random, Instant start)
            throws Exception {
        List<String> lines = new ArrayList<>();
        lines.add("{\"type\":\"account\",\"account\":\"a\",\"time\":\"" + start + "\"}");
        Instant time = from;
        for (String event : events) {
            lines.add("{\"time\":\"" + time + "\"," + event + "}");
            time = time.plusMillis(random.nextInt(1_000));
        }
        lines.add("{\"type\":\"probe\",\"account\":\"a\",\"time\":\"" + from.plusSeconds(60) + "\"}");
        List<Decision> decided = decisions(read(lines), new Locks());
        assertFalse(decided.stream().anyMatch(Decision.Rejected.class::isInstance), lines::toString);
        return (Decision.State) decided.get(decided.size() - 1);
    }
}
