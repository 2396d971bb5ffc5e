package io.riskgate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.itests.Riskgate.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a command put in force stays in force, whatever happens to the process and to features. */
class PinnedRuleIT {
    private static final boolean FULL = Boolean.getBoolean("riskgate.faults");
    private static final String RULE = "max_contracts";

    @TempDir
    private Path directory;

    @Test
    void whatWasUpgradedAndRolledBackByCommandOutlivesRestartsCrashesAndFeatures() throws Exception {
        try (Riskgate riskgate = new Riskgate(directory.resolve("data"))) {
            assertDone(riskgate.start());
            String shipped = inForce(riskgate);
            Path later = Jars.later(directory.resolve("later.jar"), "io/riskgate/rule", "max-contracts", "1.7.0");
            String upgraded = shipped.replaceAll(" .*", " 1.7.0");

            assertDone(riskgate.shell("risk:rule-upgrade " + later.toUri()));
            Files.delete(later);

            assertStaysInForceWhileFeaturesChange(upgraded, riskgate);
            assertStaysInForceAfterAStop(upgraded, riskgate);
            assertStaysInForceAfterACrash(upgraded, riskgate);

            assertDone(riskgate.shell("risk:rule-rollback " + RULE));

            if (FULL) {
                assertStaysInForceWhileFeaturesChange(shipped, riskgate);
                assertStaysInForceAfterAStop(shipped, riskgate);
            }
            assertStaysInForceAfterACrash(shipped, riskgate);
            assertWhatIsNotTrustedAnyMoreIsNotPromoted(riskgate);
            assertEquals(shipped, inForce(riskgate));
        }
    }

    /** And counts as nobody when the last one is to be removed; besides that of a command there may be a feature's. */
    private void assertWhatIsNotTrustedAnyMoreIsNotPromoted(Riskgate riskgate) throws Exception {
        Path later = Jars.later(directory.resolve("shadow.jar"), "io/riskgate/rule", "max-contracts", "1.9.0");
        assertDone(riskgate.shell("risk:rule-upgrade --shadow " + later.toUri()));
        Files.writeString(
                riskgate.etc().resolve("riskgate.engine.cfg"),
                "trustedRules = " + String.join(",", shippedHashes()) + "\n",
                StandardOpenOption.APPEND);

        Eventually.holds(() -> assertTrue(Files.readString(riskgate.data().resolve("log/riskgate.log"))
                .contains("Updating configuration {riskgate.engine}")));

        Outcome promoted = riskgate.shell("risk:rule-promote " + RULE);
        assertEquals(1, promoted.exitCode(), promoted::out);
        assertTrue((promoted.out() + promoted.err()).contains(hash(later)), promoted::out);
        Files.copy(later, riskgate.data().resolve("deploy/shadow.jar"));
        Eventually.holds(
                () -> assertTrue(rule(riskgate).contains("\"untrusted\":[\"io.riskgate.rule.max-contracts 1.9.0")));
        Outcome removed;
        do {
            removed = riskgate.shell("risk:rule-remove " + RULE);
        } while (removed.exitCode() == 0);
        String refusal = removed.out() + removed.err();
        assertTrue(refusal.contains("is required"), refusal);
    }

