package io.riskgate.rule.maxcontractsperinstrument;

import io.riskgate.api.rule.RiskRule;
import io.riskgate.testkit.RuleConformance;
import java.util.List;
import java.util.Map;

class MaxContractsPerInstrumentConformanceTest extends RuleConformance {
    @Override
    protected RiskRule rule() {
        return new MaxContractsPerInstrumentRule();
    }

    @Override
    protected Map<String, String> goodSettings() {
        return Map.of("limits", "MNQ:2,ES:1", "defaultLimit", "3");
    }

    @Override
    protected List<Map<String, String>> otherSettings() {
        return List.of(
                Map.of("defaultLimit", "2", "unlisted", "block", "enforcement", "close"),
                Map.of("defaultLimit", "2", "limits", "MNQ:3", "unlisted", "allow"));
    }

    @Override
    protected Map<String, List<String>> refusedSettings() {
        return Map.of(
                "limits",
                List.of(
                        "MNQ",
                        "MNQ:0",
                        "MNQ:-1",
                        "MNQ:1.5",
                        "MNQ:1:2",
                        ":1",
                        "M*:2",
                        "MNQ:2,",
                        "MNQ:2,mnq:3",
                        "EP:1,ES:1"),
                "defaultLimit",
                List.of("0", "-1", "2.5", "", "many"),
                "unlisted",
                List.of("BLOCK", "deny", ""),
                "enforcement",
                List.of("Reduce", "none", ""));
    }
}
