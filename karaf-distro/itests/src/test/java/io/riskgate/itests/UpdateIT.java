package io.riskgate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.itests.Riskgate.Outcome;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The platform's own bundles are updated while trades come in. */
class UpdateIT {
    private static final boolean FULL = Boolean.getBoolean("riskgate.faults");
    private static final int A_SECOND = FULL ? 5_000 : 1_000;
    private static final int TRADES = A_SECOND * (FULL ? 70 : 30);
    private static final int ROUNDS = FULL ? 4 : 1;

    @TempDir
    private Path directory;

    @Test
    void anUpdateOfCoreAndOfApiDeniesIncreasesWhileItLastsAndLosesNothing() throws Exception {
        try (Riskgate riskgate = new Riskgate(directory.resolve("data"))) {
            givenALossLimitAndNoLimitOfTrades(riskgate);
            assertDone(riskgate.start("--new-store"));
            Path notes = directory.resolve("notes.txt");
            Path venue = Jars.venue(directory.resolve("venue.jar"), TRADES, A_SECOND, notes);
            assertDone(riskgate.shell("bundle:install -s " + venue.toUri()));
            Eventually.holds(() -> assertArmedAt("venue", riskgate));
            Files.delete(riskgate.etc().resolve("riskgate.broker.paper.cfg"));
            Eventually.holds(() -> assertTrue(Files.readString(riskgate.data().resolve("log/riskgate.log"))
                    .contains("Deleting configuration {riskgate.broker.paper}")));
            Eventually.holds(() -> assertTrue(lockouts(riskgate).contains(Venue.LOSER)));
            String locked = lockouts(riskgate);
            String store = store(riskgate);

            for (int round = 1; round <= ROUNDS; round++) {
                update(riskgate, "core", "1.0." + round, notes);
                assertEquals(locked, lockouts(riskgate));
                update(riskgate, "api", "1.0." + round, notes);
                assertEquals(locked, lockouts(riskgate));
            }

            assertEquals(store, store(riskgate));
            Eventually.holds(() -> assertTrue(Venue.notes(notes).contains("ENDED")));
            for (String account : Venue.ACCOUNTS) {
                Eventually.holds(() -> assertHasAllTrades(riskgate, account));
            }
            List<String> seen = Venue.notes(notes);
            assertFalse(seen.contains("WRONG"), seen::toString);
            assertEquals(
                    "ALLOWED",
                    seen.stream().filter(UpdateIT::isAnswer).reduce((a, b) -> b).orElseThrow());
            assertTrue(riskgate.log().stream().noneMatch(line -> line.contains("ENGINE_FAILED")));
        }
    }

    private static void givenALossLimitAndNoLimitOfTrades(Riskgate riskgate) throws IOException {
        Path etc = riskgate.etc();
        Files.writeString(etc.resolve("riskgate.rule.daily_realized_loss-default.cfg"), "limit = -500.00\n");
        Files.writeString(etc.resolve("riskgate.rule.trade_frequency_limit-default.cfg"), "enabled = false\n");
        Instant reset = Instant.now().truncatedTo(ChronoUnit.MINUTES).plus(12, ChronoUnit.HOURS);
        Files.writeString(
                etc.resolve("riskgate.tradingday-default.cfg"),
                "resetTime = " + LocalTime.ofInstant(reset, ZoneOffset.UTC) + "\ntimezone = UTC\n");
    }

    private void update(Riskgate riskgate, String artifact, String version, Path notes) throws Exception {
        Eventually.holds(() -> assertEquals("ALLOWED", lastAnswer(notes)));
        int before = Venue.notes(notes).size();
        Path later = Jars.later(directory.resolve(artifact + ".jar"), "io/riskgate", artifact, version);

        assertDone(riskgate.shell("bundle:update io.riskgate." + artifact + " " + later.toUri()));
        if (artifact.equals("api")) {
            assertDone(riskgate.shell("bundle:refresh io.riskgate.api"));
        }

        List<String> during = Eventually.is(() -> {
            List<String> seen = Venue.notes(notes);
            seen = seen.subList(before, seen.size());
            assertTrue(seen.contains("CONNECTED"), seen::toString);
            assertEquals("ALLOWED", seen.get(seen.size() - 1));
            return seen;
        });
        int back = during.indexOf("CONNECTED");
        int away = during.indexOf(artifact.equals("api") ? "STOPPED" : "DISCONNECTED");
        assertTrue(away >= 0 && away < back, during::toString);
        assertTrue(during.subList(0, back).stream().anyMatch(List.of("GONE", "DENIED")::contains), during::toString);
        assertFalse(during.subList(away, back).contains("ALLOWED"), during::toString);
        Eventually.holds(() -> assertArmedAt("venue", riskgate));
        Outcome bundles = riskgate.shell("bundle:list -t 0 -s");
        assertTrue(
                bundles.out()
                        .lines()
                        .anyMatch(line -> line.contains("io.riskgate." + artifact) && line.contains(version)),
                bundles::out);
    }

    private static boolean isAnswer(String note) {
        return List.of("ALLOWED", "DENIED", "GONE", "WRONG").contains(note);
    }

    private static String lastAnswer(Path notes) throws IOException {
        return Venue.notes(notes).stream()
                .filter(UpdateIT::isAnswer)
                .reduce((before, after) -> after)
                .orElse("");
    }

    private static void assertArmedAt(String broker, Riskgate riskgate) throws IOException {
        Outcome status = riskgate.shell("risk:status --json");
        assertDone(status);
        assertTrue(status.out().contains("\"armed\":true"), status::out);
        assertTrue(status.out().contains("\"broker\":\"" + broker + "\""), status::out);
    }

    private static void assertHasAllTrades(Riskgate riskgate, String account) throws IOException {
        Outcome outcome = riskgate.shell("risk:account " + account + " --json");
        assertDone(outcome);
        int trades = TRADES / Venue.ACCOUNTS.size();
        assertEquals(Integer.toString(trades), value(outcome.out(), "\"tradeCount\":(\\d+)"));
        assertEquals(
                0,
                new BigDecimal(value(outcome.out(), "\"dayRealized\":\"?([-0-9.]+)"))
                        .compareTo(new BigDecimal("0.01").multiply(BigDecimal.valueOf(trades))),
                outcome::out);
    }

    private static String lockouts(Riskgate riskgate) throws IOException {
        Outcome outcome = riskgate.shell("risk:lockouts --json");
        assertDone(outcome);
        return outcome.out().replaceAll("\"remainingSeconds\":\\d+", "");
    }

    private static String store(Riskgate riskgate) throws IOException {
        return value(riskgate.shell("risk:status --json").out(), "\"storeId\":\"(.*?)\"");
    }

    private static String value(String text, String pattern) {
        var matcher = Pattern.compile(pattern).matcher(text);
        assertTrue(matcher.find(), text);
        return matcher.group(1);
    }

    private static void assertDone(Outcome outcome) {
        assertEquals(0, outcome.exitCode(), () -> outcome.out() + outcome.err());
    }
}
