package io.riskgate.core.internal.engine;

import io.riskgate.api.rule.Setting;
import io.riskgate.api.rule.Settings;
import io.riskgate.api.rule.SettingsRefused;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The settings of the engine, {@code riskgate.engine.cfg}.
 *
 * @param requiredRules rules without which an account is reduce-only
 * @param faultLimit faults in a row after which a rule is quarantined for an account
 * @param longestLockout no lockout ends later than this after it begins; at least a minute, so that it makes none void
 * @param swapWindow how long events wait for a rule that is being replaced
 * @param timeBudget how much processor time of its own one evaluation may take
 * @param historyFor how far back history can be looked at
 * @param brokerCalls how many calls are made to a broker that limits them
 * @param trust which rules may be put in force
 */
record EngineSettings(
        List<String> requiredRules,
        int faultLimit,
        Duration longestLockout,
        Duration swapWindow,
        Duration timeBudget,
        Duration historyFor,
        CallLimit brokerCalls,
        Trust trust) {
    static final EngineSettings DEFAULT = new EngineSettings(
            List.of(),
            3,
            Duration.ofDays(7),
            Duration.ofSeconds(5),
            Duration.ofMillis(50),
            Duration.ofDays(400),
            new CallLimit(200, Duration.ofSeconds(60)),
            Trust.ALL);

    private static final Duration SHORTEST_LOCKOUT = Duration.ofMinutes(1);
    private static final Duration LONGEST_LOCKOUT = Duration.ofDays(31);
    private static final Pattern DAYS = Pattern.compile("(\\d{1,2})d");
    private static final Pattern MANY_DAYS = Pattern.compile("(\\d{1,4})d");
    private static final Pattern CALLS = Pattern.compile("(\\d{1,5})/(.*)");
    private static final Pattern MILLIS = Pattern.compile("(\\d{1,4})ms");
    private static final Pattern RULE = Pattern.compile("[a-z][a-z0-9_.]*");

    /**
     * Reads the settings.
     *
     * @throws SettingsRefused if a value is not acceptable or a key unknown
     */
    static EngineSettings read(Map<String, String> values) {
        Settings settings = Settings.of(values);
        EngineSettings read = new EngineSettings(
                settings.list(
                                "requiredRules",
                                "rule ids separated by commas",
                                text -> RULE.matcher(text).matches() ? text : null)
                        .orElse(DEFAULT.requiredRules),
                settings.integer("faultLimit").atLeast(1).orElse(DEFAULT.faultLimit),
                days(settings).orElse(DEFAULT.longestLockout),
                settings.duration("swapWindow").orElse(DEFAULT.swapWindow),
                millis(settings).orElse(DEFAULT.timeBudget),
                history(settings).orElse(DEFAULT.historyFor),
                calls(settings).orElse(DEFAULT.brokerCalls),
                Trust.read(settings));
        RuleSettings.refuseUnknownKeys(settings);
        return read;
    }

    private static Setting<Duration> days(Settings settings) {
        return settings.value("longestLockout", "a duration of 1m to 31d (like 12h, 7d)", text -> {
            Matcher matcher = DAYS.matcher(text);
            Duration value = matcher.matches()
                    ? Duration.ofDays(Long.parseLong(matcher.group(1)))
                    : Settings.durationOrNull(text);
            boolean acceptable =
                    value != null && value.compareTo(SHORTEST_LOCKOUT) >= 0 && value.compareTo(LONGEST_LOCKOUT) <= 0;
            return acceptable ? value : null;
        });
    }

    private static Setting<Duration> history(Settings settings) {
        return settings.value("historyFor", "days of 1d to 3650d", text -> {
            Matcher matcher = MANY_DAYS.matcher(text);
            long days = matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
            return days < 1 || days > 3650 ? null : Duration.ofDays(days);
        });
    }

    private static Setting<CallLimit> calls(Settings settings) {
        return settings.value("brokerCalls", "at least 10 calls within 1s to 24h (like 200/60s)", text -> {
            Matcher matcher = CALLS.matcher(text);
            int calls = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
            Duration within = calls < 10 ? null : Settings.durationOrNull(matcher.group(2));
            return within == null ? null : new CallLimit(calls, within);
        });
    }

    private static Setting<Duration> millis(Settings settings) {
        return settings.value("timeBudget", "milliseconds of 1ms to 9999ms", text -> {
            Matcher matcher = MILLIS.matcher(text);
            return matcher.matches() && !matcher.group(1).matches("0+")
                    ? Duration.ofMillis(Long.parseLong(matcher.group(1)))
                    : null;
        });
    }
}
