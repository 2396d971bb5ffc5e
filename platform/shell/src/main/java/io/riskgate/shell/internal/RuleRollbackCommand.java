package io.riskgate.shell.internal;

import io.riskgate.api.engine.RuleBundles;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Puts the version before the last upgrade of a rule in force again. */
@Service
@Command(
        scope = "risk",
        name = "rule-rollback",
        description = "Puts the version before the last upgrade of a rule in force again")
public final class RuleRollbackCommand extends RuleChangeCommand {
    @Argument(name = "rule", description = "The id of the rule", required = true)
    @Completion(RuleCompleter.class)
    String rule;

    @Override
    String change(RuleBundles rules) throws RuleBundles.ChangeRefused, InterruptedException {
        return rules.rollback(rule);
    }
}
