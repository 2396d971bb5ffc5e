package io.riskgate.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.riskgate.api.engine.RuleBundles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.support.CommandException;
import org.junit.jupiter.api.Test;

class RuleChangeCommandsTest {
    private final List<String> asked = new ArrayList<>();
    private final RuleBundles bundles = new RuleBundles() {
        @Override
        public String install(String url) {
            return note("install " + url);
        }

        @Override
        public String upgrade(String url) {
            return note("upgrade " + url);
        }

        @Override
        public String rollback(String rule) {
            return note("rollback " + rule);
        }

        @Override
        public String remove(String rule) throws ChangeRefused {
            throw new ChangeRefused("rule " + rule + " is required");
        }
    };

    private String note(String what) {
        asked.add(what);
        return "com.acme.probe is in force: com.acme.probe 2.0.0";
    }

    @Test
    void takeAddressesAsTheyAreAndPathsOfTheSession() throws Exception {
        try (RiskShell shell = new RiskShell(bundles).in(Path.of("/srv/rules"))) {
            String done = shell.run("risk:rule-install probe.jar");
            shell.run("risk:rule-upgrade /tmp/probe.jar");
            shell.run("risk:rule-upgrade mvn:com.acme/probe/2.0.0");

            assertEquals("Done | com.acme.probe is in force: com.acme.probe 2.0.0\n", done);
            assertEquals(
                    List.of(
                            "install file:///srv/rules/probe.jar",
                            "upgrade file:///tmp/probe.jar",
                            "upgrade mvn:com.acme/probe/2.0.0"),
                    asked);
        }
    }

    @Test
    void printJsonForPrograms() throws Exception {
        try (RiskShell shell = new RiskShell(bundles)) {
            assertEquals(
                    "{\"done\":\"com.acme.probe is in force: com.acme.probe 2.0.0\"}\n",
                    shell.run("risk:rule-rollback com.acme.probe --json"));
        }
    }

    @Test
    void failWithTheReasonOfARefusal() throws Exception {
        try (RiskShell shell = new RiskShell(bundles)) {
            CommandException refused =
                    assertThrows(CommandException.class, () -> shell.run("risk:rule-remove max_contracts"));

            assertEquals("refused: rule max_contracts is required", refused.getMessage());
        }
    }

    @Test
    void failWhileThePlatformIsNotRunning() throws Exception {
        try (RiskShell shell = new RiskShell()) {
            CommandException refused =
                    assertThrows(CommandException.class, () -> shell.run("risk:rule-install probe.jar"));

            assertEquals("the platform is not running; log:display says why", refused.getMessage());
        }
    }
}
