package io.riskgate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.itests.Riskgate.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The store on a small disk of its own that fills up. Mounts one, so it needs root; where that is not allowed it fails. */
@EnabledIfSystemProperty(named = "riskgate.faults", matches = "true")
class FullDiskIT {
    private static final String LOSER = "FULL-1";
    private static final int PAGE = 4096;

    @TempDir
    private Path directory;

    private Path disk;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectories(directory.resolve("data/store"));
        run("mount", "-t", "tmpfs", "-o", "size=8m", "riskgate-test", disk.toString());
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", disk.toString());
    }

    private static void run(String... command) throws Exception {
        assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor(), String.join(" ", command));
    }

    @Test
    void locksInMemoryActsAndRecoversAndAStartWaitsForSpace() throws Exception {
        try (Exchange exchange = new Exchange();
                Riskgate riskgate = new Riskgate(directory.resolve("data"))) {
            Files.writeString(
                    riskgate.etc().resolve("riskgate.rule.daily_realized_loss-default.cfg"),
                    "limit = -500.00\nlockFor = 12h\n");
            Files.delete(riskgate.etc().resolve("riskgate.broker.paper.cfg"));
            Jars.exchangeLink(
                    Files.createDirectories(riskgate.data().resolve("deploy")).resolve("exchange-link.jar"),
                    exchange.port());
            assertDone(riskgate.start());

            fill();
            for (int tried = 0; !said(riskgate, "CRITICAL STORE_FAILED"); tried++) {
                assertTrue(tried < 100, "the store takes it all");
                exchange.chatter(1_000);
                LockSupport.parkNanos(100_000_000L);
            }
            exchange.open(LOSER, 2);
            exchange.lose(LOSER, "612.00");

            Eventually.holds(() -> assertEquals(0, exchange.held(LOSER)));
            Eventually.holds(() -> assertTrue(said(riskgate, "CRITICAL NOT_DURABLE account " + LOSER)));
            assertTrue(lockouts(riskgate).contains(LOSER));
            assertTrue(exchange.heard().stream()
                    .noneMatch(lockout -> lockout.account().equals(LOSER)));
            assertFalse(said(riskgate, "INFO STORE_RECOVERED"));

            empty();
            Eventually.holds(() -> assertTrue(said(riskgate, "INFO STORE_RECOVERED")));
            assertDone(riskgate.shell("risk:store-verify"));
            String locked = lockouts(riskgate);
            riskgate.kill();

            fill();
            Outcome refused = riskgate.start();
            assertEquals(1, refused.exitCode(), refused::out);
            assertTrue(refused.err().contains("NOT ARMED: the store cannot be opened: "), refused::err);
            assertTrue(refused.err().contains("No space left on device; it is tried again every 5 s"), refused::err);

            empty();
            Eventually.holds(() -> {
                Outcome status = riskgate.shell("risk:status --json");
                assertTrue(status.out().contains("\"armed\":true"), status::out);
            });
            assertEquals(locked, lockouts(riskgate));
            assertDone(riskgate.shell("risk:store-verify"));
            assertEquals(List.of(), exchange.wrong());
        }
    }

    private void fill() throws IOException {
        try (FileChannel file = FileChannel.open(
                disk.resolve("fill"), StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            while (disk.toFile().getUsableSpace() > 0) {
                file.write(ByteBuffer.allocate(PAGE));
            }
        }
    }

    private void empty() throws IOException {
        Files.delete(disk.resolve("fill"));
    }

    private static boolean said(Riskgate riskgate, String beginning) throws IOException {
        return riskgate.log().stream().anyMatch(line -> line.startsWith(beginning));
    }

    private static String lockouts(Riskgate riskgate) throws IOException {
        Outcome outcome = riskgate.shell("risk:lockouts --json");
        assertDone(outcome);
        return outcome.out().replaceAll("\"remainingSeconds\":\\d+", "");
    }

    private static void assertDone(Outcome outcome) {
        assertEquals(0, outcome.exitCode(), () -> outcome.out() + outcome.err());
    }
}
