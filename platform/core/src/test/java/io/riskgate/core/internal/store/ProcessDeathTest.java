package io.riskgate.core.internal.store;

import static io.riskgate.core.internal.store.Facts.facts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.core.internal.store.StoreChild.Running;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process dies before an operation on the disk: creation, commit, rotation, image, rename; or at any moment. */
class ProcessDeathTest {
    private static final int FACTS = 40;

    /** Looking at all of a store after each kill takes the longer the more were survived. */
    private static final int KILLS_OF_A_STORE = 25;

    @TempDir
    Path directory;

    @Test
    void everyAcknowledgedFactIsThereWhicheverOperationThePowerGoesBefore() throws Exception {
        Random random = Facts.random("whicheverOperation");
        long seed = random.nextLong();
        int operations = countOperations(new MemoryFiles(), seed);
        int step = Facts.FULL ? 1 : 5;
        for (int number = 1 + random.nextInt(step); number <= operations; number += step) {
            MemoryFiles files = new MemoryFiles();
            List<Integer> acknowledged = new ArrayList<>();
            try {
                Store opened = Store.open(StoreChild.options(FaultFiles.crashingAt(files, number)), entry -> {});
                StoreChild.work(opened, 1, FACTS, new Random(seed), acknowledged::add);
            } catch (FaultFiles.Crash expected) {
                expect(files.afterPowerLoss(random), acknowledged, "operation " + number);
            }
        }
    }

    @Test
    void everyAcknowledgedFactIsThereAfterTheJvmHalts() throws Exception {
        Random random = Facts.random("afterTheJvmHalts");
        long seed = random.nextLong();
        int operations = countOperations(new DiskFiles(directory.resolve("counted")), seed);
        int step = Facts.FULL ? 1 : operations / 6;
        for (int number = Facts.FULL ? 1 : 1 + random.nextInt(step); number <= operations; number += step) {
            Path store = directory.resolve("halt" + number);
            Running child = new Running(store, number, 1, FACTS, seed);
            child.readAll();
            assertEquals(0, child.operations, "halted before its end");
            expect(new DiskFiles(store), child.acknowledged, "operation " + number);
        }
    }

    @Test
    void everyAcknowledgedFactIsThereAfterKillsAtRandom() throws Exception {
        Random random = Facts.random("killsAtRandom");
        Path store = directory;
        List<Integer> acknowledged = new ArrayList<>();
        int next = 1;
        for (int round = 0; round < Facts.count(4, 1_000); round++) {
            if (round % KILLS_OF_A_STORE == 0) {
                store = directory.resolve("killed" + round);
                acknowledged.clear();
                next = 1;
            }
            Running child = new Running(store, 0, next, next + 100_000, random.nextLong());
            int lines = 1 + random.nextInt(400);
            for (int line = 0; line < lines; line++) {
                assertTrue(child.read());
            }
            child.kill();
            acknowledged.addAll(child.acknowledged);
            next = expect(new DiskFiles(store), acknowledged, "round " + round) + 1;
        }
    }

    @Test
    void aSecondProcessIsRefusedAndToldOfTheFirst() throws Exception {
        Running first = new Running(directory, 0, 1, 1, 1);
        first.readAll();

        StoreRefused refused = assertThrows(StoreRefused.class, this::open);

        assertTrue(
                refused.getMessage()
                        .matches("store " + directory + " is in use by process " + first.pid()
                                + " since [0-9-]{10}T[0-9:]{8}Z: stop that one first"),
                refused.getMessage());
        first.kill();
        Store store = open();
        IOException again = assertThrows(IOException.class, this::open);
        assertTrue(again.getMessage().contains("is still in use by this process"), again.getMessage());
        Running third = new Running(directory, 0, 1, 1, 1);
        third.readAll();
        assertTrue(
                third.refusal.contains(
                        "is in use by process " + ProcessHandle.current().pid()),
                third.refusal);
        store.close();
        open().close();
    }

    private Store open() throws IOException, StoreRefused {
        return Store.open(StoreChild.options(new DiskFiles(directory)), entry -> {});
    }

    private static int countOperations(FileLayer files, long seed) throws Exception {
        int[] operations = {0};
        FaultFiles counting = new FaultFiles(files, (operation, name) -> operations[0]++);
        Store store = Store.open(StoreChild.options(counting), entry -> {});
        StoreChild.work(store, 1, FACTS, new Random(seed), number -> {});
        int count = operations[0];
        store.close();
        assertTrue(Images.names(counting).size() > 0, "the work makes an image");
        return count;
    }

    /** Opens what the dead left, and gives the number of the last fact recovered. */
    static int expect(FileLayer files, List<Integer> acknowledged, String where) throws Exception {
        List<Entry> recovered = new ArrayList<>();
        Store store = Store.open(StoreChild.options(files), recovered::add);
        RecoveryReport report = store.report();
        int last = Math.toIntExact(report.lastSequence());
        assertTrue(report.intact(), () -> where + ": " + report);
        assertTrue(
                acknowledged.isEmpty() || last >= acknowledged.get(acknowledged.size() - 1),
                () -> "%s: acknowledged %s, recovered up to %d".formatted(where, acknowledged, last));
        assertEquals(Facts.Fold.of(facts(1, last)), Facts.Fold.of(recovered), where);
        assertEquals(
                List.of(),
                store.verify().damages().stream()
                        .filter(damage -> !damage.healed())
                        .toList(),
                where);
        store.close();
        return last;
    }
}
