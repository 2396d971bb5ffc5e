package io.riskgate.core.internal.engine;

import io.riskgate.api.engine.AccountHistory;
import io.riskgate.api.engine.Decision;
import io.riskgate.api.engine.PlatformStore;
import io.riskgate.api.engine.StoreRepair;
import io.riskgate.api.engine.StoreReport;
import io.riskgate.core.internal.store.Damage;
import io.riskgate.core.internal.store.Entry;
import io.riskgate.core.internal.store.Journal;
import io.riskgate.core.internal.store.Mirror;
import io.riskgate.core.internal.store.Repair;
import io.riskgate.core.internal.store.Store;
import io.riskgate.core.internal.store.StoreIdentity;
import io.riskgate.core.internal.store.StoreOptions;
import io.riskgate.core.internal.store.StoreRefused;
import io.riskgate.core.internal.store.Verification;
import io.riskgate.core.internal.store.WriterThread;
import io.riskgate.core.internal.store.WriterThread.Waiting;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/** The store of a live platform with its threads: journal, mirror, images. Safe in all threads once it is open. */
final class LiveStore implements PlatformStore {
    private static final Duration IMAGE_EVERY = Duration.ofMinutes(15);
    private static final Duration IMAGE_AT_LEAST = Duration.ofDays(1);
    private static final long WORTH_AN_IMAGE = 4L * 1024 * 1024;
    private static final Duration LONGEST_LOCKOUT = Duration.ofDays(31);
    private static final Duration RETRY_WRITE = Duration.ofMillis(100);
    private static final Duration SETTLE_AFTER = Duration.ofMillis(50);
    private static final Duration RETRY_MIRROR = Duration.ofSeconds(5);
    private static final int ROTATION_POLLS = 100;
    private static final long POLL_NANOS = 20_000_000L;
    private static final long STOP_MIRROR_MILLIS = 5_000L;
    private static final long STOP_IMAGE_MILLIS = 5_000L;

    private final LiveSetup setup;
    private final InstantSource clock;
    private final StoreWatch watch;
    private final ScheduledExecutorService upkeep =
            Executors.newScheduledThreadPool(2, task -> LimitedCalls.daemon(task, "riskgate-image"));
    private volatile Store store;
    private volatile String directory;
    private WriterThread writer;
    private WriterThread mirrorWriter;
    private long mirrorSteps;
    private Instant imageBy = Instant.EPOCH;

    LiveStore(LiveSetup setup, InstantSource clock, Consumer<List<Decision>> sink) {
        this.setup = setup;
        this.clock = clock;
        this.watch = new StoreWatch(clock, sink);
    }

    /** Opens the store, gives every fact in it and starts what writes it. */
    void open(StoreOptions options, String where, IntSupplier historyDays, Consumer<Fact> recovered)
            throws IOException, StoreRefused {
        directory = where;
        Store opened = Store.open(
                options.withImages(3, FoldCompactor::new)
                        .withHistory(historyDays)
                        .withAlarm(watch),
                entry -> recovered.accept(FactCodec.decode(entry)));
        store = opened;
        if (opened.begunAnew()) {
            journal()
                    .append(FactCodec.encode(
                            new Fact.StoreBegun(clock.instant(), opened.id().toString())));
        }
        opened.report().damages().forEach(watch::damaged);
        if (!setup.threaded()) {
            return;
        }
        writer = new WriterThread(
                opened.writer(), "riskgate-journal", Waiting.parking(RETRY_WRITE.toNanos(), SETTLE_AFTER.toNanos()));
        writer.start();
        if (opened.mirror().isPresent()) {
            mirrorWriter = new WriterThread(
                    opened.mirror().get(),
                    "riskgate-mirror",
                    Waiting.parking(RETRY_MIRROR.toNanos(), SETTLE_AFTER.toNanos()));
            mirrorWriter.start();
            Recurring.on(upkeep, RETRY_MIRROR.toMillis(), this::watchMirror);
        }
        Recurring.on(upkeep, IMAGE_EVERY.toMillis(), this::makeImage);
    }

    /** Writes what is to be written, on the caller's thread; returns whether there was anything. */
    boolean step() {
        boolean any = !store.writer().idle() && store.writer().drain();
        if (store.mirror().isPresent()) {
            Mirror mirror = store.mirror().get();
            any |= !mirror.idle() && mirror.drain();
        }
        return any;
    }

    Journal journal() {
        return store.journal();
    }

    StoreIdentity identity() {
        return store.identity();
    }

    /** The id for people, or null before the store is open. */
    String idOrNull() {
        Store opened = store;
        return opened == null ? null : opened.id().toString();
    }

    /** Where it lies, for people; null before it is open. */
    String directory() {
        return directory;
    }

    /** The last record that is durable. */
    long lastRecord() {
        Store opened = store;
        return opened == null ? 0 : opened.writer().durableSequence();
    }

