package io.riskgate.core.internal.engine;

import io.riskgate.api.rule.AccountView;
import io.riskgate.api.rule.RiskEvent;
import io.riskgate.api.rule.Verdict;
import java.util.function.Consumer;

/** Asks a rule and watches how long it takes. */
@FunctionalInterface
interface Watch {
    /** Evaluates; throws whatever the rule throws, or an {@link Overrun}. */
    Verdict evaluate(RuleTable.Bound bound, RiskEvent event, AccountView account);

    /**
     * Has {@code successor} told, with the rule, when {@code thread} is given up because a rule it asked never returns.
     * From then on the thread may touch nothing; should the rule return after all, it ends by an {@link Abandoned}.
     */
    default void succeed(Thread thread, Consumer<RuleTable.Bound> successor) {}

    /** Ends a thread that was given up; nobody but its beginning may catch it. */
    final class Abandoned extends Error {
        private static final long serialVersionUID = 1L;

        Abandoned() {
            super("given up", null, false, false);
        }
    }

    /** A rule took more time than it may. */
    final class Overrun extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Overrun(String message) {
            super(message);
        }
    }
}
