package io.riskgate.shell.internal;

import io.riskgate.api.engine.RuleBundles;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** Shows where the version of a rule that only looks on differs from the one in force. */
@Service
@Command(
        scope = "risk",
        name = "rule-diff",
        description = "Shows where the version of a rule that only looks on differs from the one in force")
public final class RuleDiffCommand extends ItemCommand {
    @Option(name = "--end", description = "Takes the version that only looks on away afterwards")
    boolean end;

    @Argument(name = "rule", description = "The id of the rule", required = true)
    @Completion(RuleCompleter.class)
    String rule;

    @Reference(optional = true)
    RuleBundles bundles;

    @Override
    Report item() throws CommandException, InterruptedException {
        try {
            Report report = DifferenceTable.of(running(bundles, "the platform").differences(rule));
            return end ? report.field("Done", "done", bundles.endShadow(rule)) : report;
        } catch (RuleBundles.ChangeRefused e) {
            throw failure(e.getMessage());
        }
    }
}
