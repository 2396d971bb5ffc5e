package io.riskgate.core.internal.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What opening a store comes to. */
record Opening(
        StoreOptions options,
        UUID id,
        boolean begunAnew,
        int epoch,
        RecoveryReport report,
        JournalWriter writer,
        Optional<Mirror> mirror) {
    private static final String ASIDE = "aside-";

    /** Finds out which store is there, recovers it and begins a new segment. */
    static Opening of(StoreOptions asked, Consumer<Entry> recovered) throws IOException, StoreRefused {
        StoreOptions options = asked.newStore().isPresent() ? asked.withNothingExpected() : asked;
        FileLayer files = options.files();
        Sealer sealer = new Sealer(options.key());
        List<Damage> damages = new ArrayList<>();
        if (options.newStore().isPresent()) {
            makeRoom(files, options.newStore().get());
        }
        Contents contents = Contents.of(files, sealer, damages);
        if (contents.empty() && options.expectedId().isEmpty()) {
            UUID id = options.newIds().get();
            Optional<Mirror> mirror = mirror(options, id);
            return releasing(mirror, () -> {
                createDirectories(files);
                return begin(options, id, sealer, mirror);
            });
        }
        UUID id = contents.identify(options);
        Optional<Mirror> mirror = mirror(options, id);
        return releasing(mirror, () -> {
            createDirectories(files);
            return recover(options, id, contents, sealer, damages, mirror, recovered);
        });
    }

    /** The rest of an opening. */
    @FunctionalInterface
    private interface Rest {
        Opening get() throws IOException, StoreRefused;
    }

    private static Opening releasing(Optional<Mirror> mirror, Rest rest) throws IOException, StoreRefused {
        boolean opened = false;
        try {
            Opening opening = rest.get();
            if (opening.report().intact()) {
                mirror.ifPresent(copy -> copy.follow(opening.writer()));
            }
            opened = true;
            return opening;
        } finally {
            if (!opened) {
                mirror.ifPresent(Mirror::close);
            }
        }
    }

    private static Optional<Mirror> mirror(StoreOptions options, UUID id) throws StoreRefused {
        Optional<Mirror> mirror = options.mirror().map(place -> new Mirror(options, id));
        if (mirror.isPresent()) {
            mirror.get().tryAttach();
        }
        return mirror;
    }

    private static void createDirectories(FileLayer files) throws IOException {
        files.createDirectory(Layout.JOURNAL);
        files.createDirectory(Layout.ARCHIVE);
        files.createDirectory(Layout.IMAGES);
    }

    private static Opening begin(StoreOptions options, UUID id, Sealer sealer, Optional<Mirror> mirror)
            throws IOException {
        RecoveryReport nothing = new RecoveryReport(Optional.empty(), 0, 0, 0, 0, List.of());
        Mark genesis = new Mark(id, 0, sealer.genesis(id));
        JournalWriter writer = writer(options, sealer, genesis, 0, 1, true);
        writer.begin(List.of());
        return new Opening(options, id, true, 1, nothing, writer, mirror);
    }

    private static Opening recover(
            StoreOptions options,
            UUID id,
            Contents contents,
            Sealer sealer,
            List<Damage> damages,
            Optional<Mirror> mirror,
            Consumer<Entry> recovered)
            throws IOException, StoreRefused {
        FileLayer files = options.files();
        Optional<Mark> own = contents.mark().filter(found -> found.storeId().equals(id));
        Optional<Mark> mirrored = mirror.flatMap(Mirror::mark);
        Optional<Mark> mark =
                Stream.of(own, mirrored).flatMap(Optional::stream).max(Comparator.comparingLong(Mark::sequence));
        boolean justBegun = contents.unfinished() && options.expectedId().isEmpty();
        if (own.isEmpty() && contents.mark().isPresent()) {
            damages.add(new Damage(
                    HighWaterMark.NAME,
                    0,
                    "expected the mark of store %s, was of %s"
                            .formatted(id, contents.mark().get().storeId()),
                    false));
        } else if (own.isEmpty() && damages.isEmpty() && !justBegun) {
            damages.add(HighWaterMark.missing());
        }
        Optional<String> imageName = Optional.empty();
        Position from = new Position(1, 1, sealer.genesis(id));
        Optional<ImageFile> newest = new Images(files, sealer, id).newest(damages);
        if (newest.isPresent()) {
            try (ImageFile image = newest.get()) {
                image.forEach(recovered);
                imageName = Optional.of(image.image().name());
                from = image.image().position();
            }
        }
        long newestSegment = Math.max(
                contents.newestSegment(), mirror.map(Mirror::newestSegment).orElse(0L));
        Spare spare = mirror.map(Mirror::spare).orElse(Spare.NONE);
        JournalScan.Result found =
                new JournalScan(files, sealer, id, mark, spare, recovered).run(from, newestSegment, Long.MAX_VALUE);
        if (own.isEmpty()
                && mirrored.isPresent()
                && mirrored.get().sequence() >= found.report().lastSequence()) {
            damages.replaceAll(damage -> damage.file().equals(HighWaterMark.NAME) && !damage.healed()
                    ? damage.healed("the mirror has it")
                    : damage);
        }
        RecoveryReport report = found.report().after(damages).from(imageName);
        if (mirror.isPresent() && !mirror.get().answers()) {
            report = report.without(mirror.get().place());
        }
        boolean intact = report.intact();
        if (intact && found.epoch() < options.expectedEpoch()) {
            throw new StoreRefused(
                    ("%s says that store %s was opened %d times, the data directory has a copy of it as it"
                                    + " was in its opening %d: what came after, lockouts too, is missing there. Bring the newest"
                                    + " data back; a backup is brought back together with its %1$s; 'riskgate start"
                                    + " --new-store' is the only way to begin anew")
                            .formatted(options.expectedIn(), id, options.expectedEpoch(), found.epoch()));
        }
        Mark last = intact
                ? new Mark(id, found.settled(), found.settledSeal())
                : new Mark(id, found.last(), found.lastSeal());
        int epoch = found.epoch() + 1;
        JournalWriter writer = writer(options, sealer, last, newestSegment, epoch, intact);
        writer.begin(intact ? found.unsettled() : List.of());
        return new Opening(options, id, justBegun, epoch, report, writer, mirror);
    }

    private static JournalWriter writer(
            StoreOptions options, Sealer sealer, Mark last, long lastSegment, int epoch, boolean marking) {
        return new JournalWriter(
                options.files(),
                sealer,
                last,
                lastSegment,
                new JournalWriter.Settings(options.segmentBytes(), options.aheadBytes(), epoch, marking),
                options.alarm());
    }

    /** Moves the data aside that are in the way of a new store; what is there after that was begun in their place. */
    static void makeRoom(FileLayer files, String date) throws IOException {
        if (files.exists(Layout.LIVE) && !files.exists(ASIDE + date)) {
            moveAside(files, date);
        }
    }

    /** Moves all data aside; gives the directory. */
    static String moveAside(FileLayer files, String date) throws IOException {
        String name = ASIDE + date;
        int count = 1;
        while (files.exists(name)) {
            count++;
            name = "%s%s-%d".formatted(ASIDE, date, count);
        }
        files.rename(Layout.LIVE, name);
        files.syncDirectory("");
        return name;
    }
}
