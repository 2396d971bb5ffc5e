package io.riskgate.core.internal.engine;

import io.riskgate.api.rule.AccountView;
import io.riskgate.api.rule.RiskEvent;
import io.riskgate.api.rule.Verdict;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches how much processor time each evaluation takes, and whether it returns at all. The thread that asks a rule only
 * leaves a number; a watchdog looks at it every few milliseconds, so that an evaluation in time costs next to nothing.
 * One that overran is a fault when it returns. One that is not back after a second of looks is abandoned: its thread no
 * longer counts, and another one takes over what it did. Safe in all threads.
 */
final class RuleWatch implements Watch {
    private static final Logger LOG = LoggerFactory.getLogger(RuleWatch.class);
    private static final Duration PERIOD = Duration.ofMillis(10);
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** Looks come a period apart at least: a watchdog that is late itself only needs longer. */
    private static final int PATIENCE = (int) (Duration.ofSeconds(1).toMillis() / PERIOD.toMillis());

    private static final AtomicLongFieldUpdater<Slot> TURN = AtomicLongFieldUpdater.newUpdater(Slot.class, "turn");
    private static final long ABANDONED = -1;

    private final List<Slot> slots = new CopyOnWriteArrayList<>();
    private final ThreadLocal<Slot> mine = ThreadLocal.withInitial(this::newSlot);
    private final Map<Thread, Consumer<RuleTable.Bound>> successors = new ConcurrentHashMap<>();
    private final ToLongFunction<Thread> processorTime;

    /** What one thread is asking. */
    private static final class Slot {
        final Thread thread = Thread.currentThread();

        /**
         * Odd while a rule is asked. The thread that asks makes it even when the rule is back, unless the watchdog was
         * first and abandoned it: whoever changes an odd one owns what comes next.
         */
        volatile long turn;

        RuleTable.Bound asked;

        /** The account shown, or null. */
        AccountView shown;

        /** The turn that overran; written by the watchdog. */
        volatile long overrun = -1;

        /** The turn the watchdog saw last, how often, and the processor time at first; touched by it alone. */
        long seen;

        int looks;
        long processorAtSeen;
    }

    /** A watch that is told the processor time of a thread in nanoseconds by {@code processorTime}. */
    RuleWatch(ToLongFunction<Thread> processorTime) {
        this.processorTime = processorTime;
    }

    /** A watch whose watchdog runs on {@code timer}. */
    static RuleWatch on(ScheduledExecutorService timer) {
        RuleWatch watch = new RuleWatch(thread -> THREADS.getThreadCpuTime(thread.getId()));
        Recurring.on(timer, PERIOD.toMillis(), watch::look);
        return watch;
    }

    private Slot newSlot() {
        Slot slot = new Slot();
        slots.add(slot);
        return slot;
    }

    @Override
    public void succeed(Thread thread, Consumer<RuleTable.Bound> successor) {
        successors.put(thread, successor);
    }

    @Override
    public Verdict evaluate(RuleTable.Bound bound, RiskEvent event, AccountView account) {
        Slot slot = mine.get();
        long turn = slot.turn + 1;
        slot.asked = bound;
        slot.shown = account;
        slot.turn = turn;
        try {
            Verdict verdict = bound.evaluator.evaluate(event, account);
            if (slot.overrun == turn) {
                throw new Overrun("took more than its time budget of " + bound.budget.toMillis() + " ms");
            }
            return verdict;
        } finally {
            if (!TURN.compareAndSet(slot, turn, turn + 1)) {
                throw new Abandoned();
            }
        }
    }

    /** The watchdog looks at every thread. */
    void look() {
        slots.removeIf(slot -> !slot.thread.isAlive());
        successors.keySet().removeIf(thread -> thread.getState() == Thread.State.TERMINATED);
        slots.forEach(this::look);
    }

    private void look(Slot slot) {
        long turn = slot.turn;
        if ((turn & 1) == 0 || turn == ABANDONED) {
            return;
        }
        RuleTable.Bound asked = slot.asked;
        long processor = processorTime.applyAsLong(slot.thread);
        if (turn != slot.seen) {
            slot.seen = turn;
            slot.looks = 0;
            slot.processorAtSeen = processor;
            return;
        }
        slot.looks++;
        if (processor - slot.processorAtSeen > asked.budget.toNanos() && slot.overrun != turn) {
            slot.overrun = turn;
            LOG.error("Rule {} takes more than its time budget of {} ms", asked.rule, asked.budget.toMillis());
        }
        if (slot.looks >= PATIENCE) {
            abandon(slot, turn, asked);
        }
    }

    /** Which version of a rule does not come back, on which account. */
    static String notBack(RuleTable.Bound asked, AccountView shown) {
        return "%s%s of rule %s has not returned for 1 s on account %s"
                .formatted(
                        asked.bundle,
                        asked.inForce ? "" : ", which is not in force but tried or looking on,",
                        asked.rule,
                        shown == null ? "none" : shown.id());
    }

    private void abandon(Slot slot, long turn, RuleTable.Bound asked) {
        Consumer<RuleTable.Bound> successor = successors.get(slot.thread);
        if (successor != null && TURN.compareAndSet(slot, turn, ABANDONED)) {
            slots.remove(slot);
            successors.remove(slot.thread);
            LOG.error("{}: {} is given up, another one goes on", notBack(asked, slot.shown), slot.thread.getName());
            successor.accept(asked);
        }
    }
}
