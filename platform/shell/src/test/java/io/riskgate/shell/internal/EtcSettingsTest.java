package io.riskgate.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EtcSettingsTest {
    @TempDir
    Path etc;

    @Test
    void readsTheSettingsOfThePlatformByPid() throws IOException {
        write("riskgate.rule.max_contracts-default.cfg", "# Größe\nlimit = 5\naccounts = APEX50K-*, Bücher\n");
        write("riskgate.engine.cfg", "");
        write("riskgate.engine.cfg.bak", "x = 1");
        write("users.properties", "admin = secret");
        write("org.apache.karaf.shell.cfg", "sshPort = 8101");

        assertEquals(
                Map.of(
                        "riskgate.engine",
                        Map.of(),
                        "riskgate.rule.max_contracts-default",
                        Map.of("limit", "5", "accounts", "APEX50K-*, Bücher")),
                EtcSettings.read(etc));
    }

    @Test
    void leavesOutWhichStoreIsTheLiveOne() throws IOException {
        write("riskgate.store.cfg", "id = 7f3a");

        assertEquals(Map.of(), EtcSettings.read(etc));
    }

    @Test
    void namesAFileThatIsNotUtf8() throws IOException {
        Path file = etc.resolve("riskgate.engine.cfg");
        Files.write(file, "name = Größe".getBytes(StandardCharsets.ISO_8859_1));

        IOException failure = assertThrows(IOException.class, () -> EtcSettings.read(etc));

        assertEquals(file + ": expected UTF-8", failure.getMessage());
    }

    @Test
    void namesAFileThatHasABrokenEscape() throws IOException {
        Path file = write("riskgate.engine.cfg", "name = \\u12");

        IOException failure = assertThrows(IOException.class, () -> EtcSettings.read(etc));

        assertEquals(file + ": Malformed \\uxxxx encoding.", failure.getMessage());
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(etc.resolve(name), text);
    }
}
