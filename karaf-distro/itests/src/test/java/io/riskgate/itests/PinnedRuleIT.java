package io.riskgate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.itests.Riskgate.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a command put in force stays in force, whatever happens to the process and to features. */
class PinnedRuleIT {
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

            assertStaysInForce(upgraded, riskgate);

            assertDone(riskgate.shell("risk:rule-rollback " + RULE));

            assertStaysInForce(shipped, riskgate);
        }
    }

    private void assertStaysInForce(String bundle, Riskgate riskgate) throws Exception {
        assertEquals(bundle, inForce(riskgate));
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
        assertDone(riskgate.shell("feature:repo-add " + features.toUri()));
        assertDone(riskgate.shell("feature:install acme"));
        assertEquals(bundle, inForce(riskgate), "after a feature was installed");
        assertDone(riskgate.shell("feature:uninstall acme"));
        assertEquals(bundle, inForce(riskgate), "after a feature was uninstalled");
        assertDone(riskgate.stop());
        assertDone(riskgate.start());
        assertEquals(bundle, inForce(riskgate), "after a stop and a start");
        riskgate.kill();
        assertDone(riskgate.start());
        assertEquals(bundle, inForce(riskgate), "after a crash");
    }

    private static String inForce(Riskgate riskgate) throws IOException {
        Outcome outcome = riskgate.shell("risk:rule " + RULE + " --json");
        assertDone(outcome);
        var matcher = Pattern.compile("\"bundle\":\"(.*?)\"").matcher(outcome.out());
        assertTrue(matcher.find(), outcome::out);
        assertTrue(riskgate.shell("risk:status --json").out().contains("\"armed\":true"));
        return matcher.group(1);
    }

    private static void assertDone(Outcome outcome) {
        assertEquals(0, outcome.exitCode(), () -> outcome.out() + outcome.err());
    }
}
