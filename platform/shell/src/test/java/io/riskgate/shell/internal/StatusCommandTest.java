package io.riskgate.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.apache.karaf.shell.support.CommandException;
import org.junit.jupiter.api.Test;

class StatusCommandTest {
    @Test
    void saysThatThePlatformIsArmedAndWhatItDoes() throws Exception {
        try (RiskShell shell = new RiskShell(StubPlatform.filled())) {
            assertEquals(
                    """
                    State                  | Riskgate ACTIVE
                    Time                   | 2025-10-31T18:00:02Z
                    Broker                 | paper
                    Accounts               | 3
                    Locked accounts        | 2
                    Active lockouts        | 3
                    Active rules           | 2
                    Refused settings       | 1
                    Open commands          | 1
                    Events since the start | 1234
                    Store                  | 7f3a
                    Store directory        | /var/riskgate/store
                    Last durable record    | 987
                    Store alarm            | image 3 is damaged
                    Clock alarm            | the wall clock jumped
                    Feed alarm             | no quotes

                    Lockouts
                    """
                            + LockoutCommandsTest.ALL
                            + """

                    Reduce-only
                    Accounts | Because
                    ---------+------------------------------------------
                    1        | required rule max_contracts has no bundle
                    """,
                    shell.run("risk:status"));
        }
    }

    @Test
    void saysWhyThePlatformIsNotArmed() throws Exception {
        try (RiskShell shell = new RiskShell(StubPlatform.empty())) {
            assertEquals(
                    """
                    State                  | NOT ARMED: no broker is connected
                    Time                   | 2025-10-31T18:00:02Z
                    Broker                 |
                    Accounts               | 0
                    Locked accounts        | 0
                    Active lockouts        | 0
                    Active rules           | 0
                    Refused settings       | 0
                    Open commands          | 0
                    Events since the start | 0
                    Store                  | 7f3a
                    Store directory        | /var/riskgate/store
                    Last durable record    | 1
                    Store alarm            |
                    Clock alarm            |
                    Feed alarm             |

                    Lockouts
                    No account is locked

                    Reduce-only
                    No account
                    """,
                    shell.run("risk:status"));
        }
    }

    @Test
    void isOneDocumentForPrograms() throws Exception {
        try (RiskShell shell = new RiskShell(StubPlatform.filled())) {
            assertEquals(
                    """
                    {"armed":true,"notArmedBecause":null,"time":"2025-10-31T18:00:02Z","broker":"paper",\
                    "accounts":3,"lockedAccounts":2,"activeLockouts":3,"activeRules":2,"refusedSettings":1,\
                    "openCommands":1,"events":1234,"storeId":"7f3a","storeDirectory":"/var/riskgate/store",\
                    "journalSequence":987,"storeAlarm":"image 3 is damaged",\
                    "clockAlarm":"the wall clock jumped","feedAlarm":"no quotes",\
                    "lockouts":[%s],\
                    "reduceOnly":[{"accounts":1,"reason":"required rule max_contracts has no bundle"}]}
                    """
                            .formatted(LockoutCommandsTest.ALL_JSON),
                    shell.run("risk:status --json"));
        }
    }

    @Test
    void isOneDocumentForProgramsBeforeAnythingHappened() throws Exception {
        try (RiskShell shell = new RiskShell(StubPlatform.empty())) {
            assertEquals(
                    """
                    {"armed":false,"notArmedBecause":"no broker is connected","time":"2025-10-31T18:00:02Z",\
                    "broker":null,"accounts":0,"lockedAccounts":0,"activeLockouts":0,"activeRules":0,\
                    "refusedSettings":0,"openCommands":0,"events":0,"storeId":"7f3a",\
                    "storeDirectory":"/var/riskgate/store","journalSequence":1,"storeAlarm":null,"clockAlarm":null,"feedAlarm":null,\
                    "lockouts":[],"reduceOnly":[]}
                    """,
                    shell.run("risk:status --json"));
        }
    }

    @Test
    void printsOnlyWhatItFoundWithoutFormat() throws Exception {
        try (RiskShell shell = new RiskShell(StubPlatform.empty())) {
            String text = shell.run("risk:status --no-format");

            assertEquals(
                    "State\tNOT ARMED: no broker is connected",
                    text.lines().findFirst().orElseThrow());
        }
    }

    @Test
    void failsWithoutEngine() {
        try (RiskShell shell = new RiskShell()) {
            Exception failure = assertThrows(CommandException.class, () -> shell.run("risk:status"));

            assertEquals("the engine is not running; log:display says why", failure.getMessage());
        }
    }
}
