package io.riskgate.core.internal.engine;

import io.riskgate.api.event.BrokerEvent;
import io.riskgate.api.event.ConnectionUpdate;
import io.riskgate.api.event.QuoteUpdate;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Hands every event of the broker to the stripes it concerns, and to who watches the feed. Safe in all threads. */
final class EventIntake {
    private final Stripes stripes;
    private final GateBoard gate;
    private final PlatformClock clock;
    private final FeedWatch feed;
    private final AccountListing listing;
    private final AtomicLong events = new AtomicLong();

    EventIntake(Stripes stripes, GateBoard gate, PlatformClock clock, FeedWatch feed, AccountListing listing) {
        this.stripes = stripes;
        this.gate = gate;
        this.clock = clock;
        this.feed = feed;
        this.listing = listing;
    }

    /** How many there were. */
    long events() {
        return events.get();
    }

    /** Takes an event; blocks while the queue before its stripe is full. */
    void accept(BrokerEvent event) throws InterruptedException {
        if (stripes.all().isEmpty()) {
            throw new IllegalStateException("the engine has not started yet");
        }
        events.incrementAndGet();
        if (clock.isSuspect()) {
            clock.heard(event.time());
        }
        feed.heard(event);
        if (event.account() != null) {
            LiveStripe stripe = stripes.of(event.account());
            stripe.event(event.account(), () -> stripe.stripe().handle(event));
        } else if (event instanceof QuoteUpdate) {
            for (LiveStripe stripe : stripes.all()) {
                stripe.event(null, () -> stripe.stripe().handle(event));
            }
        } else {
            broadcast((ConnectionUpdate) event);
        }
        if (event instanceof ConnectionUpdate update && update.state() == ConnectionUpdate.State.RESTORED) {
            listing.begin();
        }
    }

    /** An event for all accounts is one event: what it alerts to is said once, whatever stripes there are. */
    private void broadcast(ConnectionUpdate event) throws InterruptedException {
        Set<String> alerts = ConcurrentHashMap.newKeySet();
        boolean nobody = gate.accounts() == 0;
        for (LiveStripe stripe : stripes.all()) {
            boolean ask = nobody && stripe == stripes.all().get(0);
            stripe.event(null, () -> stripe.stripe().broadcast().handle(event, alerts, ask));
        }
    }
}
