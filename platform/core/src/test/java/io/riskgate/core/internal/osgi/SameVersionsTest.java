package io.riskgate.core.internal.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.hooks.bundle.CollisionHook;

/** All of them have the same name and version: the framework asks only about those. */
class SameVersionsTest {
    @TempDir
    Path directory;

    private Bundles bundles;
    private Bundle platform;
    private Bundle fileInstall;
    private Bundle kept;
    private Bundle deployed;
    private Bundle other;
    private SameVersions versions;

    @BeforeEach
    void bundlesOfAllKinds() throws Exception {
        bundles = new Bundles(directory);
        platform = bundles.installed("io.riskgate.core", "mvn:core", new byte[0]);
        fileInstall = bundles.installed("org.apache.felix.fileinstall", "mvn:fileinstall", new byte[0]);
        kept = bundles.installed("com.acme", KeptRules.LOCATION + "ab", new byte[0]);
        deployed = bundles.installed("com.acme", "file:/deploy/x.jar", new byte[0], component("riskgate.rule.id"));
        other = bundles.installed("com.acme", "mvn:other", new byte[0], component("com.acme.other"));
        versions = new SameVersions(platform);
    }

    private URL component(String property) throws Exception {
        Path file = Files.createTempFile(directory, "component", ".xml");
        Files.writeString(file, "<property name=\"" + property + "\" value=\"acme.probe\"/>");
        return file.toUri().toURL();
    }

    private List<Bundle> inTheWay(int operation, Bundle target) {
        List<Bundle> candidates = new ArrayList<>(List.of(kept, deployed, other));
        versions.filterCollisions(operation, target, candidates);
        return candidates;
    }

    @Test
    void onlyWhatIsNoRuleIsInTheWayOfWhatACommandInstalls() {
        assertEquals(List.of(other), inTheWay(CollisionHook.INSTALLING, platform));
        assertEquals(List.of(other), inTheWay(CollisionHook.UPDATING, kept));
    }

    @Test
    void onlyWhatACommandInstalledIsNotInTheWayOfOthers() {
        assertEquals(List.of(deployed, other), inTheWay(CollisionHook.INSTALLING, fileInstall));
        assertEquals(List.of(deployed, other), inTheWay(CollisionHook.UPDATING, platform));
    }

    @Test
    void fileInstallDoesNotSeeWhatCommandsInstalled() {
        assertEquals(List.of(platform, fileInstall, deployed, other), seenBy(fileInstall));
        assertEquals(List.of(platform, fileInstall, kept, deployed, other), seenBy(platform));
    }

    private List<Bundle> seenBy(Bundle bundle) {
        List<Bundle> seen = new ArrayList<>(List.of(platform, fileInstall, kept, deployed, other));
        versions.find(bundles.context(bundle), seen);
        return seen;
    }
}
