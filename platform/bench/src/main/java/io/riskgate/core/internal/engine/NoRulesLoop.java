package io.riskgate.core.internal.engine;

import io.riskgate.api.event.BrokerEvent;
import java.util.function.UnaryOperator;

/** The engine without rules: state change and pre-check. */
final class NoRulesLoop implements Contender {
    private final Engine engine;

    NoRulesLoop(Workload workload) {
        engine = new Engine(workload, Limits.WIDE, rule -> false, UnaryOperator.identity());
    }

    @Override
    public String name() {
        return "no rules: state change and pre-check";
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
