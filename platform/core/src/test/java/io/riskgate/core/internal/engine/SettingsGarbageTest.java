package io.riskgate.core.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.riskgate.api.engine.Decision.Change;
import io.riskgate.core.internal.osgi.ShippedSettings;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Mutations of the shipped settings: {@code -Driskgate.seed=…} repeats a run, {@code -Driskgate.faults=true} makes it a
 * long one. Whether one is acceptable says {@link SettingsGrammar}.
 */
class SettingsGarbageTest {
    private static final long SEED = Long.getLong("riskgate.seed", 20251031);
    private static final int ROUNDS = Boolean.getBoolean("riskgate.faults") ? 10_000 : 1_000;
    private static final String ACCOUNT = "13298777";
    private static final BigDecimal WORST_AMOUNT = new BigDecimal("999999998000000");

    /** What breaks the limit of a rule, whatever it is; in dollars, by {@link #WORST_AMOUNT}. */
    private static final Map<String, List<String>> WORST = Map.of(
            "max_contracts", position("1", "1"),
            "daily_realized_loss", trade("-999999998000000"),
            "daily_realized_profit", trade("999999998000000"),
            "cooldown_after_loss", trade("-999999998000000"),
            "daily_unrealized_loss", position("500000000", "1"),
            "max_unrealized_profit", position("1", "500000000"));

    private static final List<String> SCRAPS = List.of(
            "",
            " ",
            "0",
            "-0",
            "0.0",
            "-1",
            "+5",
            "5.",
            ".5",
            "-.5",
            "15.5",
            "1_000",
            "1,000",
            "1e2",
            "-1e2",
            "1e400",
            "-1e400",
            "1e-400",
            "-1e-9",
            "1e-10",
            "NaN",
            "Infinity",
            "-Infinity",
            "-∞",
            "null",
            "none",
            "off",
            "yes",
            "no",
            "TRUE",
            "True",
            "on",
            "0x10",
            "5f",
            "-500d",
            "5L",
            "٣",
            "−500",
            "$-500",
            "-500 USD",
            "9".repeat(30),
            "-" + "9".repeat(15),
            "999999999",
            "2147483648",
            "0s",
            "1s",
            "24h",
            "25h",
            "1d",
            "90",
            "99999h",
            "-5m",
            "5 m",
            "1h30m",
            "until-reset",
            "until reset",
            "00:00",
            "24:00",
            "9:30",
            "23:59",
            "12:60",
            "UTC",
            "UTC+5",
            "CST",
            "EST5EDT",
            "Etc/GMT+5",
            "America/Nowhere",
            "Europe/Berlin",
            ",",
            "a,,b",
            ",MNQ:1",
            "MNQ:0",
            "MNQ:-1",
            "MNQ:2,MNQ:3",
            "EP:1,ES:2",
            "MNQ:1:1",
            "*",
            "**",
            "?",
            "\u0000",
            "\uFFFD",
            "ß",
            "a\nb",
            "-100:5m,-100.0:6m",
            "-100:0s",
            "100:5m",
            "-100",
            "MON,MON",
            "MONDAY",
            "mon",
            "2025-02-30",
            "2025-12-25",
            "2025-1-1",
            "2025-12-25@13:00",
            "2025-12-25@13:00,2025-12-25@14:00",
            "reduce",
            "close",
            "REDUCE",
            "gross",
            "allow",
            "block",
            "0:12.50",
            "0.25:0",
            "0.25:-1",
            "0.000000001:999999999999999",
            "1:1:1",
            "0ms",
            "31d",
            "32d",
            "0d",
            "x".repeat(2000));

    private final Random random = new Random(SEED);
    private final Map<String, Map<String, String>> shipped;
    private final RuleBook book = new RuleBook();

    SettingsGarbageTest() throws IOException {
        shipped = ShippedSettings.in(ShippedConfigurationsTest.ETC);
        shipped.remove("riskgate.broker.paper");
        shipped.forEach((pid, values) -> {
            if (values.containsKey("enabled")) {
                values.put("enabled", "true");
            }
        });
    }

    @Test
    void whatIsRefusedChangesNothingAndSaysWhereItIsWrong() throws Exception {
        System.out.println("Settings garbage: -Driskgate.seed=" + SEED);
        AllRules.offers().forEach(book::offered);
        shipped.forEach(book::settings);
        List<String> pids = List.copyOf(shipped.keySet());
        int refused = 0;
        int accepted = 0;

        for (int round = 0; round < ROUNDS; round++) {
            String pid = pids.get(random.nextInt(pids.size()));
            Map<String, String> mutated = mutate(pid);
            Set<String> offending = SettingsGrammar.offending(pid, mutated);
            String what = "round " + round + ", " + pid + ": " + mutated;

            if (pid.startsWith("riskgate.rule.")) {
                checkRule(pid, mutated, offending, what);
            } else {
                checkPlatform(pid, mutated, offending, what);
            }
            refused += offending.isEmpty() ? 0 : 1;
            accepted += offending.isEmpty() ? 1 : 0;
        }

        assertTrue(refused > ROUNDS / 4, "many are refused");
        assertTrue(accepted > ROUNDS / 20, "some are acceptable");
    }

