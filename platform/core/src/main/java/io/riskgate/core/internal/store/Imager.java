package io.riskgate.core.internal.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Makes one image, by folding the one before it and the segments closed since. Used once, by one thread. */
final class Imager {
    private final StoreOptions options;
    private final FileLayer files;
    private final UUID storeId;
    private final Position until;
    private final Spare spare;
    private final Sealer sealer;

    /** An imager of everything before this position, which begins a segment. */
    Imager(StoreOptions options, UUID storeId, Position until, Spare spare) {
        this.options = options;
        this.files = options.files();
        this.storeId = storeId;
        this.until = until;
        this.spare = spare;
        this.sealer = new Sealer(options.key());
    }

    /** Makes the image, archives what it covers and deletes the oldest images; false when there is nothing new. */
    boolean run() throws IOException, StoreRefused {
        Images images = new Images(files, sealer, storeId);
        List<Damage> bad = new ArrayList<>();
        Compactor state = options.compactor().orElseThrow().get();
        Position from = new Position(1, 1, sealer.genesis(storeId));
        Optional<ImageFile> newest = images.newest(bad);
        if (newest.isPresent()) {
            try (ImageFile base = newest.get()) {
                from = base.image().position();
                base.forEach(state::apply);
            }
        }
        if (from.segment() >= until.segment()) {
            return false;
        }
        if (options.historyDays().isPresent()) {
            foldSegments(from, state);
        } else {
            fold(from, until, state);
        }
        images.write(until, state);
        archive();
        if (options.historyDays().isPresent()) {
            expire(state.day() - options.historyDays().get().getAsInt());
        }
        images.prune(options.images(), bad.stream().map(Damage::file).toList());
        return true;
    }

    /** Takes in all from one position to another. */
    private void fold(Position from, Position to, Compactor state) throws IOException, StoreRefused {
        Mark end = new Mark(storeId, to.next() - 1, to.before());
        RecoveryReport report = new JournalScan(files, sealer, storeId, Optional.of(end), spare, state::apply)
                .run(from, to.segment(), to.next() - 1)
                .report();
        if (!report.intact()) {
            throw new IOException("no image of a damaged journal: %s".formatted(report.damages()));
        }
    }

    /** Takes in segment by segment, and writes the history of each. */
    private void foldSegments(Position from, Compactor state) throws IOException, StoreRefused {
        HistoryImages history = new HistoryImages(files, sealer, storeId);
        state.history();
        Position position = from;
        while (position.segment() < until.segment()) {
            Position end = begin(position.segment() + 1);
            fold(position, end, state);
            List<Entry> entries = state.history();
            if (!entries.isEmpty()) {
                history.write(end, state.day(), entries);
            }
            position = end;
        }
    }

    private Position begin(long segment) throws IOException {
        if (segment == until.segment()) {
            return until;
        }
        Optional<String> name = Layout.find(files, segment);
        Optional<SegmentHeader> header =
                name.isEmpty() ? Optional.empty() : SegmentHeader.of(SegmentStart.head(files, name.get()), sealer);
        SegmentHeader found = header.or(() -> spare.header(segment))
                .orElseThrow(() ->
                        new IOException("no image of a damaged journal: segment %d has no header".formatted(segment)));
        return new Position(segment, found.firstSequence(), found.before());
    }

    /** Deletes segments and then their history when all of it is older than a day, but none that an image may need. */
    private void expire(long day) throws IOException {
        HistoryImages history = new HistoryImages(files, sealer, storeId);
        long floor = Floor.read(files, sealer, storeId);
        for (String name : history.names()) {
            if (HistoryImages.dayIn(name) >= day) {
                break;
            }
            floor = Math.max(floor, HistoryImages.segmentIn(name) + 1);
        }
        floor = Math.min(floor, oldestNeeded());
        List<Long> old = new ArrayList<>(Layout.segments(files, Layout.ARCHIVE));
        long first = floor;
        old.removeIf(number -> number >= first);
        if (old.isEmpty()) {
            return;
        }
        Floor.write(files, sealer, storeId, floor);
        for (long number : old) {
            files.delete(Layout.segment(Layout.ARCHIVE, number));
        }
        files.syncDirectory(Layout.ARCHIVE);
        history.delete(history.names().stream()
                .filter(name -> HistoryImages.segmentIn(name) < first)
                .toList());
    }

    /** The first segment that the oldest image needs after it. */
    private long oldestNeeded() throws IOException {
        Images images = new Images(files, sealer, storeId);
        long oldest = until.segment();
        for (String name : Images.names(files)) {
            try {
                Optional<ImageFile> image = images.open(name, new ArrayList<>());
                if (image.isPresent()) {
                    oldest = Math.min(oldest, image.get().image().position().segment());
                    image.get().close();
                }
            } catch (StoreRefused newer) {
                throw new IOException(newer.getMessage(), newer);
            }
        }
        return oldest;
    }

    private void archive() throws IOException {
        for (long number : Layout.segments(files, Layout.JOURNAL)) {
            if (number < until.segment()) {
                files.rename(Layout.segment(Layout.JOURNAL, number), Layout.segment(Layout.ARCHIVE, number));
            }
        }
        files.syncDirectory(Layout.ARCHIVE);
        files.syncDirectory(Layout.JOURNAL);
    }
}
