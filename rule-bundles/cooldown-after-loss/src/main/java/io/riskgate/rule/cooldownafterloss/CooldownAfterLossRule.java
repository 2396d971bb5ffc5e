package io.riskgate.rule.cooldownafterloss;

import io.riskgate.api.Decimal;
import io.riskgate.api.LockoutKind;
import io.riskgate.api.rule.AccountView;
import io.riskgate.api.rule.Action;
import io.riskgate.api.rule.Occasion;
import io.riskgate.api.rule.RiskEvent;
import io.riskgate.api.rule.RiskEvent.TradeBooked;
import io.riskgate.api.rule.RiskRule;
import io.riskgate.api.rule.RuleCode;
import io.riskgate.api.rule.RuleDescription;
import io.riskgate.api.rule.RuleEvaluator;
import io.riskgate.api.rule.RuleId;
import io.riskgate.api.rule.Settings;
import io.riskgate.api.rule.Verdict;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/**
 * Sends an account into a pause after a large loss; the deeper the loss, the longer the pause.
 *
 * <p>The loss is that of one order: its partial fills are added up, and what has led to a pause already does not lead
 * to another. A trade without an order id stands for itself.
 */
@Component
@RuleId("cooldown_after_loss")
@RuleCode("RULE-007")
@RuleDescription("Pauses an account after a large loss.")
public final class CooldownAfterLossRule implements RiskRule {
    private record Tier(Decimal amount, Duration pause) {}

    @Override
    public RuleEvaluator configure(Settings settings) {
        List<Tier> tiers = settings.list(
                        "tiers",
                        "amounts below 0 with durations of 1s to 24h, like -100:5m,-200:15m",
                        CooldownAfterLossRule::tierOrNull)
                .where("that are at least one and name no amount twice", CooldownAfterLossRule::areDistinct)
                .required();
        List<Tier> deepestFirst =
                tiers.stream().sorted(Comparator.comparing(Tier::amount)).toList();
        return new Tiers(deepestFirst).askedOnlyOn(Occasion.TRADE);
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

    private static boolean areDistinct(List<Tier> tiers) {
        return !tiers.isEmpty() && tiers.stream().map(Tier::amount).distinct().count() == tiers.size();
    }

    private record Tiers(List<Tier> deepestFirst) implements RuleEvaluator {
        private static final String ORDER = "order";
        private static final String PUNISHED = "punished";
        private static final int LONGEST_MEMORY = 256;

        @Override
        public Verdict evaluate(RiskEvent event, AccountView account) {
            if (!(event instanceof TradeBooked trade) || !isLoss(trade)) {
                return Verdict.pass();
            }
            Decimal loss = loss(trade, account);
            for (Tier tier : deepestFirst) {
                if (loss.isAtMost(tier.amount())) {
                    Verdict verdict = violation(loss, tier, account);
                    return trade.orderId() == null ? verdict : verdict.and(rememberPunished(trade, account));
                }
            }
            return Verdict.pass();
        }

        private static boolean isLoss(TradeBooked trade) {
            return !trade.voided()
                    && trade.profitAndLoss() != null
                    && trade.profitAndLoss().isNegative();
        }

        /** The loss of the trade's order that has not led to a pause yet. */
        private static Decimal loss(TradeBooked trade, AccountView account) {
            String orderId = trade.orderId();
            if (orderId == null) {
                return trade.profitAndLoss();
            }
            Decimal sum = account.realizedByOrder(orderId);
            boolean punishedBefore = account.memory(ORDER).orElse("").equals(memoryOf(orderId));
            return punishedBefore ? sum.minus(punished(account)) : sum;
        }

        private static Decimal punished(AccountView account) {
            return Decimal.of(new BigDecimal(account.memory(PUNISHED).orElse("0")));
        }

        private static Verdict violation(Decimal loss, Tier tier, AccountView account) {
            String message = "Cooldown triggered after " + loss.toDollars() + " loss ("
                    + tier.pause().toSeconds() + "s cooldown)";
            return Verdict.violation(
                            message,
                            Action.closeAll(),
                            Action.lockUntil(account.now().plus(tier.pause()), LockoutKind.COOLDOWN))
                    .measured(loss, tier.amount());
        }

        private static Action[] rememberPunished(TradeBooked trade, AccountView account) {
            return new Action[] {
                Action.remember(ORDER, memoryOf(trade.orderId())),
                Action.remember(
                        PUNISHED, account.realizedByOrder(trade.orderId()).toString())
            };
        }

        private static String memoryOf(String orderId) {
            return orderId.substring(Math.max(0, orderId.length() - LONGEST_MEMORY));
        }
    }
}
