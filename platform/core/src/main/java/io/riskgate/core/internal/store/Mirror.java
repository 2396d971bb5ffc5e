package io.riskgate.core.internal.store;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
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
    private static final long HANGING_SECONDS = 5;

    private final StoreOptions options;
    private final MirrorPlace place;
    private final FileLayer source;
    private final Sealer sealer;
    private final UUID storeId;
    private final MirrorDirectory directory;
    private final ReentrantLock working = new ReentrantLock();

    private JournalWriter journal;
    private volatile FileLayer files;
    private volatile LimitedFiles readable;
    private Closeable lock;
    private HighWaterMark mark;
    private SegmentCopier copier;
    private long number;
    private boolean failing;
    private volatile boolean following;
    private boolean closed;
    private volatile boolean diverged;
    private volatile Mark copied;

    Mirror(StoreOptions options, UUID storeId) {
        this.options = options;
        this.place = options.mirror().orElseThrow();
        this.source = options.files();
        this.sealer = new Sealer(options.key());
        this.storeId = storeId;
        this.directory = new MirrorDirectory(options, storeId);
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
     * Takes the directory, when it can be had in time, so that it can be read.
     *
     * @throws StoreRefused when it has the mirror of another store, or another process writes it
     */
    void tryAttach() throws StoreRefused {
        try {
            use(directory.takeInTime(journal == null));
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

    private void use(MirrorDirectory.Taken taken) {
        copied = taken.copied();
        diverged = false;
        lock = taken.lock();
        readable = new LimitedFiles(taken.files(), place.patience());
        copier = new SegmentCopier(options, taken.files(), this::copied);
        files = taken.files();
    }

    /** The copy as a source, to heal from. */
    Spare spare() {
        FileLayer there = readable;
        return files == null || there == null ? Spare.NONE : new Spare(there, storeId, new Sealer(options.key()));
    }

    /** Has it read again though its disk hung before. Any thread. */
    void readAnew() {
        FileLayer there = files;
        if (there != null && !answers()) {
            readable = new LimitedFiles(there, place.patience());
        }
    }

    /** Whether it could be read so far. */
    boolean answers() {
        LimitedFiles there = readable;
        return files != null && there != null && !there.hangs();
    }

    /** How far the copy is known to reach; empty when it cannot be read. */
    Optional<Mark> mark() {
        return files == null || copied.sequence() == 0 ? Optional.empty() : Optional.of(copied);
    }

    /** The number of the newest segment that is there. */
    long newestSegment() {
        try {
            return files == null ? 0 : Layout.newestSegment(readable);
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
        return journal == null || !failing && following && copied.sequence() >= journal.durableSequence();
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
                use(directory.take(false));
            }
            if (!copier.isOpen()) {
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
        while (from > 0
                && !(there.contains(all.get(from - 1)) && copier.firstOf(all.get(from)) - 1 <= copied.sequence())) {
            from--;
        }
        for (int index = 0; index < from; index++) {
            if (!there.contains(all.get(index))) {
                copier.copy(all.get(index), copier.firstOf(all.get(index + 1)) - 1);
                copier.close();
            }
        }
        number = all.get(from);
        copier.forget(all.get(0));
    }

    private void advance() throws IOException {
        boolean more = true;
        while (more) {
            Mark durable = journal.durable();
            long opened = journal.opened().segment();
            long limit = durable.sequence();
            if (number < opened) {
                limit = Math.min(limit, copier.firstOf(number + 1) - 1);
            }
            if (!copier.isOpen()) {
                copier.copy(number, limit);
                note();
            } else if (copier.next() <= limit) {
                copier.copyTail(number, limit);
                note();
            } else if (number < opened) {
                copier.close();
                number++;
                copier.forget(Layout.all(source).get(0));
            } else {
                more = false;
            }
        }
        following = true;
    }

    private void note() throws IOException {
        Mark reached = copier.reached(storeId);
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
        diverged |= copier != null && copier.diverged();
        options.alarm().onMirrorFailed(new IOException(place.name() + ": " + failure, failure));
        release();
    }

    /** Lets go of everything; the next try begins anew. */
    private void release() {
        following = false;
        for (Closeable open : new Closeable[] {copier, mark, lock}) {
            try {
                if (open != null) {
                    open.close();
                }
            } catch (IOException unneeded) {
                options.alarm().onMirrorFailed(unneeded);
            }
        }
        copier = null;
        mark = null;
        lock = null;
        files = null;
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
            Images.copy(source, there);
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
                tryAttach();
            }
            FileLayer there = files;
            if (there == null) {
                return changes;
            }
            following = false;
            copier.close();
            for (long wanted : damaged) {
                String name = Layout.segment(Layout.JOURNAL, wanted);
                if (wanted > 0 && wanted < journal.opened().segment()) {
                    boolean kept = there.exists(name);
                    String evidence = kept ? Evidence.copy(there, name, there.load(name)) : "";
                    copier.copy(wanted, copier.firstOf(wanted + 1) - 1);
                    copier.close();
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
