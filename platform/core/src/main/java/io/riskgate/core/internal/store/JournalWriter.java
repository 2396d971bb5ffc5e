package io.riskgate.core.internal.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Writes the journal: what is queued becomes one group, one buffer, one sync, and is acknowledged in order.
 *
 * <p>{@link #append} may be called from any thread. Everything else belongs to one thread at a time: a
 * {@link WriterThread}, or in a replay or test the caller. That thread must never be interrupted.
 *
 * <p>A failed write or sync is not repeated on its file. The group stays, {@link #drain} says so, and the next call
 * writes it to a new segment, from which on the rest of the old one does not count.
 */
public final class JournalWriter implements Journal, Worker, Closeable {
    /** A group is closed when it has this many bytes; a single record may be larger. */
    private static final int GROUP_BYTES = 4 * 1024 * 1024;

    private static final Acknowledgement NOBODY = sequence -> {};

    private final FileLayer files;
    private final Sealer sealer;
    private final UUID storeId;
    private final Settings settings;
    private final Alarm alarm;
    private final Queue<Pending> queue = new ConcurrentLinkedQueue<>();
    private final List<Pending> group = new ArrayList<>();

    private volatile Runnable signal = () -> {};
    private volatile Runnable durableSignal = () -> {};
    private volatile boolean rotationAsked;
    private volatile boolean markAsked;
    private volatile Mark durable;
    private volatile Position opened;
    private volatile Mark noted;
    private volatile long openedBytes;

    private ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
    private SegmentFile segment;
    private HighWaterMark mark;
    private boolean failing;

    /** Whether the alarm heard of a failure, and not yet that it is over. */
    private boolean alarmed;

    /**
     * How the files are written.
     *
     * @param segmentBytes a segment is closed when it has this many bytes
     * @param aheadBytes how far ahead of the records the file is filled with zeros
     * @param epoch which opening of the store this is
     * @param marking whether to keep the high-water mark; not in a damaged store, where it is evidence
     */
    record Settings(long segmentBytes, int aheadBytes, int epoch, boolean marking) {}

    private record Pending(Entry entry, Acknowledgement acknowledgement) {}

    /** A writer that goes on after this record, in a segment after this one; {@link #begin} comes next. */
    JournalWriter(FileLayer files, Sealer sealer, Mark last, long lastSegment, Settings settings, Alarm alarm) {
        this.files = files;
        this.sealer = sealer;
        this.storeId = last.storeId();
        this.durable = last;
        this.opened = new Position(lastSegment, last.sequence() + 1, last.seal());
        this.settings = settings;
        this.alarm = alarm;
    }

    /** Makes the first segment, with these entries in it from the start, and the mark; both survive when it returns. */
    void begin(List<Entry> entries) throws IOException {
        entries.forEach(entry -> group.add(new Pending(entry, NOBODY)));
        commit();
        group.clear();
        if (settings.marking && mark == null) {
            mark = HighWaterMark.create(files, sealer, durable);
            noted = durable;
        }
    }

    @Override
    public void append(Entry entry) {
        append(entry, NOBODY);
    }

    @Override
    public void append(Entry entry, Acknowledgement acknowledgement) {
        queue.add(new Pending(entry, acknowledgement));
        signal.run();
    }

    /**
     * Writes, syncs and acknowledges all that is queued, what the acknowledgements append included.
     *
     * @return false when a write failed: the alarm was told, nothing is lost, call again
     */
    @Override
    public boolean drain() {
        while (collect() || rotationAsked) {
            try {
                commit();
            } catch (IOException failure) {
                leave(failure);
                return false;
            } catch (RuntimeException | VirtualMachineError failure) {
                leave(new IOException("group could not be written: " + failure, failure));
                return false;
            }
            mark();
            durableSignal.run();
            failing = false;
            if (alarmed && (mark != null || !settings.marking)) {
                alarmed = false;
                alarm.onWriteRecovered();
            }
            acknowledge();
        }
        return true;
    }

    @Override
    public boolean idle() {
        return queue.isEmpty() && !rotationAsked && !failing;
    }

    /**
     * Syncs the high-water mark where it is not; to be called when there is nothing to drain for a while.
     *
     * @return false when there was nothing to sync
     */
    @Override
    public boolean settle() {
        if (mark == null || !mark.unsettled() && !markAsked) {
            return false;
        }
        try {
            if (markAsked) {
                markAsked = false;
                mark.close();
                mark = HighWaterMark.create(files, sealer, durable);
            }
            mark.settle();
        } catch (IOException failure) {
            giveUpMark(failure);
        }
        return true;
    }

    /** Asks for a new segment, so that an image can cover all before it. May be called from any thread. */
    public void rotate() {
        rotationAsked = true;
        signal.run();
    }

    /** The last record that is durable. May be called from any thread. */
    public long durableSequence() {
        return durable.sequence();
    }

    /** The bytes in the segment that is written to. May be called from any thread. */
    public long openedBytes() {
        return openedBytes;
    }

    /** Drains once, settles and closes the files; what a failure kept from the disk is told to the alarm. */
    @Override
    public void close() throws IOException {
        drain();
        settle();
        if (segment != null) {
            segment.close();
        }
        if (mark != null) {
            mark.close();
        }
    }

    @Override
    public void onWork(Runnable wakeUp) {
        signal = wakeUp;
    }

    /** Asks for a new file of the high-water mark, in place of a damaged one. May be called from any thread. */
    void renewMark() {
        markAsked = true;
        signal.run();
    }

    /** Who is to be woken when more is durable; runs in the writing thread and must not block. */
    void onDurable(Runnable wakeUp) {
        durableSignal = wakeUp;
    }

    /** What was last written to the high-water mark; empty when it is not kept. Any thread. */
    Optional<Mark> noted() {
        return Optional.ofNullable(noted);
    }

    /** The last record that is durable, as a mark. */
    Mark durable() {
        return durable;
    }

    /** Where the segment that is written to begins; all segments before it are closed. */
    Position opened() {
        return opened;
    }

    private boolean collect() {
        int bytes = 0;
        for (Pending pending : group) {
            bytes += JournalRecord.OVERHEAD + pending.entry.payload().length;
        }
        while (bytes < GROUP_BYTES) {
            Pending next = queue.poll();
            if (next == null) {
                break;
            }
            group.add(next);
            bytes += JournalRecord.OVERHEAD + next.entry.payload().length;
        }
        return !group.isEmpty();
    }

    private void commit() throws IOException {
        rotationAsked &= durable.sequence() >= opened.next() || segment == null;
        if (group.isEmpty() && segment != null && !rotationAsked) {
            return;
        }
        boolean full = segment != null && segment.length() >= settings.segmentBytes;
        if (segment != null && (full || rotationAsked)) {
            closeSegment();
        }
        reserve(segment == null ? SegmentHeader.BYTES : 0);
        Mark last = encode();
        if (segment == null) {
            startSegment();
        } else {
            segment.append(buffer.flip());
        }
        durable = last;
        openedBytes = segment.length();
    }

    private void closeSegment() {
        settle();
        SegmentFile closing = segment;
        segment = null;
        try {
            closing.close();
        } catch (IOException harmless) {
            failed(harmless);
        }
    }

    private void failed(IOException failure) {
        alarmed = true;
        alarm.onWriteFailed(failure);
    }

    /** A number is used up only by a segment that survives: until then a later try takes the place of an earlier. */
    private void startSegment() throws IOException {
        long number = opened.segment() + 1;
        String name = Layout.segment(Layout.JOURNAL, number);
        segment = SegmentFile.create(files, name, buffer.flip(), failing ? 0 : settings.aheadBytes);
        opened = new Position(number, durable.sequence() + 1, durable.seal());
        rotationAsked = false;
    }

    private void reserve(int header) {
        int bytes = header;
        for (Pending pending : group) {
            bytes = Math.addExact(bytes, JournalRecord.OVERHEAD + pending.entry.payload().length);
        }
        if (bytes > buffer.capacity() || buffer.capacity() > GROUP_BYTES && bytes < GROUP_BYTES / 4) {
            buffer = ByteBuffer.allocate(Math.max(bytes, 64 * 1024));
        }
        buffer.clear();
        if (header > 0) {
            new SegmentHeader(
                            storeId,
                            opened.segment() + 1,
                            durable.sequence() + 1,
                            durable.seal(),
                            settings.epoch,
                            sealer.keyed())
                    .put(buffer, sealer);
        }
    }

    private Mark encode() {
        long sequence = durable.sequence();
        byte[] seal = durable.seal();
        int index = 0;
        for (Pending pending : group) {
            sequence++;
            seal = JournalRecord.put(buffer, sequence, index, settings.epoch, pending.entry, sealer, seal);
            index++;
        }
        return new Mark(storeId, sequence, seal);
    }

    private void leave(IOException failure) {
        failing = true;
        failed(failure);
        if (segment != null) {
            closeSegment();
        }
    }

    private void mark() {
        if (!settings.marking) {
            return;
        }
        try {
            if (mark == null) {
                mark = HighWaterMark.create(files, sealer, durable);
            } else {
                mark.write(durable);
            }
            noted = durable;
        } catch (IOException failure) {
            giveUpMark(failure);
        }
    }

    /** The file of the mark is given up: the next group makes a new one. The records are durable without it. */
    private void giveUpMark(IOException failure) {
        failed(failure);
        HighWaterMark left = mark;
        mark = null;
        try {
            if (left != null) {
                left.close();
            }
        } catch (IOException harmless) {
            failed(harmless);
        }
    }

    private void acknowledge() {
        long sequence = durable.sequence() - group.size();
        for (Pending pending : group) {
            sequence++;
            try {
                pending.acknowledgement.durable(sequence);
            } catch (RuntimeException failure) {
                alarm.onAcknowledgementFailed(failure);
            }
        }
        group.clear();
    }
}
