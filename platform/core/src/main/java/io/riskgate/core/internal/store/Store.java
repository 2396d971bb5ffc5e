package io.riskgate.core.internal.store;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The store of one platform: opened, verified and recovered, then written to.
 *
 * <p>Opening changes nothing of what was written; it begins a new segment, and takes into it the records of the last
 * group when nothing says that they were synced. So what recovery delivered is durable when {@link #open} returns.
 *
 * <p>A damaged store opens too, so that the platform can guard: the report says so, and the caller must deny every
 * account. Its evidence is kept, so that each later opening says the same until the damaged file is brought back:
 * neither the high-water mark nor an image is written.
 */
public final class Store implements Closeable {
    private final StoreOptions options;
    private final UUID id;
    private final boolean begunAnew;
    private final int epoch;
    private final RecoveryReport report;
    private final JournalWriter writer;
    private final Optional<Mirror> mirror;
    private final Closeable lock;
    private final Object upkeep = new Object();

    private Store(Opening opening, Closeable lock) {
        this.options = opening.options();
        this.id = opening.id();
        this.begunAnew = opening.begunAnew();
        this.epoch = opening.epoch();
        this.report = opening.report();
        this.writer = opening.writer();
        this.mirror = opening.mirror();
        this.lock = lock;
    }

    /**
     * Opens the store.
     *
     * @param recovered gets every entry in order, in the calling thread: those of the newest good image, then those of
     *     the journal after it
     * @throws StoreRefused when the data are not the expected ones, another process uses them, a newer version wrote
     *     them or another key sealed them; nothing was changed
     * @throws IOException when a file cannot be read or the new segment not be written
     */
    public static Store open(StoreOptions options, Consumer<Entry> recovered) throws IOException, StoreRefused {
        Closeable lock = options.files().lock(Layout.LOCK);
        boolean opened = false;
        try {
            Store store = new Store(Opening.of(options, recovered), lock);
            opened = true;
            return store;
        } finally {
            if (!opened) {
                lock.close();
            }
        }
    }

    /** Which store it is and how often it was opened; for the caller to keep with {@link StoreIdFile}. */
    public StoreIdentity identity() {
        return new StoreIdentity(id, epoch);
    }

    /** The store's id. */
    public UUID id() {
        return id;
    }

    /** Whether this opening began the store: its journal is empty. */
    public boolean begunAnew() {
        return begunAnew;
    }

    /** Which opening of the store this is, counted from 1. */
    public int epoch() {
        return epoch;
    }

    /** What recovery found. */
    public RecoveryReport report() {
        return report;
    }

    /** Where facts are appended, from any thread. */
    public Journal journal() {
        return writer;
    }

    /** What makes them durable: for a {@link WriterThread}, or to be drained inline. */
    public JournalWriter writer() {
        return writer;
    }

    /** What keeps the mirror, where there is one: for a {@link WriterThread}, or to be drained inline. */
    public Optional<Mirror> mirror() {
        return mirror;
    }

    /** Where the mirror is, where there is one. */
    public Optional<String> mirrorName() {
        return options.mirror().map(MirrorPlace::name);
    }

    /** How many durable records the mirror does not have yet; 0 without one. */
    public long mirrorBehind() {
        return mirror.map(copy -> writer.durableSequence() - copy.copied().sequence())
                .orElse(0L);
    }

    /** Whether there are images that the mirror does not have yet. Any thread. */
    public boolean mirrorLacksImages() {
        return mirror.map(Mirror::lacksImages).orElse(false);
    }

    /** Grows with all that is written to the mirror; 0 without one. Any thread. */
    public long mirrorSteps() {
        return mirror.map(Mirror::steps).orElse(0L);
    }

    /**
     * Makes an image of everything before the segment that is written to, from the newest image and the segments closed
     * since, and archives what it covers. Any thread, for as long as it takes; never touches live state. A failure is
     * told to the alarm. See {@link JournalWriter#rotate}.
     *
     * @return whether there is a new image
     */
    public boolean makeImage() {
        if (options.compactor().isEmpty() || !report.intact()) {
            return false;
        }
        synchronized (upkeep) {
            try {
                boolean made = new Imager(options, id, writer.opened(), spare()).run();
                mirror.ifPresent(Mirror::imageMade);
                return made;
            } catch (IOException failure) {
                options.alarm().onImageFailed(failure);
                return false;
            } catch (StoreRefused refusal) {
                options.alarm().onImageFailed(new IOException(refusal.getMessage(), refusal));
                return false;
            }
        }
    }

    private Spare spare() {
        mirror.ifPresent(Mirror::readAnew);
        return mirror.map(Mirror::spare).orElse(Spare.NONE);
    }

    /**
     * Gives the entries that are history: of the archive from a day on, counted from 1970-01-01 UTC, then of the journal
     * up to what is durable now. Any thread.
     *
     * @param state gets the entries that make up the state at the end
     * @return what of the history could not be read
     */
    public List<Damage> history(long fromDay, Consumer<Entry> history, Consumer<Entry> state)
            throws IOException, StoreRefused {
        synchronized (upkeep) {
            List<Damage> damages = new ArrayList<>();
            Sealer sealer = new Sealer(options.key());
            HistoryImages images = new HistoryImages(options.files(), sealer, id);
            for (String name : images.names()) {
                if (HistoryImages.dayIn(name) >= fromDay) {
                    images.read(name, history, damages);
                }
            }
            Compactor fold = options.compactor().orElseThrow().get();
            Position from = new Position(1, 1, sealer.genesis(id));
            Optional<ImageFile> newest = new Images(options.files(), sealer, id).newest(new ArrayList<>());
            if (newest.isPresent()) {
                try (ImageFile image = newest.get()) {
                    image.forEach(fold::apply);
                    from = image.image().position();
                }
            }
            fold.history();
            Mark durable = writer.durable();
            new JournalScan(options.files(), sealer, id, Optional.of(durable), spare(), fold::apply)
                    .run(from, writer.opened().segment(), durable.sequence());
            fold.history().forEach(history);
            fold.forEachRemaining(state);
            return damages;
        }
    }

    /**
     * Reads everything and checks it: journal and archive up to what is durable now, images, mark and mirror. Any
     * thread, while the store is written to; changes nothing.
     *
     * @throws StoreRefused when a file was put there by a newer version or with another key
     */
    public Verification verify() throws IOException, StoreRefused {
        synchronized (upkeep) {
            mirror.ifPresent(Mirror::readAnew);
            return new Verifier(options, id, writer, mirror).run();
        }
    }

    /**
     * Puts right what is damaged and redundant: segments from the mirror, images from the journal, the mirror from the
     * journal. Any thread, while the store is written to; the segment that is written to is left out: see
     * {@link JournalWriter#rotate}. Damaged files are kept in {@code live/damaged}.
     *
     * @throws StoreRefused when a file was put there by a newer version or with another key
     */
    public Repair repair() throws IOException, StoreRefused {
        synchronized (upkeep) {
            if (mirror.isPresent()) {
                mirror.get().readAnew();
                mirror.get().attachForRepair();
            }
            return new Repairer(options, id, writer, mirror).run();
        }
    }

    /** Drains, closes the files and gives up the lock; the threads are closed before. */
    @Override
    public void close() throws IOException {
        try {
            writer.close();
            mirror.ifPresent(Mirror::close);
        } finally {
            lock.close();
        }
    }
}
