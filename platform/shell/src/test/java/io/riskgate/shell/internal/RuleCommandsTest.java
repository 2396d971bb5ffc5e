package io.riskgate.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.apache.karaf.shell.support.CommandException;
import org.junit.jupiter.api.Test;

class RuleCommandsTest {
    private static final String SETTINGS = RiskShell.expected("settings.txt");
    private static final String SETTINGS_JSON =
            """
            {"pid":"riskgate.rule.max_contracts-default","state":"ACTIVE","accounts":"*",\
            "values":{"counting":"net","limit":"5"},"refusal":"limit: expected an integer of at least 1, was 'x'"},\
            {"pid":"riskgate.rule.max_contracts-off","state":"OFF","accounts":"EVAL-*","values":{},"refusal":null}""";

    @Test
    void listsTheRulesAndWhatWasRefused() throws Exception {
        try (RiskShell shell = new RiskShell(StubPlatform.filled())) {
            assertEquals(RiskShell.expected("rules.txt") + SETTINGS, shell.run("risk:rules"));
            assertEquals(
                    """
                    {"rules":[{"code":"RULE-001","id":"max_contracts","bundle":"io.riskgate.rule.max-contracts 1.1.0",\
                    "states":["ACTIVE","OFF"],"required":true,"faults":4,"quarantined":["EVAL-7"],\
                    "shadowed":["io.riskgate.rule.max-contracts 1.0.0"]},\
                    {"code":null,"id":"com.acme.max_instruments","bundle":null,"states":[],"required":false,\
                    "faults":0,"quarantined":[],"shadowed":[]}],"configurations":[%s]}
                    """
                            .formatted(SETTINGS_JSON),
                    shell.run("risk:rules --json"));
        }
    }

    @Test
    void saysThatThereIsNoRule() throws Exception {
        try (RiskShell shell = new RiskShell(StubPlatform.empty())) {
            assertEquals("Rules\nNo rule\n\nSettings\nNo settings\n", shell.run("risk:rules"));
            assertEquals("{\"rules\":[],\"configurations\":[]}\n", shell.run("risk:rules --json"));
        }
    }

    @Test
    void showsOneRuleAndWhatItAsksOfItsSettings() throws Exception {
        try (RiskShell shell = new RiskShell(StubPlatform.filled())) {
            assertEquals(
                    """
                    Rule            | max_contracts
                    Code            | RULE-001
                    Description     | Total position size at most a limit
                    Bundle          | io.riskgate.rule.max-contracts 1.1.0
                    Origin          | mvn:io.riskgate.rule/max-contracts/1.1.0
                    SHA-256         | 5ff5
                    Signer          | CN=Acme
                    By command      | yes
                    Not trusted     | io.riskgate.rule.max-contracts 0.9.0: no
                    Shadowed        | io.riskgate.rule.max-contracts 1.0.0
                    Looks on        | io.riskgate.rule.max-contracts 1.2.0
                    Does not judge  | it does not accept limit
                    Required        | yes
                    Faults          | 4
                    Quarantined for | EVAL-7

                    """
                            + SETTINGS
                            + """

                    Keys
                    Key      | Expected                 | Presence
                    ---------+--------------------------+------------
                    counting | one of net, gross        | default net
                    limit    | an integer of at least 1 | required
                    """,
                    shell.run("risk:rule max_contracts"));
            assertEquals(
                    """
                    {"id":"max_contracts","code":"RULE-001","description":"Total position size at most a limit",\
                    "bundle":"io.riskgate.rule.max-contracts 1.1.0",\
                    "location":"mvn:io.riskgate.rule/max-contracts/1.1.0","sha256":"5ff5","signer":"CN=Acme",\
                    "pinned":true,"untrusted":["io.riskgate.rule.max-contracts 0.9.0: no"],\
                    "shadowed":["io.riskgate.rule.max-contracts 1.0.0"],\
                    "shadow":"io.riskgate.rule.max-contracts 1.2.0","shadowNotJudging":["it does not accept limit"],\
                    "required":true,"faults":4,"quarantined":["EVAL-7"],"configurations":[%s],"asked":[\
                    {"key":"counting","expected":"one of net, gross","presence":"default net"},\
                    {"key":"limit","expected":"an integer of at least 1","presence":"required"}]}
                    """
                            .formatted(SETTINGS_JSON),
                    shell.run("risk:rule max_contracts --json"));
        }
    }

    @Test
    void showsARuleThatHasNothing() throws Exception {
        try (RiskShell shell = new RiskShell(StubPlatform.filled())) {
            assertEquals(
                    """
                    Rule            | com.acme.max_instruments
                    Code            |
                    Description     |
                    Bundle          |
                    Origin          |
                    SHA-256         |
                    Signer          |
                    By command      |
                    Not trusted     |
                    Shadowed        |
                    Looks on        |
                    Does not judge  |
                    Required        | no
                    Faults          | 0
                    Quarantined for |

                    Settings
                    No settings

                    Keys
                    Not known before the rule has read settings
                    """,
                    shell.run("risk:rule com.acme.max_instruments"));
        }
    }

    @Test
    void namesTheKnownRulesIfOneIsUnknown() {
        try (RiskShell shell = new RiskShell(StubPlatform.filled())) {
            Exception failure = assertThrows(CommandException.class, () -> shell.run("risk:rule max"));

            assertEquals("no rule 'max'; known: max_contracts, com.acme.max_instruments", failure.getMessage());
        }
        try (RiskShell shell = new RiskShell(StubPlatform.empty())) {
            Exception failure = assertThrows(CommandException.class, () -> shell.run("risk:rule max"));

            assertEquals("no rule 'max'; none is known", failure.getMessage());
        }
    }

    @Test
    void completesRules() {
        try (RiskShell shell = new RiskShell(StubPlatform.filled())) {
            assertEquals(List.of("com.acme.max_instruments", "max_contracts"), shell.complete("risk:rule", ""));
            assertEquals(List.of("max_contracts"), shell.complete("risk:rule", "max"));
        }
        try (RiskShell shell = new RiskShell()) {
            assertEquals(List.of(), shell.complete("risk:rule", ""));
        }
    }
}
