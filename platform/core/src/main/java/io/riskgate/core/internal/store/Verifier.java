package io.riskgate.core.internal.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Reads a whole store while it is written to, and checks it. Used once, by one thread; changes nothing. */
final class Verifier {
    /** How often a mark is read that does not fit: it may be written to at that moment. */
    private static final int READINGS = 3;

    private final StoreOptions options;
    private final FileLayer files;
    private final UUID storeId;
    private final JournalWriter writer;
    private final Optional<Mirror> mirror;
    private final Sealer sealer;
    private final List<Verification.Part> parts = new ArrayList<>();
    private final List<Damage> all = new ArrayList<>();

    Verifier(StoreOptions options, UUID storeId, JournalWriter writer, Optional<Mirror> mirror) {
        this.options = options;
        this.files = options.files();
        this.storeId = storeId;
        this.writer = writer;
        this.mirror = mirror;
        this.sealer = new Sealer(options.key());
    }

    /** The segment from which on the newest good image needs the journal; 1 without one. */
    long covered() throws IOException, StoreRefused {
        return images(new ArrayList<>());
    }

    /** Reads up to what is durable now. */
    Verification run() throws IOException, StoreRefused {
        List<Damage> ofImages = new ArrayList<>();
        long covered = images(ofImages);
        Mark durable = writer.durable();
        Spare spare = mirror.map(Mirror::spare).orElse(Spare.NONE);
        RecoveryReport journal = new JournalScan(files, sealer, storeId, Optional.of(durable), spare, entry -> {})
                .run(beginning(spare), writer.opened().segment(), durable.sequence())
                .report();
        List<Damage> ofJournal = new ArrayList<>();
        List<Damage> ofArchive = new ArrayList<>();
        for (Damage damage : journal.damages()) {
            long number = Layout.numberOf(damage.file());
            boolean replaced = number > 0 && number < covered && !damage.healed();
            (damage.file().startsWith(Layout.ARCHIVE) ? ofArchive : ofJournal)
                    .add(replaced ? damage.healed("an image has what came of it") : damage);
        }
        part("journal", files, List.of(Layout.JOURNAL), ofJournal);
        part("archive", files, List.of(Layout.ARCHIVE), ofArchive);
        part("images", files, List.of(Layout.IMAGES), ofImages);
        part("history", files, List.of(Layout.HISTORY), new HistoryCheck(options, storeId, spare).find(covered));
        part("mark", files, List.of(HighWaterMark.NAME), mark());
        if (mirror.isPresent()) {
            try {
                mirror(mirror.get());
            } catch (IOException unreadable) {
                unusable(mirror.get(), "expected a mirror, it cannot be read: " + unreadable.getMessage());
            }
        }
        return new Verification(durable.sequence(), journal.records(), parts, all);
    }

    /** Where the archive begins: what is older was deleted in its time. */
    private Position beginning(Spare spare) throws IOException {
        long floor = Floor.read(files, sealer, storeId);
        Optional<String> name = Layout.find(files, floor);
        Optional<SegmentHeader> header = floor == 1 || name.isEmpty()
                ? Optional.empty()
                : SegmentHeader.of(SegmentStart.head(files, name.get()), sealer).or(() -> spare.header(floor));
        return header.map(found -> new Position(floor, found.firstSequence(), found.before()))
                .orElse(new Position(1, 1, sealer.genesis(storeId)));
    }

    /** Checks the images; gives the segment from which on the newest good one needs the journal. */
    private long images(List<Damage> damages) throws IOException, StoreRefused {
        Images images = new Images(files, sealer, storeId);
        long covered = 0;
        for (String name : Images.names(files)) {
            Optional<ImageFile> image = images.open(name, damages);
            if (image.isPresent()) {
                covered = Math.max(covered, image.get().image().position().segment());
                image.get().close();
            }
        }
        return covered;
    }

    private List<Damage> mark() throws IOException {
        List<Damage> damages = mark(files, writer::noted, writer::durableSequence, "the running platform knows it");
        boolean lacks = writer.noted().isEmpty() && writer.durableSequence() > 0 && !files.exists(HighWaterMark.NAME);
        return lacks ? List.of(HighWaterMark.missing()) : damages;
    }

