package io.riskgate.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class CommandsCommandTest {
    @Test
    void listsTheCommandsThatAreNotConfirmed() throws Exception {
        try (RiskShell shell = new RiskShell(StubPlatform.filled())) {
            assertEquals(RiskShell.expected("commands.txt"), shell.run("risk:commands"));
            assertEquals(
                    """
                    {"commands":[{"account":"13298777","target":"no position","rule":"daily_realized_loss",\
                    "guard":false,"state":"RETRYING","attempts":2,"failures":1,"since":"2025-10-31T17:59:59Z",\
                    "nextAttempt":"2025-10-31T18:00:03Z","lastOutcome":"REJECTED",\
                    "reason":"daily_realized_loss: the account is locked; the broker: no"}]}
                    """,
                    shell.run("risk:commands --json"));
        }
    }

    @Test
    void saysThatNoCommandIsOpen() throws Exception {
        try (RiskShell shell = new RiskShell(StubPlatform.empty())) {
            assertEquals("No command is open\n", shell.run("risk:commands"));
            assertEquals("{\"commands\":[]}\n", shell.run("risk:commands --json"));
        }
    }

    @Test
    void completesItsOptions() {
        try (RiskShell shell = new RiskShell(StubPlatform.filled())) {
            assertEquals(List.of("--help", "--no-format", "--json"), shell.complete("risk:commands", "--"));
        }
    }
}
