package io.riskgate.core.internal.engine;

import io.riskgate.api.LockoutKind;
import io.riskgate.api.engine.Lockout;
import io.riskgate.core.internal.store.DiskFiles;
import io.riskgate.core.internal.store.Entry;
import io.riskgate.core.internal.store.JournalWriter;
import io.riskgate.core.internal.store.Store;
import io.riskgate.core.internal.store.StoreOptions;
import io.riskgate.core.internal.store.StoreRefused;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Making a lockout durable, against appending as many bytes to a file and syncing it, in turn on the same disk. */
final class Commits {
    private static final int WARM_UPS = 200;
    private static final int AHEAD_BYTES = 1024 * 1024;

    /** Bytes a record takes beside its payload: what the raw file gets is as long. */
    private static final int RECORD_OVERHEAD = 44;

    private Commits() {}

    /** Measures in an empty directory. */
    static void measure(Path directory, int commits, Figures figures) throws IOException {
        List<Double> journal = new ArrayList<>();
        List<Double> growing = new ArrayList<>();
        List<Double> filled = new ArrayList<>();
        try (Store store = open(directory);
                FileChannel grown = create(directory.resolve("grown"));
                FileChannel ahead = create(directory.resolve("filled"))) {
            ByteBuffer bytes =
                    ByteBuffer.allocateDirect(RECORD_OVERHEAD + lockout(0).payload().length);
            fill(ahead, (long) (WARM_UPS + commits) * bytes.capacity());
            for (int i = 0; i < WARM_UPS + commits; i++) {
                double[] nanos = new double[3];
                for (int turn = 0; turn < 3; turn++) {
                    switch ((i + turn) % 3) {
                        case 0 -> nanos[0] = journal(store.writer(), lockout(i));
                        case 1 -> nanos[1] = raw(grown, bytes, i);
                        default -> nanos[2] = raw(ahead, bytes, i);
                    }
                }
                if (i >= WARM_UPS) {
                    journal.add(nanos[0]);
                    growing.add(nanos[1]);
                    filled.add(nanos[2]);
                }
            }
        } catch (StoreRefused e) {
            throw new IOException("the store does not open: " + e.getMessage(), e);
        }
        compare("commit/appended", journal, growing, figures);
        compare("commit/filled", journal, filled, figures);
        figures.add("commit/micros", Spread.of(journal).median() / 1000);
    }

    private static void compare(String name, List<Double> journal, List<Double> raw, Figures figures) {
        figures.add(
                name + "/median", Spread.of(journal).median() / Spread.of(raw).median());
        figures.add(name + "/p99", Spread.quantile(journal, 0.99) / Spread.quantile(raw, 0.99));
    }

    private static Store open(Path directory) throws IOException, StoreRefused {
        return Store.open(StoreOptions.of(new DiskFiles(directory.resolve("store")), new SilentAlarm()), entry -> {});
    }

    private static FileChannel create(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    private static void fill(FileChannel file, long bytes) throws IOException {
        for (long at = 0; at < bytes; at += AHEAD_BYTES) {
            file.write(ByteBuffer.allocate(AHEAD_BYTES), at);
        }
        file.force(true);
    }

    private static Entry lockout(int number) {
        return FactCodec.encode(new Fact.LockoutSet(new Lockout(
                "%08d".formatted(number),
                "daily_realized_loss",
                LockoutKind.HARD,
                Workload.START,
                Workload.START.plus(Duration.ofHours(3)),
                true,
                "Daily loss limit exceeded: $-170.50 (limit: $-5.00)")));
    }

    private static double journal(JournalWriter writer, Entry entry) {
        long start = System.nanoTime();
        writer.append(entry);
        if (!writer.drain()) {
            throw new IllegalStateException("a write failed");
        }
        return System.nanoTime() - start;
    }

    private static double raw(FileChannel file, ByteBuffer bytes, int number) throws IOException {
        bytes.clear();
        long start = System.nanoTime();
        file.write(bytes, (long) number * bytes.capacity());
        file.force(false);
        return System.nanoTime() - start;
    }
}
