package io.riskgate.rule.dailyunrealizedloss;

import io.riskgate.api.rule.RiskRule;
import io.riskgate.testkit.RuleConformance;
import java.util.List;
import java.util.Map;

class DailyUnrealizedLossConformanceTest extends RuleConformance {
    @Override
    protected RiskRule rule() {
        return new DailyUnrealizedLossRule();
    }

    @Override
    protected Map<String, String> goodSettings() {
        return Map.of("limit", "-50.00", "checkEvery", "10m");
    }

    @Override
    protected List<Map<String, String>> otherSettings() {
        return List.of(Map.of("limit", "-10", "checkEvery", "5m", "staleAfter", "1m"));
    }

    @Override
    protected Map<String, List<String>> refusedSettings() {
        return Map.of(
                "limit",
                List.of("0", "0.00", "50", "NaN", "1e400", "", "-Infinity", "yes"),
                "checkEvery",
                List.of("0s", "10", "25h", "-5s", ""),
                "staleAfter",
                List.of("0s", "5S", "1500ms", ""));
    }
}
