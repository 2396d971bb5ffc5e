package io.riskgate.core.internal.engine;

import io.riskgate.api.rule.RiskRule;
import java.util.ArrayList;
import java.util.List;

/** The rules that come with the platform, without OSGi. */
final class AllRules {
    private static final String[][] RULES = {
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

    private AllRules() {}

    static List<RuleOffer> offers() {
        List<RuleOffer> offers = new ArrayList<>();
        for (String[] rule : RULES) {
            offers.add(new RuleOffer(rule[1], rule[0], null, rule[1] + " 1.0.0", "1.0.0", rule(rule[2])));
        }
        return offers;
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
}
