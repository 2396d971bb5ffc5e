package io.riskgate.shell.internal;

import io.riskgate.api.engine.RiskEngine;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** Completes ids of rules. */
@Service
public final class RuleCompleter implements Completer {
    @Reference(optional = true)
    RiskEngine engine;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        StringsCompleter rules = new StringsCompleter();
        if (engine != null) {
            engine.rules().forEach(rule -> rules.getStrings().add(rule.id()));
        }
        return rules.complete(session, line, candidates);
    }
}
