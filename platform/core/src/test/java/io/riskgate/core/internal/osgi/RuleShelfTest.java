package io.riskgate.core.internal.osgi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleShelfTest {
    @TempDir
    Path directory;

    private final RuleJar one = RuleJar.of(new byte[] {1});
    private final RuleJar two = RuleJar.of(new byte[] {2});

    private static RuleShelf.Version version(RuleJar jar) {
        return new RuleShelf.Version(
                jar.sha256(), "riskgate-rule:" + jar.sha256(), "com.acme 1.0.0", "file:/tmp/ä=b c.jar");
    }

    @Test
    void knowsAfterARestartWhatACommandPutInForce() throws Exception {
        RuleShelf shelf = new RuleShelf(directory);
        shelf.keep(one);
        shelf.keep(two);
        RuleShelf.Kept kept = new RuleShelf.Kept(version(two), version(one));
        shelf.put("com.acme.probe", kept);

        RuleShelf again = new RuleShelf(directory);

        assertEquals(Map.of("com.acme.probe", kept), again.all());
        assertTrue(again.isInForce("com.acme.probe", version(two).location()));
        assertFalse(again.isInForce("com.acme.probe", version(one).location()));
        assertArrayEquals(two.bytes(), again.jar(two.sha256()).bytes());
    }

    @Test
    void forgetsWhatWasRemovedAndDeletesJarsThatNobodyNeeds() throws Exception {
        RuleShelf shelf = new RuleShelf(directory);
        shelf.keep(one);
        shelf.keep(two);
        shelf.put("com.acme.probe", new RuleShelf.Kept(version(two), null));
        assertThrows(IOException.class, () -> shelf.jar(one.sha256()));
        shelf.put("com.acme.probe", null);

        assertThrows(IOException.class, () -> shelf.jar(two.sha256()));
        assertEquals(Optional.empty(), new RuleShelf(directory).of("com.acme.probe"));
    }

    @Test
    void aJarThatWasChangedIsNotUsed() throws Exception {
        RuleShelf shelf = new RuleShelf(directory);
        shelf.keep(one);
        Files.write(directory.resolve(one.sha256() + ".jar"), new byte[] {3});

        assertTrue(assertThrows(IOException.class, () -> shelf.jar(one.sha256()))
                .getMessage()
                .endsWith("it was changed"));
    }

    @Test
    void aRecordThatWasCutIsNoRecord() throws Exception {
        RuleShelf shelf = new RuleShelf(directory);
        shelf.put("com.acme.probe", new RuleShelf.Kept(version(two), null));
        Files.writeString(directory.resolve("com.acme.probe.properties"), "inForce.sha256=ab\n");

        assertEquals(Map.of(), new RuleShelf(directory).all());
    }
}
