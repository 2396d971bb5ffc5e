package io.riskgate.shell.internal;

import io.riskgate.api.engine.AccountStatus.OpenCommand;
import io.riskgate.shell.internal.Report.Column;
import java.util.ArrayList;
import java.util.List;

/** How commands that are not confirmed yet are shown. */
final class CommandTable {
    /** Those of one account. */
    static final List<Column<OpenCommand>> OF_ONE_ACCOUNT = List.of(
            new Column<>("Target", "target", OpenCommand::target),
            new Column<>("Rule", "rule", OpenCommand::rule),
            new Column<>("Guard", "guard", OpenCommand::guard),
            new Column<>("State", "state", OpenCommand::progress),
            new Column<>("Calls", "attempts", OpenCommand::attempts),
            new Column<>("Failed", "failures", OpenCommand::failures),
            new Column<>("Since", "since", OpenCommand::openedAt),
            new Column<>("Next call", "nextAttempt", OpenCommand::nextAttempt),
            new Column<>("Last call", "lastOutcome", OpenCommand::lastOutcome),
            new Column<>("Reason", "reason", OpenCommand::reason));

    /** Those of all accounts. */
    static final List<Column<OpenCommand>> OF_ALL_ACCOUNTS = withAccount();

    private CommandTable() {}

    private static List<Column<OpenCommand>> withAccount() {
        List<Column<OpenCommand>> columns = new ArrayList<>();
        columns.add(new Column<>("Account", "account", OpenCommand::account));
        columns.addAll(OF_ONE_ACCOUNT);
        return List.copyOf(columns);
    }
}
