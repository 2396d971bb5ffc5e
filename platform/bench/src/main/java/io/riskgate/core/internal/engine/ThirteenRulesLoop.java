package io.riskgate.core.internal.engine;

import io.riskgate.api.event.BrokerEvent;
import java.util.function.UnaryOperator;

/** The engine with all 13 rules. */
final class ThirteenRulesLoop implements Contender {
    private final Engine engine;

    ThirteenRulesLoop(Workload workload) {
        engine = new Engine(workload, Limits.WIDE, rule -> true, UnaryOperator.identity());
    }

    @Override
    public String name() {
        return "13 rules";
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
