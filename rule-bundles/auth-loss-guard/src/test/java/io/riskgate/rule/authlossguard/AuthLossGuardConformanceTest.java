package io.riskgate.rule.authlossguard;

import io.riskgate.api.rule.RiskRule;
import io.riskgate.testkit.RuleConformance;
import java.util.List;
import java.util.Map;

class AuthLossGuardConformanceTest extends RuleConformance {
    @Override
    protected RiskRule rule() {
        return new AuthLossGuardRule();
    }

    @Override
    protected Map<String, String> goodSettings() {
        return Map.of("onTradingDisabled", "lock");
    }

    @Override
    protected List<Map<String, String>> otherSettings() {
        return List.of(Map.of(), Map.of("alertOnDisconnect", "false", "alertOnAuthFailure", "false"));
    }

    @Override
    protected Map<String, List<String>> refusedSettings() {
        return Map.of(
                "alertOnDisconnect",
                List.of("yes", "TRUE", ""),
                "alertOnAuthFailure",
                List.of("no", "1", ""),
                "onTradingDisabled",
                List.of("LOCK", "close", ""));
    }
}
