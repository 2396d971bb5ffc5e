package io.riskgate.core.internal.engine;

import io.riskgate.core.internal.engine.BrokerCalls.Call;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Calls to a broker that takes only so many: each waits for its turn, closing first, and of equals the first that came.
 * A call that runs, however long, holds up none that waits. Safe in all threads; whoever starts a call never waits.
 */
final class CallQueue {
    private final BrokerCalls calls;
    private final Map<Urgency, ArrayDeque<Waiting>> waiting = new EnumMap<>(Urgency.class);
    private final CallBudget budget;
    private volatile CallLimit limit;

    /** A call that may wait. */
    final class Waiting {
        private final Call call;
        private final BooleanSupplier wanted;
        private final Runnable dropped;
        private Urgency urgency;
        private volatile boolean waits = true;
        private volatile boolean waited;

        private Waiting(Urgency urgency, Call call, BooleanSupplier wanted, Runnable dropped) {
            this.urgency = urgency;
            this.call = call;
            this.wanted = wanted;
            this.dropped = dropped;
        }

        /** Whether it was neither started nor dropped. */
        boolean waits() {
            return waits;
        }

        /** Whether it had to wait for its turn. */
        boolean waited() {
            return waited;
        }

        /** Lets it go before others from now on; never after. */
        void hurry(Urgency wish) {
            synchronized (waiting) {
                if (waits && wish.compareTo(urgency) < 0 && waiting.get(urgency).remove(this)) {
                    urgency = wish;
                    waiting.get(urgency).addLast(this);
                }
            }
        }
    }

    /** A queue before a broker that takes any number of calls. */
    CallQueue(BrokerCalls calls, LongSupplier ticker) {
        this.calls = calls;
        this.budget = new CallBudget(ticker);
        for (Urgency urgency : Urgency.values()) {
            waiting.put(urgency, new ArrayDeque<>());
        }
    }

    /** Sets how many calls the broker takes, or that it takes any number (null). */
    void use(CallLimit newLimit) {
        synchronized (waiting) {
            limit = newLimit;
            budget.use(newLimit);
        }
        startDue();
    }

    /** How many calls the broker takes, or null. */
    CallLimit limit() {
        return limit;
    }

    /** Starts {@code call} as soon as it may be. */
    Waiting start(Urgency urgency, Call call) {
        return start(urgency, call, () -> true, () -> {});
    }

    /**
     * Starts {@code call} as soon as it may be, unless it is no longer wanted then.
     *
     * @param wanted asked on any thread
     * @param dropped told when it was not started because it was not wanted
     */
    Waiting start(Urgency urgency, Call call, BooleanSupplier wanted, Runnable dropped) {
        Waiting one = new Waiting(urgency, call, wanted, dropped);
        synchronized (waiting) {
            waiting.get(urgency).addLast(one);
        }
        startDue();
        one.waited = one.waits;
        return one;
    }

    /** Starts {@code call} without waiting for its turn. */
    void startNow(Call call) {
        spend();
        calls.start(call);
    }

    /** A call was made within another one. */
    void spend() {
        synchronized (waiting) {
            budget.spend();
        }
    }

    /** Starts what may be started now; to be called again and again. Returns whether there was any. */
    boolean startDue() {
        boolean any = false;
        for (Waiting next = next(); next != null; next = next()) {
            any = true;
            if (next.wanted.getAsBoolean()) {
                calls.start(next.call);
            } else {
                next.dropped.run();
            }
        }
        return any;
    }

    private Waiting next() {
        synchronized (waiting) {
            for (Map.Entry<Urgency, ArrayDeque<Waiting>> queue : waiting.entrySet()) {
                Waiting first = queue.getValue().peekFirst();
                if (first != null && (!first.wanted.getAsBoolean() || budget.take(queue.getKey()))) {
                    queue.getValue().removeFirst();
                    first.waits = false;
                    return first;
                }
            }
            return null;
        }
    }
}
