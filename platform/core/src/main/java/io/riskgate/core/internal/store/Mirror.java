package io.riskgate.core.internal.store;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps a second copy of the journal and its mark: what is durable in the journal is read from there, checked, written
 * to the same place of the same file in the mirror and synced, group after group.
 *
 * <p>The journal never waits for it. What fails is told to the alarm and tried again from the beginning of its segment,
 * in a new file; so a mirror that was away catches up by itself. Belongs to one thread, but for {@link #close},
 * {@link #place} and {@link #copied}.
 */
public final class Mirror implements Worker, Closeable {
    private static final int CHUNK = 1024 * 1024;
    private static final long HANGING_SECONDS = 5;

    private final StoreOptions options;
    private final MirrorPlace place;
    private final FileLayer source;
    private final Sealer sealer;
    private final UUID storeId;
    private final ReentrantLock working = new ReentrantLock();

    private JournalWriter journal;
    private volatile FileLayer files;
    private Closeable lock;
    private HighWaterMark mark;
    private SegmentFile segment;
    private long number;
    private long next;
    private byte[] before;
    private boolean failing;
    private boolean closed;
    private volatile boolean diverged;
    private volatile Mark copied;

    Mirror(StoreOptions options, UUID storeId) {
        this.options = options;
        this.place = options.mirror().orElseThrow();
        this.source = options.files();
        this.sealer = new Sealer(options.key());
        this.storeId = storeId;
        this.copied = new Mark(storeId, 0, sealer.genesis(storeId));
    }

    /** Where it is. */
    MirrorPlace place() {
        return place;
    }

    /** Whether it is of another course of this store than the journal. Any thread. */
    boolean diverged() {
        return diverged;
    }

    /** How far it reaches. Any thread. */
    Mark copied() {
        return copied;
    }

    /**
     * Takes the directory, when it can be had, so that it can be read.
     *
     * @throws StoreRefused when it has the mirror of another store, or another process writes it
     */
    void tryAttach() throws StoreRefused {
        try {
            attach();
        } catch (IOException failure) {
            fail(failure);
        }
    }

    /** Takes the directory when it could not be had at the start of a damaged store, which copies nothing. Any thread. */
    void attachForRepair() throws StoreRefused {
        if (!acquired()) {
            return;
        }
        try {
            if (files == null && journal == null && !closed) {
                tryAttach();
            }
        } finally {
            working.unlock();
        }
    }

    private void attach() throws IOException, StoreRefused {
        FileLayer there = place.files().open();
        Closeable held = there.lock(Layout.LOCK);
        boolean attached = false;
        try {
            if (options.newStore().isPresent() && journal == null && there.exists(Layout.LIVE)) {
                Opening.moveAside(there, options.newStore().get());
            }
            copied = look(there);
            diverged = false;
            files = there;
            lock = held;
            attached = true;
        } finally {
            if (!attached) {
                held.close();
            }
        }
    }

    /** How far the copy there reaches. */
    private Mark look(FileLayer there) throws IOException, StoreRefused {
        List<Damage> damages = new ArrayList<>();
        Contents contents = Contents.of(there, sealer, damages);
        Optional<UUID> found = contents.headerId().or(() -> contents.mark().map(Mark::storeId));
        if (found.isPresent() && !found.get().equals(storeId)) {
            throw new StoreRefused(("%s is to mirror store %s, it has store %s: name an empty directory as 'mirror' in"
                            + " %s, or bring the data of that store back")
                    .formatted(place.name(), storeId, found.get(), options.expectedIn()));
        }
        if (found.isEmpty() && !contents.empty()) {
            throw new IOException("none of the files in %s says of which store it is: name an empty directory, or move"
                            .formatted(place.name())
                    + " them away");
        }
        there.createDirectory(Layout.JOURNAL);
        return contents.mark().orElse(new Mark(storeId, 0, sealer.genesis(storeId)));
    }

    /** The copy as a source, to heal from. */
    Spare spare() {
        FileLayer there = files;
        return there == null ? Spare.NONE : new Spare(there, storeId, new Sealer(options.key()));
    }

    /** How far the copy is known to reach; empty when it cannot be read. */
    Optional<Mark> mark() {
        return files == null || copied.sequence() == 0 ? Optional.empty() : Optional.of(copied);
    }

    /** The number of the newest segment that is there. */
    long newestSegment() {
        try {
            return files == null ? 0 : Layout.newestSegment(files);
        } catch (IOException unreadable) {
            return 0;
        }
    }

    /** Copies from now on what this journal makes durable. */
    void follow(JournalWriter writer) {
        long behind = writer.durableSequence() - copied.sequence();
        if (files != null && behind > 0 && copied.sequence() > 0) {
            options.alarm().onMirrorBehind(behind);
        }
        journal = writer;
    }

    @Override
    public void onWork(Runnable wakeUp) {
        if (journal != null) {
            journal.onDurable(wakeUp);
        }
    }

    @Override
    public boolean idle() {
        return journal == null || !failing && segment != null && copied.sequence() >= journal.durableSequence();
    }

    /** Copies and syncs all that is durable and not yet there; false when it failed: call again, later. */
    @Override
    public boolean drain() {
        working.lock();
        try {
            if (closed || journal == null) {
                return true;
            }
            if (files == null) {
                attach();
            }
            if (segment == null) {
                fillGaps();
            }
            advance();
            if (failing) {
                failing = false;
                options.alarm().onMirrorRecovered();
            }
            return true;
        } catch (IOException failure) {
            fail(failure);
        } catch (StoreRefused refusal) {
            fail(new IOException(refusal.getMessage(), refusal));
        } catch (RuntimeException failure) {
            fail(new IOException("mirror could not be written: " + failure, failure));
        } finally {
            working.unlock();
        }
        return false;
    }

    @Override
    public boolean settle() {
        working.lock();
        try {
            if (closed || mark == null || !mark.unsettled()) {
                return false;
            }
            mark.settle();
        } catch (IOException failure) {
            fail(failure);
        } finally {
            working.unlock();
        }
        return true;
    }

    /** Finds the first segment that is not wholly there, and copies what is missing before it. */
    private void fillGaps() throws IOException {
        List<Long> all = Layout.all(source);
        Set<Long> there = Set.copyOf(Layout.all(files));
        int from = all.size() - 1;
        while (from > 0 && !(there.contains(all.get(from - 1)) && firstOf(all.get(from)) - 1 <= copied.sequence())) {
            from--;
        }
        for (int index = 0; index < from; index++) {
            if (!there.contains(all.get(index))) {
                copySegment(all.get(index), firstOf(all.get(index + 1)) - 1);
                closeSegment();
            }
        }
        number = all.get(from);
        forget(all.get(0));
    }

    /** Deletes segments that the journal no longer keeps. */
    private void forget(long first) throws IOException {
        boolean any = false;
        for (long old : Layout.segments(files, Layout.JOURNAL)) {
            if (old < first) {
                files.delete(Layout.segment(Layout.JOURNAL, old));
                any = true;
            }
        }
        if (any) {
            files.syncDirectory(Layout.JOURNAL);
        }
    }

    private void advance() throws IOException {
        boolean more = true;
        while (more) {
            Mark durable = journal.durable();
            long opened = journal.opened().segment();
            long limit = durable.sequence();
            if (number < opened) {
                limit = Math.min(limit, firstOf(number + 1) - 1);
            }
            if (segment == null) {
                copySegment(number, limit);
                note();
            } else if (next <= limit) {
                copyTail(limit);
                note();
            } else if (number < opened) {
                closeSegment();
                number++;
                forget(Layout.all(source).get(0));
            } else {
                more = false;
            }
        }
    }

    /** Writes a segment from its beginning, up to a record, in place of what may be there. */
    private void copySegment(long wanted, long limit) throws IOException {
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
        String target = Layout.segment(Layout.JOURNAL, wanted);
        segment = SegmentFile.create(files, target, ByteBuffer.wrap(bytes, 0, end), options.aheadBytes());
    }

    private void copyTail(long limit) throws IOException {
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
        if (next - 1 == copied.sequence() && !Arrays.equals(before, copied.seal())) {
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

    private long firstOf(long wanted) throws IOException {
        String name = find(wanted);
        return SegmentHeader.of(SegmentStart.head(source, name), sealer)
                .orElseThrow(() -> new IOException(name + " has no header to copy: see risk:store-verify"))
                .firstSequence();
    }

    private static IOException damaged(String name, long offset) {
        return new IOException(
                "%s at offset %d is not as it was written: see risk:store-verify".formatted(name, offset));
    }

    private void note() throws IOException {
        Mark reached = new Mark(storeId, next - 1, before);
        if (reached.sequence() < copied.sequence()) {
            return;
        }
        if (mark == null) {
            mark = HighWaterMark.create(files, sealer, reached);
        } else {
            mark.write(reached);
        }
        copied = reached;
    }

    private void fail(IOException failure) {
        failing = true;
        options.alarm().onMirrorFailed(new IOException(place.name() + ": " + failure, failure));
        release();
    }

    /** Lets go of everything; the next try begins anew. */
    private void release() {
        closeSegment();
        for (Closeable open : new Closeable[] {mark, lock}) {
            try {
                if (open != null) {
                    open.close();
                }
            } catch (IOException unneeded) {
                options.alarm().onMirrorFailed(unneeded);
            }
        }
        mark = null;
        lock = null;
        files = null;
    }

    private void closeSegment() {
        SegmentFile closing = segment;
        segment = null;
        try {
            if (closing != null) {
                closing.close();
            }
        } catch (IOException unneeded) {
            options.alarm().onMirrorFailed(unneeded);
        }
    }

    /** Has there the images that the store has, so that the mirror is a store by itself. Any thread. */
    void copyImages() {
        if (!acquired()) {
            return;
        }
        try {
            FileLayer there = files;
            if (there == null || closed || journal == null) {
                return;
            }
            there.createDirectory(Layout.IMAGES);
            List<String> all = Images.names(source);
            List<String> had = Images.names(there);
            for (String name : all) {
                if (!had.contains(name)) {
                    Evidence.replace(there, name, source.load(name));
                }
            }
            for (String name : had) {
                if (!all.contains(name)) {
                    there.delete(name);
                }
            }
        } catch (IOException failure) {
            fail(failure);
        } finally {
            working.unlock();
        }
    }

    /**
     * Copies segments anew that are damaged there, and all of it when it is of another course of the store. Any thread.
     *
     * @return what was put right
     */
    List<Repair.Change> repair(Set<Long> damaged) throws IOException, StoreRefused {
        List<Repair.Change> changes = new ArrayList<>();
        if (!acquired()) {
            return changes;
        }
        try {
            boolean otherCourse = diverged;
            if (closed || journal == null) {
                return changes;
            }
            if (files == null) {
                attach();
            }
            FileLayer there = files;
            closeSegment();
            for (long wanted : damaged) {
                String name = Layout.segment(Layout.JOURNAL, wanted);
                if (wanted > 0 && wanted < journal.opened().segment()) {
                    boolean kept = there.exists(name);
                    String evidence = kept ? Evidence.copy(there, name, there.load(name)) : "";
                    copySegment(wanted, firstOf(wanted + 1) - 1);
                    closeSegment();
                    changes.add(
                            new Repair.Change(place.fileName(name), "journal", kept ? place.fileName(evidence) : ""));
                }
            }
            if (otherCourse) {
                String aside = Opening.moveAside(there, "other-course");
                changes.add(new Repair.Change(place.fileName(Layout.LIVE), "journal", place.fileName(aside)));
                release();
            } else if (damaged.contains(0L)) {
                renewMark(there, changes);
            }
            drain();
            settle();
        } finally {
            working.unlock();
        }
        return changes;
    }

    private void renewMark(FileLayer there, List<Repair.Change> changes) throws IOException {
        String evidence = there.exists(HighWaterMark.NAME)
                ? place.fileName(Evidence.copy(there, HighWaterMark.NAME, there.load(HighWaterMark.NAME)))
                : "";
        if (mark != null) {
            mark.close();
        }
        mark = HighWaterMark.create(there, sealer, copied);
        changes.add(new Repair.Change(place.fileName(HighWaterMark.NAME), "journal", evidence));
    }

    /** Takes the mirror from its thread; false when that hangs in a call of the disk. */
    private boolean acquired() {
        try {
            return working.tryLock(HANGING_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Copies what is left and closes the files; what hangs in a call of the disk is left alone. Any thread. */
    @Override
    public void close() {
        if (!working.tryLock()) {
            return;
        }
        try {
            if (!failing) {
                drain();
                settle();
            }
            closed = true;
            release();
        } finally {
            working.unlock();
        }
    }
}
