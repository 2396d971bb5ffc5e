package io.riskgate.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.api.engine.PlatformStore;
import io.riskgate.api.engine.StoreRepair;
import io.riskgate.api.engine.StoreReport;
import io.riskgate.api.engine.StoreReport.Damage;
import io.riskgate.api.engine.StoreReport.Part;
import java.util.List;
import org.apache.karaf.shell.support.CommandException;
import org.junit.jupiter.api.Test;

class StoreCommandsTest {
    private static final StoreReport WHOLE = report(List.of());
    private static final StoreReport DAMAGED = report(List.of(
            new Damage("live/journal/0000000007.seg", 4711, "expected record 912, the bytes are not", false),
            new Damage("/mnt/b/live/mark", 0, "expected a high-water mark", true)));

    private record Stub(StoreReport verify, StoreRepair repair) implements PlatformStore {}

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

                    Nothing is missing any more: accounts that are locked as UNKNOWN are free after the next start.
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
                    {"file":"/mnt/b/live/mark","offset":0,"redundant":true,"message":"expected a high-water mark"}]}
                    """,
                    shell.output());
        }
    }
}
