package io.riskgate.core.internal.engine;

import io.riskgate.api.engine.Decision;
import java.util.function.Consumer;

/** Counts decisions and facts and keeps none: stands for the listeners and for the journal. */
final class Tally implements Consumer<Decision>, FactLog {
    /** Violations by rule, 1 to 13. */
    final long[] violations = new long[14];

    long blocked;
    long moves;
    long decisions;
    long facts;

    @Override
    public void accept(Decision decision) {
        decisions++;
        if (decision instanceof Decision.Violation violation) {
            violations[Rules.number(violation.rule())]++;
        } else if (decision instanceof Decision.Blocked) {
            blocked++;
        } else if (decision instanceof Decision.Commanded commanded
                && commanded.command() == Decision.Command.MOVE_STOP) {
            moves++;
        } else if (decision instanceof Decision.RuleChanged changed && changed.change() == Decision.Change.FAULTED) {
            throw new IllegalStateException(changed.rule() + " failed: " + changed.note());
        }
    }

    @Override
    public void append(Fact fact) {
        facts++;
    }

    @Override
    public void whenDurable(AccountState account, Runnable next) {
        next.run();
    }
}
