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
import io.riskgate.api.rule.RiskEvent;
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
import java.util.Objects;
import java.util.Optional;
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
            Lockout last = Lockout.ofToday(account);
            Lockout now = last == null || last.runs(account.now()) ? last : last.asked(event, booked);
            Verdict verdict = judge(account, now, booked, result, limit, lockFor);
            if (verdict.violations().isEmpty() && !Objects.equals(now, last)) {
                verdict = verdict.and(now.since());
            }
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
     * neither lengthened while it runs nor set again the same day, unless a closing trade has made the day worse since.
     */
    private static Verdict judge(
            AccountView account, Lockout last, Decimal booked, Decimal result, Decimal limit, LockTime lockFor) {
        boolean outOfRange = account.day().outOfRange();
        if (result.isAbove(limit) && !outOfRange) {
            return pass();
        }
        boolean running = last != null && last.runs(account.now());
        boolean worse = last == null || outOfRange || last.worse() && booked.isBelow(last.result());
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
                : verdict.and(
                        new Lockout(result, account.now().plus(lockFor.duration()), booked, false).remembered(account));
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

    /** Whether a closing trade is booked, or may have been while the rule was not asked. */
    private static boolean mayBeAClosingTrade(RiskEvent event) {
        return event instanceof RiskEvent.TradeBooked trade
                ? !trade.voided() && trade.profitAndLoss() != null
                : event.occasion() != Occasion.SETTINGS_CHANGED;
    }

    /**
     * The last lockout of this rule that had a duration.
     *
     * @param result what the day came to when it began
     * @param until its end
     * @param booked what trades had made of the day when the rule was last asked
     * @param worse whether a closing trade has made the day worse since than it was when it began
     */
    private record Lockout(Decimal result, Instant until, Decimal booked, boolean worse) {
        private static final String KEY = "lockout";

        /** The end again, so that a lockout that a version without this key remembered is told from it, and what came since. */
        private static final String SINCE = "since";

        static Lockout ofToday(AccountView account) {
            Optional<String> kept = account.memory(KEY);
            if (kept.isEmpty()) {
                return null;
            }
            String[] row = kept.get().split(" ");
            if (row.length != 3 || !row[0].equals(account.day().start().toString())) {
                return null;
            }
            Decimal result = Decimal.of(new BigDecimal(row[1]));
            String[] since = account.memory(SINCE).orElse("").split(" ");
            return since.length == 3 && since[0].equals(row[2])
                    ? new Lockout(
                            result,
                            Instant.parse(row[2]),
                            Decimal.of(new BigDecimal(since[1])),
                            Boolean.parseBoolean(since[2]))
                    : new Lockout(result, Instant.parse(row[2]), result, false);
        }

        boolean runs(Instant now) {
            return now.isBefore(until);
        }

        Lockout asked(RiskEvent event, Decimal now) {
            boolean fell = now.isBelow(result) && now.isBelow(booked) && mayBeAClosingTrade(event);
            return new Lockout(result, until, now, worse || fell);
        }

        Action[] remembered(AccountView account) {
            return new Action[] {remember(KEY, account.day().start() + " " + result + " " + until), since()};
        }

        Action since() {
            return remember(SINCE, until + " " + booked + " " + worse);
        }
    }
}
