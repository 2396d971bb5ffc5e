package io.riskgate.shell.internal;

import io.riskgate.api.engine.RuleBundles;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Installs a rule and puts it in force. */
@Service
@Command(scope = "risk", name = "rule-install", description = "Installs a rule and puts it in force")
public final class RuleInstallCommand extends RuleChangeCommand {
    @Argument(
            name = "url",
            description = "Where its jar is: a path, or an address (file:, mvn:, http:)",
            required = true)
    @Completion(JarCompleter.class)
    String url;

    @Override
    String change(RuleBundles rules) throws RuleBundles.ChangeRefused, InterruptedException {
        return rules.install(address(url));
    }
}
