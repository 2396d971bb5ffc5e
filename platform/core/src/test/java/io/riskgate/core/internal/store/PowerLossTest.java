package io.riskgate.core.internal.store;

import static io.riskgate.core.internal.store.Facts.facts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The power goes before any operation, and any subset of what was not synced is lost: invariant U. */
class PowerLossTest {
    private static final int OPERATIONS = 160;

    @Test
    void everyAcknowledgedFactIsThereAfterThePowerWentBeforeAnyOperation() throws Exception {
        Random random = Facts.random("powerLoss");
        int rounds = Facts.count(10, 100);
        for (int number = 1; number <= OPERATIONS; number++) {
            for (int round = 0; round < rounds; round++) {
                List<Integer> acknowledged = new ArrayList<>();
                MemoryFiles files = new MemoryFiles();
                runUntilCrash(files, number, 1, acknowledged, random);
                expectAcknowledged(files.afterPowerLoss(random), acknowledged, "operation " + number);
            }
        }
    }

    @Test
    void everyAcknowledgedFactIsThereAfterSeveralCrashesInARow() throws Exception {
        Random random = Facts.random("severalCrashes");
        for (int round = 0; round < Facts.count(1_000, 20_000); round++) {
            List<Integer> acknowledged = new ArrayList<>();
            MemoryFiles files = new MemoryFiles();
            int next = 1;
            for (int crash = 0; crash < 4; crash++) {
                runUntilCrash(files, 1 + random.nextInt(40), next, acknowledged, random);
                if (random.nextBoolean()) {
                    files = files.afterPowerLoss(random);
                } else {
                    files.processDied();
                }
                next = recovered(files, acknowledged, "round " + round).size() + 1;
            }
            expectAcknowledged(files.afterPowerLoss(random), acknowledged, "round " + round);
        }
    }

    /** Facts from this number on, in groups, with rotations and settling between, until the layer crashes. */
    private static void runUntilCrash(
            MemoryFiles files, int operation, int first, List<Integer> acknowledged, Random random) throws Exception {
        try {
            FaultFiles dying = FaultFiles.crashingAt(files, operation);
            StoreOptions options = StoreOptions.of(dying, failure -> {
                        throw new AssertionError(failure);
                    })
                    .withSegments(700, random.nextInt(3) * 300)
                    .withNewIds(() -> Opened.ID);
            Opened opened = Opened.of(options, acknowledged);
            int number = first;
            for (int group = 0; group < OPERATIONS; group++) {
                for (int count = random.nextInt(5); count >= 0; count--) {
                    opened.append(number);
                    number++;
                }
                opened.drain();
                if (random.nextInt(6) == 0) {
                    opened.store.writer().settle();
                }
            }
        } catch (FaultFiles.Crash expected) {
            files.processDied();
        }
    }

    private static List<Entry> recovered(MemoryFiles files, List<Integer> acknowledged, String where) throws Exception {
        Opened again = Opened.of(Opened.options(files));
        assertTrue(again.report().intact(), () -> where + ": " + again.report());
        assertEquals(facts(1, again.recovered.size()), again.recovered, where);
        assertTrue(
                acknowledged.isEmpty() || again.recovered.size() >= acknowledged.get(acknowledged.size() - 1),
                () -> "%s: acknowledged %s, recovered %d".formatted(where, acknowledged, again.recovered.size()));
        files.processDied();
        return again.recovered;
    }

    private static void expectAcknowledged(MemoryFiles files, List<Integer> acknowledged, String where)
            throws Exception {
        recovered(files, acknowledged, where);
    }
}
