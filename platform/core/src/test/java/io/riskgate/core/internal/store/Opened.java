package io.riskgate.core.internal.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A store as a test sees it: what it recovered, what it acknowledged, what its alarm heard. */
final class Opened {
    static final UUID ID = new UUID(7, 11);

    private static final List<String> DIRECTORIES =
            List.of(Layout.LIVE, Layout.JOURNAL, Layout.ARCHIVE, Layout.IMAGES, Layout.HISTORY, Layout.DAMAGED);

    final List<Entry> recovered = new ArrayList<>();
    final List<Integer> acknowledged;
    final Store store;

    private Opened(StoreOptions options, List<Integer> acknowledged) throws IOException, StoreRefused {
        this.acknowledged = acknowledged;
        this.store = Store.open(options, recovered::add);
    }

    static Opened of(StoreOptions options) throws IOException, StoreRefused {
        return new Opened(options, new ArrayList<>());
    }

    static Opened of(StoreOptions options, List<Integer> acknowledged) throws IOException, StoreRefused {
        return new Opened(options, acknowledged);
    }

    /** Small segments, no filling ahead, a fixed id. */
    static StoreOptions options(FileLayer files) {
        return StoreOptions.of(files, failure -> {})
                .withSegments(1024, 0)
                .withNewIds(() -> ID)
                .withImages(3, Facts.Fold::new);
    }

    /** Opens, writes facts as one group each, and closes: the journal of the tests that damage one. */
    static List<Entry> write(StoreOptions options, int from, int to) throws IOException, StoreRefused {
        Opened opened = of(options);
        for (int number = from; number <= to; number++) {
            opened.append(number);
            opened.drain();
        }
        opened.store.close();
        return Facts.facts(from, to);
    }

    void append(int number) {
        store.journal().append(Facts.fact(number), sequence -> acknowledged.add(number));
    }

    boolean drain() {
        return store.writer().drain();
    }

    RecoveryReport report() {
        return store.report();
    }

    /** Copies all files of a store, synced. */
    static MemoryFiles copy(FileLayer files) throws IOException {
        MemoryFiles copy = new MemoryFiles();
        for (String directory : DIRECTORIES) {
            for (String child : files.list(directory)) {
                String name = directory + "/" + child;
                if (!DIRECTORIES.contains(name)) {
                    put(copy, name, files.load(name));
                }
            }
        }
        return copy;
    }

    /** Puts a file there, in place of the one that is. */
    static void put(FileLayer files, String name, byte[] bytes) throws IOException {
        files.delete(name);
        try (StoreFile file = files.create(name)) {
            file.write(ByteBuffer.wrap(bytes), 0);
            file.force();
        }
        files.syncDirectory(FileLayer.directoryOf(name));
    }

    static void flip(FileLayer files, String name, int offset, int bit) throws IOException {
        try (StoreFile file = files.open(name)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            file.read(one, offset);
            one.put(0, (byte) (one.get(0) ^ 1 << bit)).flip();
            file.write(one, offset);
        }
    }

    static void truncate(FileLayer files, String name, int size) throws IOException {
        try (StoreFile file = files.open(name)) {
            file.truncate(size);
        }
    }
}
