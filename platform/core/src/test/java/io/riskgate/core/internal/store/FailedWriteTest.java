package io.riskgate.core.internal.store;

import static io.riskgate.core.internal.store.Facts.facts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.core.internal.store.FaultFiles.Operation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A disk that says no: what failed is not repeated on its file, and not acknowledged before it succeeded elsewhere. */
class FailedWriteTest {
    private final MemoryFiles memory = new MemoryFiles();
    private final List<IOException> heard = new ArrayList<>();
    private int recoveries;
    private Set<Operation> failing = Set.of();
    private int failures;
    private String filesConcerned = ".*";
    private final Set<String> failedForce = new HashSet<>();

    private final Alarm alarm = new Alarm() {
        @Override
        public void onWriteFailed(IOException failure) {
            heard.add(failure);
        }

        @Override
        public void onWriteRecovered() {
            recoveries++;
        }
    };

    @Test
    void aFailedSyncGoesToANewSegmentAndIsAcknowledgedOnlyThere() throws Exception {
        Opened opened = open();
        appendAndDrain(opened, 1);
        fail(Set.of(Operation.FORCE), 1, ".*seg.*");
        opened.append(2);

        assertFalse(opened.drain());
        assertEquals(List.of(1), opened.acknowledged);
        assertEquals(1, heard.size());
        assertFalse(opened.store.writer().idle());

        opened.append(3);
        assertTrue(opened.drain());
        assertEquals(List.of(1, 2, 3), opened.acknowledged);
        assertEquals(2, Layout.newestSegment(memory));
        assertEquals(1, recoveries);
        expectAfterPowerLoss(3);
    }

    @Test
    void itIsTriedAgainUntilItSucceedsWithoutUsingUpSegments() throws Exception {
        Opened opened = open();
        fail(Set.of(Operation.FORCE), 20, ".*seg.*");
        opened.append(1);
        int tries = 0;
        while (!opened.drain()) {
            tries++;
            assertEquals(List.of(), opened.acknowledged);
        }

        assertEquals(20, tries);
        assertEquals(20, heard.size());
        assertEquals(2, Layout.newestSegment(memory));
        assertEquals(List.of(1), opened.acknowledged);
        expectAfterPowerLoss(1);
    }

    @Test
    void aFullDiskIsAFailureLikeAnyOther() throws Exception {
        for (Operation operation : List.of(
                Operation.CREATE, Operation.WRITE, Operation.RENAME, Operation.DELETE, Operation.SYNC_DIRECTORY)) {
            MemoryFiles files = new MemoryFiles();
            Opened opened = Opened.of(options(files));
            appendAndDrain(opened, 1);
            opened.store.writer().rotate();
            fail(Set.of(operation), 3, ".*seg.*|.*journal");
            opened.append(2);
            int tries = 0;
            while (!opened.drain()) {
                tries++;
            }
            assertEquals(3, tries, operation.toString());
            assertEquals(List.of(1, 2), opened.acknowledged);
            MemoryFiles later = files.afterPowerLoss(new Random(1));
            Opened again = Opened.of(Opened.options(later));
            assertEquals(facts(1, 2), again.recovered, operation.toString());
            assertTrue(again.report().intact(), again.report().toString());
        }
    }

    @Test
    void aSegmentAskedForWhenThereIsNothingNewIsNoWork() throws Exception {
        Opened opened = open();
        fail(Set.of(Operation.WRITE, Operation.FORCE), 100, ".*seg.*");
        opened.store.writer().rotate();

        assertTrue(opened.drain());
        assertTrue(opened.store.writer().idle());
        assertEquals(List.of(), heard);
    }

    @Test
    void aSegmentWhoseDirectoryCouldNotBeSyncedLeavesNoGap() throws Exception {
        Opened opened = open();
        appendAndDrain(opened, 1);
        opened.store.writer().rotate();
        fail(Set.of(Operation.SYNC_DIRECTORY), 2, ".*journal");
        opened.append(2);
        assertFalse(opened.drain());
        assertFalse(opened.drain());

        Random random = new Random(1);
        for (int round = 0; round < 50; round++) {
            Opened again = Opened.of(Opened.options(memory.afterPowerLoss(random)));
            assertTrue(again.report().intact(), again.report().toString());
        }
    }

