package io.riskgate.shell.internal;

import io.riskgate.api.engine.Lockout;
import io.riskgate.api.engine.LockoutStore;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** Shows why an account is locked and how that ends. */
@Service
@Command(scope = "risk", name = "lockout", description = "Shows why an account is locked and how that ends")
public final class LockoutCommand extends ItemCommand {
    @Argument(name = "account", description = "The account", required = true)
    @Completion(LockedAccountCompleter.class)
    String account;

    @Reference(optional = true)
    LockoutStore lockouts;

    @Override
    Report item() throws CommandException {
        List<Lockout> found = running(lockouts, "the lockout store").of(account);
        if (found.isEmpty()) {
            account(account);
        }
        Report report = new Report()
                .field(null, "account", account)
                .field(null, "locked", !found.isEmpty())
                .table(
                        null,
                        "lockouts",
                        "Account " + account + " is not locked",
                        found,
                        LockoutTable.columns(engine().status().time()));
        return found.isEmpty() ? report : report.note("A lockout ends by itself, as shown: there is no unlock.");
    }
}
