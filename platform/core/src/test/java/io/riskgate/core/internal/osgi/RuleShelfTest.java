package io.riskgate.core.internal.osgi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
    private final RuleJar three = RuleJar.of(new byte[] {3});

    private static RuleShelf.Version version(RuleJar jar) {
        return new RuleShelf.Version(
                jar.sha256(), "riskgate-rule:" + jar.sha256(), "com.acme 1.0.0", "file:/tmp/ä=b c.jar");
    }

    @Test
    void knowsAfterARestartWhatACommandPutInForce() throws Exception {
        RuleShelf shelf = new RuleShelf(directory);
        RuleShelf.Kept kept = new RuleShelf.Kept(version(two), version(one));
        shelf.put("com.acme.probe", kept, one, two);

        RuleShelf again = new RuleShelf(directory);

        assertEquals(Map.of("com.acme.probe", kept), again.all());
        assertEquals(
                Optional.of(version(two)),
                again.inForce("com.acme.probe", version(two).location()));
        assertEquals(
                Optional.empty(), again.inForce("com.acme.probe", version(one).location()));
        assertArrayEquals(two.bytes(), again.jar(two.sha256()).bytes());
    }

    @Test
    void forgetsWhatWasRemovedAndDeletesJarsThatNobodyNeeds() throws Exception {
        RuleShelf shelf = new RuleShelf(directory);
        shelf.put("com.acme.probe", new RuleShelf.Kept(version(two), null), one, two);
        assertThrows(IOException.class, () -> shelf.jar(one.sha256()));
        shelf.put("com.acme.probe", null);

        assertThrows(IOException.class, () -> shelf.jar(two.sha256()));
        assertEquals(Optional.empty(), new RuleShelf(directory).of("com.acme.probe"));
    }

    @Test
    void whatIsInForceIsNotedThoughAJarThatNobodyNeedsCannotBeDeleted() throws Exception {
        Files.createDirectories(directory.resolve("left.jar").resolve("over"));
        RuleShelf shelf = new RuleShelf(directory);
        RuleShelf.Kept kept = new RuleShelf.Kept(version(one), null);

        shelf.put("com.acme.probe", kept, one);

        assertEquals(Map.of("com.acme.probe", kept), new RuleShelf(directory).all());
    }

    @Test
    void aJarThatWasChangedIsNotUsed() throws Exception {
        RuleShelf shelf = new RuleShelf(directory);
        shelf.put("com.acme.probe", new RuleShelf.Kept(version(one), null), one);
        Files.write(directory.resolve(one.sha256() + ".jar"), new byte[] {3});

        assertTrue(assertThrows(IOException.class, () -> shelf.jar(one.sha256()))
                .getMessage()
                .endsWith("it was changed"));
    }

    @Test
    void anUpdateInItsPlaceIsKeptAndWhatWasThereIsWhatWasBefore() throws Exception {
        RuleShelf shelf = new RuleShelf(directory);
        shelf.put("com.acme.probe", new RuleShelf.Kept(version(one), null), one);

        shelf.updated("com.acme.probe", two, "com.acme 2.0.0", null);
        shelf.updated("com.acme.probe", three, "com.acme 3.0.0", null);

        RuleShelf again = new RuleShelf(directory);
        String place = version(one).location();
        String from = "an update of file:/tmp/ä=b c.jar";
        assertEquals(
                new RuleShelf.Kept(
                        new RuleShelf.Version(three.sha256(), place, "com.acme 3.0.0", from),
                        new RuleShelf.Version(two.sha256(), place, "com.acme 2.0.0", from)),
                again.of("com.acme.probe").orElseThrow());
        assertArrayEquals(three.bytes(), again.jar(three.sha256()).bytes());
        assertArrayEquals(two.bytes(), again.jar(two.sha256()).bytes());
    }

    @Test
    void anUpdateOfWhichItIsKnownWhereItCameFromSaysSo() throws Exception {
        RuleShelf shelf = new RuleShelf(directory);
        shelf.put("com.acme.probe", new RuleShelf.Kept(version(one), null), one);

        shelf.updated("com.acme.probe", two, "com.acme 2.0.0", "file:/two.jar");

        assertEquals(
                "file:/two.jar",
                shelf.of("com.acme.probe").orElseThrow().inForce().url());
    }

    @Test
    void aRecordThatWasCutIsNoRecord() throws Exception {
        RuleShelf shelf = new RuleShelf(directory);
        shelf.put("com.acme.probe", new RuleShelf.Kept(version(two), null));
        Files.writeString(directory.resolve("com.acme.probe.properties"), "inForce.sha256=ab\n");

        assertEquals(Map.of(), new RuleShelf(directory).all());
    }
}
