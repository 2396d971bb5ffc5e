package io.riskgate.rule.trademanagement;

import io.riskgate.api.rule.RiskRule;
import io.riskgate.testkit.RuleConformance;
import java.util.List;
import java.util.Map;

class TradeManagementConformanceTest extends RuleConformance {
    @Override
    protected RiskRule rule() {
        return new TradeManagementRule();
    }

    @Override
    protected Map<String, String> goodSettings() {
        return Map.of(
                "breakevenAfterTicks", "4", "breakevenOffsetTicks", "1", "trailAfterTicks", "8", "trailTicks", "4");
    }

    @Override
    protected List<Map<String, String>> otherSettings() {
        return List.of(Map.of(), Map.of("breakevenAfterTicks", "1"), Map.of("trailAfterTicks", "1", "trailTicks", "1"));
    }

    @Override
    protected Map<String, List<String>> refusedSettings() {
        return Map.of(
                "breakevenAfterTicks",
                List.of("0", "-1", "1.5", ""),
                "breakevenOffsetTicks",
                List.of("-1", "0.5", ""),
                "trailAfterTicks",
                List.of("0", "-8", "eight"),
                "trailTicks",
                List.of("0", "-4", ""));
    }
}
