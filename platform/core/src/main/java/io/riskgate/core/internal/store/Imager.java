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

    /** An imager of everything before this position, which begins a segment. */
    Imager(StoreOptions options, UUID storeId, Position until, Spare spare) {
        this.options = options;
        this.files = options.files();
        this.storeId = storeId;
        this.until = until;
        this.spare = spare;
    }

    /** Makes the image, archives what it covers and deletes the oldest images; false when there is nothing new. */
    boolean run() throws IOException, StoreRefused {
        Sealer sealer = new Sealer(options.key());
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
        Mark end = new Mark(storeId, until.next() - 1, until.before());
        RecoveryReport report = new JournalScan(files, sealer, storeId, Optional.of(end), spare, state::apply)
                .run(from, until.segment(), until.next() - 1)
                .report();
        if (!report.intact()) {
            throw new IOException("no image of a damaged journal: %s".formatted(report.damages()));
        }
        images.write(until, state);
        archive();
        images.prune(options.images(), bad.stream().map(Damage::file).toList());
        return true;
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
