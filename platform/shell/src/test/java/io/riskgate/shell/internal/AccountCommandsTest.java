package io.riskgate.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.karaf.shell.support.CommandException;
import org.junit.jupiter.api.Test;

class AccountCommandsTest {
    @Test
    void listsTheAccountsAndHowTheyStand() throws Exception {
        try (RiskShell shell = new RiskShell(StubPlatform.filled())) {
            assertEquals(RiskShell.expected("accounts.txt"), shell.run("risk:accounts"));
            assertEquals(
                    """
                    {"accounts":[{"account":"13298777","locked":true,"reduceOnly":false,"connected":true,\
                    "dayRealized":"-170.50","tradeCount":3,"positionCount":2,"orderCount":1,"enforcement":"PENDING",\
                    "rule":"daily_realized_loss","until":"2025-10-31T21:00:00Z","remainingSeconds":10798},\
                    {"account":"APEX50K-01","locked":true,"reduceOnly":false,"connected":true,\
                    "dayRealized":"0.00","tradeCount":0,"positionCount":0,"orderCount":0,"enforcement":"IDLE",\
                    "rule":"auth_loss_guard","until":null,"remainingSeconds":null},\
                    {"account":"EVAL-7","locked":false,"reduceOnly":true,"connected":true,\
                    "dayRealized":"0.00","tradeCount":0,"positionCount":0,"orderCount":0,"enforcement":"IDLE",\
                    "rule":null,"until":null,"remainingSeconds":null}]}
                    """,
                    shell.run("risk:accounts --json"));
        }
    }

    @Test
    void saysThatNoAccountIsKnown() throws Exception {
        try (RiskShell shell = new RiskShell(StubPlatform.empty())) {
            assertEquals("No account is known\n", shell.run("risk:accounts"));
            assertEquals("{\"accounts\":[]}\n", shell.run("risk:accounts --json"));
        }
    }

    @Test
    void showsEverythingOfOneAccount() throws Exception {
        try (RiskShell shell = new RiskShell(StubPlatform.filled())) {
            assertEquals(RiskShell.expected("account.txt"), shell.run("risk:account 13298777"));
        }
    }

    @Test
    void isOneDocumentForPrograms() throws Exception {
        try (RiskShell shell = new RiskShell(StubPlatform.filled())) {
            assertEquals(
                    """
                    {"account":"13298777","time":"2025-10-31T18:00:02Z","locked":true,"reduceOnly":false,\
                    "reduceOnlyBecause":null,"gateAllows":false,\
                    "gateReason":"Daily loss limit exceeded: $-170.50 (limit: $-5.00)","canTrade":true,\
                    "connected":true,"feedAlarm":null,"tradingDay":"2025-10-31","nextReset":"2025-10-31T21:00:00Z",\
                    "dayRealized":"-170.50","dayFees":"4.20","tradeCount":3,"enforcement":"PENDING",\
                    "guardAttempts":5,"lockouts":[%s],"positions":[\
                    {"contract":"CON.F.US.MNQ.Z25","side":"LONG","quantity":2,"averagePrice":"21000.25",\
                    "unrealized":"-12.50"},\
                    {"contract":"CON.F.US.XYZ.Z25","side":"SHORT","quantity":1,"averagePrice":"7","unrealized":null}],\
                    "workingOrders":[{"orderId":"o-1","contract":"CON.F.US.MNQ.Z25","side":"SELL",\
                    "orderType":"STOP","quantity":2,"limitPrice":null,"stopPrice":"20990.5"}],\
                    "commands":[{"target":"no position","rule":"daily_realized_loss","guard":false,"state":"RETRYING",\
                    "attempts":2,"failures":1,"since":"2025-10-31T17:59:59Z","nextAttempt":"2025-10-31T18:00:03Z",\
                    "lastOutcome":"REJECTED","reason":"daily_realized_loss: the account is locked; the broker: no"}]}
                    """
                            .formatted(LockoutCommandsTest.ONE_JSON),
                    shell.run("risk:account 13298777 --json"));
        }
    }

    @Test
    void showsAnAccountWithNothing() throws Exception {
        try (RiskShell shell = new RiskShell(StubPlatform.filled())) {
            String text = shell.run("risk:account EVAL-7");

            assertEquals(
                    "\nLockouts\nNone\n\nPositions\nNone\n\nWorking orders\nNone\n\nCommands under way\nNone\n",
                    text.substring(text.indexOf("\nLockouts")));
        }
    }

    @Test
    void namesTheKnownAccountsIfOneIsUnknown() {
        try (RiskShell shell = new RiskShell(StubPlatform.filled())) {
            Exception failure = assertThrows(CommandException.class, () -> shell.run("risk:account 1e5"));

            assertEquals("no account '1e5'; known: 13298777, APEX50K-01, EVAL-7", failure.getMessage());
        }
    }

    @Test
    void namesOnlySomeOfManyKnownAccounts() {
        List<String> many = IntStream.range(0, 25).mapToObj(i -> "A" + i).toList();

        String message = ReportCommand.unknown("account", "x", many).getMessage();

        assertEquals("no account 'x'; known: " + String.join(", ", many.subList(0, 20)) + " and 5 more", message);
    }

    @Test
    void refusesWhatItDoesNotUnderstand() {
        try (RiskShell shell = new RiskShell(StubPlatform.filled())) {
            Exception option = assertThrows(CommandException.class, () -> shell.run("risk:account EVAL-7 --jsn"));
            Exception argument = assertThrows(CommandException.class, () -> shell.run("risk:account EVAL-7 x"));

            assertEquals("no option '--jsn'; known: --json, --no-format", option.getMessage());
            assertEquals("expected one argument, was also x", argument.getMessage());
        }
    }

    @Test
    void completesAccountsAndOptions() {
        try (RiskShell shell = new RiskShell(StubPlatform.filled())) {
            assertEquals(List.of("13298777", "APEX50K-01", "EVAL-7"), shell.complete("risk:account", ""));
            assertEquals(List.of("APEX50K-01"), shell.complete("risk:account", "AP"));
            assertEquals(List.of("--json", "--no-format"), shell.complete("risk:account", "EVAL-7", "--"));
        }
        try (RiskShell shell = new RiskShell()) {
            assertEquals(List.of(), shell.complete("risk:account", ""));
        }
    }
}
