package io.riskgate.rule.tradefrequencylimit;

import io.riskgate.api.rule.RiskRule;
import io.riskgate.testkit.RuleConformance;
import java.util.List;
import java.util.Map;

class TradeFrequencyLimitConformanceTest extends RuleConformance {
    @Override
    protected RiskRule rule() {
        return new TradeFrequencyLimitRule();
    }

    @Override
    protected Map<String, String> goodSettings() {
        return Map.of("perMinute", "3", "perHour", "10", "perSession", "50");
    }

    @Override
    protected List<Map<String, String>> otherSettings() {
        return List.of(Map.of("closePositions", "true", "perSession", "10", "perSessionCooldown", "until-reset"));
    }

    @Override
    protected boolean judgesEvents() {
        return true;
    }

    @Override
    protected Map<String, List<String>> refusedSettings() {
        return Map.of(
                "perMinute", List.of("0", "-1", "2.5", ""),
                "perHour", List.of("0", "2", "x"),
                "perSession", List.of("0", "9", "x"),
                "perMinuteCooldown", List.of("0s", "60", "until_reset"),
                "perHourCooldown", List.of("60s", "10s", "soon"),
                "perSessionCooldown", List.of("30m", "1s", ""),
                "closePositions", List.of("yes"));
    }
}
