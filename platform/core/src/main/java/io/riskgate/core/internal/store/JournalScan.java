package io.riskgate.core.internal.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Reads the journal from a position to its end and checks every byte that counts.
 *
 * <p>What is no valid record at the end of the last segment is a torn group, dropped, when no record of a later group
 * follows it and the high-water mark does not reach it: it was never acknowledged. Everything else that is not as it
 * was written is a damage: it is reported, healed where the mirror has the records, and otherwise the valid records
 * after it are delivered all the same. Nothing is changed on the disk. Used once, by one thread.
 */
final class JournalScan {
    private final FileLayer files;
    private final Sealer sealer;
    private final UUID storeId;
    private final Optional<Mark> mark;
    private final Spare spare;
    private final Consumer<Entry> consumer;

    private final List<Damage> damages = new ArrayList<>();
    private final List<JournalRecord> lastGroup = new ArrayList<>();
    private long next;
    private Optional<byte[]> before;
    private long settled;
    private byte[] settledSeal;
    private byte[] lastSeal;
    private int epoch;
    private int segments;
    private long records;
    private long tornBytes;

    private String name = Layout.JOURNAL;
    private long number;
    private ByteBuffer segment = ByteBuffer.allocate(0);
    private int offset;

    /** The same segment in the mirror, once it was needed. */
    private Optional<ByteBuffer> twin = Optional.empty();

    private boolean twinRead;

    /** The first of the records that were just taken from the mirror, and where it was expected; 0 for none. */
    private long healedFrom;

    private int healedAt;

    JournalScan(FileLayer files, Sealer sealer, UUID storeId, Optional<Mark> mark, Consumer<Entry> consumer) {
        this(files, sealer, storeId, mark, Spare.NONE, consumer);
    }

    JournalScan(
            FileLayer files, Sealer sealer, UUID storeId, Optional<Mark> mark, Spare spare, Consumer<Entry> consumer) {
        this.files = files;
        this.sealer = sealer;
        this.storeId = storeId;
        this.mark = mark;
        this.spare = spare;
        this.consumer = consumer;
    }

    /**
     * What a scan found.
     *
     * @param last the sequence of the last record there is, or ought to be
     * @param lastSeal the seal of that record, as far as it can be told
     * @param settled the last record known to be synced; the ones after it are only known to be readable
     * @param settledSeal the seal of that record
     * @param unsettled the records after it, in order
     * @param epoch the highest one found
     * @param newestSegment its number, 0 for none
     */
    record Result(
            long last,
            byte[] lastSeal,
            long settled,
            byte[] settledSeal,
            List<Entry> unsettled,
            int epoch,
            long newestSegment,
            RecoveryReport report) {
        Result {
            unsettled = List.copyOf(unsettled);
        }
    }

    /** Reads from this position on, up to the end of a segment, or up to a sequence where that comes earlier. */
    Result run(Position from, long lastSegment, long lastSequence) throws IOException, StoreRefused {
        next = from.next();
        before = Optional.of(from.before());
        lastSeal = from.before();
        settle(next - 1, lastSeal);
        compareWithMark(next - 1, lastSeal);
        SegmentStart start = start(from.segment());
        long end = Math.max(lastSegment, from.segment());
        for (number = from.segment(); number <= end && next <= lastSequence; number++) {
            Optional<SegmentStart> following = number < lastSegment ? Optional.of(start(number + 1)) : Optional.empty();
            start.damage().ifPresent(damages::add);
            twinRead = false;
            if (start.present() || start.header().isPresent()) {
                scan(start, following.flatMap(SegmentStart::first), lastSequence);
            } else {
                before = Optional.empty();
            }
            start = following.orElse(start);
        }
        return result(from, lastSegment);
    }

