package io.riskgate.api.rule;

import java.util.Set;

/** An evaluator with declarations. */
record DeclaredEvaluator(RuleEvaluator evaluator, Set<Occasion> occasions, boolean protectsPositions)
        implements RuleEvaluator {
    DeclaredEvaluator {
        occasions = Set.copyOf(occasions);
    }

    @Override
    public Verdict evaluate(RiskEvent event, AccountView account) {
        return evaluator.evaluate(event, account);
    }
}