    /**
     * Checks a mark that is written to meanwhile.
     *
     * @param noted what was last written to it; empty when it is not kept
     * @param most gives the furthest record it may be of
     */
    private List<Damage> mark(FileLayer layer, Supplier<Optional<Mark>> noted, LongSupplier most, String elsewhere)
            throws IOException {
        List<Damage> damages = List.of();
        for (int reading = 0; reading < READINGS; reading++) {
            damages = readMark(layer, noted.get(), most);
            if (damages.isEmpty()) {
                return damages;
            }
        }
        return damages.stream()
                .map(damage -> damage.healed() || noted.get().isEmpty() ? damage : damage.healed(elsewhere))
                .toList();
    }

    private List<Damage> readMark(FileLayer layer, Optional<Mark> noted, LongSupplier most) throws IOException {
        List<Damage> damages = new ArrayList<>();
        Optional<Mark> read = HighWaterMark.read(layer, sealer, damages);
        if (noted.isEmpty()) {
            return damages;
        }
        long least = noted.get().sequence();
        String found = null;
        if (read.isEmpty()) {
            found = damages.isEmpty() ? HighWaterMark.missing().message() : null;
        } else if (!read.get().storeId().equals(storeId)) {
            found = "expected the mark of store %s, was of %s"
                    .formatted(storeId, read.get().storeId());
        } else if (read.get().sequence() < least || read.get().sequence() > most.getAsLong()) {
            found = "expected the mark of record %d, was of %d"
                    .formatted(least, read.get().sequence());
        }
        if (found != null) {
            damages.add(new Damage(HighWaterMark.NAME, 0, found, false));
        }
        return damages;
    }

    private void mirror(Mirror copy) throws IOException, StoreRefused {
        List<Damage> damages = new ArrayList<>();
        Spare spare = copy.spare();
        FileLayer there = spare.files();
        if (there == null) {
            String message = copy.diverged()
                    ? "expected a copy of this journal, is of another course of it"
                    : "expected a mirror, it cannot be used";
            unusable(copy, message);
            return;
        }
        damages.addAll(mark(
                there,
                () -> Optional.of(copy.copied()).filter(mark -> mark.sequence() > 0),
                () -> copy.copied().sequence(),
                "the journal has it"));
        List<Long> segments = Layout.all(there);
        Mark reached = copy.copied();
        if (!segments.isEmpty()) {
            Optional<SegmentHeader> first = spare.header(segments.get(0));
            Position from = first.map(header -> new Position(header.number(), header.firstSequence(), header.before()))
                    .orElse(new Position(1, 1, sealer.genesis(storeId)));
            JournalScan scan = new JournalScan(there, sealer, storeId, Optional.of(reached), entry -> {});
            damages.addAll(scan.run(from, segments.get(segments.size() - 1), reached.sequence())
                    .report()
                    .damages());
        }
        damages.replaceAll(
                damage -> new Damage(copy.place().fileName(damage.file()), damage.offset(), damage.message(), true));
        part("mirror", there, List.of(Layout.JOURNAL, HighWaterMark.NAME), damages);
    }

    private void unusable(Mirror copy, String message) {
        all.add(new Damage(copy.place().fileName(Layout.LIVE), 0, message, true));
        parts.add(new Verification.Part("mirror", 0, 0, 1));
    }

    private void part(String name, FileLayer layer, List<String> places, List<Damage> damages) throws IOException {
        int count = 0;
        long bytes = 0;
        for (String place : places) {
            List<String> names = place.equals(HighWaterMark.NAME)
                    ? List.of(place)
                    : layer.list(place).stream()
                            .map(child -> place + "/" + child)
                            .toList();
            for (String file : names) {
                if (layer.exists(file)) {
                    count++;
                    bytes += size(layer, file);
                }
            }
        }
        parts.add(new Verification.Part(name, count, bytes, damages.size()));
        all.addAll(damages);
    }

    private static long size(FileLayer layer, String name) throws IOException {
        try (StoreFile file = layer.open(name)) {
            return file.size();
        }
    }
}
