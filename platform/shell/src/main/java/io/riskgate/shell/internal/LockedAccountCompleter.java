package io.riskgate.shell.internal;

import io.riskgate.api.engine.LockoutStore;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** Completes accounts that are locked. */
@Service
public final class LockedAccountCompleter implements Completer {
    @Reference(optional = true)
    LockoutStore lockouts;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        StringsCompleter accounts = new StringsCompleter();
        if (lockouts != null) {
            lockouts.active().forEach(lockout -> accounts.getStrings().add(lockout.account()));
        }
        return accounts.complete(session, line, candidates);
    }
}
