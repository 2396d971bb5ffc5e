package io.riskgate.rule.nostoplossgrace;

import static io.riskgate.api.rule.Action.alert;
import static io.riskgate.api.rule.Action.close;
import static io.riskgate.api.rule.Action.wakeAt;
import static io.riskgate.api.rule.Verdict.pass;

import io.riskgate.api.Severity;
import io.riskgate.api.rule.AccountView;
import io.riskgate.api.rule.Action;
import io.riskgate.api.rule.Occasion;
import io.riskgate.api.rule.OrderView;
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
import java.util.Optional;
import org.osgi.service.component.annotations.Component;

/** Closes a position that has been without a protective stop for too long. */
@Component
@RuleId("no_stop_loss_grace")
@RuleCode("RULE-008")
@RuleDescription("Closes a position that has been without a protective stop for too long.")
public final class NoStopLossGraceRule implements RiskRule {
    @Override
    public RuleEvaluator configure(Settings settings) {
        Duration gracePeriod = settings.duration("gracePeriod").orElse(Duration.ofSeconds(10));
        Optional<Duration> warnAfter = settings.duration("warnAfter")
                .where("and at most gracePeriod", value -> value.compareTo(gracePeriod) <= 0)
                .optional();

        RuleEvaluator rule = (event, account) -> {
            if (allStopped(account)) {
                return pass();
            }
            List<Violation> violations = new ArrayList<>();
            List<Action> actions = new ArrayList<>();
            Instant wakeAt = Instant.MAX;
            for (PositionView position : account.positions()) {
                Instant since = position.unprotectedSince().orElse(null);
                if (since == null) {
                    if (stopQuantity(position, account) < position.quantity()) {
                        actions.add(stopSmallerThan(position));
                    }
                } else if (isOver(since, gracePeriod, account)) {
                    violations.add(tooLate(position, gracePeriod));
                } else if (warnAfter.isPresent() && isOver(since, warnAfter.get(), account)) {
                    actions.add(noStopYet(position, gracePeriod));
                    wakeAt = earlier(wakeAt, since.plus(gracePeriod));
                } else {
                    wakeAt = earlier(wakeAt, since.plus(warnAfter.orElse(gracePeriod)));
                }
            }
            if (wakeAt != Instant.MAX) {
                actions.add(wakeAt(wakeAt));
            }
            return new Verdict(violations, actions);
        };
        return rule.askedOn(Occasion.POSITION, Occasion.ORDER)
                .judgingEachContract()
                .protectingPositions();
    }

    private static boolean allStopped(AccountView account) {
        for (PositionView position : account.positions()) {
            if (position.unprotectedSince().isPresent() || stopQuantity(position, account) < position.quantity()) {
                return false;
            }
        }
        return true;
    }

    private static long stopQuantity(PositionView position, AccountView account) {
        long sum = 0;
        for (OrderView order : account.orders()) {
            if (order.protective() && order.contract().equals(position.contract())) {
                sum += order.quantityLeft();
            }
        }
        return sum;
    }

    private static boolean isOver(Instant since, Duration span, AccountView account) {
        return !account.now().isBefore(since.plus(span));
    }

    private static Instant earlier(Instant one, Instant other) {
        return other.isBefore(one) ? other : one;
    }

    private static Violation tooLate(PositionView position, Duration gracePeriod) {
        String message = "No stop-loss placed within " + gracePeriod.toSeconds() + "s for " + name(position);
        return Violation.of(message, close(position)).on(position.contract());
    }

    private static Action noStopYet(PositionView position, Duration gracePeriod) {
        String message = "No stop-loss yet for " + name(position) + ": it is closed after " + gracePeriod.toSeconds()
                + "s without one";
        return alert(Severity.WARNING, "NO_STOP_YET", message);
    }

    private static Action stopSmallerThan(PositionView position) {
        String message = "The stop-loss for " + name(position) + " is smaller than the position";
        return alert(Severity.WARNING, "STOP_SMALLER_THAN_POSITION", message);
    }

    private static String name(PositionView position) {
        return position.root().isEmpty() ? position.contract() : position.root() + " (" + position.contract() + ")";
    }
}
