package io.riskgate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.Command;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleWiring;

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
    void everyCommandOfThePlatformHasAnEntryThatSaysWhoMayUseIt() throws Exception {
        Properties entries = properties("org.apache.karaf.command.acl.risk.cfg");

        Set<String> commands = commands();

        assertTrue(commands.containsAll(Set.of("status", "lockouts", "rules", "replay")), commands::toString);
        for (String command : commands) {
            String role = role(entries, command);
            assertTrue(
                    Set.of("viewer", "operator", "admin").contains(String.valueOf(role)),
                    () -> "risk:" + command + " is for " + role);
        }
    }

    @Test
    void noCommandUnlocks() throws Exception {
        assertEquals(
                List.of(),
                commands().stream()
                        .filter(command -> !command.equals("rule-remove"))
                        .filter(command -> command.matches(".*(unlock|reset|clear|release|remove|lockout-).*"))
                        .toList());
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

    /** The commands of the scope {@code risk} that the bundles of the platform bring. */
    private Set<String> commands() throws ClassNotFoundException {
        Set<String> names = new TreeSet<>();
        for (Bundle bundle : ours()) {
            for (String resource : bundle.adapt(BundleWiring.class)
                    .listResources("/", "*Command.class", BundleWiring.LISTRESOURCES_RECURSE)) {
                Class<?> type = bundle.loadClass(resource.substring(0, resource.length() - ".class".length())
                        .replace('/', '.'));
                Command command = type.getAnnotation(Command.class);
                if (command != null && command.scope().equals("risk")) {
                    names.add(command.name());
                }
            }
        }
        return names;
    }

    /** The role a command asks for: that of its own entry, else of the one with a {@code *} at its end. */
    private static String role(Properties entries, String command) {
        String own = entries.getProperty(command);
        if (own != null) {
            return own;
        }
        return entries.stringPropertyNames().stream()
                .filter(key -> key.endsWith("*") && command.startsWith(key.substring(0, key.length() - 1)))
                .map(entries::getProperty)
                .findFirst()
                .orElse(null);
    }

    private static List<String> users(String file) throws IOException {
        Stream<String> names = properties(file).stringPropertyNames().stream();
        return names.filter(name -> !name.startsWith("_g_:")).toList();
    }

    private static Properties properties(String file) throws IOException {
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(etc(file))) {
            properties.load(reader);
        }
        return properties;
    }

    private static Path etc(String file) {
        return Path.of(System.getProperty("karaf.etc"), file);
    }
}
