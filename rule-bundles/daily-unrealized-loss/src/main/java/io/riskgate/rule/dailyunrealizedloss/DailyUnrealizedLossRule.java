package io.riskgate.rule.dailyunrealizedloss;

import static io.riskgate.api.rule.Action.alert;
import static io.riskgate.api.rule.Action.close;
import static io.riskgate.api.rule.Action.undecided;
import static io.riskgate.api.rule.Action.wakeAt;
import static io.riskgate.api.rule.Verdict.pass;

import io.riskgate.api.Decimal;
import io.riskgate.api.Severity;
import io.riskgate.api.rule.Action;
import io.riskgate.api.rule.Occasion;
import io.riskgate.api.rule.PositionView;
import io.riskgate.api.rule.RiskRule;
import io.riskgate.api.rule.RuleCode;
import io.riskgate.api.rule.RuleDescription;
import io.riskgate.api.rule.RuleEvaluator;
import io.riskgate.api.rule.RuleId;
import io.riskgate.api.rule.Settings;
import io.riskgate.api.rule.Verdict;
import io.riskgate.api.rule.Violation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/**
 * Closes a position whose open loss has reached the limit; the others stay.
 *
 * <p>A position without a fresh price, or without tick data, is not judged: that is never a loss of zero, and people
 * are told.
 */
@Component
@RuleId("daily_unrealized_loss")
@RuleCode("RULE-004")
@RuleDescription("Closes a position whose open loss has reached the limit")
public final class DailyUnrealizedLossRule implements RiskRule {
    @Override
    public RuleEvaluator configure(Settings settings) {
        Decimal limit = settings.decimal("limit").below(Decimal.ZERO).required();
        Duration checkEvery = settings.duration("checkEvery").orElse(Duration.ofSeconds(10));
        Duration staleAfter = settings.duration("staleAfter").orElse(Duration.ofSeconds(5));
        Duration untilStale = staleAfter.plusMillis(1);

        RuleEvaluator rule = (event, account) -> {
            if (account.positions().isEmpty()) {
                return pass();
            }
            Instant wakeAt = account.now().plus(checkEvery);
            List<Violation> violations = new ArrayList<>(0);
            List<Action> actions = new ArrayList<>(1);
            Instant oldest = null;
            for (PositionView position : account.positions()) {
                switch (position.valuation(staleAfter)) {
                    case VALUED -> {
                        oldest = oldest == null ? position.pricedAt() : earlier(oldest, position.pricedAt());
                        if (position.openProfit().isAtMost(limit)) {
                            violations.add(violation(position, limit));
                        }
                    }
                    case NO_QUOTE, STALE -> {
                        actions.add(undecided(position.contract()));
                        Instant stale = position.pricedAt().plus(staleAfter);
                        if (account.now().isBefore(stale)) {
                            wakeAt = earlier(wakeAt, stale);
                        } else {
                            actions.add(staleQuote(position, staleAfter));
                        }
                    }
                    case NO_TICK_DATA -> {
                        actions.add(undecided(position.contract()));
                        actions.add(unknownInstrument(position));
                    }
                }
            }
            if (oldest != null) {
                wakeAt = earlier(wakeAt, oldest.plus(untilStale));
            }
            actions.add(wakeAt(wakeAt));
            return new Verdict(violations, actions);
        };
        return rule.askedOn(Occasion.QUOTE, Occasion.POSITION)
                .judgingEachContract()
                .protectingPositions();
    }

    private static Violation violation(PositionView position, Decimal limit) {
        Decimal profit = position.openProfit();
        String message = "Unrealized loss limit exceeded on " + position.root() + ": " + profit.toDollars()
                + " (limit: " + limit.toDollars() + ")";
        return Violation.of(message, close(position)).measured(profit, limit).on(position.contract());
    }

    private static Action staleQuote(PositionView position, Duration staleAfter) {
        String message = "No price for " + position.contract() + " within " + staleAfter.toSeconds()
                + "s: its open loss is not known";
        return alert(Severity.WARNING, "STALE_QUOTE", message);
    }

    private static Action unknownInstrument(PositionView position) {
        String message = "No tick data for " + position.contract() + ": its open loss is not known";
        return alert(Severity.WARNING, "UNKNOWN_INSTRUMENT", message);
    }

    private static Instant earlier(Instant one, Instant other) {
        return other.isBefore(one) ? other : one;
    }
}
