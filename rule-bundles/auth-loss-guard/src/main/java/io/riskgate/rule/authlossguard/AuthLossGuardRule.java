package io.riskgate.rule.authlossguard;

import io.riskgate.api.LockCondition;
import io.riskgate.api.Severity;
import io.riskgate.api.rule.AccountView;
import io.riskgate.api.rule.Action;
import io.riskgate.api.rule.Occasion;
import io.riskgate.api.rule.RiskEvent;
import io.riskgate.api.rule.RiskRule;
import io.riskgate.api.rule.RuleCode;
import io.riskgate.api.rule.RuleDescription;
import io.riskgate.api.rule.RuleEvaluator;
import io.riskgate.api.rule.RuleId;
import io.riskgate.api.rule.Settings;
import io.riskgate.api.rule.Verdict;
import java.util.ArrayList;
import java.util.List;
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
@RuleDescription("Tells people when the broker is lost, refuses the credentials or disables trading.")
public final class AuthLossGuardRule implements RiskRule {
    private enum OnTradingDisabled {
        ALERT,
        LOCK
    }

    private static final Action CONNECTION_LOST =
            Action.alert(Severity.WARNING, "CONNECTION_LOST", "Connection to the broker lost");
    private static final Action AUTH_FAILED =
            Action.alert(Severity.ERROR, "AUTH_FAILED", "Authentication at the broker failed");
    private static final Action TRADING_DISABLED =
            Action.alert(Severity.ERROR, "TRADING_DISABLED", "Trading disabled by the broker");

    @Override
    public RuleEvaluator configure(Settings settings) {
        boolean alertOnDisconnect = settings.flag("alertOnDisconnect").orElse(true);
        boolean alertOnAuthFailure = settings.flag("alertOnAuthFailure").orElse(true);
        OnTradingDisabled onTradingDisabled =
                settings.choice("onTradingDisabled", OnTradingDisabled.class).orElse(OnTradingDisabled.ALERT);
        return new Guard(alertOnDisconnect, alertOnAuthFailure, onTradingDisabled == OnTradingDisabled.LOCK)
                .askedOn(Occasion.ACCOUNT, Occasion.CONNECTION);
    }

    private record Guard(boolean alertOnDisconnect, boolean alertOnAuthFailure, boolean lockWhenDisabled)
            implements RuleEvaluator {
        @Override
        public Verdict evaluate(RiskEvent event, AccountView account) {
            if (account.connected() && account.authenticated() && account.canTrade()) {
                return Verdict.pass();
            }
            List<Action> alerts = new ArrayList<>();
            if (alertOnDisconnect && !account.connected()) {
                alerts.add(CONNECTION_LOST);
            }
            if (alertOnAuthFailure && !account.authenticated()) {
                alerts.add(AUTH_FAILED);
            }
            if (!account.canTrade()) {
                alerts.add(TRADING_DISABLED);
            }
            Verdict verdict = lockWhenDisabled && !account.canTrade() ? tradingDisabled() : Verdict.pass();
            return verdict.and(alerts.toArray(Action[]::new));
        }

        private static Verdict tradingDisabled() {
            return Verdict.violation(
                    "Trading disabled by the broker",
                    Action.closeAll(),
                    Action.lockWhile(LockCondition.TRADING_DISABLED));
        }
    }
}
