package io.riskgate.shell.internal;

import io.riskgate.api.engine.AccountStatus.OpenCommand;
import java.util.List;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** Lists the commands to the broker that are not confirmed yet. */
@Service
@Command(scope = "risk", name = "commands", description = "Lists the commands to the broker that are not confirmed yet")
public final class CommandsCommand extends ReportCommand {
    @Override
    Report report() throws CommandException {
        List<OpenCommand> open = engine().accounts().stream()
                .flatMap(account -> account.commands().stream())
                .toList();
        return new Report().table(null, "commands", "No command is open", open, CommandTable.OF_ALL_ACCOUNTS);
    }
}
