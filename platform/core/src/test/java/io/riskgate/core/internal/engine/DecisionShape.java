package io.riskgate.core.internal.engine;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The shape that every line of a decision file must have, whatever it says. */
final class DecisionShape {
    private static final Map<String, String> FIELDS = Map.ofEntries(
            Map.entry("violation", "rule message measured limit contract"),
            Map.entry("lockout", "rule kind scope until reason"),
            Map.entry("command", "rule command contract quantity orderId stopPrice guard attempt"),
            Map.entry("command-result", "command contract orderId outcome attempt"),
            Map.entry("blocked", "event rule kind until skippedRules"),
            Map.entry("lockout-ended", "rule cause"),
            Map.entry("alert", "rule severity code message"),
            Map.entry("day-reset", "tradingDay realized"),
            Map.entry("rule-changed", "rule change note"),
            Map.entry("restored", "rule kind until remainingSeconds reason"),
            Map.entry(
                    "state",
                    "locked reduceOnly kind rule until remainingSeconds dayRealized tradeCount positions workingOrders"
                            + " enforcement"),
            Map.entry("rejected", "line reason"));
    private static final String POSITION = "contract side quantity averagePrice unrealized";
    private static final String ORDER = "orderId contract side orderType quantity limitPrice stopPrice";
    private static final Predicate<Object> TEXT = value -> value instanceof String;
    private static final Predicate<Object> INTEGER = value -> value instanceof BigDecimal number && number.scale() == 0;
    private static final Predicate<Object> FLAG = value -> value instanceof Boolean;
    private static final Predicate<Object> INSTANT = text("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d*[1-9])?Z");
    private static final Predicate<Object> MONEY = text("-?\\d+\\.\\d\\d");
    private static final Predicate<Object> PRICE = text("-?\\d+(\\.\\d*[1-9])?");
    private static final Predicate<Object> KIND = text("HARD|COOLDOWN|SESSION|CONDITION");
    private static final Map<String, Predicate<Object>> TYPES = Map.ofEntries(
            Map.entry("time", INSTANT),
            Map.entry("account", orNull(TEXT)),
            Map.entry("message", TEXT),
            Map.entry("reason", TEXT),
            Map.entry("contract", orNull(TEXT)),
            Map.entry("orderId", orNull(TEXT)),
            Map.entry("attempt", INTEGER),
            Map.entry("until", orNull(INSTANT)),
            Map.entry("command", text("CLOSE_ALL|CANCEL_ALL|CLOSE_POSITION|REDUCE_POSITION|CANCEL_ORDER|MOVE_STOP")),
            Map.entry("remainingSeconds", orNull(INTEGER)),
            Map.entry("scope", text("ACCOUNT")),
            Map.entry("stopPrice", orNull(PRICE)),
            Map.entry("limitPrice", orNull(PRICE)),
            Map.entry("averagePrice", PRICE),
            Map.entry("unrealized", orNull(MONEY)),
            Map.entry("guard", FLAG),
            Map.entry("outcome", text("CONFIRMED|REJECTED|TIMED_OUT|GAVE_UP")),
            Map.entry("event", text("account|trade|position|order|connection|snapshot|ledger")),
            Map.entry("skippedRules", INTEGER),
            Map.entry("cause", text("EXPIRED|RESET|CONDITION")),
            Map.entry("severity", text("INFO|WARNING|ERROR|CRITICAL")),
            Map.entry("code", TEXT),
            Map.entry("tradingDay", text("\\d{4}-\\d\\d-\\d\\d")),
            Map.entry("realized", MONEY),
            Map.entry("change", text("ACTIVE|WAITING|REFUSED|FAULTED|QUARANTINED|REPLACED|REMOVED")),
            Map.entry("note", orNull(TEXT)),
            Map.entry("locked", FLAG),
            Map.entry("reduceOnly", FLAG),
            Map.entry("dayRealized", MONEY),
            Map.entry("tradeCount", INTEGER),
            Map.entry("enforcement", text("IDLE|PENDING|FAILED")),
            Map.entry("line", INTEGER));
    private static final Set<String> WITHOUT_RULE = Set.of("alert", "rule-changed", "state");
    private static final Set<String> WITHOUT_KIND = Set.of("state");
    private static final Set<String> COUNTING =
            Set.of("max_contracts", "max_contracts_per_instrument", "trade_frequency_limit");
    private static final Set<String> SUMMING = Set.of(
            "daily_realized_loss",
            "daily_unrealized_loss",
            "max_unrealized_profit",
            "cooldown_after_loss",
            "daily_realized_profit");

