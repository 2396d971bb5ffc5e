package io.riskgate.core.internal.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;

class KeptRulesTest {
    @TempDir
    Path directory;

    private final RuleJar kept = RuleJar.of(new byte[] {1});
    private final RuleJar other = RuleJar.of(new byte[] {2});
    private final String place = KeptRules.LOCATION + kept.sha256();
    private Bundles bundles;
    private RuleShelf shelf;

    @BeforeEach
    void aCommandPutOneInForce() throws Exception {
        bundles = new Bundles(directory.resolve("cache"));
        shelf = new RuleShelf(directory.resolve("rules"));
        RuleShelf.Version version = new RuleShelf.Version(kept.sha256(), place, "com.acme 1.0.0", "file:/acme.jar");
        shelf.put("com.acme.probe", new RuleShelf.Kept(version, null), kept);
    }

    private void start() {
        new KeptRules(bundles.context(null), shelf).install();
    }

    @Test
    void withoutTheCacheWhatIsKeptIsInstalled() throws Exception {
        start();

        assertEquals(kept.sha256(), RuleJar.of(bundles.at(place)).sha256());
    }

    @Test
    void withTheCacheWhatWasUpdatedToAJarThatIsNotKeptComesBackToo() throws Exception {
        Bundle updated = bundles.installed("com.acme", place, other.bytes());

        start();

        assertEquals(kept.sha256(), RuleJar.of(updated).sha256());
    }

    @Test
    void whatWasInstalledByACommandAndIsNotKeptGoes() throws Exception {
        bundles.installed("com.acme", KeptRules.LOCATION + other.sha256(), other.bytes());

        start();

        assertNull(bundles.at(KeptRules.LOCATION + other.sha256()));
    }
}
