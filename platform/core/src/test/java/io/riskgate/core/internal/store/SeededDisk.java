package io.riskgate.core.internal.store;

import io.riskgate.core.internal.store.FaultFiles.Operation;
import java.io.IOException;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * The disk of a simulated machine: it refuses writes and syncs for a while, loses what was not synced when the power
 * goes, and ends the process at an operation of a chosen number. All chance comes from one generator.
 */
public final class SeededDisk {
    /** Loses every write and every change of a name that was not synced. */
    private static final RandomGenerator ALL_LOST = () -> 0L;

    private final Random random;
    private MemoryFiles files = new MemoryFiles();
    private int process;
    private int crashIn = -1;
    private boolean failing;
    private long syncs;

    /** Stands for the end of the process: no handler of the code under test may catch it. */
    public static final class Crash extends Error {
        private static final long serialVersionUID = 1L;

        /** Dies between two operations. */
        public Crash() {
            super("the process died at a file operation", null, false, false);
        }
    }

    public SeededDisk(Random random) {
        this.random = random;
    }

    /** The files as a new process sees them; those of the process before can do nothing any more. */
    public FileLayer process() {
        process++;
        int mine = process;
        return new FaultFiles(files, (operation, name) -> before(mine, operation, name));
    }

    /** Ends the process before the operation of this number from now on, counted from 0. */
    public void crashIn(int operations) {
        crashIn = operations;
    }

    /** Whether most writes and syncs fail from now on. */
    public void fail(boolean whether) {
        failing = whether;
    }

    /** Whether writes and syncs fail. */
    public boolean failing() {
        return failing;
    }

    /** How many times files or directories were synced so far. */
    public long syncs() {
        return syncs;
    }

    /** The process is dead, and with the power gone also what was not synced, as far as chance has it. */
    public void died(boolean powerWent) {
        process++;
        crashIn = -1;
        files.processDied();
        if (powerWent) {
            files = files.afterPowerLoss(random);
        }
    }

    /** What is on the disk for certain: a copy of all that was synced. */
    public FileLayer synced() {
        return files.afterPowerLoss(ALL_LOST);
    }

    private void before(int mine, Operation operation, String name) throws IOException {
        if (mine != process) {
            throw new Crash();
        }
        if (crashIn >= 0 && crashIn-- == 0) {
            process++;
            throw new Crash();
        }
        boolean sync = operation == Operation.FORCE || operation == Operation.SYNC_DIRECTORY;
        if (failing && random.nextInt(8) > 0 && (sync || operation != Operation.DELETE)) {
            if (operation == Operation.FORCE) {
                files.loseUnsynced(files.exists(name) ? name : name.replace(".tmp", ""));
            }
            throw new IOException(sync ? "input/output error" : "no space left on device");
        }
        syncs += sync ? 1 : 0;
    }
}
