package io.riskgate.rule.dailyrealizedloss;

import static io.riskgate.api.rule.Action.alert;
import static io.riskgate.api.rule.Action.closeAll;
import static io.riskgate.api.rule.Action.lockUntil;
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
import io.riskgate.api.rule.PositionView;
import io.riskgate.api.rule.PositionView.Valuation;
import io.riskgate.api.rule.RiskRule;
import io.riskgate.api.rule.RuleCode;
import io.riskgate.api.rule.RuleDescription;
import io.riskgate.api.rule.RuleEvaluator;
import io.riskgate.api.rule.RuleId;
import io.riskgate.api.rule.Settings;
import io.riskgate.api.rule.Verdict;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import org.osgi.service.component.annotations.Component;

/** Ends the trading of an account for the day once the day's loss has reached a limit. */
@Component
@RuleId("daily_realized_loss")
@RuleCode("RULE-003")
@RuleDescription("Ends the trading of an account for the day once the day's loss has reached a limit.")
public final class DailyRealizedLossRule implements RiskRule {
    private static final Duration ANY_AGE = Duration.ofDays(3650);

    @Override
    public RuleEvaluator configure(Settings settings) {
        Decimal limit = settings.decimal("limit").below(Decimal.ZERO).required();
        boolean includeUnrealized = settings.flag("includeUnrealized").orElse(false);
        boolean includeFees = settings.flag("includeFees").orElse(false);
        LockTime lockFor = settings.lockTime("lockFor").orElse(LockTime.UNTIL_RESET);

        RuleEvaluator rule = (event, account) -> {
            Decimal booked = booked(account.day(), includeFees);
            Decimal result = includeUnrealized ? booked.plus(openProfit(account)) : booked;
            Verdict verdict = judge(account, booked, result, limit, lockFor);
            return includeUnrealized ? verdict.and(alertsOnUnvalued(account)) : verdict;
        };
        return includeUnrealized
                ? rule.askedOn(Occasion.TRADE, Occasion.POSITION, Occasion.QUOTE)
                        .protectingPositions()
                : rule.askedOn(Occasion.TRADE);
    }

    private static Decimal booked(TradingDay day, boolean includeFees) {
        return includeFees ? day.realized().minus(day.fees()) : day.realized();
    }

    /**
     * Judges the day's result; {@code booked} is the part of it that trades have made. A lockout with a duration is
     * neither lengthened while it runs nor set again the same day, unless trades have made the day worse since.
     */
    private static Verdict judge(AccountView account, Decimal booked, Decimal result, Decimal limit, LockTime lockFor) {
        boolean outOfRange = account.day().outOfRange();
        if (result.isAbove(limit) && !outOfRange) {
            return pass();
        }
        Lockout last = Lockout.ofToday(account);
        boolean running = last != null && account.now().isBefore(last.until());
        boolean worse = last == null || booked.isBelow(last.result()) || outOfRange;
        if (!running && !worse) {
            return pass();
        }

        Action lock =
                running ? lockUntil(last.until(), LockoutKind.HARD) : lockFor.lock(account.now(), LockoutKind.HARD);
        Verdict verdict = violation(
                        "Daily loss limit exceeded: " + result.toDollars() + " (limit: " + limit.toDollars() + ")",
                        closeAll(),
                        lock)
                .measured(result, limit);
        return running || lockFor.isUntilReset()
                ? verdict
                : verdict.and(new Lockout(result, account.now().plus(lockFor.duration())).remembered(account));
    }

    private static Decimal openProfit(AccountView account) {
        Decimal sum = Decimal.ZERO;
        for (PositionView position : account.positions()) {
            if (position.valuation(ANY_AGE) == Valuation.VALUED) {
                sum = sum.plus(position.openProfit());
            }
        }
        return sum;
    }

    private static Action[] alertsOnUnvalued(AccountView account) {
        return account.positions().stream()
                .filter(position -> position.valuation(ANY_AGE) != Valuation.VALUED)
                .map(DailyRealizedLossRule::alertOn)
                .toArray(Action[]::new);
    }

    private static Action alertOn(PositionView position) {
        boolean unknown = position.valuation(ANY_AGE) == Valuation.NO_TICK_DATA;
        return alert(
                Severity.WARNING,
                unknown ? "UNKNOWN_INSTRUMENT" : "STALE_QUOTE",
                (unknown ? "No tick data for " : "No price for ") + position.contract()
                        + ": its open P&L counts as $0.00");
    }

    /** The last lockout of this rule that had a duration: what the day came to when it began, and its end. */
    private record Lockout(Decimal result, Instant until) {
        private static final String KEY = "lockout";

        static Lockout ofToday(AccountView account) {
            String[] row = account.memory(KEY).orElse("").split(" ");
            return row.length == 3 && row[0].equals(account.day().start().toString())
                    ? new Lockout(Decimal.of(new BigDecimal(row[1])), Instant.parse(row[2]))
                    : null;
        }

        Action remembered(AccountView account) {
            return remember(KEY, account.day().start() + " " + result + " " + until);
        }
    }
}