    /** What is wrong now, or null. */
    String alarm() {
        String alarm = watch.alarm();
        return alarm == null || store == null || doubt() == null
                ? alarm
                : alarm + "; every account is locked, known or not";
    }

    /** Why nobody can know which accounts are locked, and the way out; null if nothing is missing. */
    String doubt() {
        List<Damage> open = store.report().damages().stream()
                .filter(damage -> !damage.healed())
                .toList();
        if (open.isEmpty()) {
            return null;
        }
        String more = open.size() == 1 ? "" : " (and %d more, see risk:store-verify)".formatted(open.size() - 1);
        return ("Whether this account is locked is unknown, the store is damaged: %s%s. It is free after a start with that"
                        + " file healed: by risk:store-repair, or brought back from the mirror or a backup")
                .formatted(open.get(0), more);
    }

    /** A segment of its own, and with it an image, is made of what is worth one, and once a day. */
    private void makeImage() {
        Instant now = clock.instant();
        if (store.writer().openedBytes() < WORTH_AN_IMAGE && now.isBefore(imageBy)) {
            return;
        }
        imageBy = now.plus(IMAGE_AT_LEAST);
        imageNow();
    }

    /** Makes an image of all that was written so far, when there is something new; returns whether. */
    boolean imageNow() {
        beginSegment(store);
        boolean made = store.makeImage();
        if (made) {
            watch.imageMade();
        }
        return made;
    }

    /** A disk that hangs in a call says nothing by itself. */
    private void watchMirror() {
        long behind = store.mirrorBehind();
        long steps = store.mirrorSteps();
        if ((behind > 0 || store.mirrorLacksImages()) && steps == mirrorSteps && doubt() == null) {
            watch.mirrorStands(behind);
        } else {
            watch.mirrorMoves();
        }
        mirrorSteps = steps;
    }

    @Override
    public StoreReport verify() throws IOException {
        Store opened = opened();
        try {
            return report(opened, opened.verify());
        } catch (StoreRefused refused) {
            throw new IOException(refused.getMessage(), refused);
        }
    }

    @Override
    public AccountHistory history(String account, Instant since) throws IOException {
        HistoryReader reader = new HistoryReader(account);
        long from = since.minus(LONGEST_LOCKOUT)
                .atOffset(ZoneOffset.UTC)
                .toLocalDate()
                .toEpochDay();
        try {
            List<Damage> damages = opened().history(
                            from, entry -> reader.take(FactCodec.decode(entry)), entry -> running(reader, entry));
            return reader.since(since, damages.stream().map(Damage::file).toList());
        } catch (StoreRefused refused) {
            throw new IOException(refused.getMessage(), refused);
        }
    }

    /** Of the state, only the running day and the lockouts in force belong to the history. */
    private static void running(HistoryReader reader, Entry entry) {
        Fact fact = FactCodec.decode(entry);
        if (fact instanceof Fact.DayKept || fact instanceof Fact.LockoutSet) {
            reader.take(fact);
        }
    }

    @Override
    public StoreRepair repair() throws IOException {
        Store opened = opened();
        beginSegment(opened);
        try {
            Repair repair = opened.repair();
            return new StoreRepair(
                    repair.changes().stream()
                            .map(change -> new StoreRepair.Healed(change.file(), change.from(), change.evidence()))
                            .toList(),
                    report(opened, repair.left()),
                    doubt() != null);
        } catch (StoreRefused refused) {
            throw new IOException(refused.getMessage(), refused);
        }
    }

    /** Has all that was written so far in closed segments, which can be repaired; not while writing fails. */
    private void beginSegment(Store opened) {
        opened.writer().rotate();
        if (!setup.threaded()) {
            opened.writer().drain();
            return;
        }
        for (int i = 0; i < ROTATION_POLLS && !opened.writer().idle(); i++) {
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private Store opened() throws IOException {
        Store opened = store;
        if (opened == null) {
            throw new IOException("the store is not open: see risk:status");
        }
        return opened;
    }

    private StoreReport report(Store opened, Verification found) {
        return new StoreReport(
                opened.id().toString(),
                directory,
                opened.mirrorName().orElse(null),
                found.lastRecord(),
                found.records(),
                found.parts().stream()
                        .map(part -> new StoreReport.Part(part.name(), part.files(), part.bytes(), part.damages()))
                        .toList(),
                found.damages().stream()
                        .map(damage -> new StoreReport.Damage(
                                damage.file(), damage.offset(), damage.message(), damage.healed()))
                        .toList());
    }

    /** Has the threads finish what is queued. */
    void endWriting() throws InterruptedException {
        upkeep.shutdownNow();
        upkeep.awaitTermination(STOP_IMAGE_MILLIS, TimeUnit.MILLISECONDS);
        if (writer != null) {
            writer.close();
        }
        if (mirrorWriter != null) {
            mirrorWriter.closeWithin(STOP_MIRROR_MILLIS);
        }
    }

    void close() throws IOException {
        if (store != null) {
            store.close();
        }
    }
}
