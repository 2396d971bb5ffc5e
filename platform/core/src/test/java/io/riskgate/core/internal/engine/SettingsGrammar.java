package io.riskgate.core.internal.engine;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** What is acceptable in which file, written down a second time and independently of the code that reads it. */
final class SettingsGrammar {
    private static final Predicate<String> FLAG = oneOf("true", "false");
    private static final Predicate<String> LOCK_TIME = text -> text.equals("until-reset") || seconds(text) > 0;
    private static final Predicate<String> DURATION = text -> seconds(text) > 0;
    private static final Predicate<String> ABOVE_ZERO =
            text -> decimal(text) != null && decimal(text).signum() > 0;
    private static final Predicate<String> BELOW_ZERO =
            text -> decimal(text) != null && decimal(text).signum() < 0;
    private static final Predicate<String> TIME = text -> text.matches("([01][0-9]|2[0-3]):[0-5][0-9]");
    private static final Predicate<String> ZONE = text -> ZoneId.getAvailableZoneIds()
                    .contains(text)
            && (text.equals("UTC") || text.contains("/") && !text.startsWith("Etc/") && !text.startsWith("SystemV/"));
    private static final Predicate<String> LIMIT_OF_SYMBOL = text -> text.matches("[A-Za-z0-9]{1,16}:[1-9][0-9]{0,8}");

    private static final Map<String, Map<String, Predicate<String>>> RULES = Map.ofEntries(
            Map.entry(
                    "max_contracts",
                    Map.of(
                            "limit",
                            integer(1),
                            "counting",
                            oneOf("net", "gross"),
                            "enforcement",
                            oneOf("reduce", "close"))),
            Map.entry(
                    "max_contracts_per_instrument",
                    Map.of(
                            "limits",
                            listOf(LIMIT_OF_SYMBOL),
                            "defaultLimit",
                            integer(1),
                            "unlisted",
                            oneOf("limit", "block", "allow"),
                            "enforcement",
                            oneOf("reduce", "close"))),
            Map.entry(
                    "daily_realized_loss",
                    Map.of("limit", BELOW_ZERO, "includeUnrealized", FLAG, "includeFees", FLAG, "lockFor", LOCK_TIME)),
            Map.entry(
                    "daily_realized_profit",
                    Map.of("target", ABOVE_ZERO, "includeFees", FLAG, "lockFor", LOCK_TIME, "message", text -> true)),
            Map.entry(
                    "daily_unrealized_loss",
                    Map.of("limit", BELOW_ZERO, "checkEvery", DURATION, "staleAfter", DURATION)),
            Map.entry(
                    "max_unrealized_profit",
                    Map.of("target", ABOVE_ZERO, "checkEvery", DURATION, "staleAfter", DURATION)),
            Map.entry(
                    "trade_frequency_limit",
                    Map.of(
                            "perMinute",
                            integer(1),
                            "perHour",
                            integer(1),
                            "perSession",
                            integer(1),
                            "perMinuteCooldown",
                            LOCK_TIME,
                            "perHourCooldown",
                            LOCK_TIME,
                            "perSessionCooldown",
                            LOCK_TIME,
                            "closePositions",
                            FLAG)),
            Map.entry("cooldown_after_loss", Map.of("tiers", listOf(SettingsGrammar::isTier))),
            Map.entry("no_stop_loss_grace", Map.of("gracePeriod", DURATION, "warnAfter", DURATION)),
            Map.entry(
                    "session_block_outside",
                    Map.of(
                            "start",
                            TIME,
                            "end",
                            TIME,
                            "timezone",
                            ZONE,
                            "days",
                            listOf(oneOf("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")),
                            "holidays",
                            listOf(SettingsGrammar::isDate),
                            "earlyCloses",
                            listOf(SettingsGrammar::isEarlyClose),
                            "closeGrace",
                            text -> seconds(text) >= 0,
                            "lockOutside",
                            FLAG)),
            Map.entry(
                    "auth_loss_guard",
                    Map.of(
                            "alertOnDisconnect",
                            FLAG,
                            "alertOnAuthFailure",
                            FLAG,
                            "onTradingDisabled",
                            oneOf("alert", "lock"))),
            Map.entry("symbol_blocks", Map.of("symbols", listOf(text -> text.matches("[A-Za-z0-9*?]{1,16}")))),
            Map.entry(
                    "trade_management",
                    Map.of(
                            "breakevenAfterTicks",
                            integer(1),
                            "breakevenOffsetTicks",
                            integer(0),
                            "trailAfterTicks",
                            integer(1),
                            "trailTicks",
                            integer(1))));

