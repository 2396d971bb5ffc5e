package io.riskgate.rule.nostoplossgrace;

import io.riskgate.api.rule.RiskRule;
import io.riskgate.testkit.RuleConformance;
import java.util.List;
import java.util.Map;

class NoStopLossGraceConformanceTest extends RuleConformance {
    @Override
    protected RiskRule rule() {
        return new NoStopLossGraceRule();
    }

    @Override
    protected Map<String, String> goodSettings() {
        return Map.of("gracePeriod", "10s");
    }

    @Override
    protected List<Map<String, String>> otherSettings() {
        return List.of(Map.of("gracePeriod", "1m", "warnAfter", "5s"), Map.of());
    }

    @Override
    protected Map<String, List<String>> refusedSettings() {
        return Map.of(
                "gracePeriod", List.of("0s", "10", "25h", "10 s", ""),
                "warnAfter", List.of("0s", "11s", "five", ""));
    }
}
