package io.riskgate.core.internal.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Puts right what is damaged and redundant, while the store is written to. Used once, by one thread.
 *
 * <p>Each file is put right by itself: the damaged one is copied to the evidence, the whole one is written under another
 * name, synced and renamed. So at every moment either the old or the healed file is there, whenever the process dies.
 * What nothing else has is left as it is.
 */
final class Repairer {
    private final StoreOptions options;
    private final FileLayer files;
    private final UUID storeId;
    private final JournalWriter writer;
    private final Optional<Mirror> mirror;
    private final Sealer sealer;
    private final Spare spare;
    private final List<Repair.Change> changes = new ArrayList<>();

    Repairer(StoreOptions options, UUID storeId, JournalWriter writer, Optional<Mirror> mirror) {
        this.options = options;
        this.files = options.files();
        this.storeId = storeId;
        this.writer = writer;
        this.mirror = mirror;
        this.sealer = new Sealer(options.key());
        this.spare = mirror.map(Mirror::spare).orElse(Spare.NONE);
    }

    /** Repairs all segments but the one that is written to, images, history, mark and mirror. */
    Repair run() throws IOException, StoreRefused {
        Verification found = verify();
        TreeSet<Long> segments = new TreeSet<>();
        TreeSet<Long> inMirror = new TreeSet<>();
        boolean history = false;
        for (Damage damage : found.damages()) {
            String file = damage.file();
            if (file.startsWith(Layout.JOURNAL) || file.startsWith(Layout.ARCHIVE)) {
                segments.add(Layout.numberOf(file));
            } else if (file.startsWith(Layout.IMAGES)) {
                setAside(file);
            } else if (file.equals(HighWaterMark.NAME)) {
                mark();
            } else if (file.startsWith(Layout.HISTORY)) {
                history = true;
            } else {
                inMirror.add(Layout.numberOf(file));
            }
        }
        missing().forEach(segments::add);
        for (long number : segments) {
            if (number > 0 && number < writer.opened().segment()) {
                segment(number);
            }
        }
        if (history) {
            long covered = new Verifier(options, storeId, writer, mirror).covered();
            changes.addAll(new HistoryCheck(options, storeId, spare).rebuild(covered));
        }
        if (mirror.isPresent() && !inMirror.isEmpty()) {
            changes.addAll(mirror.get().repair(inMirror));
        }
        return new Repair(changes, changes.isEmpty() ? found : verify());
    }

    private Verification verify() throws IOException, StoreRefused {
        return new Verifier(options, storeId, writer, mirror).run();
    }

    /** Segments that the journal ought to have, and has not. */
    private List<Long> missing() throws IOException {
        List<Long> there = Layout.all(files);
        List<Long> missing = new ArrayList<>();
        for (long number = there.get(0); number < writer.opened().segment(); number++) {
            if (!there.contains(number)) {
                missing.add(number);
            }
        }
        return missing;
    }

    private void segment(long number) throws IOException {
        Optional<String> name = Layout.find(files, number);
        byte[] own = name.isPresent() ? readable(name.get()) : new byte[0];
        byte[] twin = spare.segment(number).orElse(new byte[0]);
        Optional<byte[]> whole = merge(number, own, twin);
        if (whole.isPresent() && !beginsWith(own, whole.get())) {
            String target = name.orElse(Layout.segment(Layout.JOURNAL, number));
            String evidence = name.isPresent() ? Evidence.copy(files, target, own) : "";
            Evidence.replace(files, target, whole.get());
            changes.add(new Repair.Change(target, "mirror", evidence));
        }
    }

    /** The bytes of a file; none when it cannot be read. */
    private byte[] readable(String name) {
        try {
            return files.load(name);
        } catch (IOException unreadable) {
            return new byte[0];
        }
    }

    private static boolean beginsWith(byte[] bytes, byte[] beginning) {
        return bytes.length >= beginning.length
                && Arrays.equals(bytes, 0, beginning.length, beginning, 0, beginning.length);
    }

    /** The records of a segment from wherever they are whole; empty when one is in neither. */
    private Optional<byte[]> merge(long number, byte[] own, byte[] twin) throws IOException {
        Optional<SegmentHeader> header = header(own, number).or(() -> header(twin, number));
        Optional<SegmentHeader> following = header(number + 1).or(() -> spare.header(number + 1));
        if (header.isEmpty() || following.isEmpty()) {
            return Optional.empty();
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream(Math.max(own.length, twin.length));
        whole.write(header(own, number).isPresent() ? own : twin, 0, SegmentHeader.BYTES);
        byte[] before = header.get().before();
        for (long next = header.get().firstSequence(); next < following.get().firstSequence(); next++) {
            byte[] source = own;
            Optional<JournalRecord> record = record(own, whole.size(), next, before);
            if (record.isEmpty()) {
                source = twin;
                record = record(twin, whole.size(), next, before);
            }
            if (record.isEmpty()) {
                return Optional.empty();
            }
            whole.write(source, record.get().offset(), record.get().length());
            before = record.get().seal();
        }
        return Optional.of(whole.toByteArray());
    }

    private Optional<JournalRecord> record(byte[] segment, int offset, long sequence, byte[] before) {
        ByteBuffer bytes = ByteBuffer.wrap(segment);
        return JournalRecord.at(bytes, offset)
                .filter(record -> record.sequence() == sequence && record.follows(before, bytes, sealer));
    }

    private Optional<SegmentHeader> header(long number) throws IOException {
        Optional<String> name = Layout.find(files, number);
        return name.isEmpty() ? Optional.empty() : header(readable(name.get()), number);
    }

    private Optional<SegmentHeader> header(byte[] segment, long number) {
        return SegmentHeader.of(segment, sealer)
                .filter(header -> header.authentic()
                        && header.number() == number
                        && header.storeId().equals(storeId));
    }

    /** An image that cannot be used is only in the way: the next one is made of the journal. */
    private void setAside(String image) throws IOException {
        if (files.exists(image)) {
            changes.add(new Repair.Change(image, "journal", Evidence.move(files, image)));
        }
    }

    private void mark() throws IOException {
        if (writer.noted().isPresent()) {
            String evidence = files.exists(HighWaterMark.NAME)
                    ? Evidence.copy(files, HighWaterMark.NAME, files.load(HighWaterMark.NAME))
                    : "";
            writer.renewMark();
            changes.add(new Repair.Change(HighWaterMark.NAME, "running platform", evidence));
        }
    }
}
