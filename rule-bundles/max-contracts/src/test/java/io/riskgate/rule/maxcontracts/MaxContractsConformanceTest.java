package io.riskgate.rule.maxcontracts;

import io.riskgate.api.rule.RiskRule;
import io.riskgate.testkit.RuleConformance;
import java.util.List;
import java.util.Map;

class MaxContractsConformanceTest extends RuleConformance {
    @Override
    protected RiskRule rule() {
        return new MaxContractsRule();
    }

    @Override
    protected Map<String, String> goodSettings() {
        return Map.of("limit", "5");
    }

    @Override
    protected List<Map<String, String>> otherSettings() {
        return List.of(
                Map.of("limit", "8", "counting", "gross"),
                Map.of("limit", "3", "enforcement", "close"),
                Map.of("limit", "3", "counting", "gross", "enforcement", "close"));
    }

    @Override
    protected Map<String, List<String>> refusedSettings() {
        return Map.of(
                "limit", List.of("0", "-1", "5.0", "five", ""),
                "counting", List.of("NET", "both", ""),
                "enforcement", List.of("Close", "none", ""));
    }
}
