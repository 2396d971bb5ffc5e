package io.riskgate.core.internal.store;

import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** How a store is opened. Immutable; each {@code with} method gives a copy. */
public record StoreOptions(
        FileLayer files,
        Optional<UUID> expectedId,
        String expectedIn,
        Optional<String> newStore,
        Supplier<UUID> newIds,
        Optional<byte[]> key,
        long segmentBytes,
        int aheadBytes,
        int images,
        Optional<Supplier<Compactor>> compactor,
        Alarm alarm) {
    /** 64 MiB a segment, filled with zeros 1 MiB ahead, three images, no key, no compactor, no expected id. */
    public static StoreOptions of(FileLayer files, Alarm alarm) {
        return new StoreOptions(
                files,
                Optional.empty(),
                "etc/riskgate.store.cfg",
                Optional.empty(),
                UUID::randomUUID,
                Optional.empty(),
                64L * 1024 * 1024,
                1024 * 1024,
                3,
                Optional.empty(),
                alarm);
    }

    /** The id the data must have, and the file that says so, for messages. */
    public StoreOptions withExpectedId(UUID id, String file) {
        return new StoreOptions(
                files,
                Optional.of(id),
                file,
                newStore,
                newIds,
                key,
                segmentBytes,
                aheadBytes,
                images,
                compactor,
                alarm);
    }

    /** Begin anew, whatever was expected; data already there are moved to {@code aside-} and this name, a date. */
    public StoreOptions withNewStore(String asideName) {
        return new StoreOptions(
                files,
                expectedId,
                expectedIn,
                Optional.of(asideName),
                newIds,
                key,
                segmentBytes,
                aheadBytes,
                images,
                compactor,
                alarm);
    }

    /** Where the id of a new store comes from; random otherwise. */
    public StoreOptions withNewIds(Supplier<UUID> ids) {
        return new StoreOptions(
                files, expectedId, expectedIn, newStore, ids, key, segmentBytes, aheadBytes, images, compactor, alarm);
    }

    /** The key of the hashes; a store keeps for good the one it was begun with, or none. */
    public StoreOptions withKey(byte[] bytes) {
        return new StoreOptions(
                files,
                expectedId,
                expectedIn,
                newStore,
                newIds,
                Optional.of(bytes.clone()),
                segmentBytes,
                aheadBytes,
                images,
                compactor,
                alarm);
    }

    /** Bytes at which a segment is closed, and by how many it is filled ahead; 0 ahead for a store in memory. */
    public StoreOptions withSegments(long bytes, int ahead) {
        return new StoreOptions(
                files, expectedId, expectedIn, newStore, newIds, key, bytes, ahead, images, compactor, alarm);
    }

    /** Makes images with the fold this gives, a new one each time, and keeps so many of them. */
    public StoreOptions withImages(int kept, Supplier<Compactor> fold) {
        return new StoreOptions(
                files,
                expectedId,
                expectedIn,
                newStore,
                newIds,
                key,
                segmentBytes,
                aheadBytes,
                kept,
                Optional.of(fold),
                alarm);
    }

    /** On other files. */
    public StoreOptions withFiles(FileLayer other) {
        return new StoreOptions(
                other,
                expectedId,
                expectedIn,
                newStore,
                newIds,
                key,
                segmentBytes,
                aheadBytes,
                images,
                compactor,
                alarm);
    }

    /** With another alarm. */
    public StoreOptions withAlarm(Alarm other) {
        return new StoreOptions(
                files,
                expectedId,
                expectedIn,
                newStore,
                newIds,
                key,
                segmentBytes,
                aheadBytes,
                images,
                compactor,
                other);
    }
}
