package io.riskgate.core.internal.store;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What is in a store's directory, before anything is believed of it.
 *
 * @param marked whether the file of the high-water mark is there
 * @param mark the high-water mark, when one can be read
 * @param newestSegment its number, 0 for none
 * @param images how many files look like one
 * @param headerId the store the newest segment says it belongs to
 * @param unfinished whether there are no more than segments that are still empty, from the first on: the beginning of a
 *     store was cut off, as often as it was tried, before anything could be acknowledged
 */
record Contents(
        boolean marked,
        Optional<Mark> mark,
        long newestSegment,
        int images,
        Optional<UUID> headerId,
        boolean unfinished) {

    /** Looks; what is wrong with the mark is added to the damages. */
    static Contents of(FileLayer files, Sealer sealer, List<Damage> damages) throws IOException, StoreRefused {
        Optional<Mark> mark = HighWaterMark.read(files, sealer, damages);
        if (mark.isPresent() && mark.get().version() > Mark.VERSION) {
            throw StoreRefused.newerVersion(HighWaterMark.NAME, mark.get().version(), Mark.VERSION);
        }
        long newest = Layout.newestSegment(files);
        int images = Images.names(files).size();
        Optional<UUID> headerId = Optional.empty();
        for (long number = newest; number > 0 && headerId.isEmpty(); number--) {
            Optional<String> name = Layout.find(files, number);
            if (name.isPresent()) {
                headerId = idIn(files, name.get(), sealer);
            }
        }
        boolean marked = files.exists(HighWaterMark.NAME);
        boolean unfinished = newest > 0 && images == 0 && !marked && allBlank(files, newest);
        return new Contents(marked, mark, newest, images, headerId, unfinished);
    }

    /** The store a segment says it belongs to; one that cannot be read says nothing. */
    private static Optional<UUID> idIn(FileLayer files, String name, Sealer sealer) {
        try {
            return SegmentHeader.of(SegmentStart.head(files, name), sealer).map(SegmentHeader::storeId);
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    boolean empty() {
        return !marked && newestSegment == 0 && images == 0;
    }

    /** Which store this is. */
    UUID identify(StoreOptions options) throws StoreRefused {
        Optional<UUID> found = headerId.or(() -> mark.map(Mark::storeId));
        Optional<UUID> expected = options.expectedId();
        if (empty()) {
            throw refused(expected.orElseThrow(), options, "the data directory is empty");
        }
        if (expected.isPresent() && found.isPresent() && !found.equals(expected)) {
            throw refused(expected.get(), options, "the data directory has store %s".formatted(found.get()));
        }
        return expected.or(() -> found)
                .orElseThrow(() -> new StoreRefused(
                        ("the data directory has files of a store, none of them says of which, and %s names none:"
                                        + " bring the id back there, or begin anew with 'riskgate start --new-store'")
                                .formatted(options.expectedIn())));
    }

    private static StoreRefused refused(UUID expected, StoreOptions options, String found) {
        return new StoreRefused(
                ("%s expects store %s, %s: bring the data of that store back; 'riskgate start --new-store' is the"
                                + " only way to begin anew")
                        .formatted(options.expectedIn(), expected, found));
    }

    private static boolean allBlank(FileLayer files, long newest) throws IOException {
        for (long number = 1; number <= newest; number++) {
            Optional<String> name = Layout.find(files, number);
            if (name.isEmpty() || !blank(files.load(name.get()))) {
                return false;
            }
        }
        return true;
    }

    private static boolean blank(byte[] segment) {
        return Bytes.zero(segment, Math.min(segment.length, SegmentHeader.BYTES), segment.length);
    }
}
