package io.riskgate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.itests.Riskgate.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start while another process is there, or was there a moment ago. */
class SecondStartIT {

    @TempDir
    private Path directory;

    @Test
    void theSecondIsRefusedWhateverFilesAreLeftAndTheFirstGoesOn() throws Exception {
        try (Riskgate first = new Riskgate(directory.resolve("data"))) {
            assertStarted(first.start());
            long pid = first.pid();
            for (String file : List.of("riskgate.pid", "karaf.pid", "lock", "store/lock")) {
                Files.deleteIfExists(first.data().resolve(file));
            }

            Outcome refused = new Riskgate(first.data()).start();

            assertEquals(1, refused.exitCode(), refused::out);
            assertEquals(
                    "riskgate: data directory " + first.data() + " is in use by process " + pid,
                    refused.err().strip());
            Files.writeString(first.data().resolve("riskgate.pid"), Long.toString(pid));
            Outcome status = first.shell("risk:status --json");
            assertTrue(status.out().contains("\"armed\":true"), status::out);
            assertFalse(first.log().contains("Riskgate stopped"));

            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            assertStarted(first.start());
            assertFalse(first.log().contains("Riskgate stopped"));

            first.kill();
            ServerSocket taken = new ServerSocket(first.sshPort(), 1, InetAddress.getLoopbackAddress());
            CompletableFuture<Void> released = CompletableFuture.runAsync(
                    () -> close(taken), CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS));
            assertStarted(first.start());
            released.join();
        }
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertStarted(Outcome outcome) {
        assertEquals(0, outcome.exitCode(), () -> outcome.out() + outcome.err());
    }
}
