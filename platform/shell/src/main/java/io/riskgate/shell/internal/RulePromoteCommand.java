package io.riskgate.shell.internal;

import io.riskgate.api.engine.RuleBundles;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Puts the version of a rule that only looks on in force. */
@Service
@Command(scope = "risk", name = "rule-promote", description = "Puts the version of a rule that only looks on in force")
public final class RulePromoteCommand extends RuleChangeCommand {
    @Argument(name = "rule", description = "The id of the rule", required = true)
    @Completion(RuleCompleter.class)
    String rule;

    @Override
    String change(RuleBundles rules) throws RuleBundles.ChangeRefused, InterruptedException {
        return rules.promote(rule);
    }
}
