package io.riskgate.shell.internal;

import io.riskgate.api.engine.RuleStatus.Configuration;
import io.riskgate.shell.internal.Report.Column;
import java.util.List;

/** How the settings of rules are shown. */
final class ConfigurationTable {
    /** The columns. */
    static final List<Column<Configuration>> COLUMNS = List.of(
            new Column<>("File", "pid", Configuration::pid),
            new Column<>("State", "state", Configuration::state),
            new Column<>("Accounts", "accounts", Configuration::accounts),
            new Column<>("In force", "values", Configuration::values),
            new Column<>("Refused", "refusal", Configuration::refusal));

    private ConfigurationTable() {}
}
