package io.riskgate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** The distribution as it is unpacked: what runs in it and who may come in. */
@ExtendWith(InKaraf.class)
class BootIT {

    private final BundleContext context;

    BootIT(BundleContext context) {
        this.context = context;
    }

    @Test
    void everyBundleOfThePlatformIsActive() {
        List<Bundle> bundles = ours();

        assertEquals(4 + 13, bundles.size(), () -> "expected api, core, broker, shell and 13 rules, found " + bundles);
        assertTrue(bundles.stream().allMatch(bundle -> bundle.getState() == Bundle.ACTIVE), bundles::toString);
    }

    @Test
    void theStoreRunsOnMapDbAndTheLz4WithoutTheKnownHole() {
        assertEquals(1, bundlesNamed("org.mapdb.mapdb").size());
        assertEquals(1, bundlesNamed("lz4-java").size());
    }

    @Test
    void whatHasKnownHolesOrOpensPortsIsNotThere() {
        assertEquals(List.of(), bundlesNamed("org.apache.karaf.instance"));
        assertEquals(List.of(), bundlesNamed("org.apache.karaf.kar"));
        assertEquals(List.of(), bundlesNamed("org.apache.karaf.obr"));
        assertEquals(List.of(), bundlesNamed("org.apache.karaf.jdbc"));
        assertEquals(List.of(), bundlesNamed("org.apache.karaf.webconsole"));
        assertEquals(List.of(), bundlesNamed("org.apache.karaf.management"));
        assertEquals(List.of(), bundlesNamed("org.ops4j.pax.web"));
    }

    @Test
    void nobodyCanLogInUntilAKeyIsRegistered() throws IOException {
        assertEquals(List.of(), users("users.properties"));
        assertEquals(List.of(), users("keys.properties"));
    }

    @Test
    void commandsWithoutAnEntryAreForAdmins() {
        assertEquals("admin", System.getProperty("karaf.secured.command.compulsory.roles"));
    }

    private List<Bundle> ours() {
        return bundlesNamed("io.riskgate.").stream()
                .filter(bundle -> !bundle.getSymbolicName().equals("io.riskgate.itests"))
                .toList();
    }

    private List<Bundle> bundlesNamed(String prefix) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getSymbolicName().startsWith(prefix))
                .toList();
    }

    private static List<String> users(String file) throws IOException {
        Properties entries = new Properties();
        try (var reader = Files.newBufferedReader(etc(file))) {
            entries.load(reader);
        }
        Stream<String> names = entries.stringPropertyNames().stream();
        return names.filter(name -> !name.startsWith("_g_:")).toList();
    }

    private static Path etc(String file) {
        return Path.of(System.getProperty("karaf.etc"), file);
    }
}