    private Result result(Position from, long lastSegment) {
        long marked = mark.map(Mark::sequence).orElse(0L);
        if (marked < from.next() - 1 && mark.isPresent()) {
            damages.add(new Damage(
                    HighWaterMark.NAME, 0, "expected at least %d, was %d".formatted(from.next() - 1, marked), true));
        }
        if (marked >= next) {
            damages.add(new Damage(
                    name, offset, "expected records %d to %d, the journal ends".formatted(next, marked), false));
            lastSeal = mark.get().seal();
        }
        List<Entry> unsettled = lastGroup.stream()
                .filter(record -> record.sequence() > settled)
                .map(JournalRecord::entry)
                .toList();
        long last = Math.max(marked, next - 1);
        return new Result(
                last,
                lastSeal,
                settled,
                settledSeal,
                unsettled,
                epoch,
                lastSegment,
                new RecoveryReport(Optional.empty(), segments, records, last, tornBytes, damages));
    }

    private SegmentStart start(long wanted) throws IOException, StoreRefused {
        Optional<String> found = Layout.find(files, wanted);
        SegmentStart start;
        try {
            start = found.isEmpty()
                    ? SegmentStart.missing(wanted)
                    : SegmentStart.read(files, found.get(), wanted, storeId, sealer);
        } catch (IOException failure) {
            start = SegmentStart.unreadable(found.get(), failure);
            if (spare.header(wanted).isEmpty()) {
                throw unreadable(found.get(), failure);
            }
        }
        return start.header().isPresent() ? start : start.healedBy(spare.header(wanted));
    }

    private static IOException unreadable(String name, IOException failure) {
        return new IOException("%s cannot be read: %s".formatted(name, failure.getMessage()), failure);
    }

    /** The bytes of a segment; none when it cannot be read and the mirror has it. */
    private byte[] load() throws IOException {
        try {
            return files.load(name);
        } catch (IOException failure) {
            if (spare.segment(number).isEmpty()) {
                throw unreadable(name, failure);
            }
            return new byte[0];
        }
    }

    private void scan(SegmentStart start, Optional<Long> followingFirst, long lastSequence) throws IOException {
        name = start.name();
        segment = ByteBuffer.wrap(start.present() ? load() : new byte[0]);
        offset = SegmentHeader.BYTES;
        segments++;
        start.header().ifPresent(this::enter);
        long end = followingFirst.orElse(Long.MAX_VALUE);
        boolean reading = true;
        while (reading && next < end && next <= lastSequence) {
            Optional<JournalRecord> record = JournalRecord.at(segment, offset);
            if (record.isPresent() && record.get().sequence() == next && fits(record.get(), segment)) {
                healed();
                take(record.get());
            } else if (inTwin().isPresent()) {
                heal(inTwin().get());
            } else if (record.isPresent() && record.get().sequence() == next) {
                healed();
                refuse(record.get());
            } else {
                healed();
                reading = !atEnd() && resume(end, followingFirst.isEmpty(), record.isPresent());
            }
        }
        healed();
        if (followingFirst.isPresent()) {
            leave(end, lastSequence);
        }
    }

    private void enter(SegmentHeader header) {
        epoch = Math.max(epoch, header.epoch());
        if (header.firstSequence() != next) {
            damage(0, "expected it to begin with record %d, was %d".formatted(next, header.firstSequence()));
            next = Math.max(next, header.firstSequence());
        } else if (before.isPresent() && !Arrays.equals(before.get(), header.before())) {
            damage(0, "expected it to follow record %d, it follows another".formatted(next - 1));
        }
        before = Optional.of(header.before());
        lastSeal = header.before();
    }

    /** Nothing of this segment counts from the record on with which the following one begins. */
    private void leave(long end, long lastSequence) {
        if (next < end && next <= lastSequence) {
            damage(offset, "expected records %d to %d, the segment ends".formatted(next, end - 1));
            next = end;
            before = Optional.empty();
        }
        settle(next - 1, lastSeal);
    }

    /** Whether a record is what follows the one before, as far as that one is known. */
    private boolean fits(JournalRecord record, ByteBuffer bytes) {
        return before.isEmpty() || record.follows(before.get(), bytes, sealer);
    }

