package io.riskgate.rule.dailyrealizedprofit;

import io.riskgate.api.rule.RiskRule;
import io.riskgate.testkit.RuleConformance;
import java.util.List;
import java.util.Map;

class DailyRealizedProfitConformanceTest extends RuleConformance {
    @Override
    protected RiskRule rule() {
        return new DailyRealizedProfitRule();
    }

    @Override
    protected Map<String, String> goodSettings() {
        return Map.of("target", "100.00");
    }

    @Override
    protected List<Map<String, String>> otherSettings() {
        return List.of(Map.of("target", "50", "includeFees", "true", "lockFor", "1h", "message", "Well done"));
    }

    @Override
    protected Map<String, List<String>> refusedSettings() {
        return Map.of(
                "target",
                List.of("0", "-100", "NaN", "1e400", "", "1000000000000000"),
                "includeFees",
                List.of("yes", ""),
                "lockFor",
                List.of("0s", "forever", "25h", "UNTIL-RESET", ""));
    }
}
