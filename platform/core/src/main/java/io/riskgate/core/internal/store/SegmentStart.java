package io.riskgate.core.internal.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/**
 * What can be said of a segment before its records are read.
 *
 * @param name of the file, relative to the store's directory
 * @param header when it is whole and belongs where it was found
 * @param first the sequence of the first record, from the header or else from the record itself
 * @param damage what is wrong with it; healed when the first record says what the header should
 */
record SegmentStart(
        String name, Optional<SegmentHeader> header, Optional<Long> first, Optional<Damage> damage, boolean present) {

    /** A segment that is not there. */
    static SegmentStart missing(long number) {
        String name = Layout.segment(Layout.JOURNAL, number);
        Damage damage = new Damage(name, 0, "expected this segment, there is none", false);
        return new SegmentStart(name, Optional.empty(), Optional.empty(), Optional.of(damage), false);
    }

    /** A segment that the disk does not give. */
    static SegmentStart unreadable(String name, IOException failure) {
        Damage damage = new Damage(name, 0, "cannot be read: " + failure.getMessage(), false);
        return new SegmentStart(name, Optional.empty(), Optional.empty(), Optional.of(damage), false);
    }

    /**
     * Reads the start of a file.
     *
     * @throws StoreRefused when a newer version wrote it, or it was sealed with another key
     */
    static SegmentStart read(FileLayer files, String name, long number, UUID storeId, Sealer sealer)
            throws IOException, StoreRefused {
        Optional<SegmentHeader> header = SegmentHeader.of(head(files, name), sealer);
        if (header.isEmpty()) {
            return withoutHeader(name, ByteBuffer.wrap(files.load(name)));
        }
        SegmentHeader found = header.get();
        check(name, found, sealer);
        if (!found.storeId().equals(storeId)) {
            return refusedHeader(name, "expected a segment of store %s, was of %s".formatted(storeId, found.storeId()));
        }
        if (found.number() != number) {
            return refusedHeader(name, "expected segment %d, was %d".formatted(number, found.number()));
        }
        return new SegmentStart(name, header, Optional.of(found.firstSequence()), Optional.empty(), true);
    }

    /** The same, with the header that the mirror has. */
    SegmentStart healedBy(Optional<SegmentHeader> spare) {
        if (spare.isEmpty()) {
            return this;
        }
        Optional<Damage> healed = damage.map(found -> found.healed("the mirror has it"));
        return new SegmentStart(name, spare, spare.map(SegmentHeader::firstSequence), healed, present);
    }

    /** The bytes where the header is, fewer when the file is shorter. */
    static byte[] head(FileLayer files, String name) throws IOException {
        try (StoreFile file = files.open(name)) {
            ByteBuffer head = ByteBuffer.allocate(SegmentHeader.BYTES);
            int count = 0;
            while (head.hasRemaining() && count >= 0) {
                count = file.read(head, head.position());
            }
            return Arrays.copyOf(head.array(), head.position());
        }
    }

    private static void check(String name, SegmentHeader header, Sealer sealer) throws StoreRefused {
        if (header.version() > SegmentHeader.VERSION) {
            throw StoreRefused.newerVersion(name, header.version(), SegmentHeader.VERSION);
        }
        if (header.keyed() != sealer.keyed() || !header.authentic()) {
            throw new StoreRefused(
                    ("%s was sealed %s, this start has %s: configure the key the store was begun with; if nobody"
                                    + " changed the key, somebody without it edited the file")
                            .formatted(
                                    name,
                                    header.keyed() ? "with a key" : "without a key",
                                    sealer.keyed() ? "one that does not fit" : "none"));
        }
    }

    private static SegmentStart withoutHeader(String name, ByteBuffer segment) {
        Optional<Long> first = JournalRecord.at(segment, SegmentHeader.BYTES).map(JournalRecord::sequence);
        Damage damage = new Damage(name, 0, "expected a segment header, the bytes are none", first.isPresent());
        return new SegmentStart(name, Optional.empty(), first, Optional.of(damage), true);
    }

    private static SegmentStart refusedHeader(String name, String message) {
        Damage damage = new Damage(name, 0, message, false);
        return new SegmentStart(name, Optional.empty(), Optional.empty(), Optional.of(damage), true);
    }
}
