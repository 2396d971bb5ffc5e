package io.riskgate.rule.cooldownafterloss;

import static io.riskgate.api.rule.Action.closeAll;
import static io.riskgate.api.rule.Action.lockUntil;
import static io.riskgate.api.rule.Verdict.pass;

import io.riskgate.api.Decimal;
import io.riskgate.api.LockoutKind;
import io.riskgate.api.rule.AccountView;
import io.riskgate.api.rule.Occasion;
import io.riskgate.api.rule.RiskEvent.TradeBooked;
import io.riskgate.api.rule.RiskRule;
import io.riskgate.api.rule.RuleCode;
import io.riskgate.api.rule.RuleDescription;
import io.riskgate.api.rule.RuleEvaluator;
import io.riskgate.api.rule.RuleId;
import io.riskgate.api.rule.Settings;
import io.riskgate.api.rule.Verdict;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/**
 * Sends an account into a pause after a large loss; the deeper the loss, the longer the pause.
 *
 * <p>The loss is that of one order: its partial fills are added up, those before a pause too. A trade without an order id
 * stands for itself.
 */
@Component
@RuleId("cooldown_after_loss")
@RuleCode("RULE-007")
@RuleDescription("Sends an account into a pause after a large loss")
public final class CooldownAfterLossRule implements RiskRule {
    private record Tier(Decimal amount, Duration pause) {}

    @Override
    public RuleEvaluator configure(Settings settings) {
        List<Tier> tiers = settings.list(
                        "tiers",
                        "amounts below 0 with durations of 1s to 24h, like -100:5m,-200:15m",
                        CooldownAfterLossRule::tierOrNull)
                .where("(at least one, no amount twice)", CooldownAfterLossRule::areSomeAndDistinct)
                .required();
        List<Tier> deepestFirst =
                tiers.stream().sorted(Comparator.comparing(Tier::amount)).toList();

        RuleEvaluator rule = (event, account) -> {
            if (event instanceof TradeBooked trade && isLoss(trade)) {
                Decimal loss = loss(trade, account);
                for (Tier tier : deepestFirst) {
                    if (loss.isAtMost(tier.amount())) {
                        return pauseAfter(loss, tier, account);
                    }
                }
            }
            return pass();
        };
        return rule.askedOnlyOn(Occasion.TRADE);
    }

    private static Tier tierOrNull(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length != 2) {
            return null;
        }
        Decimal amount = Settings.decimalOrNull(parts[0]);
        Duration pause = Settings.durationOrNull(parts[1]);
        boolean acceptable = amount != null && amount.isNegative() && pause != null && !pause.isZero();
        return acceptable ? new Tier(amount, pause) : null;
    }

    private static boolean areSomeAndDistinct(List<Tier> tiers) {
        return !tiers.isEmpty() && tiers.stream().map(Tier::amount).distinct().count() == tiers.size();
    }

    private static boolean isLoss(TradeBooked trade) {
        return !trade.voided()
                && trade.profitAndLoss() != null
                && trade.profitAndLoss().isNegative();
    }

    private static Decimal loss(TradeBooked trade, AccountView account) {
        return trade.orderId() == null ? trade.profitAndLoss() : account.realizedByOrder(trade.orderId());
    }

    private static Verdict pauseAfter(Decimal loss, Tier tier, AccountView account) {
        String message = "Cooldown triggered after " + loss.toDollars() + " loss ("
                + tier.pause().toSeconds() + "s cooldown)";
        return Verdict.violation(message, closeAll(), lockUntil(account.now().plus(tier.pause()), LockoutKind.COOLDOWN))
                .measured(loss, tier.amount());
    }
}