    private static final Map<String, Set<String>> REQUIRED = Map.of(
            "max_contracts", Set.of("limit"),
            "max_contracts_per_instrument", Set.of("defaultLimit"),
            "daily_realized_loss", Set.of("limit"),
            "daily_realized_profit", Set.of("target"),
            "daily_unrealized_loss", Set.of("limit"),
            "max_unrealized_profit", Set.of("target"),
            "cooldown_after_loss", Set.of("tiers"),
            "session_block_outside", Set.of("start", "end"));

    private static final Map<String, Predicate<String>> ENGINE = Map.of(
            "requiredRules",
            listOf(text -> text.matches("[a-z][a-z0-9_.]*")),
            "faultLimit",
            integer(1),
            "longestLockout",
            text -> seconds(text) >= 3600 || text.matches("0?[1-9]d|[12][0-9]d|3[01]d"),
            "swapWindow",
            DURATION,
            "timeBudget",
            text -> text.matches("[0-9]{1,4}ms") && !text.matches("0+ms"),
            "historyFor",
            text -> text.matches("[0-9]{1,4}d") && days(text) >= 1 && days(text) <= 3650,
            "brokerCalls",
            text -> text.matches("0*[1-9][0-9]+/.*")
                    && text.matches("[0-9]{1,5}/.*")
                    && DURATION.test(text.substring(text.indexOf('/') + 1)));

    private SettingsGrammar() {}

    /** The keys of which at least one must be named when {@code values} are refused; empty if they are acceptable. */
    static Set<String> offending(String pid, Map<String, String> values) {
        if (pid.equals("riskgate.instruments")) {
            return offendingInstruments(values);
        }
        Map<String, String> written = new TreeMap<>();
        values.forEach((key, value) -> {
            if (key.indexOf('.') < 0) {
                written.put(key, value.strip());
            }
        });
        if (pid.equals("riskgate.engine")) {
            return offending(written, ENGINE, Set.of());
        }
        Map<String, Predicate<String>> keys = new TreeMap<>(Map.of("accounts", someOf(text -> true)));
        if (pid.startsWith("riskgate.tradingday-")) {
            keys.putAll(Map.of("resetTime", TIME, "timezone", ZONE));
            return offending(written, keys, Set.of());
        }
        String rule = rule(pid);
        keys.put("enabled", FLAG);
        keys.putAll(RULES.get(rule));
        Set<String> bad = offending(written, keys, REQUIRED.getOrDefault(rule, Set.of()));
        bad.addAll(contradicting(rule, written, bad));
        return bad;
    }

    static String rule(String pid) {
        return pid.replaceAll("riskgate\\.rule\\.(.*)-.*", "$1");
    }

    private static Set<String> offending(
            Map<String, String> written, Map<String, Predicate<String>> keys, Set<String> required) {
        Set<String> bad = new TreeSet<>(required);
        bad.removeAll(written.keySet());
        written.forEach((key, value) -> {
            if (!keys.containsKey(key) || !keys.get(key).test(value)) {
                bad.add(key);
            }
        });
        return bad;
    }

    /** Keys whose values are acceptable, but not together; those in {@code unreadable} are not even that. */
    private static Set<String> contradicting(String rule, Map<String, String> values, Set<String> unreadable) {
        Predicate<List<String>> readable = keys -> keys.stream().noneMatch(unreadable::contains);
        Set<String> bad = new TreeSet<>();
        switch (rule) {
            case "trade_frequency_limit" -> {
                if (!readable.test(List.copyOf(RULES.get(rule).keySet()))) {
                    return bad;
                }
                int minute = Integer.parseInt(values.getOrDefault("perMinute", "3"));
                int hour = Integer.parseInt(values.getOrDefault("perHour", "10"));
                int session = Integer.parseInt(values.getOrDefault("perSession", "50"));
                if (minute > hour || hour > session) {
                    bad.addAll(Set.of("perMinute", "perHour", "perSession"));
                }
                long afterMinute = pause(values.getOrDefault("perMinuteCooldown", "60s"));
                long afterHour = pause(values.getOrDefault("perHourCooldown", "30m"));
                long afterSession = pause(values.getOrDefault("perSessionCooldown", "1h"));
                if (afterMinute >= afterHour || afterHour >= afterSession) {
                    bad.addAll(Set.of("perMinuteCooldown", "perHourCooldown", "perSessionCooldown"));
                }
            }
            case "session_block_outside" -> {
                if (readable.test(List.of("start", "end"))
                        && !LocalTime.parse(values.get("start")).isBefore(LocalTime.parse(values.get("end")))) {
                    bad.add("end");
                }
                if (list(values.getOrDefault("days", "MON")).isEmpty()) {
                    bad.add("days");
                }
                List<String> dates = list(values.getOrDefault("earlyCloses", "")).stream()
                        .map(close -> close.split("@")[0])
                        .toList();
                if (Set.copyOf(dates).size() < dates.size()) {
                    bad.add("earlyCloses");
                }
            }
            case "no_stop_loss_grace" -> {
                if (readable.test(List.of("gracePeriod"))
                        && seconds(values.getOrDefault("warnAfter", "1s"))
                                > seconds(values.getOrDefault("gracePeriod", "10s"))) {
                    bad.add("warnAfter");
                }
            }
            case "cooldown_after_loss" -> {
                if (!readable.test(List.of("tiers"))) {
                    return bad;
                }
                List<BigDecimal> amounts = list(values.get("tiers")).stream()
                        .map(tier -> decimal(tier.split(":")[0]).stripTrailingZeros())
                        .toList();
                if (amounts.isEmpty() || Set.copyOf(amounts).size() < amounts.size()) {
                    bad.add("tiers");
                }
            }
            case "max_contracts_per_instrument" -> {
                if (!readable.test(List.of("limits"))) {
                    return bad;
                }
                List<String> symbols = list(values.getOrDefault("limits", "")).stream()
                        .map(limit -> Instruments.shipped().root(limit.split(":")[0]))
                        .toList();
                if (Set.copyOf(symbols).size() < symbols.size()) {
                    bad.add("limits");
                }
            }
            case "trade_management" -> {
                if (values.containsKey("breakevenOffsetTicks") && !values.containsKey("breakevenAfterTicks")) {
                    bad.add("breakevenAfterTicks");
                }
                if (values.containsKey("trailTicks") != values.containsKey("trailAfterTicks")) {
                    bad.addAll(Set.of("trailTicks", "trailAfterTicks"));
                }
            }
            default -> {}
        }
        return bad;
    }

