package ${package};

import static io.riskgate.api.LockoutKind.HARD;
import static io.riskgate.api.rule.Action.closeAll;
import static io.riskgate.api.rule.Action.lockUntilReset;
import static io.riskgate.api.rule.Verdict.pass;
import static io.riskgate.api.rule.Verdict.violation;

import io.riskgate.api.rule.RiskRule;
import io.riskgate.api.rule.RuleDescription;
import io.riskgate.api.rule.RuleEvaluator;
import io.riskgate.api.rule.RuleId;
import io.riskgate.api.rule.Settings;
import org.osgi.service.component.annotations.Component;

/** Limits in how many instruments an account holds a position. */
@Component
@RuleId("${ruleId}")
@RuleDescription("Limits in how many instruments an account holds a position.")
public final class ${ruleName}Rule implements RiskRule {
    @Override
    public RuleEvaluator configure(Settings settings) {
        int limit = settings.integer("limit").atLeast(1).required();

        return (event, account) -> {
            int open = account.positions().size();
            return open <= limit
                    ? pass()
                    : violation(open + " instruments open, limit is " + limit, closeAll(), lockUntilReset(HARD))
                            .measured(open, limit);
        };
    }
}
