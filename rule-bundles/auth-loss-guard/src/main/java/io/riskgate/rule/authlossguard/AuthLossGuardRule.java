package io.riskgate.rule.authlossguard;

import static io.riskgate.api.rule.Action.alert;
import static io.riskgate.api.rule.Action.closeAll;
import static io.riskgate.api.rule.Action.lockWhile;
import static io.riskgate.api.rule.Verdict.pass;
import static io.riskgate.api.rule.Verdict.violation;

import io.riskgate.api.LockCondition;
import io.riskgate.api.Severity;
import io.riskgate.api.rule.Action;
import io.riskgate.api.rule.Occasion;
import io.riskgate.api.rule.RiskRule;
import io.riskgate.api.rule.RuleCode;
import io.riskgate.api.rule.RuleDescription;
import io.riskgate.api.rule.RuleEvaluator;
import io.riskgate.api.rule.RuleId;
import io.riskgate.api.rule.Settings;
import io.riskgate.api.rule.Verdict;
import org.osgi.service.component.annotations.Component;

/**
 * Tells people when the broker is lost, refuses the credentials or disables trading.
 *
 * <p>Only disabled trading can lock an account, and only when the settings say so. A lost connection never closes
 * anything.
 */
@Component
@RuleId("auth_loss_guard")
@RuleCode("RULE-010")
@RuleDescription("Tells people when the broker is lost, refuses the credentials or disables trading")
public final class AuthLossGuardRule implements RiskRule {
    private static final Action CONNECTION_LOST =
            alert(Severity.WARNING, "CONNECTION_LOST", "Connection to the broker lost");
    private static final Action AUTH_FAILED =
            alert(Severity.ERROR, "AUTH_FAILED", "Authentication at the broker failed");
    private static final Action TRADING_DISABLED =
            alert(Severity.ERROR, "TRADING_DISABLED", "Trading disabled by the broker");

    private enum OnTradingDisabled {
        ALERT,
        LOCK
    }

    @Override
    public RuleEvaluator configure(Settings settings) {
        boolean alertOnDisconnect = settings.flag("alertOnDisconnect").orElse(true);
        boolean alertOnAuthFailure = settings.flag("alertOnAuthFailure").orElse(true);
        boolean lock =
                settings.choice("onTradingDisabled", OnTradingDisabled.class).orElse(OnTradingDisabled.ALERT)
                        == OnTradingDisabled.LOCK;

        RuleEvaluator rule = (event, account) -> {
            Verdict verdict = pass();
            if (lock && !account.canTrade()) {
                verdict = violation(
                        "Trading disabled by the broker", closeAll(), lockWhile(LockCondition.TRADING_DISABLED));
            }
            if (alertOnDisconnect && !account.connected()) {
                verdict = verdict.and(CONNECTION_LOST);
            }
            if (alertOnAuthFailure && !account.authenticated()) {
                verdict = verdict.and(AUTH_FAILED);
            }
            return account.canTrade() ? verdict : verdict.and(TRADING_DISABLED);
        };
        return rule.askedOn(Occasion.ACCOUNT, Occasion.CONNECTION);
    }
}
