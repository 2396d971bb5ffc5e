package io.riskgate.core.internal.engine;

import java.util.ArrayDeque;
import java.util.function.LongSupplier;

/**
 * Counts the calls to a broker, so that in no stretch of time more are made than it takes. The last quarter is kept for
 * closing and for reads that commands wait for, the last tenth for closing alone. For one thread at a time.
 */
final class CallBudget {
    private final LongSupplier ticker;
    private final ArrayDeque<Long> made = new ArrayDeque<>();
    private CallLimit limit;

    /** A budget without a limit; {@code ticker} counts nanoseconds. */
    CallBudget(LongSupplier ticker) {
        this.ticker = ticker;
    }

    /** Sets the limit, or none (null). */
    void use(CallLimit newLimit) {
        limit = newLimit;
        if (limit == null) {
            made.clear();
        }
    }

    /** Takes one call if there is one left; returns whether there was. */
    boolean take(Urgency urgency) {
        if (limit == null) {
            return true;
        }
        forget();
        if (made.size() >= urgency.share(limit.calls())) {
            return false;
        }
        made.addLast(ticker.getAsLong());
        return true;
    }

    /** A call was made that could not wait. */
    void spend() {
        if (limit != null) {
            made.addLast(ticker.getAsLong());
        }
    }

    private void forget() {
        long now = ticker.getAsLong();
        long within = limit.within().toNanos();
        while (!made.isEmpty() && now - made.peekFirst() >= within) {
            made.removeFirst();
        }
    }
}
