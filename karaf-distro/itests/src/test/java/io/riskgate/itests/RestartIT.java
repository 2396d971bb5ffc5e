package io.riskgate.itests;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.itests.Riskgate.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What outlives a crash, and a store that was emptied. */
class RestartIT {

    private static final String REASON = "Daily loss limit exceeded: $-170.50 (limit: $-170.00)";

    /** Something that certainly changes after the lock; what the session tells then may be known by a read already. */
    private static final String ORDER =
            """
            {"type":"order","time":"2025-10-31T18:00:00Z","account":"13298777","orderId":"late","contract":"MNQ",\
            "side":"BUY","orderType":"LIMIT","status":"WORKING","quantity":1,"limitPrice":"20000"}
            """;

    @TempDir
    private Path directory;

    @Test
    void theLockoutOfTheRecordedSessionIsThereAgainAfterACrash() throws Exception {
        try (Riskgate riskgate = new Riskgate(directory.resolve("data"))) {
            Instant reset = givenALossLimitAndAResetInHalfADay(riskgate);
            assertStarted(riskgate.start());
            assertSaid(
                    riskgate.log(),
                    "Loaded 0 lockouts",
                    "Restored: 0 wake-ups, 0 open commands, day P&L of 0 accounts",
                    "PRE-CHECK enabled",
                    "STARTUP STATE: No active lockouts, all accounts operational",
                    "Event loop running: \\d+ active rules monitoring events",
                    "Riskgate ACTIVE");

            Outcome played = riskgate.shell("risk:paper-play " + session() + " --speed 1000");

            assertEquals(0, played.exitCode(), played::err);
            List<String> locked = lockout(riskgate);
            assertEquals(List.of("13298777", "HARD", "daily_realized_loss", reset.toString(), REASON), locked);
            Eventually.holds(() -> assertSaid(
                    riskgate.log(),
                    "VIOLATION: daily_realized_loss \\(RULE-003\\) - " + Pattern.quote(REASON),
                    "Account 13298777 locked until " + reset + ": " + Pattern.quote(REASON),
                    "ENFORCING: CLOSE_ALL, CANCEL_ALL \\(daily_realized_loss\\)"));
            Path order = Files.writeString(directory.resolve("order.jsonl"), ORDER);
            assertEquals(0, riskgate.shell("risk:paper-play " + order).exitCode());
            Eventually.holds(() -> assertSaid(
                    riskgate.log(),
                    "LOCKOUT ACTIVE \\(HARD\\): \\w+ - Skipping ALL \\d+ rules - Reason: " + Pattern.quote(REASON)));

            int before = riskgate.log().size();
            riskgate.kill();
            assertEquals(3, riskgate.status().exitCode());
            Instant restart = Instant.now();
            assertStarted(riskgate.start());

            List<String> log = riskgate.log();
            List<MatchResult> restored = assertSaid(
                    log.subList(before, log.size()),
                    "RESTORED LOCKOUT: Account 13298777 locked until " + reset + " \\((\\d+)s remaining\\) - Reason: "
                            + Pattern.quote(REASON),
                    "1 active lockout\\(s\\) restored",
                    "Restored: \\d+ wake-ups?, \\d+ open commands?, day P&L of 1 account",
                    "PRE-CHECK enabled",
                    "STARTUP STATE: 1 active lockout\\(s\\) in effect"
                            + " \\(PRE-CHECK layer will block events for locked accounts\\)",
                    "Event loop running: \\d+ active rules monitoring events",
                    "Riskgate ACTIVE");
            long remaining = Long.parseLong(restored.get(0).group(1));
            assertTrue(
                    remaining > 0
                            && remaining <= Duration.between(restart, reset).toSeconds(),
                    () -> remaining + " s");
            assertEquals(locked, lockout(riskgate));
            assertEquals("0", value(riskgate.shell("risk:status --json").out(), "\"events\":(\\d+)"));
            assertEquals(0, riskgate.stop().exitCode());
            assertTrue(riskgate.log().contains("Riskgate stopped"));
        }
    }

