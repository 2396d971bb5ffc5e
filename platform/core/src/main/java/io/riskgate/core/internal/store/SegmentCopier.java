package io.riskgate.core.internal.store;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/** Copies segments of the journal to its mirror, record by record, each checked before. Used by one thread at a time. */
final class SegmentCopier implements Closeable {
    private static final int CHUNK = 1024 * 1024;

    private final StoreOptions options;
    private final FileLayer source;
    private final FileLayer target;
    private final Sealer sealer;
    private final Supplier<Mark> copied;
    private SegmentFile segment;
    private long next;
    private byte[] before;
    private boolean diverged;

    /** A copier to these files, in which the record of the mark {@code copied} gives is there already. */
    SegmentCopier(StoreOptions options, FileLayer target, Supplier<Mark> copied) {
        this.options = options;
        this.source = options.files();
        this.target = target;
        this.sealer = new Sealer(options.key());
        this.copied = copied;
    }

    /** Whether a segment is open, so that its tail can be copied. */
    boolean isOpen() {
        return segment != null;
    }

    /** The number of the next record. */
    long next() {
        return next;
    }

    /** The last record that was copied. */
    Mark reached(UUID storeId) {
        return new Mark(storeId, next - 1, before);
    }

    /** Whether what is there is of another course of this store. */
    boolean diverged() {
        return diverged;
    }

    /** Copies what is missing before the first segment that is not wholly there; gives the number of that. */
    long fillGaps() throws IOException {
        List<Long> all = Layout.all(source);
        Set<Long> there = Set.copyOf(Layout.all(target));
        int from = all.size() - 1;
        while (from > 0
                && !(there.contains(all.get(from - 1))
                        && firstOf(all.get(from)) - 1 <= copied.get().sequence())) {
            from--;
        }
        for (int index = 0; index < from; index++) {
            if (!there.contains(all.get(index))) {
                copyWhole(all.get(index));
            }
        }
        forget();
        return all.get(from);
    }

    /** Copies a closed segment anew; gives under which name the one that was there is kept, empty when none was. */
    String renew(long wanted) throws IOException {
        String name = Layout.segment(Layout.JOURNAL, wanted);
        String evidence = target.exists(name) ? Evidence.copy(target, name, target.load(name)) : "";
        copyWhole(wanted);
        return evidence;
    }

    private void copyWhole(long wanted) throws IOException {
        copy(wanted, firstOf(wanted + 1) - 1);
        close();
    }

    /** Writes a segment from its beginning, up to a record, in place of what may be there. */
    void copy(long wanted, long limit) throws IOException {
        String name = find(wanted);
        byte[] bytes = source.load(name);
        SegmentHeader header = SegmentHeader.of(bytes, sealer)
                .orElseThrow(() -> new IOException(name + " has no header to copy: see risk:store-verify"));
        next = header.firstSequence();
        before = header.before();
        compare();
        int end = SegmentHeader.BYTES + walk(ByteBuffer.wrap(bytes), SegmentHeader.BYTES, limit);
        if (next <= limit) {
            throw damaged(name, end);
        }
        String place = Layout.segment(Layout.JOURNAL, wanted);
        segment = SegmentFile.create(target, place, ByteBuffer.wrap(bytes, 0, end), options.aheadBytes());
    }

    /** Appends what the segment got since, up to a record. */
    void copyTail(long number, long limit) throws IOException {
        String name = find(number);
        byte[] chunk = read(name, segment.length(), CHUNK);
        long first = next;
        int length = walk(ByteBuffer.wrap(chunk), 0, limit);
        if (next == first) {
            chunk = read(name, segment.length(), JournalRecord.OVERHEAD + Entry.MAX_PAYLOAD);
            length = walk(ByteBuffer.wrap(chunk), 0, limit);
        }
        if (next == first) {
            throw damaged(name, segment.length());
        }
        segment.append(ByteBuffer.wrap(chunk, 0, length));
    }

    /** Passes the expected records from this offset on; gives their bytes. */
    private int walk(ByteBuffer bytes, int from, long limit) throws IOException {
        int offset = from;
        boolean expected = true;
        while (expected && next <= limit) {
            Optional<JournalRecord> record = JournalRecord.at(bytes, offset);
            expected = record.isPresent()
                    && record.get().sequence() == next
                    && record.get().follows(before, bytes, sealer);
            if (expected) {
                offset += record.get().length();
                before = record.get().seal();
                next++;
                compare();
            }
        }
        return offset - from;
    }

    /** What was copied before must be of the same journal. */
    private void compare() throws IOException {
        if (next - 1 == copied.get().sequence()
                && !Arrays.equals(before, copied.get().seal())) {
            diverged = true;
            throw new IOException("record %d there is another one than in the journal: the mirror is of another course"
                            .formatted(next - 1)
                    + " of this store; it is not touched");
        }
    }

    private byte[] read(String name, long from, int most) throws IOException {
        try (StoreFile file = source.open(name)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.max(0, Math.min(most, file.size() - from)));
            int count = 0;
            while (bytes.hasRemaining() && count >= 0) {
                count = file.read(bytes, from + bytes.position());
            }
            return Arrays.copyOf(bytes.array(), bytes.position());
        }
    }

    private String find(long wanted) throws IOException {
        return Layout.find(source, wanted)
                .orElseThrow(() -> new FileNotFoundException(Layout.segment(Layout.JOURNAL, wanted)));
    }

    /** The first record of a segment of the journal. */
    long firstOf(long wanted) throws IOException {
        String name = find(wanted);
        return SegmentHeader.of(SegmentStart.head(source, name), sealer)
                .orElseThrow(() -> new IOException(name + " has no header to copy: see risk:store-verify"))
                .firstSequence();
    }

    private static IOException damaged(String name, long offset) {
        return new IOException(
                "%s at offset %d is not as it was written: see risk:store-verify".formatted(name, offset));
    }

    /** Deletes segments that the journal deleted when their time had come; not those that it lost. */
    void forget() throws IOException {
        long first = Floor.read(source, sealer, copied.get().storeId());
        boolean any = false;
        for (long old : Layout.segments(target, Layout.JOURNAL)) {
            if (old < first) {
                target.delete(Layout.segment(Layout.JOURNAL, old));
                any = true;
            }
        }
        if (any) {
            target.syncDirectory(Layout.JOURNAL);
        }
    }

    @Override
    public void close() throws IOException {
        SegmentFile closing = segment;
        segment = null;
        if (closing != null) {
            closing.close();
        }
    }
}
