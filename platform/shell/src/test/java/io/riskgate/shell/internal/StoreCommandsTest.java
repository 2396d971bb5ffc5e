package io.riskgate.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.api.Decimal;
import io.riskgate.api.LockoutKind;
import io.riskgate.api.engine.AccountHistory;
import io.riskgate.api.engine.Decision;
import io.riskgate.api.engine.Lockout;
import io.riskgate.api.engine.PlatformStore;
import io.riskgate.api.engine.StoreRepair;
import io.riskgate.api.engine.StoreReport;
import io.riskgate.api.engine.StoreReport.Damage;
import io.riskgate.api.engine.StoreReport.Part;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.apache.karaf.shell.support.CommandException;
import org.junit.jupiter.api.Test;

class StoreCommandsTest {
    private static final StoreReport WHOLE = report(List.of());
    private static final StoreReport DAMAGED = report(List.of(
            new Damage("live/journal/0000000007.seg", 4711, "expected record 912, the bytes are not", false),
            new Damage("/mnt/b/live/mark", 0, "expected a high-water mark", true)));

    private record Stub(StoreReport verify, StoreRepair repair) implements PlatformStore {
        @Override
        public AccountHistory history(String account, Instant since) {
            boolean known = account.equals("13298777");
            Lockout lockout = new Lockout(
                    account,
                    "daily_realized_loss",
                    LockoutKind.HARD,
                    Instant.parse("2025-10-30T15:04:05Z"),
                    Instant.parse("2025-10-30T22:00:00Z"),
                    true,
                    "Daily loss limit exceeded: $-170.50 (limit: $-5.00)");
            AccountHistory.Day day = new AccountHistory.Day(
                    LocalDate.parse("2025-10-30"),
                    Instant.parse("2025-10-29T22:00:00Z"),
                    Instant.parse("2025-10-30T22:00:00Z"),
                    Decimal.parse("-170.5"),
                    Decimal.parse("1.02"),
                    3,
                    false);
            return new AccountHistory(
                    account,
                    since,
                    known
                            ? List.of(new AccountHistory.PastLockout(lockout, lockout.end(), Decision.Cause.RESET))
                            : List.of(),
                    known ? List.of(day) : List.of(),
                    List.of());
        }
    }

    private static StoreReport report(List<Damage> damages) {
        return new StoreReport(
                "7f3a",
                "/var/riskgate/store",
                "/mnt/b",
                987,
                987 - damages.size(),
                List.of(new Part("journal", 2, 2_097_152, damages.size()), new Part("mark", 1, 8192, 0)),
                damages);
    }

    @Test
    void verifySaysThatAllIsAsItWasWritten() throws Exception {
        try (RiskShell shell = new RiskShell(new Stub(WHOLE, null))) {
            assertEquals(
                    """
                    Store               | 7f3a
                    Directory           | /var/riskgate/store
                    Mirror              | /mnt/b
                    Last durable record | 987
                    Whole records       | 987
                    Result              | All is as it was written

                    Parts
                    Part    | Files | Bytes   | Damages
                    --------+-------+---------+--------
                    journal | 2     | 2097152 | 0
                    mark    | 1     | 8192    | 0

                    Damages
                    None
                    """,
                    shell.run("risk:store-verify"));
        }
    }

    @Test
    void historySaysWhyAnAccountWasLockedAndHowThatEnded() throws Exception {
        try (RiskShell shell = new RiskShell(new Stub(null, null), StubPlatform.filled())) {
            assertEquals(
                    """
                    {"account":"13298777","lookedBackTo":"2025-10-24T18:00:02Z","unreadable":[],\
                    "lockouts":[{"since":"2025-10-30T15:04:05Z","until":"2025-10-30T22:00:00Z",\
                    "endedAt":"2025-10-30T22:00:00Z","endedBy":"RESET","kind":"HARD","rule":"daily_realized_loss",\
                    "reason":"Daily loss limit exceeded: $-170.50 (limit: $-5.00)"}],\
                    "days":[{"date":"2025-10-30","start":"2025-10-29T22:00:00Z","end":"2025-10-30T22:00:00Z",\
                    "realized":"-170.50","fees":"1.02","tradeCount":3,"running":false}]}
                    """,
                    shell.run("risk:history 13298777 --days 7 --json"));
            assertThrows(CommandException.class, () -> shell.run("risk:history nobody"));
            assertThrows(CommandException.class, () -> shell.run("risk:history 13298777 --days x"));
        }
    }

    @Test
    void repairSaysWhatItPutRightAndThatTheNextStartFrees() throws Exception {
        StoreRepair repair = new StoreRepair(
                List.of(new StoreRepair.Healed(
                        "live/journal/0000000007.seg", "mirror", "live/damaged/0000000007.seg-1")),
                WHOLE,
                true);
        try (RiskShell shell = new RiskShell(new Stub(null, repair))) {
            String text = shell.run("risk:store-repair");

            assertEquals(
                    """
                    Put right
                    File                        | From   | The damaged one
                    ----------------------------+--------+------------------------------
                    live/journal/0000000007.seg | mirror | live/damaged/0000000007.seg-1

                    No lockout is missing any more: accounts that are locked as UNKNOWN are free after the next start.
                    """,
                    text.substring(text.indexOf("Put right")));
        }
    }

    @Test
    void repairThatLeavesDamageFailsAndSaysThatAccountsStayLocked() {
        StoreRepair repair = new StoreRepair(List.of(), DAMAGED, true);
        try (RiskShell shell = new RiskShell(new Stub(null, repair))) {
            assertThrows(CommandException.class, () -> shell.run("risk:store-repair"));

            assertTrue(shell.output().contains("accounts stay locked as UNKNOWN"), shell.output());
        }
    }

    @Test
    void verifyNamesFileAndOffsetOfEachDamageAndFails() {
        try (RiskShell shell = new RiskShell(new Stub(DAMAGED, null))) {
            Exception failure = assertThrows(CommandException.class, () -> shell.run("risk:store-verify --json"));

            assertEquals("2 damages found", failure.getMessage());
            assertEquals(
                    """
                    {"storeId":"7f3a","directory":"/var/riskgate/store","mirror":"/mnt/b","lastRecord":987,\
                    "records":985,"intact":false,"factsMissing":true,\
                    "parts":[{"part":"journal","files":2,"bytes":2097152,"damages":2},\
                    {"part":"mark","files":1,"bytes":8192,"damages":0}],\
                    "damages":[{"file":"live/journal/0000000007.seg","offset":4711,"redundant":false,\
                    "message":"expected record 912, the bytes are not"},\
                    {"file":"/mnt/b/live/mark","offset":0,"redundant":true,"message":"expected a high-water mark"}],\
                    "error":"2 damages found"}
                    """,
                    shell.output());
        }
    }

    @Test
    void historyThatIsLostIsNamedAndLocksNobody() {
        StoreReport left = report(
                List.of(new Damage("live/history/0000000003-020391-00ff.db", 0, "expected bytes of the hash", false)));
        try (RiskShell shell = new RiskShell(new Stub(left, new StoreRepair(List.of(), left, true)))) {
            assertThrows(CommandException.class, () -> shell.run("risk:store-verify"));
            assertTrue(
                    shell.output().contains("DAMAGED: history is lost, no account is locked for it"), shell.output());
            assertThrows(CommandException.class, () -> shell.run("risk:store-repair"));
            assertTrue(shell.output().contains("free after the next start"), shell.output());
        }
    }
}
