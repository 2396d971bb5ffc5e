package io.riskgate.core.internal.engine;

import io.riskgate.api.rule.AccountView;
import io.riskgate.api.rule.RiskEvent;
import io.riskgate.api.rule.Verdict;

/** Asks a rule and watches how long it takes. */
@FunctionalInterface
interface Watch {
    /** Evaluates; throws whatever the rule throws, or an {@link Overrun}. */
    Verdict evaluate(RuleTable.Bound bound, RiskEvent event, AccountView account);

    /** A rule took more time than it may. */
    final class Overrun extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Overrun(String message) {
            super(message);
        }
    }
}
