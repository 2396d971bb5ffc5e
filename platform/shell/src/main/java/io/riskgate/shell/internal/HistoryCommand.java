package io.riskgate.shell.internal;

import io.riskgate.api.engine.AccountHistory;
import io.riskgate.api.engine.AccountHistory.Day;
import io.riskgate.api.engine.AccountHistory.PastLockout;
import io.riskgate.api.engine.PlatformStore;
import io.riskgate.shell.internal.Report.Column;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Shows when and why an account was locked, how that ended, and what its trading days came to. */
@Service
@Command(
        scope = "risk",
        name = "history",
        description = "Shows when and why an account was locked, how that ended, and its trading days")
public final class HistoryCommand extends ItemCommand {
    private static final String DAYS = "30";
    private static final List<Column<PastLockout>> LOCKOUTS = List.of(
            new Column<>("Since", "since", past -> past.lockout().createdAt()),
            new Column<>("Until", "until", past -> past.lockout().end()),
            new Column<>("Ended", "endedAt", PastLockout::endedAt),
            new Column<>("By", "endedBy", PastLockout::cause),
            new Column<>("Kind", "kind", past -> past.lockout().kind()),
            new Column<>("Rule", "rule", past -> past.lockout().rule()),
            new Column<>("Reason", "reason", past -> past.lockout().reason()));
    private static final List<Column<Day>> TRADING_DAYS = List.of(
            new Column<>("Day", "date", Day::date),
            new Column<>("From", "start", Day::start),
            new Column<>("To", "end", Day::end),
            new Column<>("P&L", "realized", Day::realized),
            new Column<>("Fees", "fees", Day::fees),
            new Column<>("Trades", "tradeCount", Day::tradeCount),
            new Column<>("Running", "running", Day::running));

    @Argument(name = "account", description = "The account", required = true)
    @Completion(AccountCompleter.class)
    String account;

    @Option(name = "--days", description = "How many days to look back; 30 without it")
    String days = DAYS;

    @Reference(optional = true)
    PlatformStore store;

    @Override
    Report item() throws Exception {
        if (!days.matches("[1-9]\\d{0,3}")) {
            throw failure("--days: expected 1 to 9999, was '%s'".formatted(days));
        }
        Instant since = engine().status().time().minus(Duration.ofDays(Long.parseLong(days)));
        AccountHistory history = running(store, "the store").history(account, since);
        if (history.lockouts().isEmpty() && history.days().isEmpty()) {
            account(account);
        }
        List<String> unreadable = history.unreadable();
        return new Report()
                .field("Account", "account", history.account())
                .field("Looked back to", "lookedBackTo", history.since())
                .field(null, "unreadable", unreadable)
                .table("Lockouts", "lockouts", "None", history.lockouts(), LOCKOUTS)
                .table("Trading days", "days", "None", history.days(), TRADING_DAYS)
                .failure(unreadable.isEmpty() ? null : "cannot be read, its part is missing: " + some(unreadable));
    }
}