    private void checkRule(String pid, Map<String, String> mutated, Set<String> offending, String what)
            throws Exception {
        String rule = SettingsGrammar.rule(pid);
        RuleSettings.Accepted before = book.table().governing(rule, ACCOUNT);
        RuleBook.Outcome outcome = book.settings(pid, mutated);
        RuleBook.Note note = outcome.notes().get(0);
        assertEquals(1, outcome.notes().size(), what);
        assertEquals(rule, note.rule(), what);

        if (offending.isEmpty()) {
            assertEquals(new RuleBook.Note(rule, Change.ACTIVE, pid), note, what);
            assertEquals(withoutDots(mutated), inForce(pid), what);
            probe(pid, mutated, mutated, what);
            book.settings(pid, shipped.get(pid));
            assertEquals(shipped.get(pid), inForce(pid), what);
        } else {
            assertRefusal(pid, offending, note, what);
            assertSame(before, outcome.table().governing(rule, ACCOUNT), what);
            assertSame(before.evaluator(), boundEvaluator(rule), what);
            assertEquals(Map.of(), outcome.asked(), what);
            probe(pid, mutated, shipped.get(pid), what);
        }
    }

    private void checkPlatform(String pid, Map<String, String> mutated, Set<String> offending, String what) {
        EngineSettings engine = book.table().engine();
        TradingCalendars calendars = book.calendars();
        Instruments instruments = book.instruments();
        RuleBook.Outcome outcome = book.settings(pid, mutated);

        if (offending.isEmpty()) {
            assertTrue(outcome.notes().stream().noneMatch(note -> note.rule() == null), what);
            EngineSettings now = outcome.table().engine();
            assertTrue(
                    now.faultLimit() >= 1
                            && now.longestLockout().toHours() >= 1
                            && !now.timeBudget().isZero(),
                    what);
            assertTrue(now.longestLockout().toDays() <= 31 && now.swapWindow().toHours() <= 24, what);
            book.settings(pid, shipped.get(pid));
        } else {
            assertEquals(1, outcome.notes().size(), what);
            assertRefusal(pid, offending, outcome.notes().get(0), what);
            assertNull(outcome.notes().get(0).rule(), what);
            assertSame(engine, outcome.table().engine(), what);
            assertSame(calendars, book.calendars(), what);
            assertSame(instruments, book.instruments(), what);
        }
    }

    private static void assertRefusal(String pid, Set<String> offending, RuleBook.Note note, String what) {
        assertEquals(Change.REFUSED, note.change(), what);
        assertTrue(
                offending.stream()
                        .anyMatch(key -> note.note().startsWith(pid + ": " + key + ": expected ")
                                || note.note().startsWith(pid + ": ")
                                        && note.note().contains(", because " + key + " says ")),
                () -> note.note() + " names none of " + offending + ", " + what);
        assertFalse(note.note().contains("Exception"), what);
    }

    /** The values of a configuration that are in force; keys with a dot are nobody's. */
    private Map<String, String> inForce(String pid) {
        return book.status(new Quarantine()).stream()
                .flatMap(rule -> rule.settings().stream())
                .filter(settings -> settings.pid().equals(pid))
                .findFirst()
                .orElseThrow()
                .values();
    }

    private static Map<String, String> withoutDots(Map<String, String> values) {
        Map<String, String> written = new TreeMap<>(values);
        written.keySet().removeIf(key -> key.indexOf('.') >= 0);
        return written;
    }

    private Object boundEvaluator(String rule) {
        for (RuleTable.Bound bound : book.table().boundTo(ACCOUNT)) {
            if (bound.rule.equals(rule)) {
                return bound.evaluator;
            }
        }
        return null;
    }

    /** After the edit the rule is asked about the worst there can be: it measures by the limit that is in force. */
    private void probe(String pid, Map<String, String> edit, Map<String, String> inForce, String what)
            throws Exception {
        String rule = SettingsGrammar.rule(pid);
        boolean recordable = edit.values().stream().allMatch(value -> value.length() <= 1_000);
        boolean forAll = inForce.getOrDefault("accounts", "*").strip().equals("*");
        if (!WORST.containsKey(rule) || !recordable || !forAll) {
            return;
        }
        List<String> recording = new ArrayList<>(List.of(config(pid, shipped.get(pid)), config(pid, edit)));
        recording.addAll(WORST.get(rule));
        List<Map<String, Object>> decisions =
                Recorded.decisions(recording).stream().map(JsonTree::object).toList();
        List<Object> limits = decisions.stream()
                .filter(decision -> "violation".equals(decision.get("decision")))
                .map(decision -> decision.get("limit"))
                .toList();

        assertTrue(decisions.stream().noneMatch(decision -> "rejected".equals(decision.get("decision"))), what);
        assertEquals(expectedLimits(rule, inForce), limits, what);
    }

