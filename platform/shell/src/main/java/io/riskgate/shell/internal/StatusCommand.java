package io.riskgate.shell.internal;

import io.riskgate.api.engine.AccountStatus;
import io.riskgate.api.engine.LockoutStore;
import io.riskgate.api.engine.PlatformStatus;
import io.riskgate.shell.internal.Report.Column;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** Says whether the platform is armed, and what it does. */
@Service
@Command(scope = "risk", name = "status", description = "Shows whether the platform is armed, and what it does")
public final class StatusCommand extends ReportCommand {
    private static final List<Column<Map.Entry<String, Long>>> REDUCE_ONLY = List.of(
            new Column<>("Accounts", "accounts", Map.Entry::getValue),
            new Column<>("Because", "reason", Map.Entry::getKey));

    @Reference(optional = true)
    LockoutStore lockouts;

    @Override
    Report report() throws CommandException {
        PlatformStatus status = engine().status();
        Map<String, Long> reduceOnly = engine().accounts().stream()
                .map(AccountStatus::reduceOnlyBecause)
                .filter(Objects::nonNull)
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
        return new Report()
                .field("State", null, status.armed() ? "Riskgate ACTIVE" : "NOT ARMED: " + status.notArmedBecause())
                .field(null, "armed", status.armed())
                .field(null, "notArmedBecause", status.notArmedBecause())
                .field("Time", "time", status.time())
                .field("Broker", "broker", status.broker())
                .field("Accounts", "accounts", status.accounts())
                .field("Locked accounts", "lockedAccounts", status.lockedAccounts())
                .field("Active lockouts", "activeLockouts", status.activeLockouts())
                .field("Active rules", "activeRules", status.activeRules())
                .field("Refused settings", "refusedSettings", status.refusedSettings())
                .field("Open commands", "openCommands", status.openCommands())
                .field("Events since the start", "events", status.events())
                .field("Store", "storeId", status.storeId())
                .field("Store directory", "storeDirectory", status.storeDirectory())
                .field("Last durable record", "journalSequence", status.journalSequence())
                .field("Store alarm", "storeAlarm", status.storeAlarm())
                .field("Clock alarm", "clockAlarm", status.clockAlarm())
                .field("Feed alarm", "feedAlarm", status.feedAlarm())
                .table(
                        "Lockouts",
                        "lockouts",
                        "No account is locked",
                        running(lockouts, "the lockout store").active(),
                        LockoutTable.columns(status.time()))
                .table("Reduce-only", "reduceOnly", "No account", reduceOnly.entrySet(), REDUCE_ONLY);
    }
}