    private static List<String> shippedHashes() throws Exception {
        List<String> hashes = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Distribution.home().resolve("system/io/riskgate/rule"))) {
            for (Path jar :
                    files.filter(file -> file.toString().endsWith(".jar")).toList()) {
                hashes.add(hash(jar));
            }
        }
        return hashes;
    }

    @Test
    void aPlainUpdateOfWhatACommandPutInForceIsKeptAndCanBeRolledBack() throws Exception {
        try (Riskgate riskgate = new Riskgate(directory.resolve("data"))) {
            assertDone(riskgate.start());
            String shipped = inForce(riskgate);
            String upgraded = shipped.replaceAll(" .*", " 1.7.0");
            String updated = shipped.replaceAll(" .*", " 1.8.0");
            Path first = Jars.later(directory.resolve("first.jar"), "io/riskgate/rule", "max-contracts", "1.7.0");
            Path second = Jars.later(directory.resolve("second.jar"), "io/riskgate/rule", "max-contracts", "1.8.0");
            assertDone(riskgate.shell("risk:rule-upgrade " + first.toUri()));
            String firstOrigin = first.toUri().toString();
            assertShows(first, firstOrigin, riskgate);

            assertDone(riskgate.shell("bundle:update --raw " + bundle(riskgate) + " " + second.toUri()));

            Eventually.holds(() -> assertEquals(updated, inForce(riskgate)));
            assertShows(second, "an update of " + firstOrigin, riskgate);
            if (FULL) {
                assertStaysInForceAfterAStop(updated, riskgate);
                assertShows(second, "an update of " + firstOrigin, riskgate);
            }
            removeAndRestart(riskgate);
            assertEquals(updated, inForce(riskgate), "without Karaf's cache");
            assertShows(second, "an update of " + firstOrigin, riskgate);

            assertDone(riskgate.shell("risk:rule-rollback " + RULE));

            assertEquals(upgraded, inForce(riskgate));
            assertShows(first, firstOrigin, riskgate);
            if (FULL) {
                removeAndRestart(riskgate);
                assertEquals(upgraded, inForce(riskgate), "rolled back, without Karaf's cache");
            }
        }
    }

    @Test
    void ofEqualVersionsTheOneACommandPutInForceGovernsWhateverIsInDeployOrInTheCache() throws Exception {
        try (Riskgate riskgate = new Riskgate(directory.resolve("data"))) {
            assertDone(riskgate.start());
            String shipped = inForce(riskgate);
            String upgraded = shipped.replaceAll(" .*", " 1.7.0");
            Path first = Jars.later(directory.resolve("first.jar"), "io/riskgate/rule", "max-contracts", "1.7.0");
            Path second = Jars.other(directory.resolve("second.jar"), first);
            Path without = Jars.withoutComponents(directory.resolve("without.jar"), first);
            assertDone(riskgate.shell("risk:rule-upgrade " + first.toUri()));
            String origin = field(rule(riskgate), "location");
            assertDone(riskgate.shell("bundle:update --raw " + bundle(riskgate) + " " + second.toUri()));
            Eventually.holds(() -> assertShows(second, "an update of " + origin, riskgate));

            assertDone(riskgate.shell("risk:rule-rollback " + RULE));

            assertShows(first, origin, riskgate);
            assertStaysInForceWhileFeaturesChange(upgraded, riskgate);
            assertDone(riskgate.shell("bundle:update --raw " + bundle(riskgate) + " " + without.toUri()));
            Eventually.holds(() -> assertEquals(shipped, inForce(riskgate)));
            assertDone(riskgate.shell("risk:rule-rollback " + RULE));
            assertEquals(upgraded, inForce(riskgate), "after an update to a jar without a rule");
            assertShows(first, origin, riskgate);

            assertDone(riskgate.shell("bundle:update --raw " + bundle(riskgate) + " " + without.toUri()));
            Path deployed = Files.copy(second, riskgate.data().resolve("deploy/second.jar"));
            Eventually.holds(() -> assertEquals(upgraded, inForce(riskgate)));
            if (FULL) {
                assertStaysInForceAfterAStop(upgraded, riskgate);
                assertShows(first, origin, riskgate);
                assertShadows(upgraded, riskgate);
            }
            removeAndRestart(riskgate);
            assertShows(first, origin, riskgate);
            assertShadows(upgraded, riskgate);
            if (FULL) {
                assertStaysInForceWhileFeaturesChange(upgraded, riskgate);
                assertShows(first, origin, riskgate);
            }
            Files.delete(deployed);
            Eventually.holds(() -> assertTrue(!shadowed(riskgate).contains(upgraded)));
            assertShows(first, origin, riskgate);
        }
    }

    private static void assertShadows(String bundle, Riskgate riskgate) throws Exception {
        Eventually.holds(() -> assertTrue(shadowed(riskgate).contains(bundle)));
    }

    private static String shadowed(Riskgate riskgate) throws IOException {
        return rule(riskgate).replaceAll("(?s).*\"shadowed\":\\[(.*?)].*", "$1");
    }

    private void removeAndRestart(Riskgate riskgate) throws IOException {
        assertDone(riskgate.stop());
        removeCache(riskgate);
        assertDone(riskgate.start());
    }

    private static void removeCache(Riskgate riskgate) throws IOException {
        try (Stream<Path> files = Files.walk(riskgate.data().resolve("cache"))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static void assertShows(Path jar, String origin, Riskgate riskgate) throws Exception {
        String rule = rule(riskgate);
        assertEquals(hash(jar), field(rule, "sha256"));
        assertEquals(origin, field(rule, "location"));
        assertTrue(rule.contains("\"pinned\":true"), rule);
    }

    private static String hash(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }

    /** The number of the bundle at a place of the platform's own. */
    private static String bundle(Riskgate riskgate) throws IOException {
        Outcome outcome = riskgate.shell("bundle:list -l -t 0 --no-format");
        assertDone(outcome);
        return outcome.out()
                .lines()
                .filter(line -> line.contains("riskgate-rule:"))
                .map(line -> line.strip().split("\\s")[0])
                .findFirst()
                .orElseThrow(() -> new AssertionError(outcome.out()));
    }

    private static void assertStaysInForceAfterAStop(String bundle, Riskgate riskgate) throws IOException {
        assertDone(riskgate.stop());
        assertDone(riskgate.start());
        assertEquals(bundle, inForce(riskgate), "after a stop and a start");
    }

    private static void assertStaysInForceAfterACrash(String bundle, Riskgate riskgate) throws IOException {
        riskgate.kill();
        assertDone(riskgate.start());
        assertEquals(bundle, inForce(riskgate), "after a crash");
    }

    private void assertStaysInForceWhileFeaturesChange(String bundle, Riskgate riskgate) throws Exception {
        Path features = directory.resolve("features.xml");
        Files.writeString(
                features,
                """
                <features name="acme" xmlns="http://karaf.apache.org/xmlns/features/v1.6.0">
                    <feature name="acme" version="1.0.0">
                        <bundle>%s</bundle>
                    </feature>
                </features>
                """
                        .formatted(new RuleJars(directory).version("1.0.0")));
        assertDone(riskgate.shell("feature:repo-add " + features.toUri() + "; feature:install acme"));
        assertEquals(bundle, inForce(riskgate), "after a feature was installed");
        assertDone(riskgate.shell("feature:uninstall acme"));
        assertEquals(bundle, inForce(riskgate), "after a feature was uninstalled");
    }

    private static String inForce(Riskgate riskgate) throws IOException {
        String rule = rule(riskgate);
        assertTrue(rule.contains("\"armed\":true"), rule);
        return field(rule, "bundle");
    }

    /** What is said of the rule, and of the platform. */
    private static String rule(Riskgate riskgate) throws IOException {
        Outcome outcome = riskgate.shell("risk:rule " + RULE + " --json; risk:status --json");
        assertDone(outcome);
        return outcome.out();
    }

    private static String field(String rule, String key) {
        var matcher = Pattern.compile("\"" + key + "\":\"(.*?)\"").matcher(rule);
        assertTrue(matcher.find(), rule);
        return matcher.group(1);
    }

    private static void assertDone(Outcome outcome) {
        assertEquals(0, outcome.exitCode(), () -> outcome.out() + outcome.err());
    }
}