    private static List<Object> expectedLimits(String rule, Map<String, String> inForce) {
        if (inForce.getOrDefault("enabled", "true").strip().equals("false")) {
            return List.of();
        }
        if (rule.equals("max_contracts")) {
            BigDecimal limit = new BigDecimal(inForce.get("limit").strip());
            return limit.compareTo(BigDecimal.valueOf(1_000_000)) < 0 ? List.of(limit) : List.of();
        }
        String limit = inForce.getOrDefault("limit", inForce.get("target"));
        BigDecimal amount = rule.equals("cooldown_after_loss")
                ? Stream.of(inForce.get("tiers").split(","))
                        .map(tier -> new BigDecimal(tier.strip().split(":")[0]))
                        .min(Comparator.naturalOrder())
                        .orElseThrow()
                : new BigDecimal(limit.strip());
        return amount.abs().compareTo(WORST_AMOUNT) > 0
                ? List.of()
                : List.of(amount.setScale(2, RoundingMode.HALF_UP).toPlainString());
    }

    private static String config(String pid, Map<String, String> values) {
        String properties = values.entrySet().stream()
                .map(entry -> quoted(entry.getKey()) + ":" + quoted(entry.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
        return "{\"type\":\"config\",\"time\":\"2025-10-29T13:00:00Z\",\"pid\":" + quoted(pid) + ",\"properties\":"
                + properties + "}";
    }

    private static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }

    private static List<String> trade(String profit) {
        return List.of("{\"type\":\"trade\",\"time\":\"2025-10-29T14:00:00Z\",\"account\":\"" + ACCOUNT
                + "\",\"tradeId\":\"t\",\"contract\":\"MNQ\",\"side\":\"SELL\",\"quantity\":1,\"price\":\"1\","
                + "\"profitAndLoss\":\"" + profit + "\"}");
    }

    private static List<String> position(String average, String last) {
        return List.of(
                "{\"type\":\"position\",\"time\":\"2025-10-29T14:00:00Z\",\"account\":\"" + ACCOUNT
                        + "\",\"contract\":\"MNQ\",\"side\":\"LONG\",\"quantity\":1000000,\"averagePrice\":\"" + average
                        + "\"}",
                "{\"type\":\"quote\",\"time\":\"2025-10-29T14:00:00Z\",\"contract\":\"MNQ\",\"last\":\"" + last
                        + "\"}");
    }

    private Map<String, String> mutate(String pid) throws IOException {
        if (random.nextInt(4) == 0) {
            return read(mutatedText(pid));
        }
        Map<String, String> values = new TreeMap<>(shipped.get(pid));
        for (int i = random.nextInt(3); i >= 0; i--) {
            mutate(values);
        }
        return values;
    }

    private void mutate(Map<String, String> values) {
        String key = oneOf(List.copyOf(values.keySet()));
        String value = values.getOrDefault(key, "");
        switch (random.nextInt(7)) {
            case 0, 1 -> values.put(key, oneOf(SCRAPS));
            case 2 -> values.put(key, changed(value));
            case 3 -> values.put(key, value + oneOf(List.of(",", ", ", ":")) + oneOf(SCRAPS));
            case 4 -> values.put(changed(key), value);
            case 5 -> values.put(key, values.get(oneOf(List.copyOf(values.keySet()))));
            default -> {
                if (values.size() > 1) {
                    values.remove(key);
                }
            }
        }
    }

    /** The file with a few characters changed, as a person or a disk might. */
    private String mutatedText(String pid) throws IOException {
        String text = Files.readString(ShippedConfigurationsTest.ETC.resolve(pid + ".cfg"))
                .replace("enabled = false", "enabled = true");
        for (int i = random.nextInt(8); i >= 0; i--) {
            text = changed(text);
        }
        return text.replace("\\u", "u");
    }

    private static Map<String, String> read(String text) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(text));
        Map<String, String> values = new TreeMap<>();
        properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
        return values;
    }

    private String changed(String text) {
        int at = random.nextInt(text.length() + 1);
        int end = Math.min(text.length(), at + random.nextInt(3));
        String with =
                random.nextBoolean() ? "" : String.valueOf("0123456789.,:-+ =#eE*?\\\n\tßA".charAt(random.nextInt(26)));
        return text.substring(0, at) + with + text.substring(end);
    }

    private <T> T oneOf(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
