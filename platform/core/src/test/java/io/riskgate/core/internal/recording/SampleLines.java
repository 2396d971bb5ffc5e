package io.riskgate.core.internal.recording;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One valid line of each type with all its fields, and the same with one field changed. */
final class SampleLines {
    /** In place of a value: the field is not there. */
    static final String ABSENT = "absent";

    /** All types. */
    static final List<String> TYPES = List.of(
            "config",
            "account",
            "trade",
            "position",
            "order",
            "quote",
            "connection",
            "snapshot",
            "ledger",
            "clock",
            "restart",
            "broker",
            "probe");

    private static final Pattern ELEMENT = Pattern.compile("(\\w+)\\[(\\d)]\\.(\\w+)");
    private static final String MNQ = "\"CON.F.US.MNQ.Z25\"";

    private SampleLines() {}

    /** The line of {@code type}. */
    static String line(String type) {
        return json(sample(type));
    }

    /**
     * The line of {@code type} with one field changed.
     *
     * @param path its name, or for a field of an element {@code positions[1].quantity}
     * @param value JSON, or {@link #ABSENT}
     */
    static String with(String type, String path, String value) {
        Map<String, Object> sample = sample(type);
        Matcher element = ELEMENT.matcher(path);
        if (element.matches()) {
            put(elements(sample, element.group(1)).get(Integer.parseInt(element.group(2))), element.group(3), value);
        } else {
            put(sample, path, value);
        }
        return json(sample);
    }

    private static void put(Map<String, Object> fields, String name, String value) {
        if (value.equals(ABSENT)) {
            fields.remove(name);
        } else {
            fields.put(name, value);
        }
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> elements(Map<String, Object> sample, String name) {
        return (List<Map<String, Object>>) sample.get(name);
    }

    private static String json(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(SampleLines::json).collect(Collectors.joining(",", "[", "]"));
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> "\"" + entry.getKey() + "\":" + json(entry.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        return value.toString();
    }

    private static Map<String, Object> sample(String type) {
        Map<String, Object> fields =
                fields("type", "\"" + type + "\"", "time", "\"2025-10-29T19:00:00Z\"", "account", "\"13298777\"");
        fields.putAll(
                switch (type) {
                    case "config" -> fields(
                            "pid",
                            "\"riskgate.rule.max_contracts-default\"",
                            "properties",
                            "{\"limit\":\"2\",\"counting\":\"net\"}");
                    case "account" -> fields("canTrade", "true", "balance", "\"50000.00\"", "name", "\"Evaluation\"");
                    case "trade" -> trade();
                    case "position" -> position();
                    case "order" -> order();
                    case "quote" -> fields(
                            "contract",
                            MNQ,
                            "symbol",
                            "\"F.US.MNQ\"",
                            "last",
                            "\"21050\"",
                            "bid",
                            "\"21049.75\"",
                            "ask",
                            "\"21050.25\"");
                    case "connection" -> fields("state", "\"LOST\"", "reason", "\"reset by peer\"");
                    case "snapshot" -> snapshot();
                    case "ledger" -> fields("realized", "\"-163.50\"", "tradeCount", "4");
                    case "clock" -> fields();
                    case "restart" -> fields("kind", "\"CLEAN\"", "downUntil", "\"2025-10-29T20:00:00Z\"");
                    case "broker" -> fields("mode", "\"LATE\"", "contract", MNQ, "calls", "3");
                    case "probe" -> fields();
                    default -> throw new IllegalArgumentException("no sample of type " + type);
                });
        if (List.of("config", "quote", "clock", "restart").contains(type)) {
            fields.remove("account");
        }
        return fields;
    }

    private static Map<String, Object> trade() {
        return fields(
                "tradeId",
                "\"t-1\"",
                "contract",
                MNQ,
                "side",
                "\"SELL\"",
                "quantity",
                "2",
                "price",
                "\"25900.25\"",
                "profitAndLoss",
                "\"-12.50\"",
                "fees",
                "\"1.48\"",
                "orderId",
                "\"o-1\"",
                "voided",
                "true",
                "executedAt",
                "\"2025-10-29T18:59:59Z\"");
    }

    private static Map<String, Object> position() {
        return fields("contract", MNQ, "side", "\"SHORT\"", "quantity", "3", "averagePrice", "\"21000.25\"");
    }

    private static Map<String, Object> order() {
        return fields(
                "orderId",
                "\"o-1\"",
                "contract",
                MNQ,
                "side",
                "\"BUY\"",
                "orderType",
                "\"STOP_LIMIT\"",
                "status",
                "\"PENDING\"",
                "quantity",
                "5",
                "limitPrice",
                "\"21010\"",
                "stopPrice",
                "\"21005\"",
                "trailPrice",
                "\"2.5\"",
                "filledQuantity",
                "1");
    }

    private static Map<String, Object> snapshot() {
        Map<String, Object> trade = fields("time", "\"2025-10-29T18:58:00Z\"");
        trade.putAll(trade());
        Map<String, Object> snapshot = fields();
        snapshot.put("positions", List.of(position(), position()));
        snapshot.put("orders", List.of(order()));
        snapshot.put("trades", List.of(trade));
        snapshot.put("canTrade", "false");
        return snapshot;
    }

    private static Map<String, Object> fields(String... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int index = 0; index < namesAndValues.length; index += 2) {
            fields.put(namesAndValues[index], namesAndValues[index + 1]);
        }
        return fields;
    }
}
