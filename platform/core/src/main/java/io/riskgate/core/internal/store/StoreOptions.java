package io.riskgate.core.internal.store;

import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** How a store is opened. Immutable; each {@code with} method gives a copy. */
public final class StoreOptions {
    private FileLayer files;
    private Alarm alarm;
    private Optional<UUID> expectedId = Optional.empty();
    private String expectedIn = "etc/riskgate.store.cfg";
    private int expectedEpoch;
    private Optional<String> newStore = Optional.empty();
    private Supplier<UUID> newIds = UUID::randomUUID;
    private Optional<byte[]> key = Optional.empty();
    private long segmentBytes = 64L * 1024 * 1024;
    private int aheadBytes = 1024 * 1024;
    private int images = 3;
    private Optional<Supplier<Compactor>> compactor = Optional.empty();
    private Optional<IntSupplier> historyDays = Optional.empty();
    private Optional<MirrorPlace> mirror = Optional.empty();

    private StoreOptions() {}

    /** 64 MiB a segment, filled with zeros 1 MiB ahead, three images, no key, no compactor, no mirror, no expected id. */
    public static StoreOptions of(FileLayer files, Alarm alarm) {
        return new StoreOptions().withFiles(files).withAlarm(alarm);
    }

    private StoreOptions with(Consumer<StoreOptions> change) {
        StoreOptions copy = new StoreOptions();
        copy.files = files;
        copy.alarm = alarm;
        copy.expectedId = expectedId;
        copy.expectedIn = expectedIn;
        copy.expectedEpoch = expectedEpoch;
        copy.newStore = newStore;
        copy.newIds = newIds;
        copy.key = key;
        copy.segmentBytes = segmentBytes;
        copy.aheadBytes = aheadBytes;
        copy.images = images;
        copy.compactor = compactor;
        copy.historyDays = historyDays;
        copy.mirror = mirror;
        change.accept(copy);
        return copy;
    }

    /** The store the data must be of, opened as often at least, and the file that says so, for messages. */
    public StoreOptions withExpected(StoreIdentity store, String file) {
        return with(copy -> {
            copy.expectedId = Optional.of(store.id());
            copy.expectedEpoch = store.epoch();
            copy.expectedIn = file;
        });
    }

    /** Any store may be there, or none. */
    StoreOptions withNothingExpected() {
        return with(copy -> {
            copy.expectedId = Optional.empty();
            copy.expectedEpoch = 0;
        });
    }

    /**
     * Begin anew, whatever was expected; data already there are moved to {@code aside-} and this name, a date.
     *
     * @param asideName the same each time that this beginning is tried, and of no other: what is there once that
     *     directory exists is the new store
     */
    public StoreOptions withNewStore(String asideName) {
        return with(copy -> copy.newStore = Optional.of(asideName));
    }

    /** Where the id of a new store comes from; random otherwise. */
    public StoreOptions withNewIds(Supplier<UUID> ids) {
        return with(copy -> copy.newIds = ids);
    }

    /** The key of the hashes; a store keeps for good the one it was begun with, or none. */
    public StoreOptions withKey(byte[] bytes) {
        return with(copy -> copy.key = Optional.of(bytes.clone()));
    }

    /** Bytes at which a segment is closed, and by how many it is filled ahead; 0 ahead for a store in memory. */
    public StoreOptions withSegments(long bytes, int ahead) {
        return with(copy -> {
            copy.segmentBytes = bytes;
            copy.aheadBytes = ahead;
        });
    }

    /** Makes images with the fold this gives, a new one each time, and keeps so many of them. */
    public StoreOptions withImages(int kept, Supplier<Compactor> fold) {
        return with(copy -> {
            copy.images = kept;
            copy.compactor = Optional.of(fold);
        });
    }

    /** Keeps history for so many days, and the archive as long. */
    public StoreOptions withHistory(IntSupplier days) {
        return with(copy -> copy.historyDays = Optional.of(days));
    }

    /** Keeps a second copy of the journal there. */
    public StoreOptions withMirror(MirrorPlace place) {
        return with(copy -> copy.mirror = Optional.of(place));
    }

    /** On other files. */
    public StoreOptions withFiles(FileLayer other) {
        return with(copy -> copy.files = other);
    }

    /** With another alarm. */
    public StoreOptions withAlarm(Alarm other) {
        return with(copy -> copy.alarm = other);
    }

    FileLayer files() {
        return files;
    }

    Alarm alarm() {
        return alarm;
    }

    Optional<UUID> expectedId() {
        return expectedId;
    }

    String expectedIn() {
        return expectedIn;
    }

    int expectedEpoch() {
        return expectedEpoch;
    }

    Optional<String> newStore() {
        return newStore;
    }

    Supplier<UUID> newIds() {
        return newIds;
    }

    Optional<byte[]> key() {
        return key;
    }

    long segmentBytes() {
        return segmentBytes;
    }

    int aheadBytes() {
        return aheadBytes;
    }

    int images() {
        return images;
    }

    Optional<Supplier<Compactor>> compactor() {
        return compactor;
    }

    /** For how many days history and archive are kept; empty when there is no history and the archive stays. */
    Optional<IntSupplier> historyDays() {
        return historyDays;
    }

    Optional<MirrorPlace> mirror() {
        return mirror;
    }
}
