package io.riskgate.shell.internal;

import io.riskgate.api.engine.LockoutStore;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** Lists the lockouts in force. */
@Service
@Command(scope = "risk", name = "lockouts", description = "Lists the lockouts in force")
public final class LockoutsCommand extends ReportCommand {
    @Reference(optional = true)
    LockoutStore lockouts;

    @Override
    Report report() throws CommandException {
        return new Report()
                .table(
                        null,
                        "lockouts",
                        "No account is locked",
                        running(lockouts, "the lockout store").active(),
                        LockoutTable.columns(engine().status().time()));
    }
}
