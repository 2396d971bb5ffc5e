package io.riskgate.core.internal.store;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/**
 * The mirror as a source: what of it can be read is taken, what cannot is as if it were not there. Used by one thread.
 *
 * @param files the mirror's; null where there is none
 */
record Spare(FileLayer files, UUID storeId, Sealer sealer) {
    /** Where there is no mirror. */
    static final Spare NONE = new Spare(null, null, null);

    /** The bytes of a segment that begins with a header of its own. */
    Optional<byte[]> segment(long number) {
        try {
            Optional<String> name = files == null ? Optional.empty() : Layout.find(files, number);
            if (name.isEmpty()) {
                return Optional.empty();
            }
            byte[] bytes = files.load(name.get());
            return header(bytes, number).isPresent() ? Optional.of(bytes) : Optional.empty();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /** The header of a segment. */
    Optional<SegmentHeader> header(long number) {
        try {
            Optional<String> name = files == null ? Optional.empty() : Layout.find(files, number);
            return name.isEmpty()
                    ? Optional.empty()
                    : header(Arrays.copyOf(SegmentStart.head(files, name.get()), SegmentHeader.BYTES), number);
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private Optional<SegmentHeader> header(byte[] bytes, long number) {
        return SegmentHeader.of(bytes, sealer)
                .filter(header -> header.version() <= SegmentHeader.VERSION
                        && header.authentic()
                        && header.number() == number
                        && header.storeId().equals(storeId));
    }
}
