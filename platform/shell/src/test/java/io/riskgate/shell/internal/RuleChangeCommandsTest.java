package io.riskgate.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.api.engine.RuleBundles;
import io.riskgate.api.engine.ShadowReport;
import java.nio.file.Path;
import java.time.Instant;
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
        public String shadow(String url) {
            return note("shadow " + url);
        }

        @Override
        public ShadowReport differences(String rule) throws ChangeRefused {
            if (!rule.equals("com.acme.probe")) {
                throw new ChangeRefused("no version of " + rule + " looks on");
            }
            return new ShadowReport(
                    rule,
                    "com.acme.probe 2.0.0",
                    "com.acme.probe 1.0.0",
                    7,
                    0,
                    1,
                    List.of(new ShadowReport.Difference(
                            Instant.parse("2025-10-31T18:00:00Z"), "A", "an order", "pass", "too much -> CloseAll[]")),
                    notJudging);
        }

        @Override
        public String promote(String rule) {
            return note("promote " + rule);
        }

        @Override
        public String endShadow(String rule) {
            return note("end " + rule);
        }

        @Override
        public String remove(String rule) throws ChangeRefused {
            throw new ChangeRefused("rule " + rule + " is required");
        }
    };

    private List<String> notJudging = List.of();

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
    void aShadowIsBegunShownPromotedAndEnded() throws Exception {
        try (RiskShell shell = new RiskShell(bundles).in(Path.of("/srv"))) {
            shell.run("risk:rule-upgrade --shadow probe.jar");
            String shown = shell.run("risk:rule-diff com.acme.probe");
            shell.run("risk:rule-promote com.acme.probe");
            shell.run("risk:rule-diff com.acme.probe --end");

            assertEquals(
                    """
                    Rule           | com.acme.probe
                    In force       | com.acme.probe 1.0.0
                    Shadow         | com.acme.probe 2.0.0
                    Does not judge |
                    Judged         | 7
                    Faults         | 0
                    Differing      | 1

                    Differences
                    Time                 | Account | Event    | In force says | Shadow says
                    ---------------------+---------+----------+---------------+-----------------------
                    2025-10-31T18:00:00Z | A       | an order | pass          | too much -> CloseAll[]
                    """,
                    shown);
            assertEquals(
                    List.of("shadow file:///srv/probe.jar", "promote com.acme.probe", "end com.acme.probe"), asked);
        }
    }

    @Test
    void aShadowThatDoesNotJudgeSaysSoAndWhy() throws Exception {
        notJudging = List.of("it does not accept limit");
        try (RiskShell shell = new RiskShell(bundles)) {
            String shown = shell.run("risk:rule-diff com.acme.probe");
            String json = shell.run("risk:rule-diff com.acme.probe --json");

            assertTrue(shown.contains("Does not judge | it does not accept limit\n"), shown);
            assertTrue(
                    shown.endsWith("It does not judge by all settings, so what is missing here says nothing:"
                            + " it does not accept limit\n"),
                    shown);
            assertTrue(json.contains("\"notJudging\":[\"it does not accept limit\"]"), json);
        }
    }

    @Test
    void programsReadTheReasonOfARefusalAsJson() throws Exception {
        try (RiskShell shell = new RiskShell(bundles)) {
            for (String command :
                    List.of("risk:rule-remove max_contracts --json", "risk:rule-remove --json max_contracts")) {
                assertThrows(CommandException.class, () -> shell.run(command));
                assertEquals("{\"error\":\"refused: rule max_contracts is required\"}\n", shell.output());
            }
            assertThrows(CommandException.class, () -> shell.run("risk:rule-remove x --bad --json"));
            assertEquals("{\"error\":\"no option '--bad'; known: --json, --no-format\"}\n", shell.output());
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