    private static Set<String> offendingInstruments(Map<String, String> values) {
        Set<String> bad = new TreeSet<>();
        values.forEach((key, text) -> {
            String value = text.strip();
            boolean ours = key.indexOf('.') < 0 || key.startsWith("alias.") || key.startsWith("tick.");
            String[] parts = value.split(":", -1);
            boolean acceptable = key.matches("alias\\.[A-Z0-9]{1,8}") && value.matches("[A-Za-z0-9]{1,8}")
                    || key.matches("tick\\.[A-Z0-9]{1,8}")
                            && parts.length == 2
                            && ABOVE_ZERO.test(parts[0].strip())
                            && ABOVE_ZERO.test(parts[1].strip());
            if (ours && !acceptable) {
                bad.add(key);
            }
        });
        return bad;
    }

    private static Predicate<String> oneOf(String... texts) {
        return Set.of(texts)::contains;
    }

    private static Predicate<String> integer(int least) {
        return text -> text.matches("-?[0-9]{1,9}") && Integer.parseInt(text) >= least;
    }

    private static Predicate<String> listOf(Predicate<String> element) {
        return text -> text.isEmpty() || someOf(element).test(text);
    }

    private static Predicate<String> someOf(Predicate<String> element) {
        return text -> {
            for (String part : text.split(",", -1)) {
                if (part.isBlank() || !element.test(part.strip())) {
                    return false;
                }
            }
            return true;
        };
    }

    private static List<String> list(String text) {
        List<String> elements = new ArrayList<>();
        for (String part : text.split(",")) {
            if (!part.isBlank()) {
                elements.add(part.strip());
            }
        }
        return elements;
    }

    private static boolean isTier(String text) {
        String[] parts = text.split(":", -1);
        return parts.length == 2 && BELOW_ZERO.test(parts[0]) && DURATION.test(parts[1]);
    }

    private static boolean isDate(String text) {
        try {
            return text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}") && LocalDate.parse(text) != null;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private static boolean isEarlyClose(String text) {
        String[] parts = text.split("@", -1);
        return parts.length == 2 && isDate(parts[0]) && TIME.test(parts[1]);
    }

    private static int days(String text) {
        return Integer.parseInt(text.substring(0, text.length() - 1));
    }

    private static long pause(String text) {
        return text.equals("until-reset") ? Long.MAX_VALUE : seconds(text);
    }

    /** The seconds of a duration up to 24 h, or -1. */
    static long seconds(String text) {
        if (!text.matches("[0-9]{1,5}[smh]")) {
            return -1;
        }
        long unit =
                switch (text.charAt(text.length() - 1)) {
                    case 's' -> 1;
                    case 'm' -> 60;
                    default -> 3600;
                };
        long seconds = unit * Integer.parseInt(text.substring(0, text.length() - 1));
        return seconds > 86_400 ? -1 : seconds;
    }

    /** The number, or null. */
    static BigDecimal decimal(String text) {
        if (text.length() > 64 || !text.matches("[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,4})?")) {
            return null;
        }
        BigDecimal value = new BigDecimal(text);
        boolean fits = value.abs().compareTo(new BigDecimal("1e15")) < 0
                && value.stripTrailingZeros().scale() <= 9;
        return fits ? value : null;
    }
}
