package io.riskgate.rule.dailyrealizedprofit;

import static io.riskgate.api.rule.Action.alert;
import static io.riskgate.api.rule.Action.closeAll;
import static io.riskgate.api.rule.Action.remember;
import static io.riskgate.api.rule.Verdict.pass;
import static io.riskgate.api.rule.Verdict.violation;

import io.riskgate.api.Decimal;
import io.riskgate.api.LockoutKind;
import io.riskgate.api.Severity;
import io.riskgate.api.rule.AccountView;
import io.riskgate.api.rule.AccountView.TradingDay;
import io.riskgate.api.rule.LockTime;
import io.riskgate.api.rule.Occasion;
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
@RuleDescription("Ends the day of an account that has reached its profit target")
public final class DailyRealizedProfitRule implements RiskRule {
    /** Remembers the day of the last lock that could end before the day, and the profit of the day by then. */
    private static final String DAY = "day";

    private static final String PROFIT = "profit";

    @Override
    public RuleEvaluator configure(Settings settings) {
        Decimal target = settings.decimal("target").above(Decimal.ZERO).required();
        boolean includeFees = settings.flag("includeFees").orElse(false);
        LockTime lockFor = settings.lockTime("lockFor").orElse(LockTime.UNTIL_RESET);
        String textForTrader = settings.string("message").orElse("");

        RuleEvaluator rule = (event, account) -> {
            TradingDay day = account.day();
            Decimal profit = includeFees ? day.realized().minus(day.fees()) : day.realized();
            boolean reached = profit.isAtLeast(target) && isBetterThanAtLastLock(profit, account);
            if (!reached && !day.outOfRange()) {
                return pass();
            }
            Verdict verdict = violation(
                            "Daily profit target reached: " + profit.toDollars() + " (target: " + target.toDollars()
                                    + ")",
                            closeAll(),
                            lockFor.lock(account.now(), LockoutKind.HARD))
                    .measured(profit, target);
            if (!textForTrader.isEmpty()) {
                verdict = verdict.and(alert(Severity.INFO, "PROFIT_TARGET_REACHED", textForTrader));
            }
            return lockFor.isUntilReset()
                    ? verdict
                    : verdict.and(remember(DAY, day.start().toString()), remember(PROFIT, profit.toString()));
        };
        return rule.askedOn(Occasion.TRADE);
    }

    private static boolean isBetterThanAtLastLock(Decimal profit, AccountView account) {
        boolean lockedToday =
                account.memory(DAY).orElse("").equals(account.day().start().toString());
        return !lockedToday
                || profit.isAbove(
                        Decimal.of(new BigDecimal(account.memory(PROFIT).orElse("0"))));
    }
}
