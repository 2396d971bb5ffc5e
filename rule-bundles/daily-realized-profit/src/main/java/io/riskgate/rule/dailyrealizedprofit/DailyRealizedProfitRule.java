package io.riskgate.rule.dailyrealizedprofit;

import io.riskgate.api.Decimal;
import io.riskgate.api.LockoutKind;
import io.riskgate.api.Severity;
import io.riskgate.api.rule.AccountView;
import io.riskgate.api.rule.AccountView.TradingDay;
import io.riskgate.api.rule.Action;
import io.riskgate.api.rule.LockTime;
import io.riskgate.api.rule.Occasion;
import io.riskgate.api.rule.RiskEvent;
import io.riskgate.api.rule.RiskRule;
import io.riskgate.api.rule.RuleCode;
import io.riskgate.api.rule.RuleDescription;
import io.riskgate.api.rule.RuleEvaluator;
import io.riskgate.api.rule.RuleId;
import io.riskgate.api.rule.Settings;
import io.riskgate.api.rule.Verdict;
import java.math.BigDecimal;
import org.osgi.service.component.annotations.Component;

/**
 * Ends the day of an account that has reached its profit target.
 *
 * <p>After a lock that ends before the day does, the target counts again only once the day is better than it was then.
 */
@Component
@RuleId("daily_realized_profit")
@RuleCode("RULE-013")
@RuleDescription("Ends the day of an account that has reached its profit target.")
public final class DailyRealizedProfitRule implements RiskRule {
    @Override
    public RuleEvaluator configure(Settings settings) {
        Decimal target = settings.decimal("target").above(Decimal.ZERO).required();
        boolean includeFees = settings.flag("includeFees").orElse(false);
        LockTime lockFor = settings.lockTime("lockFor").orElse(LockTime.UNTIL_RESET);
        String message = settings.string("message").orElse("");
        return new ProfitTarget(target, includeFees, lockFor, message).askedOn(Occasion.TRADE);
    }

    private record ProfitTarget(Decimal target, boolean includeFees, LockTime lockFor, String message)
            implements RuleEvaluator {
        private static final String DAY = "day";
        private static final String PROFIT = "profit";

        @Override
        public Verdict evaluate(RiskEvent event, AccountView account) {
            TradingDay day = account.day();
            Decimal profit = includeFees ? day.realized().minus(day.fees()) : day.realized();
            boolean reached = profit.isAtLeast(target) && isBetterThanAtLastLock(profit, account);
            return reached || day.outOfRange() ? violation(profit, account) : Verdict.pass();
        }

        private static boolean isBetterThanAtLastLock(Decimal profit, AccountView account) {
            boolean lockedToday =
                    account.memory(DAY).orElse("").equals(account.day().start().toString());
            return !lockedToday || profit.isAbove(profitAtLastLock(account));
        }

        private static Decimal profitAtLastLock(AccountView account) {
            return Decimal.of(new BigDecimal(account.memory(PROFIT).orElse("0")));
        }

        private Verdict violation(Decimal profit, AccountView account) {
            Verdict verdict = Verdict.violation(
                            "Daily profit target reached: " + profit.toDollars() + " (target: " + target.toDollars()
                                    + ")",
                            Action.closeAll(),
                            lockFor.lock(account.now(), LockoutKind.HARD))
                    .measured(profit, target);
            if (!message.isEmpty()) {
                verdict = verdict.and(Action.alert(Severity.INFO, "PROFIT_TARGET_REACHED", message));
            }
            return lockFor.isUntilReset()
                    ? verdict
                    : verdict.and(
                            Action.remember(DAY, account.day().start().toString()),
                            Action.remember(PROFIT, profit.toString()));
        }
    }
}
