package io.riskgate.core.internal.engine;

import io.riskgate.api.rule.AccountView;
import io.riskgate.api.rule.Action;
import io.riskgate.api.rule.Occasion;
import io.riskgate.api.rule.RiskEvent;
import io.riskgate.api.rule.RiskRule;
import io.riskgate.api.rule.RuleEvaluator;
import io.riskgate.api.rule.Verdict;
import io.riskgate.api.rule.Violation;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The 13 rules, as they are or put into a shell for the benchmark. */
final class Rules {
    private static final String[][] ALL = {
        {"RULE-001", "max_contracts", "maxcontracts.MaxContractsRule"},
        {"RULE-002", "max_contracts_per_instrument", "maxcontractsperinstrument.MaxContractsPerInstrumentRule"},
        {"RULE-003", "daily_realized_loss", "dailyrealizedloss.DailyRealizedLossRule"},
        {"RULE-004", "daily_unrealized_loss", "dailyunrealizedloss.DailyUnrealizedLossRule"},
        {"RULE-005", "max_unrealized_profit", "maxunrealizedprofit.MaxUnrealizedProfitRule"},
        {"RULE-006", "trade_frequency_limit", "tradefrequencylimit.TradeFrequencyLimitRule"},
        {"RULE-007", "cooldown_after_loss", "cooldownafterloss.CooldownAfterLossRule"},
        {"RULE-008", "no_stop_loss_grace", "nostoplossgrace.NoStopLossGraceRule"},
        {"RULE-009", "session_block_outside", "sessionblockoutside.SessionBlockOutsideRule"},
        {"RULE-010", "auth_loss_guard", "authlossguard.AuthLossGuardRule"},
        {"RULE-011", "symbol_blocks", "symbolblocks.SymbolBlocksRule"},
        {"RULE-012", "trade_management", "trademanagement.TradeManagementRule"},
        {"RULE-013", "daily_realized_profit", "dailyrealizedprofit.DailyRealizedProfitRule"},
    };

    private Rules() {}

    /** All rules, each evaluator in {@code shell}. */
    static List<RuleOffer> offers(UnaryOperator<RuleEvaluator> shell) {
        List<RuleOffer> offers = new ArrayList<>();
        for (String[] rule : ALL) {
            RiskRule inner = rule(rule[2]);
            RiskRule offered = settings -> shell.apply(inner.configure(settings));
            offers.add(new RuleOffer(rule[1], rule[0], null, rule[1] + " 1.0.0", "1.0.0", offered));
        }
        return offers;
    }

    /** The number of a rule, 1 to 13. */
    static int number(String id) {
        for (int i = 0; i < ALL.length; i++) {
            if (ALL[i][1].equals(id)) {
                return i + 1;
            }
        }
        throw new IllegalArgumentException("no such rule: " + id);
    }

    private static RiskRule rule(String name) {
        try {
            return (RiskRule) Class.forName("io.riskgate.rule." + name)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Asked on every occasion, as a rule that declares nothing. */
    record Undeclared(RuleEvaluator inner) implements RuleEvaluator {
        @Override
        public Verdict evaluate(RiskEvent event, AccountView account) {
            return inner.evaluate(event, account);
        }

        @Override
        public Set<Occasion> occasions() {
            return EnumSet.allOf(Occasion.class);
        }

        @Override
        public boolean protectsPositions() {
            return inner.protectsPositions();
        }
    }

    /**
     * Says what its rule says and locks as it does, but closes, reduces and cancels nothing: what is violated follows
     * from the events alone.
     */
    record Harmless(RuleEvaluator inner) implements RuleEvaluator {
        @Override
        public Verdict evaluate(RiskEvent event, AccountView account) {
            Verdict verdict = inner.evaluate(event, account);
            if (verdict == Verdict.pass()) {
                return verdict;
            }
            List<Violation> violations = new ArrayList<>();
            for (Violation violation : verdict.violations()) {
                violations.add(new Violation(
                        violation.message(),
                        violation.measured(),
                        violation.limit(),
                        violation.contract(),
                        harmless(violation.actions())));
            }
            return new Verdict(violations, harmless(verdict.actions()));
        }

        private static List<Action> harmless(List<Action> actions) {
            return actions.stream().filter(Harmless::isHarmless).toList();
        }

        private static boolean isHarmless(Action action) {
            return !(action instanceof Action.CloseAll
                    || action instanceof Action.CancelOpening
                    || action instanceof Action.Reduce
                    || action instanceof Action.Cancel);
        }

        @Override
        public Set<Occasion> occasions() {
            return inner.occasions();
        }

        @Override
        public boolean judgesEachContract() {
            return inner.judgesEachContract();
        }
    }
}
