package io.riskgate.core.internal.engine;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/**
 * Asks the broker which accounts it has after its link was lost: there may be some that nobody spoke of. Asks again every
 * ten seconds until it says so; until then the gate denies accounts that nobody spoke of. Safe in all threads.
 */
final class AccountListing {
    private static final long AGAIN_NANOS = 10_000_000_000L;

    private final BrokerLink link;
    private final GateBoard gate;
    private final LongSupplier ticker;
    private final BiConsumer<List<String>, Runnable> meet;
    private int wanted;
    private int listed;
    private boolean asking;
    private long nextTry;

    /**
     * A listing that has nothing to ask.
     *
     * @param ticker counts nanoseconds
     * @param meet takes the accounts, and does the rest when every one is known to the gate
     */
    AccountListing(BrokerLink link, GateBoard gate, LongSupplier ticker, BiConsumer<List<String>, Runnable> meet) {
        this.link = link;
        this.gate = gate;
        this.ticker = ticker;
        this.meet = meet;
    }

    /** The link was restored. */
    synchronized void begin() {
        wanted++;
        gate.unlisted(true);
        ask();
    }

    /** How often the link was restored so far. */
    synchronized int wanted() {
        return wanted;
    }

    /** Asks again when it is time; to be called often. */
    synchronized void look() {
        if (listed < wanted && !asking && ticker.getAsLong() - nextTry >= 0) {
            ask();
        }
    }

    private void ask() {
        int asked = wanted;
        asking = true;
        nextTry = ticker.getAsLong() + AGAIN_NANOS;
        link.tellAccounts(accounts -> answered(asked, accounts));
    }

    private synchronized void answered(int asked, List<String> accounts) {
        if (asked == wanted) {
            asking = false;
            if (accounts != null) {
                meet.accept(accounts, () -> met(asked));
            }
        }
    }

    /** Every account that the broker had after the link was restored so often is known to the gate. */
    synchronized void met(int asked) {
        listed = Math.max(listed, asked);
        if (listed == wanted) {
            gate.unlisted(false);
        }
    }
}
