package io.riskgate.core.internal.engine;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Whether a decision is the one that an expectation describes. Numbers and decimal strings are compared as decimals,
 * instants as instants; an object matches partially, a list with the same members in any order, an integer a list of
 * that many members.
 */
final class Match {
    private static final Pattern DECIMAL = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?");
    private static final Pattern INSTANT =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d(\\.\\d{1,9})?)?(Z|[+-]\\d\\d:\\d\\d)");

    private Match() {}

    /** What of {@code actual} differs from the partial object {@code expected}, or null. */
    static String mismatch(Map<?, ?> expected, Map<?, ?> actual) {
        for (Map.Entry<?, ?> entry : expected.entrySet()) {
            String key = (String) entry.getKey();
            Object wanted = entry.getValue();
            if (!agrees(key, wanted, actual)) {
                String name = key.replaceAll("(~|>=|<=)$", "");
                return name + " is " + actual.get(name) + ", wanted " + key + " " + wanted;
            }
        }
        return null;
    }

    private static boolean agrees(String key, Object wanted, Map<?, ?> actual) {
        if (key.endsWith("~")) {
            String have = String.valueOf(actual.get(key.substring(0, key.length() - 1)));
            List<?> parts = wanted instanceof List<?> list ? list : List.of(wanted);
            return parts.stream().allMatch(part -> have.contains((String) part));
        }
        if (key.endsWith(">=") || key.endsWith("<=")) {
            Integer order = compare(actual.get(key.substring(0, key.length() - 2)), wanted);
            return order != null && (key.endsWith(">=") ? order >= 0 : order <= 0);
        }
        return equal(wanted, actual.get(key));
    }

    /** Whether {@code actual} is what {@code expected} describes. */
    static boolean equal(Object expected, Object actual) {
        if (expected == null || actual == null) {
            return expected == actual;
        }
        if (expected instanceof Boolean || actual instanceof Boolean) {
            return expected.equals(actual);
        }
        if (expected instanceof Map<?, ?> object) {
            return actual instanceof Map<?, ?> other && mismatch(object, other) == null;
        }
        if (actual instanceof List<?> members) {
            return expected instanceof List<?> wanted
                    ? wanted.size() == members.size() && pairs(wanted, members)
                    : equal(expected, new BigDecimal(members.size()));
        }
        Integer order = compare(expected, actual);
        return order == null ? expected.equals(actual) : order == 0;
    }

    /** Whether every expected member has an actual one of its own. */
    private static boolean pairs(List<?> expected, List<?> actual) {
        if (expected.isEmpty()) {
            return true;
        }
        for (int i = 0; i < actual.size(); i++) {
            if (equal(expected.get(0), actual.get(i))) {
                List<Object> others = new ArrayList<>(actual);
                others.remove(i);
                if (pairs(expected.subList(1, expected.size()), others)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The order of two instants or two numbers, or null if they are not both the one or the other. */
    private static Integer compare(Object one, Object other) {
        OffsetDateTime instant = instant(one);
        OffsetDateTime otherInstant = instant(other);
        if (instant != null && otherInstant != null) {
            return instant.toInstant().compareTo(otherInstant.toInstant());
        }
        BigDecimal number = decimal(one);
        BigDecimal otherNumber = decimal(other);
        return number == null || otherNumber == null ? null : number.compareTo(otherNumber);
    }

    private static OffsetDateTime instant(Object value) {
        if (value instanceof String text && INSTANT.matcher(text).matches()) {
            try {
                return OffsetDateTime.parse(text);
            } catch (DateTimeException e) {
                return null;
            }
        }
        return null;
    }

    private static BigDecimal decimal(Object value) {
        if (value instanceof String text) {
            return DECIMAL.matcher(text).matches() ? new BigDecimal(text) : null;
        }
        return value instanceof BigDecimal number ? number : null;
    }
}
