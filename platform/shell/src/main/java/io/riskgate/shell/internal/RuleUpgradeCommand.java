package io.riskgate.shell.internal;

import io.riskgate.api.engine.RuleBundles;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Replaces a rule by a higher version, without an event between the two. */
@Service
@Command(
        scope = "risk",
        name = "rule-upgrade",
        description = "Replaces a rule by a higher version, without an event between the two")
public final class RuleUpgradeCommand extends RuleChangeCommand {
    @Option(name = "--shadow", description = "The new version only looks on; risk:rule-diff shows where it differs")
    boolean shadow;

    @Argument(
            name = "url",
            description = "Where its jar is: a path, or an address (file:, mvn:, http:)",
            required = true)
    @Completion(JarCompleter.class)
    String url;

    @Override
    String change(RuleBundles rules) throws RuleBundles.ChangeRefused, InterruptedException {
        return shadow ? rules.shadow(address(url)) : rules.upgrade(address(url));
    }
}
