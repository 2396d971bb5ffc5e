package ${package};

import io.riskgate.api.rule.RiskRule;
import io.riskgate.testkit.RuleConformance;
import java.util.List;
import java.util.Map;

class ${ruleName}ConformanceTest extends RuleConformance {
    @Override
    protected RiskRule rule() {
        return new ${ruleName}Rule();
    }

    @Override
    protected Map<String, String> goodSettings() {
        return Map.of("limit", "2");
    }

    @Override
    protected Map<String, List<String>> refusedSettings() {
        return Map.of("limit", List.of("0", "1.5", "two", ""));
    }
}
