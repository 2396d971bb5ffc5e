package io.riskgate.shell.internal;

import io.riskgate.api.engine.LockoutStore;
import io.riskgate.api.engine.PlatformStatus;
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
        PlatformStatus status = engine().status();
        String none = status.storeAlarm() == null
                ? "No account is locked"
                : "No account that is known is locked; store alarm: " + status.storeAlarm();
        return new Report()
                .table(
                        null,
                        "lockouts",
                        none,
                        running(lockouts, "the lockout store").active(),
                        LockoutTable.columns(status.time()));
    }
}
