package io.riskgate.shell.internal;

import io.riskgate.api.engine.RuleStatus;
import io.riskgate.api.rule.Settings;
import io.riskgate.shell.internal.Report.Column;
import java.util.List;
import java.util.function.Function;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** Shows one rule: where it comes from, its settings, what it asks of them. */
@Service
@Command(scope = "risk", name = "rule", description = "Shows one rule, its settings and what it asks of them")
public final class RuleCommand extends ItemCommand {
    private static final List<Column<Settings.Asked>> ASKED = List.of(
            new Column<>("Key", "key", Settings.Asked::key),
            new Column<>("Expected", "expected", Settings.Asked::expected),
            new Column<>("Presence", "presence", Settings.Asked::presence));

    @Argument(name = "rule", description = "The id of the rule", required = true)
    @Completion(RuleCompleter.class)
    String id;

    @Override
    Report item() throws CommandException {
        List<RuleStatus> rules = engine().rules();
        RuleStatus rule = rules.stream()
                .filter(candidate -> candidate.id().equals(id))
                .findFirst()
                .orElseThrow(() ->
                        unknown("rule", id, rules.stream().map(RuleStatus::id).toList()));
        return new Report()
                .field("Rule", "id", rule.id())
                .field("Code", "code", rule.code())
                .field("Description", "description", rule.description())
                .field("Bundle", "bundle", rule.bundle())
                .field("Origin", "location", origin(rule, RuleStatus.Origin::location))
                .field("SHA-256", "sha256", origin(rule, RuleStatus.Origin::sha256))
                .field("Signer", "signer", origin(rule, RuleStatus.Origin::signer))
                .field("By command", "pinned", origin(rule, RuleStatus.Origin::pinned))
                .field("Not trusted", "untrusted", rule.untrusted())
                .field("Shadowed", "shadowed", rule.shadowed())
                .field(
                        "Looks on",
                        "shadow",
                        rule.shadow() == null ? null : rule.shadow().bundle())
                .field(
                        "Does not judge",
                        "shadowNotJudging",
                        rule.shadow() == null ? List.of() : rule.shadow().notJudging())
                .field("Required", "required", rule.required())
                .field("Faults", "faults", rule.faults())
                .field("Quarantined for", "quarantined", rule.quarantined())
                .table("Settings", "configurations", "No settings", rule.settings(), ConfigurationTable.COLUMNS)
                .table("Keys", "asked", "Not known before the rule has read settings", rule.asked(), ASKED);
    }

    private static Object origin(RuleStatus rule, Function<RuleStatus.Origin, Object> part) {
        return rule.origin() == null ? null : part.apply(rule.origin());
    }
}
