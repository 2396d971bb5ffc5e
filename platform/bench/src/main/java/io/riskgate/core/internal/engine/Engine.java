package io.riskgate.core.internal.engine;

import io.riskgate.api.event.BrokerEvent;
import io.riskgate.api.rule.RuleEvaluator;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** The engine on one stripe, as the platform runs it, with counters for journal and broker. */
final class Engine {
    final Stripe stripe;
    final Tally tally = new Tally();

    /**
     * An engine whose accounts have their first positions and stops.
     *
     * @param wanted the ids of the rules in force
     * @param shell what to put around each rule
     */
    Engine(Workload workload, Limits limits, Predicate<String> wanted, UnaryOperator<RuleEvaluator> shell) {
        RuleBook rules = new RuleBook();
        Rules.offers(shell).forEach(rules::offered);
        rules.settings("riskgate.instruments", workload.instruments());
        limits.settings(wanted).forEach((id, values) -> settings(rules, id, values));
        stripe = new Stripe(
                rules.instruments(),
                new Quarantine(),
                tally,
                tally,
                (bound, event, account) -> bound.evaluator.evaluate(event, account));
        stripe.connect(new CountingPort(stripe));
        stripe.advanceTo(Workload.START);
        stripe.use(rules.table(), rules.calendars(), rules.instruments(), Map.of());
        for (BrokerEvent event : workload.events(-1)) {
            stripe.advanceTo(event.time());
            stripe.handle(event);
        }
    }

    private static void settings(RuleBook rules, String id, Map<String, String> values) {
        for (RuleBook.Note note :
                rules.settings("riskgate.rule." + id + "-default", values).notes()) {
            if (note.change() != io.riskgate.api.engine.Decision.Change.ACTIVE) {
                throw new IllegalStateException(id + " is not in force: " + note.note());
            }
        }
    }
}
