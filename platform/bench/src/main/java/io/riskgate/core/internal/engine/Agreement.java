package io.riskgate.core.internal.engine;

import io.riskgate.api.event.BrokerEvent;
import io.riskgate.api.rule.RuleEvaluator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** What is compared must do the same work: with tight limits all find the same violations, locks and moves of stops. */
final class Agreement {
    private static final Predicate<String> ALL = rule -> true;
    private static final List<Integer> WITHOUT_VIOLATIONS = List.of(10, 12);

    private Agreement() {}

    /**
     * Compares every engine with the monolith.
     *
     * @return what was found, for the page
     * @throws IllegalStateException if two differ, or if a rule was never violated
     */
    static List<String> check() {
        List<String> found = new ArrayList<>();
        Workload own = new Workload(1000, Workload.Market.OWN);
        found.add(compare("13 rules", own, 2, Limits.TIGHT, ALL, Rules.Harmless::new));
        found.add(compare(
                "13 rules, all asked on every event",
                own,
                2,
                Limits.TIGHT,
                ALL,
                rule -> new Rules.Undeclared(new Rules.Harmless(rule))));
        found.add(compare(
                "4 rules", own, 2, Limits.tightForFirstRelease(), Limits.FIRST_RELEASE::contains, Rules.Harmless::new));
        Workload shared = new Workload(50, Workload.Market.SHARED);
        found.add(compare("13 rules, shared contracts", shared, 2, Limits.TIGHT, ALL, Rules.Harmless::new));
        return found;
    }

    private static String compare(
            String name,
            Workload workload,
            int cycles,
            Limits limits,
            Predicate<String> wanted,
            UnaryOperator<RuleEvaluator> shell) {
        Monolith monolith = new Monolith(workload, limits);
        monolith.run(workload.opening, -1);
        Engine engine = new Engine(workload, limits, wanted, shell);
        for (int cycle = 0; cycle < cycles; cycle++) {
            monolith.run(workload.cycle, cycle);
            for (BrokerEvent event : workload.events(cycle)) {
                engine.stripe.advanceTo(event.time());
                engine.stripe.handle(event);
                engine.stripe.advanceTo(engine.stripe.now());
            }
        }
        String expected = violations(monolith.violations);
        String actual = violations(engine.tally.violations);
        if (wanted == ALL) {
            expected += rest(monolith.blocked, monolith.moves);
            actual += rest(engine.tally.blocked, engine.tally.moves);
            mustBeViolated(monolith.violations);
        }
        if (!expected.equals(actual)) {
            throw new IllegalStateException(name + ": expected " + expected + ", was " + actual);
        }
        return name + ": " + actual;
    }

    private static String violations(long[] byRule) {
        return "violations " + Arrays.toString(Arrays.copyOfRange(byRule, 1, 14));
    }

    private static String rest(long blocked, long moves) {
        return ", events blocked " + blocked + ", stops moved " + moves;
    }

    private static void mustBeViolated(long[] violations) {
        for (int rule = 1; rule <= 13; rule++) {
            if (violations[rule] == 0 && !WITHOUT_VIOLATIONS.contains(rule)) {
                throw new IllegalStateException("rule %d is never violated".formatted(rule));
            }
        }
    }
}
