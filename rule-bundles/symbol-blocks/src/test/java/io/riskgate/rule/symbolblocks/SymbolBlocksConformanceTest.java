package io.riskgate.rule.symbolblocks;

import io.riskgate.api.rule.RiskRule;
import io.riskgate.testkit.RuleConformance;
import java.util.List;
import java.util.Map;

class SymbolBlocksConformanceTest extends RuleConformance {
    @Override
    protected RiskRule rule() {
        return new SymbolBlocksRule();
    }

    @Override
    protected Map<String, String> goodSettings() {
        return Map.of("symbols", "RTY,E*");
    }

    @Override
    protected List<Map<String, String>> otherSettings() {
        return List.of(Map.of(), Map.of("symbols", ""), Map.of("symbols", "*"), Map.of("symbols", "?NQ"));
    }

    @Override
    protected Map<String, List<String>> refusedSettings() {
        return Map.of("symbols", List.of("RTY,", ",", "R-Y", "RTY GC", "CON.F.US.RTY.Z25"));
    }
}
