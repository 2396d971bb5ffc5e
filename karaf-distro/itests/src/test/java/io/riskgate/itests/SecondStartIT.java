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
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
            assertEquals(0, first.status().exitCode());
            Outcome status = first.shell("risk:status --json");
            assertTrue(status.out().contains("\"armed\":true"), () -> status.out() + status.err());
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

            pid = first.pid();
            Files.delete(first.data().resolve("riskgate.pid"));
            Outcome stopped = first.stop();
            assertEquals("Riskgate stopped (pid " + pid + ")", stopped.out().strip(), stopped::err);
            assertFalse(ProcessHandle.of(pid).isPresent());
        }
    }

    @Test
    void aStartUnderWayIsRespectedByWhateverNameItWasCalled() throws Exception {
        Path data = Files.createDirectories(directory.resolve("data")).toRealPath();
        Path released = directory.resolve("released");
        Path java = java("for i in $(seq 300); do [ -e '" + released + "' ] && exit 1; sleep 0.05; done; exit 1");
        Path link = Files.createSymbolicLink(
                directory.resolve("rg"), Distribution.home().resolve("bin/riskgate"));
        Process first = begin(link, java, data);
        try {
            Eventually.holds(() -> assertTrue(Files.exists(data.resolve("keys"))));

            Outcome refused = Riskgate.call(environment(java), start(data));

            assertEquals(
                    "riskgate: data directory " + data + " is in use by process " + first.pid(),
                    refused.err().strip());
            assertEquals(Long.toString(first.pid()), pidIn(data));
        } finally {
            Files.createFile(released);
            assertEquals(1, first.waitFor());
        }
        assertFalse(Files.exists(data.resolve("riskgate.pid")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "NOT ARMED: the store is in use", "NOT ARMED: no store\nRiskgate ends: no store"})
    void aStartThatIsRefusedLeavesThePidOfTheOneThatRuns(String said) throws Exception {
        Path data = Files.createDirectories(directory.resolve("data")).toRealPath();
        makeKeys(data);
        StringBuilder log = new StringBuilder();
        said.lines().forEach(line -> log.append("2025-10-29T15:00:00Z ERROR [riskgate] " + line + "\n"));
        Files.writeString(directory.resolve("said"), log);
        Path java = java("sleep 0.3; echo 4711 >'" + data + "/riskgate.pid'; cat '" + directory.resolve("said")
                + "' >>'" + data + "/log/riskgate.log'");

        Outcome refused = Riskgate.call(environment(java), start(data));

        assertEquals(1, refused.exitCode(), refused::out);
        assertEquals("4711", pidIn(data));
    }

    @Test
    void theDataOfADistributionIsTheSameByAnyPath() throws Exception {
        Path data = Files.createDirectories(directory.resolve("elsewhere")).toRealPath();
        makeKeys(data);
        Path home = distribution();
        Files.createSymbolicLink(home.resolve("data"), data);
        Path java = java("while :; do sleep 0.1; done");
        Path script = home.resolve("bin/riskgate");
        Process start = begin(script, java, null);
        assertEquals(1, start.waitFor());
        String pid = pidIn(data);
        try {
            Path cached = Files.createDirectories(data.resolve("cache")).resolve("bundle0");
            Files.createFile(cached);

            Outcome refused = Riskgate.call(environment(java), start(data));

            assertEquals(
                    "riskgate: data directory " + data + " is in use by process " + pid,
                    refused.err().strip());
            assertTrue(Files.exists(cached));
            assertEquals(pid, pidIn(data));
        } finally {
            ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    /** Another distribution beside the assembled one, which it borrows its jars from. */
    private Path distribution() throws Exception {
        Path home = Files.createDirectories(directory.resolve("home")).toRealPath();
        for (String own : List.of("bin", "etc")) {
            Files.createDirectories(home.resolve(own));
            try (var files = Files.newDirectoryStream(Distribution.home().resolve(own), Files::isRegularFile)) {
                for (Path file : files) {
                    Files.copy(file, home.resolve(own).resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
        for (String borrowed : List.of("lib", "system")) {
            Files.createSymbolicLink(home.resolve(borrowed), Distribution.home().resolve(borrowed));
        }
        return home;
    }

    private static void makeKeys(Path data) throws IOException {
        Files.createDirectories(data.resolve("keys"));
        Files.writeString(data.resolve("keys/shell.key"), "key");
        Files.writeString(data.resolve("keys/shell.key.pub"), "key");
    }

    /** The home of a Java 17 that does what the shell command says. */
    private Path java(String command) throws IOException {
        Path home = directory.resolve("jdk");
        Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
        Files.writeString(
                java,
                "#!/bin/sh\n[ \"$1\" = -version ] && { echo 'openjdk version \"17.0.1\"' >&2; exit; }\n" + command
                        + "\n");
        assertTrue(java.toFile().setExecutable(true));
        return home;
    }

    /** Begins to start; waits 2 s at most for the platform. Without {@code data} it is the distribution's own. */
    private Process begin(Path script, Path java, Path data) throws IOException {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(data == null ? List.of("start", "--ssh-port", freePort()) : start(data));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("begun").toFile());
        builder.environment().putAll(environment(java));
        return builder.start();
    }

    private static List<String> start(Path data) {
        return List.of("start", "--ssh-port", freePort(), "--data", data.toString());
    }

    private static Map<String, String> environment(Path java) {
        return Map.of("JAVA_HOME", java.toString(), "RISKGATE_START_TIMEOUT", "2");
    }

    private static String freePort() {
        return Integer.toString(Distribution.freePort());
    }

    private static String pidIn(Path data) throws IOException {
        return Files.readString(data.resolve("riskgate.pid")).strip();
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