    @Test
    void anEmptiedStoreDoesNotStartUnlessToldToBeginAnew() throws Exception {
        try (Riskgate riskgate = new Riskgate(directory.resolve("data"))) {
            assertStarted(riskgate.start());
            String id = storeId(riskgate);
            assertEquals(0, riskgate.stop().exitCode());
            delete(riskgate.data().resolve("store"));

            Outcome refused = riskgate.start();

            assertNotEquals(0, refused.exitCode());
            assertAll(
                    () -> assertTrue(refused.err().contains("NOT ARMED: "), refused::err),
                    () -> assertTrue(refused.err().contains("expects store " + id), refused::err),
                    () -> assertTrue(refused.err().contains("etc/riskgate.store.cfg"), refused::err),
                    () -> assertTrue(refused.err().contains("--new-store"), refused::err));
            assertEquals(3, riskgate.status().exitCode());
            assertEquals(id, storeId(riskgate));

            assertStarted(riskgate.start("--new-store"));

            assertNotEquals(id, storeId(riskgate));
        }
    }

    /** As an operator sets them before the first start; the reset is far from now at any time of day. */
    private static Instant givenALossLimitAndAResetInHalfADay(Riskgate riskgate) throws IOException {
        Files.writeString(riskgate.etc().resolve("riskgate.rule.daily_realized_loss-default.cfg"), "limit = -170.00\n");
        Instant reset = Instant.now().truncatedTo(ChronoUnit.MINUTES).plus(12, ChronoUnit.HOURS);
        Files.writeString(
                riskgate.etc().resolve("riskgate.tradingday-default.cfg"),
                "resetTime = " + LocalTime.ofInstant(reset, ZoneOffset.UTC) + "\ntimezone = UTC\n");
        return reset;
    }

    private static Path session() {
        return Distribution.recordings().resolve("recordings/topstepx-2025-10-31.jsonl");
    }

    private static void assertStarted(Outcome outcome) {
        assertEquals(0, outcome.exitCode(), outcome::err);
    }

    /** The only lockout: account, kind, rule, end and reason. */
    private static List<String> lockout(Riskgate riskgate) throws IOException {
        Outcome outcome = riskgate.shell("risk:lockouts --json");
        assertEquals(0, outcome.exitCode(), outcome::err);
        MatchResult lockout = match(
                "\\{\"lockouts\":\\[\\{\"account\":\"(.*?)\",\"kind\":\"(.*?)\",\"rule\":\"(.*?)\",\"since\":\".*?\","
                        + "\"until\":\"(.*?)\",\"remainingSeconds\":\\d+,\"endsBy\":\"RESET\",\"reason\":\"(.*?)\"\\}\\]\\}",
                outcome.out().strip());
        return List.of(lockout.group(1), lockout.group(2), lockout.group(3), lockout.group(4), lockout.group(5));
    }

    /** Fails unless lines that match the patterns are there in this order; answers what was found. */
    private static List<MatchResult> assertSaid(List<String> log, String... patterns) {
        List<MatchResult> found = new ArrayList<>();
        int next = 0;
        for (String line : log) {
            var matcher = Pattern.compile(patterns[next]).matcher(line);
            if (matcher.matches()) {
                found.add(matcher.toMatchResult());
                next++;
                if (next == patterns.length) {
                    return found;
                }
            }
        }
        throw new AssertionError("expected '" + patterns[next] + "' in " + String.join("\n", log));
    }

    private static String value(String text, String pattern) {
        var matcher = Pattern.compile(pattern).matcher(text);
        assertTrue(matcher.find(), text);
        return matcher.group(1);
    }

    private static MatchResult match(String pattern, String text) {
        var matcher = Pattern.compile(pattern).matcher(text);
        assertTrue(matcher.matches(), text);
        return matcher.toMatchResult();
    }

    private static String storeId(Riskgate riskgate) throws IOException {
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(riskgate.etc().resolve("riskgate.store.cfg"))) {
            properties.load(reader);
        }
        return properties.getProperty("storeId");
    }

    private static void delete(Path tree) throws IOException {
        try (var files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
