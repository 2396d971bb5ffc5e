package io.riskgate.core.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Calls to a broker that takes 20 in 60 seconds. */
class CallQueueTest {
    private final MovedClock clock = new MovedClock(Instant.parse("2025-10-31T18:00:00Z"));
    private final List<String> made = new ArrayList<>();
    private final CallQueue queue = new CallQueue(new LiveFixture.InlineCalls(), clock::nanos);

    CallQueueTest() {
        queue.use(new CallLimit(20, Duration.ofSeconds(60)));
    }

    private CallQueue.Waiting start(Urgency urgency, String name) {
        return queue.start(urgency, () -> made.add(name));
    }

    private void starts(int count, Urgency urgency, String name) {
        for (int i = 0; i < count; i++) {
            start(urgency, name);
        }
    }

    private void pass(int seconds) {
        clock.move(Duration.ofSeconds(seconds));
        queue.startDue();
    }

    @Test
    void aQuarterIsKeptForClosingAndItsReadsAndATenthForClosingAlone() {
        starts(30, Urgency.OTHER, "other");
        assertEquals(15, made.size());
        starts(30, Urgency.READ, "read");
        assertEquals(18, made.size());
        starts(30, Urgency.CLOSE, "close");
        assertEquals(20, made.size());
        assertEquals(List.of("read", "close", "close"), made.subList(17, 20));
    }

    @Test
    void closingGoesFirstThenReadsThenTheRestEachInTheOrderInWhichTheyCame() {
        starts(20, Urgency.CLOSE, "before");
        start(Urgency.OTHER, "other 1");
        start(Urgency.READ, "read 1");
        start(Urgency.OTHER, "other 2");
        start(Urgency.CLOSE, "close 1");
        start(Urgency.READ, "read 2");
        start(Urgency.CLOSE, "close 2");
        assertEquals(20, made.size());

        pass(60);

        assertEquals(
                List.of("close 1", "close 2", "read 1", "read 2", "other 1", "other 2"), made.subList(20, made.size()));
    }

    @Test
    void inNoStretchOf60SecondsMoreAreMadeThanTheBrokerTakes() {
        long seed = 20251031;
        Random random = new Random(seed);
        ArrayDeque<Long> times = new ArrayDeque<>();
        for (int i = 0; i < 20_000; i++) {
            clock.move(Duration.ofMillis(random.nextInt(400)));
            queue.startDue();
            if (random.nextInt(3) == 0) {
                queue.start(Urgency.values()[random.nextInt(3)], () -> times.addLast(clock.nanos()));
            }
            while (!times.isEmpty() && clock.nanos() - times.peekFirst() >= 60_000_000_000L) {
                times.removeFirst();
            }
            assertTrue(times.size() <= 20, "seed " + seed + " at " + i);
        }
        assertFalse(times.isEmpty());
    }

    @Test
    void closingIsNeverStarvedByWhatWaits() {
        starts(10_000, Urgency.OTHER, "other");
        for (int minute = 0; minute < 10; minute++) {
            made.clear();
            starts(5, Urgency.CLOSE, "close");
            assertEquals(List.of("close", "close", "close", "close", "close"), made, "minute " + minute);
            pass(60);
        }
    }

    @Test
    void aCallThatNobodyWantsAnyMoreIsNotMadeAndCostsNothing() {
        starts(20, Urgency.CLOSE, "before");
        boolean[] wanted = {true};
        List<String> dropped = new ArrayList<>();
        queue.start(Urgency.CLOSE, () -> made.add("unwanted"), () -> wanted[0], () -> dropped.add("unwanted"));
        queue.startDue();
        assertEquals(List.of(), dropped);

        wanted[0] = false;
        queue.startDue();

        assertEquals(List.of("unwanted"), dropped);
        pass(60);
        starts(20, Urgency.CLOSE, "after");
        assertEquals(40, made.size());
        assertFalse(made.contains("unwanted"));
    }

    @Test
    void aReadThatACommandComesToWaitForIsHurried() {
        starts(20, Urgency.CLOSE, "before");
        start(Urgency.OTHER, "other");
        CallQueue.Waiting read = start(Urgency.OTHER, "read");
        read.hurry(Urgency.READ);
        read.hurry(Urgency.OTHER);
        assertTrue(read.waits());

        pass(60);

        assertEquals(List.of("read", "other"), made.subList(20, 22));
        assertFalse(read.waits());
        assertTrue(read.waited());
    }

    @Test
    void callsWithinCallsCountToo() {
        for (int i = 0; i < 20; i++) {
            queue.spend();
        }
        starts(1, Urgency.CLOSE, "close");
        assertEquals(List.of(), made);
        pass(60);
        assertEquals(List.of("close"), made);
    }

    @Test
    void withoutALimitNothingWaits() {
        queue.use(null);
        starts(10_000, Urgency.OTHER, "other");
        assertEquals(10_000, made.size());
    }
}
