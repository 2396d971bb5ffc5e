package io.riskgate.shell.internal;

import io.riskgate.api.engine.RuleBundles;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Takes a rule away; its settings and lockouts stay. */
@Service
@Command(scope = "risk", name = "rule-remove", description = "Takes a rule away; its settings and lockouts stay")
public final class RuleRemoveCommand extends RuleChangeCommand {
    @Argument(name = "rule", description = "The id of the rule", required = true)
    @Completion(RuleCompleter.class)
    String rule;

    @Override
    String change(RuleBundles rules) throws RuleBundles.ChangeRefused, InterruptedException {
        return rules.remove(rule);
    }
}
