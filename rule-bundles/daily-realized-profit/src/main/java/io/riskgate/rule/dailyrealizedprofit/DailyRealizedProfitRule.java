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
import java.util.Objects;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;

/**
 * Ends the day of an account that has reached its profit target.
 *
 * <p>After a lock that ends before the day does, the target counts again only once a closing trade has made the day
 * better than it was then.
 */
@Component
@RuleId("daily_realized_profit")
@RuleCode("RULE-013")
@RuleDescription("Ends the day of an account that has reached its profit target")
public final class DailyRealizedProfitRule implements RiskRule {
    @Override
    public RuleEvaluator configure(Settings settings) {
        Decimal target = settings.decimal("target").above(Decimal.ZERO).required();
        boolean includeFees = settings.flag("includeFees").orElse(false);
        LockTime lockFor = settings.lockTime("lockFor").orElse(LockTime.UNTIL_RESET);
        String textForTrader = settings.string("message").orElse("");

        RuleEvaluator rule = (event, account) -> {
            TradingDay day = account.day();
            Decimal profit = includeFees ? day.realized().minus(day.fees()) : day.realized();
            Lockout before = Lockout.ofToday(account);
            Lockout last = before == null ? null : before.asked(event, profit);
            boolean reached =
                    profit.isAtLeast(target) && (last == null || last.better() && profit.isAbove(last.result()));
            if (!reached && !day.outOfRange()) {
                return Objects.equals(last, before) ? pass() : pass(last.since());
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
                    : verdict.and(new Lockout(profit, profit, false).remembered(account));
        };
        return rule.askedOn(Occasion.TRADE);
    }

    /** Whether a closing trade is booked, or may have been while the rule was not asked. */
    private static boolean mayBeAClosingTrade(RiskEvent event) {
        return event instanceof RiskEvent.TradeBooked trade
                ? !trade.voided() && trade.profitAndLoss() != null
                : event.occasion() != Occasion.SETTINGS_CHANGED;
    }

    /**
     * The last lockout of this rule that could end before the day.
     *
     * @param result the profit of the day when it began
     * @param seen the profit of the day when the rule was last asked
     * @param better whether a closing trade has made the day better since than it was when it began
     */
    private record Lockout(Decimal result, Decimal seen, boolean better) {
        private static final String DAY = "day";
        private static final String PROFIT = "profit";

        /** The profit again, so that what a version without this key remembered is told from it, and what came since. */
        private static final String SINCE = "since";

        static Lockout ofToday(AccountView account) {
            Optional<String> day = account.memory(DAY);
            if (day.isEmpty() || !day.get().equals(account.day().start().toString())) {
                return null;
            }
            Decimal result = decimal(account.memory(PROFIT).orElse("0"));
            String[] since = account.memory(SINCE).orElse("").split(" ");
            return since.length == 3 && result.equals(decimal(since[0]))
                    ? new Lockout(result, decimal(since[1]), Boolean.parseBoolean(since[2]))
                    : new Lockout(result, result, false);
        }

        private static Decimal decimal(String text) {
            return Decimal.of(new BigDecimal(text));
        }

        Lockout asked(RiskEvent event, Decimal now) {
            boolean rose = now.isAbove(result) && now.isAbove(seen) && mayBeAClosingTrade(event);
            return new Lockout(result, now, better || rose);
        }

        Action[] remembered(AccountView account) {
            return new Action[] {
                remember(DAY, account.day().start().toString()), remember(PROFIT, result.toString()), since()
            };
        }

        Action since() {
            return remember(SINCE, result + " " + seen + " " + better);
        }
    }
}
