package io.riskgate.rule.maxunrealizedprofit;

import io.riskgate.api.Decimal;
import io.riskgate.api.Severity;
import io.riskgate.api.rule.AccountView;
import io.riskgate.api.rule.Action;
import io.riskgate.api.rule.Occasion;
import io.riskgate.api.rule.PositionView;
import io.riskgate.api.rule.RiskEvent;
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
 * Closes a position whose open profit has reached the target; the others stay.
 *
 * <p>A position without a fresh price, or without tick data, is not judged: that is never a profit of zero, and people
 * are told.
 */
@Component
@RuleId("max_unrealized_profit")
@RuleCode("RULE-005")
@RuleDescription("Closes a position whose open profit has reached the target.")
public final class MaxUnrealizedProfitRule implements RiskRule {
    @Override
    public RuleEvaluator configure(Settings settings) {
        Decimal target = settings.decimal("target").above(Decimal.ZERO).required();
        Duration checkEvery = settings.duration("checkEvery").orElse(Duration.ofSeconds(5));
        Duration staleAfter = settings.duration("staleAfter").orElse(Duration.ofSeconds(5));
        return new ProfitTarget(target, checkEvery, staleAfter)
                .askedOn(Occasion.QUOTE, Occasion.POSITION)
                .protectingPositions();
    }

    private record ProfitTarget(Decimal target, Duration checkEvery, Duration staleAfter) implements RuleEvaluator {
        @Override
        public Verdict evaluate(RiskEvent event, AccountView account) {
            if (account.positions().isEmpty()) {
                return Verdict.pass();
            }
            Instant now = account.now();
            Instant next = now.plus(checkEvery);
            List<Violation> violations = new ArrayList<>();
            List<Action> actions = new ArrayList<>();
            for (PositionView position : account.positions()) {
                Instant stale = position.pricedAt().plus(staleAfter);
                switch (position.valuation(staleAfter)) {
                    case VALUED -> {
                        next = earlier(next, stale.plusMillis(1));
                        if (position.openProfit().isAtLeast(target)) {
                            violations.add(violation(position));
                        }
                    }
                    case NO_QUOTE, STALE -> {
                        actions.add(Action.undecided(position.contract()));
                        if (now.isBefore(stale)) {
                            next = earlier(next, stale);
                        } else {
                            actions.add(staleQuote(position));
                        }
                    }
                    case NO_TICK_DATA -> {
                        actions.add(Action.undecided(position.contract()));
                        actions.add(unknownInstrument(position));
                    }
                }
            }
            actions.add(Action.wakeAt(next));
            return new Verdict(violations, actions);
        }

        private Violation violation(PositionView position) {
            Decimal profit = position.openProfit();
            String message = "Unrealized profit target reached on " + position.root() + ": " + profit.toDollars()
                    + " (target: " + target.toDollars() + ")";
            return Violation.of(message, Action.close(position))
                    .measured(profit, target)
                    .on(position.contract());
        }

        private Action staleQuote(PositionView position) {
            return Action.alert(
                    Severity.WARNING,
                    "STALE_QUOTE",
                    "No price for " + position.contract() + " within " + staleAfter.toSeconds()
                            + "s: its open profit is not known");
        }

        private static Action unknownInstrument(PositionView position) {
            return Action.alert(
                    Severity.WARNING,
                    "UNKNOWN_INSTRUMENT",
                    "No tick data for " + position.contract() + ": its open profit is not known");
        }

        private static Instant earlier(Instant one, Instant other) {
            return one.isBefore(other) ? one : other;
        }
    }
}
