package io.riskgate.core.internal.engine;

import io.riskgate.api.broker.BrokerPulse;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Asks the broker every two seconds where it stands, and tells the clock and the feed watch. To be called often, by one
 * thread at a time; never blocks.
 */
final class BrokerWatch {
    /** How often to call {@link #look}, in milliseconds. */
    static final long EVERY_MILLIS = 500;

    private static final long LOOK_NANOS = 1_000_000_000L;

    private final BrokerLink link;
    private final PlatformClock clock;
    private final FeedWatch feed;
    private final LongSupplier ticker;
    private final AtomicBoolean asked = new AtomicBoolean();
    private long nextLook;
    private boolean askNext;

    BrokerWatch(BrokerLink link, PlatformClock clock, FeedWatch feed, LongSupplier ticker) {
        this.link = link;
        this.clock = clock;
        this.feed = feed;
        this.ticker = ticker;
        this.nextLook = ticker.getAsLong();
    }

    /** Looks, once a second, what is missing; every other second after that the broker is asked. */
    void look() {
        long now = ticker.getAsLong();
        if (now - nextLook < 0) {
            return;
        }
        nextLook = now + LOOK_NANOS;
        feed.look();
        askNext = !askNext;
        if (askNext && asked.compareAndSet(false, true)) {
            link.tellPulse(this::answered);
        }
    }

    private void answered(BrokerPulse pulse) {
        try {
            if (pulse != null) {
                if (pulse.time() != null) {
                    clock.heard(pulse.time());
                }
                feed.compare(pulse);
            }
        } finally {
            asked.set(false);
        }
    }
}
