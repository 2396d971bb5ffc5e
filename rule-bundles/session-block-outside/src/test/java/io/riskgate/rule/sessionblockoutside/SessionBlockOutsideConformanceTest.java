package io.riskgate.rule.sessionblockoutside;

import io.riskgate.api.rule.RiskRule;
import io.riskgate.testkit.RuleConformance;
import java.util.List;
import java.util.Map;

class SessionBlockOutsideConformanceTest extends RuleConformance {
    @Override
    protected RiskRule rule() {
        return new SessionBlockOutsideRule();
    }

    @Override
    protected Map<String, String> goodSettings() {
        return Map.of("start", "08:30", "end", "15:00");
    }

    @Override
    protected List<Map<String, String>> otherSettings() {
        return List.of(
                Map.of(
                        "start",
                        "09:30",
                        "end",
                        "16:00",
                        "timezone",
                        "America/New_York",
                        "closeGrace",
                        "0s",
                        "lockOutside",
                        "false"),
                Map.of(
                        "start",
                        "00:00",
                        "end",
                        "23:59",
                        "closeGrace",
                        "24h",
                        "days",
                        "THU,SUN",
                        "holidays",
                        "2025-10-31",
                        "earlyCloses",
                        "2025-10-30@12:15"));
    }

    @Override
    protected Map<String, List<String>> refusedSettings() {
        return Map.of(
                "start",
                List.of("8:30", "24:00", "08:30:00", ""),
                "end",
                List.of("08:30", "08:00", "3pm", ""),
                "timezone",
                List.of("CST", "UTC+5", "America/Nowhere", ""),
                "days",
                List.of("", "Monday", "mon", "MON,,TUE"),
                "holidays",
                List.of("2025-02-29", "25-12-2025", "2025-12-25,", "tomorrow"),
                "earlyCloses",
                List.of(
                        "2025-11-26",
                        "2025-11-26@1pm",
                        "2025-11-26@13:00@14:00",
                        "2025-11-26@13:00,2025-11-26@12:00",
                        "@13:00"),
                "closeGrace",
                List.of("60", "-1s", "25h", ""),
                "lockOutside",
                List.of("yes", "TRUE", ""));
    }
}
