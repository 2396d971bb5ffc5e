package io.riskgate.rule.cooldownafterloss;

import io.riskgate.api.rule.RiskRule;
import io.riskgate.testkit.RuleConformance;
import java.util.List;
import java.util.Map;

class CooldownAfterLossConformanceTest extends RuleConformance {
    @Override
    protected RiskRule rule() {
        return new CooldownAfterLossRule();
    }

    @Override
    protected Map<String, String> goodSettings() {
        return Map.of("tiers", "-50:5m,-100:15m");
    }

    @Override
    protected boolean judgesEvents() {
        return true;
    }

    @Override
    protected Map<String, List<String>> refusedSettings() {
        return Map.of(
                "tiers",
                List.of(
                        "",
                        "-100",
                        "100:5m",
                        "0:5m",
                        "-100:0s",
                        "-100:25h",
                        "-100:5m:1",
                        "-100:5m,",
                        "-100:5m,-100.00:10m",
                        "NaN:5m",
                        "-100:until-reset"));
    }
}
