package io.riskgate.core.internal.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A first start dies again and again, at any operation, before anything was acknowledged: the store begins all the same. */
class FirstStartTest {
    private static final int OPERATIONS = 24;

    @Test
    void thatDiesTwiceLeavesAStoreThatOpensUndamaged() throws Exception {
        for (int first = 1; first <= OPERATIONS; first++) {
            for (int second = 1; second <= OPERATIONS; second++) {
                dies(first, second, false);
                dies(first, second, true);
            }
        }
    }

    private static void dies(int first, int second, boolean power) throws Exception {
        String what = "died at " + first + " and " + second + (power ? ", the power went" : "");
        MemoryFiles files = new MemoryFiles();
        for (int at : List.of(first, second)) {
            FaultFiles dying = FaultFiles.crashingAt(files, at);
            try {
                Store.open(options(dying), entry -> {}).close();
            } catch (FaultFiles.Crash crash) {
                dying.processDied();
            }
            files = power ? files.afterPowerLoss(new Random(first * 100L + second)) : files;
            files.processDied();
        }

        try (Store store = Store.open(options(files), entry -> {})) {
            assertEquals(List.of(), store.report().damages(), what);
            assertTrue(store.report().intact(), what);
        }
    }

    private static StoreOptions options(FileLayer files) {
        return StoreOptions.of(files, failure -> {})
                .withNewIds(() -> new UUID(7, 7))
                .withSegments(4096, 0);
    }
}
