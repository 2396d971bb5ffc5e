package io.riskgate.core.internal.engine;

import io.riskgate.api.rule.AccountView;
import io.riskgate.api.rule.RiskEvent;
import io.riskgate.api.rule.Verdict;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches how much processor time each evaluation takes. The thread that asks a rule only leaves a number; a watchdog
 * looks at it every few milliseconds, so that an evaluation in time costs next to nothing. One that overran is a fault
 * when it returns. Safe in all threads.
 */
final class RuleWatch implements Watch {
    private static final Logger LOG = LoggerFactory.getLogger(RuleWatch.class);
    private static final Duration PERIOD = Duration.ofMillis(10);
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final List<Slot> slots = new CopyOnWriteArrayList<>();
    private final ThreadLocal<Slot> mine = ThreadLocal.withInitial(this::newSlot);
    private final ToLongFunction<Thread> processorTime;

    /** What one thread is asking. */
    private static final class Slot {
        final Thread thread = Thread.currentThread();

        /** Odd while a rule is asked; written by the thread. */
        volatile long turn;

        volatile RuleTable.Bound asked;

        /** The turn that overran; written by the watchdog. */
        volatile long overrun = -1;

        /** The turn the watchdog saw last and the processor time then; touched by it alone. */
        long seen;

        long processorAtSeen;
    }

    /** A watch that is told the processor time of a thread in nanoseconds by {@code processorTime}. */
    RuleWatch(ToLongFunction<Thread> processorTime) {
        this.processorTime = processorTime;
    }

    /** A watch whose watchdog runs on {@code timer}. */
    static RuleWatch on(ScheduledExecutorService timer) {
        RuleWatch watch = new RuleWatch(thread -> THREADS.getThreadCpuTime(thread.getId()));
        timer.scheduleAtFixedRate(watch::look, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        return watch;
    }

    private Slot newSlot() {
        Slot slot = new Slot();
        slots.add(slot);
        return slot;
    }

    @Override
    public Verdict evaluate(RuleTable.Bound bound, RiskEvent event, AccountView account) {
        Slot slot = mine.get();
        long turn = slot.turn + 1;
        slot.asked = bound;
        slot.turn = turn;
        try {
            Verdict verdict = bound.evaluator.evaluate(event, account);
            if (slot.overrun == turn) {
                throw new Overrun("took more than its time budget of " + bound.budget.toMillis() + " ms");
            }
            return verdict;
        } finally {
            slot.turn = turn + 1;
        }
    }

    /** The watchdog looks at every thread. */
    void look() {
        slots.removeIf(slot -> !slot.thread.isAlive());
        slots.forEach(this::look);
    }

    private void look(Slot slot) {
        long turn = slot.turn;
        if ((turn & 1) == 0) {
            return;
        }
        long processor = processorTime.applyAsLong(slot.thread);
        RuleTable.Bound asked = slot.asked;
        if (turn != slot.seen) {
            slot.seen = turn;
            slot.processorAtSeen = processor;
        } else if (processor - slot.processorAtSeen > asked.budget.toNanos() && slot.overrun != turn) {
            slot.overrun = turn;
            LOG.error("Rule {} takes more than its time budget of {} ms", asked.rule, asked.budget.toMillis());
        }
    }
}