    @Test
    void aMarkThatCannotBeWrittenHoldsUpNobodyAndIsMadeAnew() throws Exception {
        Opened opened = open();
        for (Operation operation : List.of(Operation.WRITE, Operation.FORCE)) {
            fail(Set.of(operation), 1, ".*mark.*");
            opened.append(1);
            assertTrue(opened.drain());
            opened.store.writer().settle();
            opened.append(2);
            assertTrue(opened.drain());
        }

        assertEquals(2, heard.size());
        assertEquals(List.of(1, 2, 1, 2), opened.acknowledged);
        memory.processDied();
        List<Damage> none = new ArrayList<>();
        Mark mark =
                HighWaterMark.read(memory, new Sealer(Optional.empty()), none).orElseThrow();
        assertEquals(4, mark.sequence());
        assertEquals(List.of(), none);
    }

    @Test
    void whatWasAcknowledgedIsThereWhicheverOperationFailsAndThenThePowerGoes() throws Exception {
        Random random = Facts.random("whicheverOperationFails");
        for (int round = 0; round < Facts.count(1_000, 10_000); round++) {
            MemoryFiles files = new MemoryFiles();
            failedForce.clear();
            failures = 0;
            Opened opened = Opened.of(options(files));
            int number = 0;
            for (int group = 0; group < 12; group++) {
                if (random.nextInt(3) == 0) {
                    fail(Set.of(Operation.values()[random.nextInt(Operation.values().length)]), 1, ".*");
                }
                for (int count = random.nextInt(4); count >= 0; count--) {
                    number++;
                    opened.append(number);
                }
                opened.drain();
                if (random.nextInt(4) == 0) {
                    opened.store.writer().settle();
                }
            }
            MemoryFiles later = files.afterPowerLoss(random);
            Opened again = Opened.of(Opened.options(later));
            int kept = again.recovered.size();
            assertEquals(facts(1, kept), again.recovered);
            assertTrue(kept >= opened.acknowledged.size(), "lost acknowledged in round " + round);
            assertTrue(again.report().intact(), "round " + round + ": " + again.report());
        }
    }

    private Opened open() throws Exception {
        return Opened.of(options(memory));
    }

    private StoreOptions options(MemoryFiles files) {
        FaultFiles faulty = new FaultFiles(files, (operation, name) -> {
            assertFalse(operation == Operation.FORCE && failedForce.contains(name), "forced again: " + name);
            if (failures > 0 && failing.contains(operation) && name.matches(filesConcerned)) {
                failures--;
                if (operation == Operation.FORCE) {
                    files.loseUnsynced(files.exists(name) ? name : name.replace(".tmp", ""));
                    noteUnlessUnnamed(name);
                }
                throw new IOException("no space left on device");
            }
        });
        return StoreOptions.of(faulty, alarm).withSegments(500, 0).withNewIds(() -> Opened.ID);
    }

    /** A file that has no name of its own yet is deleted and made anew under the same one: another file. */
    private void noteUnlessUnnamed(String name) {
        if (!name.endsWith(".tmp")) {
            failedForce.add(name);
        }
    }

    private void fail(Set<Operation> operations, int times, String files) {
        failing = operations;
        failures = times;
        filesConcerned = files;
    }

    private static void appendAndDrain(Opened opened, int number) {
        opened.append(number);
        assertTrue(opened.drain());
    }

    private void expectAfterPowerLoss(int last) throws Exception {
        Random random = new Random(last);
        for (int round = 0; round < 50; round++) {
            Opened again = Opened.of(Opened.options(memory.afterPowerLoss(random)));
            assertEquals(facts(1, last), again.recovered);
            assertTrue(again.report().intact(), again.report().toString());
        }
    }
}
