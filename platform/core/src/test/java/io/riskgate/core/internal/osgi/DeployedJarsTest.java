package io.riskgate.core.internal.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A jar in deploy/ that cannot be installed is named, once. */
class DeployedJarsTest {
    @TempDir
    Path directory;

    private final List<String> warnings = new ArrayList<>();
    private DeployedJars deployed;

    @AfterEach
    void stop() {
        deployed.stop();
    }

    private void looks(int times) {
        if (deployed == null) {
            deployed = new DeployedJars(directory, warnings::add);
        }
        for (int i = 0; i < times; i++) {
            deployed.look();
        }
    }

    private static byte[] jar() throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new JarOutputStream(bytes, manifest).close();
        return bytes.toByteArray();
    }

    @Test
    void aTruncatedJarIsNamedOnceItIsNoLongerBeingWritten() throws Exception {
        byte[] whole = jar();
        Path file = Files.write(directory.resolve("rule.jar"), Arrays.copyOf(whole, whole.length / 2));
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000));
        looks(1);
        assertEquals(List.of(), warnings);
        looks(3);
        assertEquals(1, warnings.size());
        assertTrue(
                warnings.get(0).startsWith(file + " is not a jar that can be read to its end: "), warnings::toString);

        Files.setLastModifiedTime(Files.write(file, Arrays.copyOf(whole, 7)), FileTime.fromMillis(2_000));
        looks(3);
        assertEquals(2, warnings.size());
    }

    @Test
    void nothingIsSaidOfWholeJarsAndOtherFiles() throws Exception {
        Files.write(directory.resolve("rule.jar"), jar());
        Files.writeString(directory.resolve("README"), "no jar");
        looks(3);

        assertEquals(List.of(), warnings);
    }

    @Test
    void withoutADirectoryThereIsNothingToSay() throws Exception {
        Files.delete(directory);
        looks(2);

        assertEquals(List.of(), warnings);
    }
}
