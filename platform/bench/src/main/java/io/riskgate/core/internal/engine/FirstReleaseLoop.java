package io.riskgate.core.internal.engine;

import io.riskgate.api.event.BrokerEvent;
import java.util.function.UnaryOperator;

/** The engine with the rules of the first release. */
final class FirstReleaseLoop implements Contender {
    private final Engine engine;

    FirstReleaseLoop(Workload workload) {
        engine = new Engine(workload, Limits.WIDE, Limits.FIRST_RELEASE::contains, UnaryOperator.identity());
    }

    @Override
    public String name() {
        return "4 rules: 001, 003, 006, 008";
    }

    @Override
    public int run(BrokerEvent[] events) {
        for (BrokerEvent event : events) {
            engine.stripe.advanceTo(event.time());
            engine.stripe.handle(event);
            engine.stripe.advanceTo(engine.stripe.now());
        }
        return events.length;
    }

    @Override
    public long outcome() {
        return engine.tally.decisions + engine.tally.facts;
    }
}
