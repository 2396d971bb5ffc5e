package io.riskgate.shell.internal;

import io.riskgate.api.engine.RuleStatus;
import io.riskgate.shell.internal.Report.Column;
import java.util.List;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** Lists the rules and their settings. */
@Service
@Command(scope = "risk", name = "rules", description = "Lists the rules, their settings and what was refused")
public final class RulesCommand extends ReportCommand {
    private static final List<Column<RuleStatus>> RULES = List.of(
            new Column<>("Code", "code", RuleStatus::code),
            new Column<>("Rule", "id", RuleStatus::id),
            new Column<>("Bundle", "bundle", RuleStatus::bundle),
            new Column<>("State", "states", RulesCommand::states),
            new Column<>("Required", "required", RuleStatus::required),
            new Column<>("Faults", "faults", RuleStatus::faults),
            new Column<>("Quarantined for", "quarantined", RuleStatus::quarantined),
            new Column<>("Shadowed", "shadowed", RuleStatus::shadowed));

    @Override
    Report report() throws CommandException {
        List<RuleStatus> rules = engine().rules();
        return new Report()
                .table("Rules", "rules", "No rule", rules, RULES)
                .table(
                        "Settings",
                        "configurations",
                        "No settings",
                        rules.stream().flatMap(rule -> rule.settings().stream()).toList(),
                        ConfigurationTable.COLUMNS);
    }

    private static List<String> states(RuleStatus rule) {
        return rule.settings().stream()
                .map(RuleStatus.Configuration::state)
                .distinct()
                .toList();
    }
}
