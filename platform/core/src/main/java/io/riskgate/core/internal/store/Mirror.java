package io.riskgate.core.internal.store;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps a second copy of the journal and its mark: what is durable in the journal is read from there, checked, written
 * to the same place of the same file in the mirror and synced, group after group.
 *
 * <p>The journal never waits for it. What fails is told to the alarm and tried again from the beginning of its segment,
 * in a new file; so a mirror that was away catches up by itself. Belongs to one thread, but where any is said. No other
 * thread writes to its disk: what one has to wait for is done on a thread of its own, and given up when that stands.
 */
public final class Mirror implements Worker, Closeable {
    private final StoreOptions options;
    private final MirrorPlace place;
    private final FileLayer source;
    private final Sealer sealer;
    private final UUID storeId;
    private final MirrorDirectory directory;
    private final ReentrantLock working = new ReentrantLock();

    private volatile Runnable wakeUp = () -> {};
    private JournalWriter journal;
    private volatile FileLayer files;
    private volatile LimitedFiles readable;
    private Closeable lock;
    private HighWaterMark mark;
    private SegmentCopier copier;
    private long number;
    private volatile boolean failing;
    private volatile boolean following;
    private volatile int imagesMade;
    private volatile int imagesCopied;
    private volatile long steps;
    private boolean closed;
    private volatile boolean diverged;
    private volatile Mark copied;
    private volatile CompletableFuture<?> givenUp = CompletableFuture.completedFuture(null);

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
        if (journal != null) {
            return;
        }
        working.lock();
        try {
            if (files == null && !closed) {
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
        LimitedFiles before = readable;
        if (there != null && !answers() && (before == null || !before.stillHangs())) {
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
    public void onWork(Runnable signal) {
        wakeUp = signal;
        if (journal != null) {
            journal.onDurable(signal);
        }
    }

    @Override
    public boolean idle() {
        return journal == null
                || !failing && following && !lacksImages() && copied.sequence() >= journal.durableSequence();
    }

    /** Whether images were made that are not there yet. Any thread. */
    boolean lacksImages() {
        return imagesCopied != imagesMade;
    }

    /** Grows with all that is written there: it stands while the disk hangs. Any thread. */
    long steps() {
        return steps;
    }

    /** Has copied there, by its own thread, the images that the store has, so that the mirror is a store by itself. Any thread. */
    void imageMade() {
        imagesMade++;
        wakeUp.run();
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
                number = copier.fillGaps();
            }
            advance();
            copyImages();
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
                copier.forget();
            } else {
                more = false;
            }
        }
        following = true;
    }

    private void copyImages() throws IOException {
        int made = imagesMade;
        if (imagesCopied != made) {
            Images.copy(source, files, this::stepped);
            imagesCopied = made;
        }
    }

    private void stepped() {
        steps++;
    }

    private void note() throws IOException {
        stepped();
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

    /**
     * Copies segments anew that are damaged there, and all of it when it is of another course of the store. Any thread.
     *
     * @return what was put right; nothing when its disk hangs
     */
    List<Repair.Change> repair(Set<Long> damaged) throws IOException, StoreRefused {
        return whileItComesOn(() -> putRight(damaged)).orElse(List.of());
    }

    /**
     * Does something there on another thread, and waits for it while it comes on; then it is left alone, the alarm hears
     * of it, and the mirror is as it was or as it was to become, whenever the disk is back.
     */
    private <T> Optional<T> whileItComesOn(LimitedFiles.Call<T> call) throws IOException, StoreRefused {
        if (!givenUp.isDone()) {
            return left(new IOException("its disk did not answer before"));
        }
        CompletableFuture<T> begun = LimitedFiles.begin(call);
        try {
            return Optional.of(LimitedFiles.awaitWhile(this::steps, begun, place.patience()));
        } catch (IOException failure) {
            if (begun.isDone()) {
                throw failure;
            }
            givenUp = begun;
            return left(failure);
        }
    }

    private <T> Optional<T> left(IOException failure) {
        failing = true;
        options.alarm().onMirrorFailed(new IOException(place.name() + ": " + failure, failure));
        wakeUp.run();
        return Optional.empty();
    }

    private List<Repair.Change> putRight(Set<Long> damaged) throws IOException, StoreRefused {
        List<Repair.Change> changes = new ArrayList<>();
        working.lock();
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
                if (wanted > 0 && wanted < journal.opened().segment()) {
                    String evidence = copier.renew(wanted);
                    stepped();
                    changes.add(change(Layout.segment(Layout.JOURNAL, wanted), evidence));
                }
            }
            if (otherCourse) {
                changes.add(change(Layout.LIVE, Opening.moveAside(there, "other-course")));
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
                ? Evidence.copy(there, HighWaterMark.NAME, there.load(HighWaterMark.NAME))
                : "";
        if (mark != null) {
            mark.close();
        }
        mark = HighWaterMark.create(there, sealer, copied);
        changes.add(change(HighWaterMark.NAME, evidence));
    }

    private Repair.Change change(String file, String evidence) {
        return new Repair.Change(place.fileName(file), "journal", evidence.isEmpty() ? "" : place.fileName(evidence));
    }

    /** Copies what is left and closes the files; what hangs in a call of the disk is left alone. Any thread. */
    @Override
    public void close() {
        try {
            whileItComesOn(() -> {
                finish();
                return true;
            });
        } catch (IOException | StoreRefused failure) {
            throw new IllegalStateException("closing tells the alarm what fails", failure);
        }
    }

    private void finish() {
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