    private DecisionShape() {}

    private static Predicate<Object> text(String pattern) {
        Pattern compiled = Pattern.compile(pattern);
        return value -> value instanceof String text && compiled.matcher(text).matches();
    }

    private static Predicate<Object> orNull(Predicate<Object> type) {
        return value -> value == null || type.test(value);
    }

    /** Why a decision file is not shaped as it must be, or null. */
    static String misshapen(List<Map<String, Object>> decisions) {
        Map<List<Object>, Integer> open = new HashMap<>();
        Set<List<Object>> called = new HashSet<>();
        for (Map<String, Object> decision : decisions) {
            String why = misshapen(decision);
            if (why == null && decision.get("decision").equals("command")) {
                open.merge(call(decision), 1, Integer::sum);
                called.add(subject(decision));
            } else if (why == null && decision.get("decision").equals("command-result")) {
                boolean answers = decision.get("outcome").equals("GAVE_UP")
                        ? called.contains(subject(decision))
                        : open.merge(call(decision), -1, Integer::sum) >= 0;
                why = answers ? null : "result without a command";
            }
            if (why != null) {
                return why + ": " + decision;
            }
        }
        return null;
    }

    private static List<Object> subject(Map<String, Object> decision) {
        List<Object> subject = new ArrayList<>();
        for (String key : List.of("account", "command", "contract", "orderId")) {
            subject.add(decision.get(key));
        }
        return subject;
    }

    private static List<Object> call(Map<String, Object> decision) {
        List<Object> call = subject(decision);
        call.add(decision.get("attempt"));
        return call;
    }

    private static String misshapen(Map<String, Object> decision) {
        Object kind = decision.get("decision");
        if (!FIELDS.containsKey(kind)) {
            return "unknown decision";
        }
        String fields = "decision time account " + FIELDS.get(kind);
        if (!fields.equals(String.join(" ", decision.keySet()))) {
            return "fields must be " + fields;
        }
        for (Map.Entry<String, Object> entry : decision.entrySet()) {
            if (!typeOf((String) kind, entry.getKey(), decision).test(entry.getValue())) {
                return entry.getKey() + " cannot be " + entry.getValue();
            }
        }
        return kind.equals("state") ? misshapenState(decision) : null;
    }

    private static Predicate<Object> typeOf(String kind, String field, Map<String, Object> decision) {
        return switch (field) {
            case "rule" -> WITHOUT_RULE.contains(kind) ? orNull(TEXT) : TEXT;
            case "kind" -> WITHOUT_KIND.contains(kind) ? orNull(KIND) : KIND;
            case "quantity" -> orNull(INTEGER);
            case "measured", "limit" -> amount(decision.get("rule"));
            default -> TYPES.getOrDefault(field, value -> true);
        };
    }

    private static Predicate<Object> amount(Object rule) {
        if (COUNTING.contains(rule)) {
            return orNull(INTEGER);
        }
        boolean foreign = String.valueOf(rule).indexOf('.') >= 0;
        return SUMMING.contains(rule) ? MONEY : value -> foreign || value == null;
    }

    private static String misshapenState(Map<String, Object> state) {
        String positions = misshapenMembers(state.get("positions"), POSITION, "contract");
        return positions == null ? misshapenMembers(state.get("workingOrders"), ORDER, "orderId") : positions;
    }

    private static String misshapenMembers(Object list, String fields, String order) {
        String last = "";
        for (Object member : (List<?>) list) {
            Map<?, ?> object = (Map<?, ?>) member;
            if (!fields.equals(String.join(
                    " ", object.keySet().stream().map(String::valueOf).toList()))) {
                return "members must have the fields " + fields;
            }
            for (Map.Entry<?, ?> entry : object.entrySet()) {
                Predicate<Object> type = entry.getKey().equals("quantity")
                        ? INTEGER
                        : TYPES.getOrDefault(String.valueOf(entry.getKey()), TEXT);
                if (!type.test(entry.getValue())) {
                    return entry.getKey() + " cannot be " + entry.getValue();
                }
            }
            String key = String.valueOf(object.get(order));
            if (key.compareTo(last) < 0) {
                return "members must be in order of " + order;
            }
            last = key;
        }
        return null;
    }
}
