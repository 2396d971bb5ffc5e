package io.riskgate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.itests.Exchange.Lockout;
import io.riskgate.itests.Riskgate.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process is killed at any moment, again and again; the books and the list of what it had said are outside of it. */
class KilledProcessIT {
    private static final int ROUNDS = Boolean.getBoolean("riskgate.faults") ? 50 : 2;
    private static final int ACCOUNTS = 12;
    private static final int KILL_WITHIN_MILLIS = 1_500;
    private static final int START_MILLIS = 5_000;
    private static final Pattern RESTORED = Pattern.compile(
            "RESTORED LOCKOUT: Account (\\S+) locked until (?:(\\S+) \\(\\d+s remaining\\)|its condition ends)"
                    + " - Reason: (.*)");
    private static final Pattern LOCKOUT =
            Pattern.compile("\\{\"account\":\"([^\"]*)\",\"kind\":\"(\\w+)\",\"rule\":\"(\\w+)\",\"since\":\"[^\"]*\","
                    + "\"until\":\"?([^\",]*)\"?,[^{}]*\"reason\":\"([^\"]*)\"\\}");

    private final long seed = Long.getLong("riskgate.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @TempDir
    private Path directory;

    @Test
    void everyLockoutThatWasPublishedIsThereAfterEachKillAndNothingIsClosedTwice() throws Exception {
        System.out.println("everyLockoutThatWasPublished: -Driskgate.seed=" + seed);
        int published = 0;
        try (Exchange exchange = new Exchange();
                Riskgate riskgate = new Riskgate(directory.resolve("data"))) {
            givenLimitsAndTheExchange(riskgate, exchange);
            assertStarted(riskgate.start());
            for (int round = 1; round <= ROUNDS; round++) {
                CompletableFuture<Void> trading = trade(exchange, "R" + round + "-");
                if (round == 1) {
                    Eventually.holds(() -> assertFalse(exchange.heard().isEmpty()));
                }
                LockSupport.parkNanos(random.nextInt(KILL_WITHIN_MILLIS) * 1_000_000L);
                riskgate.kill();
                trading.join();
                exchange.hearOut();
                if (round % 2 == 0) {
                    killWhileItStarts(riskgate);
                    exchange.hearOut();
                }
                List<Lockout> heard = exchange.heard();
                String probe = "P" + round;
                String loss = "777.%02d".formatted(round);
                exchange.loseAtOnce(probe, loss);
                int before = riskgate.log().size();

                assertStarted(riskgate.start());

                String where = "seed " + seed + ", round " + round + ": ";
                List<String> log = riskgate.log();
                log = log.subList(before, log.size());
                assertStartSaid(where, log, heard);
                Eventually.holds(() -> assertTrue(lockouts(riskgate).stream()
                        .anyMatch(lockout -> lockout.account().equals(probe))));
                assertArmedBeforeTheFirstEvent(
                        where,
                        loss,
                        riskgate.log().subList(before, riskgate.log().size()));
                List<Lockout> there = lockouts(riskgate);
                heard.forEach(
                        lockout -> assertTrue(there.contains(lockout), () -> where + lockout + " not in " + there));
                List<String> known = exchange.accounts();
                there.forEach(lockout -> assertTrue(
                        known.contains(lockout.account()) || lockout.account().matches("P\\d+"),
                        () -> where + lockout));
                for (Lockout lockout : there) {
                    Eventually.holds(() -> assertEquals(0, exchange.held(lockout.account()), where + lockout));
                }
                assertEquals(List.of(), exchange.wrong(), where);
                published = heard.size();
            }
        }
        System.out.println(published + " lockouts were published before " + ROUNDS + " kills");
        assertTrue(published > 0, "published: " + published);
    }

    /** Before the first start; the reset is far from now at any time of day. */
    private static void givenLimitsAndTheExchange(Riskgate riskgate, Exchange exchange) throws IOException {
        Path etc = riskgate.etc();
        Files.writeString(etc.resolve("riskgate.rule.daily_realized_loss-default.cfg"), "limit = -500.00\n");
        Files.writeString(etc.resolve("riskgate.rule.cooldown_after_loss-default.cfg"), "tiers = -100:6h\n");
        Files.writeString(etc.resolve("riskgate.rule.auth_loss_guard-default.cfg"), "onTradingDisabled = lock\n");
        Instant reset = Instant.now().truncatedTo(ChronoUnit.MINUTES).plus(12, ChronoUnit.HOURS);
        Files.writeString(
                etc.resolve("riskgate.tradingday-default.cfg"),
                "resetTime = " + LocalTime.ofInstant(reset, ZoneOffset.UTC) + "\ntimezone = UTC\n");
        Files.delete(etc.resolve("riskgate.broker.paper.cfg"));
        Path deploy = Files.createDirectories(riskgate.data().resolve("deploy"));
        Jars.exchangeLink(deploy.resolve("exchange-link.jar"), exchange.port());
    }

    /** New accounts buy; then each breaks a limit of another kind. It goes on while the platform is gone. */
    private CompletableFuture<Void> trade(Exchange exchange, String prefix) {
        Random own = new Random(random.nextLong());
        return CompletableFuture.runAsync(() -> {
            for (int i = 0; i < ACCOUNTS; i++) {
                String account = prefix + i;
                exchange.open(account, own.nextBoolean() ? 3 : -2);
                LockSupport.parkNanos(own.nextInt(100) * 1_000_000L);
                switch (i % 3) {
                    case 0 -> exchange.lose(account, "6%02d.%02d".formatted(own.nextInt(100), i));
                    case 1 -> exchange.lose(account, "1%02d.%02d".formatted(own.nextInt(100), i));
                    default -> exchange.disable(account);
                }
            }
        });
    }

    /** Not even the start is safe. */
    private void killWhileItStarts(Riskgate riskgate) throws Exception {
        CompletableFuture<Outcome> starting = CompletableFuture.supplyAsync(() -> {
            try {
                return riskgate.start();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        LockSupport.parkNanos(random.nextInt(START_MILLIS) * 1_000_000L);
        Eventually.holds(riskgate::kill);
        starting.join();
    }

    private static void assertStarted(Outcome outcome) {
        assertEquals(0, outcome.exitCode(), () -> outcome.out() + outcome.err());
    }

    private static void assertStartSaid(String where, List<String> log, List<Lockout> heard) {
        List<MatchResult> restored = new ArrayList<>();
        for (String line : log) {
            var matcher = RESTORED.matcher(line);
            if (matcher.matches()) {
                restored.add(matcher.toMatchResult());
            }
        }
        Set<List<String>> said = new HashSet<>();
        restored.forEach(match -> said.add(List.of(match.group(1), end(match.group(2)), match.group(3))));
        for (Lockout lockout : heard) {
            assertTrue(
                    said.contains(List.of(lockout.account(), String.valueOf(lockout.until()), lockout.reason())),
                    () -> where + lockout + " not in " + said);
        }
        boolean none = restored.isEmpty();
        List<String> expected = List.of(
                Pattern.quote(none ? "Loaded 0 lockouts" : restored.size() + " active lockout(s) restored"),
                "Restored: \\d+ wake-ups?, \\d+ open commands?, day P&L of \\d+ accounts?",
                "PRE-CHECK enabled",
                Pattern.quote(
                        none
                                ? "STARTUP STATE: No active lockouts, all accounts operational"
                                : "STARTUP STATE: " + restored.size() + " active lockout(s) in effect"
                                        + " (PRE-CHECK layer will block events for locked accounts)"),
                "Event loop running: \\d+ active rules monitoring events",
                "Riskgate ACTIVE");
        int next = 0;
        for (String line : log) {
            if (next < expected.size() && line.matches(expected.get(next))) {
                next++;
            }
        }
        int found = next;
        assertEquals(expected.size(), found, () -> where + expected.get(found) + " not in " + String.join("\n", log));
    }

    private static String end(String said) {
        return said == null ? "null" : Instant.parse(said).toString();
    }

    private static void assertArmedBeforeTheFirstEvent(String where, String loss, List<String> log) {
        int armed = log.indexOf("Riskgate ACTIVE");
        for (int i = 0; i < armed; i++) {
            assertTrue(!log.get(i).contains(loss), where + String.join("\n", log));
        }
        assertTrue(
                log.stream().anyMatch(line -> line.startsWith("VIOLATION: ") && line.contains(loss)),
                () -> where + String.join("\n", log));
    }

    private static List<Lockout> lockouts(Riskgate riskgate) throws IOException {
        Outcome outcome = riskgate.shell("risk:lockouts --json");
        assertEquals(0, outcome.exitCode(), outcome::err);
        assertTrue(outcome.out().endsWith("]}\n"), () -> "broken off: " + outcome.out());
        List<Lockout> lockouts = new ArrayList<>();
        var matcher = LOCKOUT.matcher(outcome.out());
        while (matcher.find()) {
            lockouts.add(new Lockout(
                    matcher.group(1), matcher.group(2), matcher.group(3), matcher.group(4), matcher.group(5)));
        }
        return lockouts;
    }
}
