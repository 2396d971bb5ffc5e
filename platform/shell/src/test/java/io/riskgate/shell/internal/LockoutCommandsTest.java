package io.riskgate.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.apache.karaf.shell.support.CommandException;
import org.junit.jupiter.api.Test;

class LockoutCommandsTest {
    static final String ALL = RiskShell.expected("lockouts.txt");
    static final String ONE = RiskShell.expected("lockout.txt");
    static final String ONE_JSON =
            """
            {"account":"13298777","kind":"HARD","rule":"daily_realized_loss","since":"2025-10-31T15:04:05.12Z",\
            "until":"2025-10-31T21:00:00Z","remainingSeconds":10798,"endsBy":"RESET",\
            "reason":"Daily loss limit exceeded: $-170.50 (limit: $-5.00)"},\
            {"account":"13298777","kind":"COOLDOWN","rule":"trade_frequency_limit","since":"2025-10-31T17:59:32Z",\
            "until":"2025-10-31T18:00:32Z","remainingSeconds":30,"endsBy":"EXPIRED",\
            "reason":"3 trades in 60s (max: 2)"}""";
    static final String ALL_JSON = ONE_JSON
            + """
            ,{"account":"APEX50K-01","kind":"CONDITION","rule":"auth_loss_guard","since":"2025-10-31T18:00:02Z",\
            "until":null,"remainingSeconds":null,"endsBy":"CONDITION",\
            "reason":"Trading gesperrt \\u2013 \\u53D6\\u5F15\\u505C\\u6B62"}""";

    @Test
    void listsTheLockoutsInForce() throws Exception {
        try (RiskShell shell = new RiskShell(StubPlatform.filled())) {
            assertEquals(ALL, shell.run("risk:lockouts"));
        }
    }

    @Test
    void saysThatNoAccountIsLocked() throws Exception {
        try (RiskShell shell = new RiskShell(StubPlatform.empty())) {
            assertEquals("No account is locked\n", shell.run("risk:lockouts"));
            assertEquals("", shell.run("risk:lockouts --no-format"));
        }
    }

    @Test
    void saysThatOthersMayBeLockedThoughNoKnownAccountIs() throws Exception {
        StubPlatform filled = StubPlatform.filled();
        StubPlatform damaged = new StubPlatform(filled.status(), List.of(), List.of(), List.of());
        try (RiskShell shell = new RiskShell(damaged)) {
            assertEquals(
                    "No account that is known is locked; store alarm: image 3 is damaged\n",
                    shell.run("risk:lockouts"));
        }
    }

    @Test
    void listsTheLockoutsForPrograms() throws Exception {
        try (RiskShell shell = new RiskShell(StubPlatform.filled())) {
            assertEquals("{\"lockouts\":[" + ALL_JSON + "]}\n", shell.run("risk:lockouts --json"));
        }
        try (RiskShell shell = new RiskShell(StubPlatform.empty())) {
            assertEquals("{\"lockouts\":[]}\n", shell.run("risk:lockouts --json"));
        }
    }

    @Test
    void separatesColumnsByTabsWithoutFormat() throws Exception {
        try (RiskShell shell = new RiskShell(StubPlatform.filled())) {
            assertEquals(
                    "APEX50K-01\tCONDITION\tauth_loss_guard\t2025-10-31T18:00:02Z\t\t\twhen trading is enabled again\t"
                            + "Trading gesperrt – 取引停止",
                    shell.run("risk:lockouts --no-format").lines().toList().get(2));
        }
    }

    @Test
    void showsEveryLockoutOfAnAccountAndThatThereIsNoUnlock() throws Exception {
        try (RiskShell shell = new RiskShell(StubPlatform.filled())) {
            assertEquals(
                    ONE + "\nA lockout ends by itself, as shown: there is no unlock.\n",
                    shell.run("risk:lockout 13298777"));
            assertEquals(
                    "{\"account\":\"13298777\",\"locked\":true,\"lockouts\":[" + ONE_JSON + "]}\n",
                    shell.run("risk:lockout 13298777 --json"));
        }
    }

    @Test
    void saysThatAnAccountIsFree() throws Exception {
        try (RiskShell shell = new RiskShell(StubPlatform.filled())) {
            assertEquals("Account EVAL-7 is not locked\n", shell.run("risk:lockout EVAL-7"));
            assertEquals(
                    "{\"account\":\"EVAL-7\",\"locked\":false,\"lockouts\":[]}\n",
                    shell.run("risk:lockout --json EVAL-7"));
        }
    }

    @Test
    void namesTheKnownAccountsIfOneIsUnknown() {
        try (RiskShell shell = new RiskShell(StubPlatform.filled())) {
            Exception failure = assertThrows(CommandException.class, () -> shell.run("risk:lockout 0013"));

            assertEquals("no account '0013'; known: 13298777, APEX50K-01, EVAL-7", failure.getMessage());
        }
    }

    @Test
    void completesAccountsThatAreLocked() {
        try (RiskShell shell = new RiskShell(StubPlatform.filled())) {
            assertEquals(List.of("13298777", "APEX50K-01"), shell.complete("risk:lockout", ""));
        }
        try (RiskShell shell = new RiskShell()) {
            assertEquals(List.of(), shell.complete("risk:lockout", ""));
        }
    }
}
