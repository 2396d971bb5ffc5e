package io.riskgate.shell.internal;

import io.riskgate.api.engine.AccountStatus;
import io.riskgate.api.engine.Lockout;
import io.riskgate.shell.internal.Report.Column;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** Lists the accounts and how they stand. */
@Service
@Command(scope = "risk", name = "accounts", description = "Lists the accounts and how they stand")
public final class AccountsCommand extends ReportCommand {
    private static final List<Column<AccountStatus>> COLUMNS = List.of(
            new Column<>("Account", "account", account -> account.state().account()),
            new Column<>("Locked", "locked", account -> account.state().governing() != null),
            new Column<>("Reduce-only", "reduceOnly", account -> account.state().reduceOnly()),
            new Column<>("Connected", "connected", AccountStatus::connected),
            new Column<>("Day P&L", "dayRealized", account -> account.state().dayRealized()),
            new Column<>("Trades", "tradeCount", account -> account.state().tradeCount()),
            new Column<>("Positions", "positionCount", account -> account.state()
                    .positions()
                    .size()),
            new Column<>("Orders", "orderCount", account -> account.state()
                    .workingOrders()
                    .size()),
            new Column<>(
                    "Enforcement", "enforcement", account -> account.state().enforcement()),
            new Column<>("By rule", "rule", account -> governing(account, Lockout::rule)),
            new Column<>("Until", "until", account -> governing(account, Lockout::end)),
            new Column<>("Left", "remainingSeconds", AccountsCommand::left));

    @Override
    Report report() throws CommandException {
        return new Report().table(null, "accounts", "No account is known", engine().accounts(), COLUMNS);
    }

    private static Duration left(AccountStatus account) {
        return governing(
                account,
                lockout -> LockoutTable.remaining(lockout, account.state().time()));
    }

    private static <T> T governing(AccountStatus account, Function<Lockout, T> value) {
        Lockout lockout = account.state().governing();
        return lockout == null ? null : value.apply(lockout);
    }
}
