package io.riskgate.api.rule;

import java.util.Set;

/** An evaluator with declarations. */
record DeclaredEvaluator(
        RuleEvaluator evaluator, Set<Occasion> occasions, boolean protectsPositions, boolean judgesEachContract)
        implements RuleEvaluator {
    DeclaredEvaluator {
        occasions = Set.copyOf(occasions);
    }

    /** What {@code evaluator} says, with other declarations in place of its own. */
    static RuleEvaluator of(
            RuleEvaluator evaluator, Set<Occasion> occasions, boolean protectsPositions, boolean judgesEachContract) {
        RuleEvaluator bare = evaluator instanceof DeclaredEvaluator declared ? declared.evaluator : evaluator;
        return new DeclaredEvaluator(bare, occasions, protectsPositions, judgesEachContract);
    }

    @Override
    public Verdict evaluate(RiskEvent event, AccountView account) {
        return evaluator.evaluate(event, account);
    }
}
