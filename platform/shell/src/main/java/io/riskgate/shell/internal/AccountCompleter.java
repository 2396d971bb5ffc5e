package io.riskgate.shell.internal;

import io.riskgate.api.engine.RiskEngine;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** Completes known accounts. */
@Service
public final class AccountCompleter implements Completer {
    @Reference(optional = true)
    RiskEngine engine;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        StringsCompleter accounts = new StringsCompleter();
        if (engine != null) {
            engine.accounts().forEach(account -> accounts.getStrings()
                    .add(account.state().account()));
        }
        return accounts.complete(session, line, candidates);
    }
}
