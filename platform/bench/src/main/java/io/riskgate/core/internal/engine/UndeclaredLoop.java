package io.riskgate.core.internal.engine;

import io.riskgate.api.event.BrokerEvent;

/** The engine with all 13 rules, of which none declares when it is to be asked. */
final class UndeclaredLoop implements Contender {
    private final Engine engine;

    UndeclaredLoop(Workload workload) {
        engine = new Engine(workload, Limits.WIDE, rule -> true, Rules.Undeclared::new);
    }

    @Override
    public String name() {
        return "13 rules, all asked on every event";
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