    /** Takes a record that is whole and the expected one. */
    private void take(JournalRecord record) {
        if (lastGroup.isEmpty() || record.groupStart() != lastGroup.get(0).groupStart()) {
            settle(record.groupStart() - 1, lastSeal);
            lastGroup.clear();
        }
        lastGroup.add(record);
        lastSeal = record.seal();
        records++;
        consumer.accept(record.entry());
        pass(record);
    }

    /** Leaves out a record that somebody sealed who did not know the one before. */
    private void refuse(JournalRecord record) {
        damage(offset, "expected record %d to be sealed after the one before it, it is not".formatted(next));
        pass(record);
    }

    private void pass(JournalRecord record) {
        offset += record.length();
        epoch = Math.max(epoch, record.epoch());
        before = Optional.of(record.seal());
        compareWithMark(next, record.seal());
        next++;
    }

    /** The expected record in the mirror, where it stands at the same offset. */
    private Optional<JournalRecord> inTwin() {
        if (!twinRead) {
            twinRead = true;
            twin = spare.segment(number).map(ByteBuffer::wrap);
        }
        return twin.flatMap(bytes ->
                JournalRecord.at(bytes, offset).filter(record -> record.sequence() == next && fits(record, bytes)));
    }

    /** Takes a record from the mirror. */
    private void heal(JournalRecord record) {
        if (healedFrom == 0) {
            healedFrom = next;
            healedAt = offset;
        }
        take(record);
    }

    /** Reports the records that were just taken from the mirror, if there are any. */
    private void healed() {
        if (healedFrom > 0) {
            String records = healedFrom == next - 1
                    ? "record %d".formatted(healedFrom)
                    : "records %d to %d".formatted(healedFrom, next - 1);
            String message = "expected %s, the bytes are not: the mirror has it".formatted(records);
            damages.add(new Damage(name, healedAt, message, true));
            healedFrom = 0;
        }
    }

    private boolean atEnd() {
        return Bytes.zero(segment.array(), Math.min(offset, segment.capacity()), segment.capacity());
    }

    /**
     * Decides what bytes are that are not the expected record, and goes on after them.
     *
     * @param open whether no later segment says which records were in this one
     * @param whole whether they are another record
     * @return false when nothing of this segment is left to read
     */
    private boolean resume(long end, boolean open, boolean whole) {
        boolean marked = mark.isPresent() && mark.get().sequence() >= next;
        JournalRecord follower = null;
        boolean later = false;
        int at = offset;
        while (!later && at <= segment.capacity() - JournalRecord.OVERHEAD) {
            JournalRecord record = JournalRecord.at(segment, at).orElse(null);
            if (record != null && record.sequence() >= next && record.sequence() < end) {
                follower = follower == null ? record : follower;
                later = record.groupStart() > next;
            }
            at += record == null ? 1 : record.length();
        }
        if (open && !marked && !whole && !later) {
            tornBytes += Bytes.lastNonZero(segment.array(), offset, segment.capacity()) + 1 - offset;
            return false;
        }
        damage(offset, "expected record %d, the bytes are not".formatted(next));
        before = Optional.empty();
        if (follower == null) {
            next = open ? next : end;
            return false;
        }
        next = follower.sequence();
        offset = follower.offset();
        return true;
    }

    private void compareWithMark(long sequence, byte[] seal) {
        if (mark.isPresent() && mark.get().sequence() == sequence) {
            settle(sequence, seal);
            if (!Arrays.equals(mark.get().seal(), seal)) {
                String message = "expected the mark of record %d, was another's".formatted(sequence);
                damages.add(new Damage(HighWaterMark.NAME, 0, message, false));
            }
        }
    }

    private void settle(long sequence, byte[] seal) {
        if (sequence >= settled) {
            settled = sequence;
            settledSeal = seal;
        }
    }

    private void damage(long at, String message) {
        damages.add(new Damage(name, at, message, false));
    }
}
