package io.riskgate.itests;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.itests.Riskgate.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/riskgate} start, stop, status, shell, and what it refuses. */
class StartScriptIT {

    private static final Path JDKS = Path.of("/usr/lib/jvm");

    @TempDir
    private Path directory;

    @Test
    void startsAnswersAndStops() throws Exception {
        try (Riskgate riskgate = new Riskgate(directory.resolve("data"))) {
            assertEquals(3, riskgate.status().exitCode());

            Outcome started = riskgate.start();

            assertEquals(0, started.exitCode(), started::err);
            assertTrue(started.out().startsWith("Riskgate ACTIVE (pid " + riskgate.pid()), started::out);
            assertEquals(0, riskgate.status().exitCode());
            Outcome bundles = riskgate.shell("bundle:list");
            assertEquals(0, bundles.exitCode(), bundles::err);
            assertTrue(bundles.out().contains("Riskgate :: Platform :: core"), bundles::out);
            assertEquals("", bundles.err());
            assertNotEquals(0, riskgate.shell("risk:nonsense").exitCode());
            Outcome failing = riskgate.shell("risk:account nobody");
            assertEquals(1, failing.exitCode());
            assertTrue((failing.out() + failing.err()).contains("no account 'nobody'"), failing::out);
            assertEquals(Set.of("127.0.0.1:" + riskgate.sshPort()), Listening.of(riskgate.pid()));
            assertForItsOwnerAlone(riskgate.data().resolve("keys/shell.key"));
            assertForItsOwnerAlone(riskgate.data().resolve("keys/host.key"));

            assertEquals(0, riskgate.stop().exitCode());
            assertEquals(3, riskgate.status().exitCode());
        }
    }

    @Test
    void aViewerLooksAndAnOperatorAlsoFeedsThePaperBroker() throws Exception {
        Path recording = Distribution.recordings().resolve("recordings/topstepx-2025-10-31.jsonl");
        String play = "risk:paper-play --speed 1000 " + recording;
        try (Riskgate riskgate = new Riskgate(directory.resolve("data"))) {
            Outcome started = riskgate.start();
            assertEquals(0, started.exitCode(), started::err);

            riskgate.shellUserIs("viewer,ssh");

            assertEquals(0, riskgate.shell("risk:status").exitCode());
            assertEquals(0, riskgate.shell("risk:lockouts").exitCode());
            assertNotFound("risk:paper-play", riskgate.shell(play));
            assertNotFound("config:list", riskgate.shell("config:list"));
            assertNotFound(
                    "shell:cat", riskgate.shell("shell:cat " + riskgate.etc().resolve("users.properties")));
            assertTrue(riskgate.shell("risk:accounts --json").out().contains("[]"));

            riskgate.shellUserIs("viewer,operator,ssh");

            assertEquals(0, riskgate.shell(play).exitCode());
            assertTrue(riskgate.shell("risk:accounts --json").out().contains("13298777"));
            assertNotFound("bundle:uninstall", riskgate.shell("bundle:uninstall io.riskgate.core"));

            riskgate.shellUserIs("_g_:viewers");

            assertEquals(0, riskgate.shell("risk:status").exitCode());
            assertNotFound("risk:paper-play", riskgate.shell(play));
        }
    }

    @Test
    void twoPlatformsRunSideBySideAndTheSameDataOnlyOnce() throws Exception {
        try (Riskgate first = new Riskgate(directory.resolve("first"));
                Riskgate second = new Riskgate(directory.resolve("second"))) {
            assertEquals(0, first.start().exitCode());
            assertEquals(0, second.start().exitCode());

            Outcome again = new Riskgate(first.data()).start();

            assertRefused(again, "data directory " + first.data() + " is in use by process " + first.pid());
            assertEquals(0, first.status().exitCode());
            assertEquals(0, second.status().exitCode());
            assertEquals(0, second.stop().exitCode());
            assertEquals(0, first.status().exitCode());
        }
    }

    @Test
    void refusesAPortInUse() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Outcome refused = new Riskgate(directory.resolve("data"), taken.getLocalPort()).start();

            assertRefused(refused, "port " + taken.getLocalPort() + " is in use");
        }
    }

    @Test
    void refusesAJdkItDoesNotRunOn() throws Exception {
        for (String version : List.of("1.8.0_402", "11.0.22", "16.0.2", "23", "25.0.1")) {
            Outcome refused = Riskgate.call(
                    Map.of("JAVA_HOME", javaThatSays(version).toString()),
                    List.of("start", "--data", directory.resolve("data").toString()));

            assertRefused(refused, "Java " + version + " found");
            assertTrue(refused.err().contains("expected a JDK 17 to 22"), refused::err);
        }
    }

    @Test
    void refusesTheJdk25OfThisMachine() throws Exception {
        Path home = installedJdk25();
        Assumptions.assumeTrue(home != null, "there is no JDK 25 under " + JDKS);

        Outcome refused = Riskgate.call(
                Map.of("JAVA_HOME", home.toString()),
                List.of("start", "--data", directory.resolve("data").toString()));

        assertRefused(refused, "expected a JDK 17 to 22");
        assertTrue(refused.err().startsWith("riskgate: Java 25"), refused::err);
    }

    @Test
    void refusesWhatItDoesNotKnow() throws Exception {
        assertRefused(Riskgate.call(Map.of(), List.of("start", "--force")), "unknown option --force of start");
        assertRefused(Riskgate.call(Map.of(), List.of("unlock")), "unknown command unlock");
        assertRefused(Riskgate.call(Map.of(), List.of("replay", "--fast", "x")), "unknown option --fast of replay");
        assertRefused(Riskgate.call(Map.of(), List.of("start", "--ssh-port", "shell")), "--ssh-port must be a number");
    }

    private static Path installedJdk25() throws IOException {
        if (!Files.isDirectory(JDKS)) {
            return null;
        }
        try (var homes = Files.newDirectoryStream(JDKS)) {
            for (Path home : homes) {
                Path release = home.resolve("release");
                if (Files.isReadable(release) && Files.readString(release).contains("JAVA_VERSION=\"25")) {
                    return home;
                }
            }
        }
        return null;
    }

    private Path javaThatSays(String version) throws IOException {
        Path home = directory.resolve("jdk-" + version);
        Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\necho 'openjdk version \"" + version + "\" 2024-01-16' >&2\n");
        assertTrue(java.toFile().setExecutable(true));
        return home;
    }

    private static void assertNotFound(String command, Outcome outcome) {
        assertEquals(1, outcome.exitCode());
        assertTrue((outcome.out() + outcome.err()).contains("Command not found"), () -> command + ": " + outcome);
    }

    private static void assertForItsOwnerAlone(Path key) throws IOException {
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(key)), key::toString);
    }

    private static void assertRefused(Outcome outcome, String reason) {
        assertAll(
                () -> assertEquals(1, outcome.exitCode()),
                () -> assertEquals("", outcome.out()),
                () -> assertTrue(outcome.err().contains(reason), outcome::err),
                () -> assertFalse(outcome.err().strip().contains("\n"), outcome::err));
    }
}
