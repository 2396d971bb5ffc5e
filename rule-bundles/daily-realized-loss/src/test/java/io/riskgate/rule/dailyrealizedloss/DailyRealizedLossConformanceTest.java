package io.riskgate.rule.dailyrealizedloss;

import io.riskgate.api.rule.RiskRule;
import io.riskgate.testkit.RuleConformance;
import java.util.List;
import java.util.Map;

class DailyRealizedLossConformanceTest extends RuleConformance {
    @Override
    protected RiskRule rule() {
        return new DailyRealizedLossRule();
    }

    @Override
    protected Map<String, String> goodSettings() {
        return Map.of("limit", "-500");
    }

    @Override
    protected List<Map<String, String>> otherSettings() {
        return List.of(
                Map.of("limit", "-500", "includeFees", "true", "lockFor", "5m"),
                Map.of("limit", "-500", "includeUnrealized", "true"),
                Map.of("limit", "-300", "includeUnrealized", "true", "includeFees", "true", "lockFor", "30s"));
    }

    @Override
    protected Map<String, List<String>> refusedSettings() {
        return Map.of(
                "limit", List.of("0", "500", "abc", "NaN", "1e400", "", "-Infinity"),
                "includeUnrealized", List.of("yes", "TRUE", ""),
                "includeFees", List.of("no", ""),
                "lockFor", List.of("0s", "25h", "10", "until_reset", ""));
    }
}
