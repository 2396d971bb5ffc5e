package io.riskgate.core.internal.engine;

import io.riskgate.api.broker.Broker;
import io.riskgate.api.engine.AccountStatus;
import io.riskgate.api.engine.Decision;
import io.riskgate.api.engine.Lockout;
import io.riskgate.api.engine.LockoutStore;
import io.riskgate.api.engine.PlatformStatus;
import io.riskgate.api.engine.PreCheckGate;
import io.riskgate.api.engine.RiskEngine;
import io.riskgate.api.engine.RuleStatus;
import io.riskgate.api.event.BookSnapshot;
import io.riskgate.api.event.BrokerEvent;
import io.riskgate.core.internal.store.Alarm;
import io.riskgate.core.internal.store.Compactor;
import io.riskgate.core.internal.store.Entry;
import io.riskgate.core.internal.store.Store;
import io.riskgate.core.internal.store.StoreOptions;
import io.riskgate.core.internal.store.StoreRefused;
import io.riskgate.core.internal.store.WriterThread;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The live engine without OSGi: stripes on their threads, the store, the broker, and the order in which they start.
 * Safe in all threads.
 */
public final class LivePlatform implements RiskEngine {
    private static final Logger LOG = LoggerFactory.getLogger("io.riskgate");
    private static final long ANSWER_SECONDS = 5;
    private static final Duration IMAGE_EVERY = Duration.ofMinutes(15);

    private final InstantSource clock;
    private final RuleDesk rules;
    private final GateBoard gate = new GateBoard();
    private final Quarantine quarantine = new Quarantine();
    private final Notifier notifier;
    private final ExecutorService calls = Executors.newCachedThreadPool(task -> daemon(task, "riskgate-call"));
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "riskgate-timer"));
    private final AtomicLong events = new AtomicLong();
    private final int stripeCount;
    private final Watch watch;

    private volatile List<LiveStripe> stripes = List.of();
    private volatile Store store;
    private volatile String storeDirectory;
    private volatile String storeAlarm;
    private volatile Broker broker;
    private WriterThread writer;

    /**
     * A platform that is not started.
     *
     * @param clock the wall clock
     * @param stripeCount how many threads handle events
     * @param rules the rules and settings
     */
    LivePlatform(InstantSource clock, int stripeCount, RuleDesk rules, Watch watch) {
        this.clock = clock;
        this.stripeCount = stripeCount;
        this.rules = rules;
        this.watch = watch;
        this.notifier = new Notifier(new DecisionLog(rules::code));
    }

    /** A platform on {@code stripes} threads that is not started. */
    public static LivePlatform of(InstantSource clock, int stripes, RuleDesk rules) {
        return new LivePlatform(clock, stripes, rules, (bound, event, view) -> bound.evaluator.evaluate(event, view));
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** The gate. */
    public PreCheckGate gate() {
        return gate;
    }

    /** The lockouts. */
    public LockoutStore lockouts() {
        return gate;
    }

    /** Who hears every decision, on a thread for that. */
    public void listen(Consumer<Decision> listener) {
        notifier.add(listener);
    }

    /** Who no longer does. */
    public void ignore(Consumer<Decision> listener) {
        notifier.remove(listener);
    }

    /**
     * Opens the store, restores everything and catches up on what time did meanwhile. Events can be taken afterwards,
     * but nothing is armed before {@link #connect}.
     *
     * @param directory where the store lies, for people
     * @return the store's id
     */
    public java.util.UUID restore(StoreOptions options, String directory) throws IOException, StoreRefused {
        storeDirectory = directory;
        Fold fold = new Fold();
        StoreOptions all = options.withImages(3, FoldCompactor::new);
        store = Store.open(
                new StoreOptions(
                        all.files(),
                        all.expectedId(),
                        all.expectedIn(),
                        all.newStore(),
                        all.newIds(),
                        all.key(),
                        all.segmentBytes(),
                        all.aheadBytes(),
                        all.images(),
                        all.compactor(),
                        new StoreAlarm()),
                entry -> fold.apply(FactCodec.decode(entry)));
        if (store.begunAnew()) {
            store.journal()
                    .append(FactCodec.encode(
                            new Fact.StoreBegun(clock.instant(), store.id().toString())));
        }
        writer = new WriterThread(
                store.writer(),
                "riskgate-journal",
                WriterThread.Waiting.parking(TimeUnit.MILLISECONDS.toNanos(100), TimeUnit.MILLISECONDS.toNanos(50)));
        writer.start();
        notifier.start();
        resume(fold);
        return store.id();
    }

    private void resume(Fold fold) {
        Instant now = clock.instant();
        Map<Integer, List<AccountState>> byStripe = new HashMap<>();
        fold.accounts().values().stream()
                .filter(account -> account.day != null)
                .forEach(account -> byStripe.computeIfAbsent(index(account.id), key -> new ArrayList<>())
                        .add(account));
        List<LiveStripe> started = new ArrayList<>();
        List<Lockout> restored = new ArrayList<>();
        for (int i = 0; i < stripeCount; i++) {
            LiveStripe stripe = new LiveStripe(
                    "riskgate-stripe-" + i,
                    clock,
                    store.journal(),
                    rules.instruments(),
                    quarantine,
                    watch,
                    notifier::decided,
                    this::alarm);
            stripe.stripe().connect(new LivePort(stripe, () -> broker, calls, timer));
            stripe.stripe().tellGate(gate::write);
            stripe.stripe().use(RuleTable.EMPTY, rules.calendars(), rules.instruments(), Map.of());
            stripe.stripe().resumeFrom(byStripe.getOrDefault(i, List.of()), now);
            stripe.stripe().accounts().forEach(account -> {
                gate.write(account);
                restored.addAll(account.lockouts.values());
            });
            started.add(stripe);
        }
        stripes = List.copyOf(started);
        logRestored(fold, restored, now);
        stripes.forEach(LiveStripe::start);
        timer.scheduleWithFixedDelay(
                this::makeImage, IMAGE_EVERY.toSeconds(), IMAGE_EVERY.toSeconds(), TimeUnit.SECONDS);
    }

    private static void logRestored(Fold fold, List<Lockout> restored, Instant now) {
        restored.sort(Comparator.comparing(Lockout::account).thenComparing(Lockout::rule));
        if (restored.isEmpty()) {
            LOG.info("Loaded 0 lockouts");
        }
        for (Lockout lockout : restored) {
            if (lockout.end() == null) {
                LOG.info(
                        "RESTORED LOCKOUT: Account {} locked until its condition ends - Reason: {}",
                        lockout.account(),
                        lockout.reason());
            } else {
                LOG.info(
                        "RESTORED LOCKOUT: Account {} locked until {} ({}s remaining) - Reason: {}",
                        lockout.account(),
                        lockout.end(),
                        Duration.between(now, lockout.end()).toSeconds(),
                        lockout.reason());
            }
        }
        if (!restored.isEmpty()) {
            LOG.info("{} active lockout(s) restored", restored.size());
        }
        int wakeUps = 0;
        int commands = 0;
        for (AccountState account : fold.accounts().values()) {
            wakeUps += account.wakeUps.size();
            commands += account.intents.size();
        }
        LOG.info(
                "Restored: {} wake-up{}, {} open command{}, day P&L of {} account{}",
                wakeUps,
                plural(wakeUps),
                commands,
                plural(commands),
                fold.accounts().size(),
                plural(fold.accounts().size()));
        LOG.info("PRE-CHECK enabled");
        if (restored.isEmpty()) {
            LOG.info("STARTUP STATE: No active lockouts, all accounts operational");
        } else {
            LOG.info(
                    "STARTUP STATE: {} active lockout(s) in effect (PRE-CHECK layer will block events for locked accounts)",
                    restored.size());
        }
    }

    private static String plural(int count) {
        return count == 1 ? "" : "s";
    }

    /** Puts the rules in force that are there now, and from now on every change of them. */
    public void enforceRules() {
        rules.onChange(this::rulesChanged);
    }

    /** Says why the platform is not armed. */
    public void notArmed(String reason) {
        gate.close(reason);
        LOG.error("NOT ARMED: {}", reason);
    }

    /** Connects a broker, reads every account, reconciles and arms. */
    public void connect(Broker connecting) throws IOException, InterruptedException {
        if (!store.report().intact()) {
            notArmed("the store is damaged: " + store.report().damages());
            return;
        }
        broker = connecting;
        connecting.connect(this::accept);
        TreeSet<String> accounts = new TreeSet<>(connecting.accounts());
        for (LiveStripe stripe : stripes) {
            accounts.addAll(answer(stripe.ask(() -> stripe.stripe().accounts().stream()
                    .map(account -> account.id)
                    .toList())));
        }
        for (String account : accounts) {
            BookSnapshot snapshot = connecting.read(account);
            LiveStripe stripe = stripe(account);
            answer(stripe.ask(() -> {
                stripe.stripe().handle(snapshot);
                return null;
            }));
        }
        for (LiveStripe stripe : stripes) {
            answer(stripe.ask(() -> {
                stripe.stripe().takeUp();
                return null;
            }));
        }
        LOG.info(
                "Event loop running: {} active rules monitoring events",
                rules.table().active());
        gate.close(null);
        LOG.info("Riskgate ACTIVE");
    }

    /** The broker is gone. */
    public void disconnect(Broker gone) {
        if (broker == gone) {
            broker = null;
            gate.close("no broker is connected");
            LOG.error("NOT ARMED: no broker is connected");
        }
    }

    private void rulesChanged(RuleBook.Outcome outcome) {
        Instant now = clock.instant();
        List<Decision> notes = new ArrayList<>();
        for (RuleBook.Note note : outcome.notes()) {
            notes.add(new Decision.RuleChanged(now, null, note.rule(), note.change(), note.note()));
        }
        if (!notes.isEmpty()) {
            notifier.decided(notes);
        }
        gate.use(outcome.table());
        for (LiveStripe stripe : stripes) {
            stripe.message(() ->
                    stripe.stripe().use(outcome.table(), rules.calendars(), rules.instruments(), outcome.asked()));
        }
    }

    private int index(String account) {
        return Math.floorMod(account.hashCode(), stripeCount);
    }

    private LiveStripe stripe(String account) {
        return stripes.get(index(account));
    }

    @Override
    public void accept(BrokerEvent event) throws InterruptedException {
        if (stripes.isEmpty()) {
            throw new IllegalStateException("the engine has not started yet");
        }
        events.incrementAndGet();
        if (event.account() == null) {
            for (LiveStripe stripe : stripes) {
                stripe.event(() -> stripe.stripe().handle(event));
            }
        } else {
            LiveStripe stripe = stripe(event.account());
            stripe.event(() -> stripe.stripe().handle(event));
        }
    }

    private static <T> T answer(CompletableFuture<T> question) throws InterruptedException {
        try {
            return question.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a stripe failed", e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("a stripe does not answer", e);
        }
    }

    private <T> List<T> all(Function<Stripe, List<T>> question) {
        List<T> all = new ArrayList<>();
        try {
            for (LiveStripe stripe : stripes) {
                all.addAll(answer(stripe.ask(() -> question.apply(stripe.stripe()))));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking the stripes", e);
        }
        return all;
    }

    @Override
    public List<AccountStatus> accounts() {
        List<AccountStatus> all = all(stripe -> stripe.accounts().stream()
                .map(account -> AccountReport.of(stripe, account))
                .toList());
        all.sort(Comparator.comparing(status -> status.state().account(), CodePoints.ORDER));
        return all;
    }

    @Override
    public Optional<AccountStatus> account(String account) {
        if (stripes.isEmpty()) {
            return Optional.empty();
        }
        LiveStripe stripe = stripe(account);
        try {
            return answer(stripe.ask(() -> Optional.ofNullable(stripe.stripe().known(account))
                    .map(known -> AccountReport.of(stripe.stripe(), known))));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking a stripe", e);
        }
    }

    @Override
    public List<RuleStatus> rules() {
        return rules.status(quarantine);
    }

    @Override
    public PlatformStatus status() {
        List<RuleStatus> all = rules();
        int refused = 0;
        for (RuleStatus rule : all) {
            for (RuleStatus.Configuration configuration : rule.settings()) {
                refused += configuration.refusal() == null ? 0 : 1;
            }
        }
        int commands = 0;
        for (AccountStatus account : accounts()) {
            commands += account.commands().size();
        }
        Store opened = store;
        Broker connected = broker;
        return new PlatformStatus(
                gate.closedBecause() == null,
                gate.closedBecause(),
                clock.instant(),
                gate.accounts(),
                gate.lockedAccounts(),
                gate.active().size(),
                rules.table().active(),
                refused,
                commands,
                events.get(),
                connected == null ? null : connected.name(),
                opened == null ? null : opened.id().toString(),
                storeDirectory,
                opened == null ? 0 : opened.writer().durableSequence(),
                storeAlarm);
    }

    private void alarm(String message) {
        storeAlarm = message;
        LOG.error("CRITICAL STORE: {}", message);
    }

    private void makeImage() {
        Store opened = store;
        if (opened != null) {
            opened.writer().rotate();
            opened.makeImage();
        }
    }

    /** Stops taking events, finishes what is under way and closes the store; clears nothing. */
    public void stop() throws IOException, InterruptedException {
        gate.close("Riskgate is stopping");
        Broker connected = broker;
        if (connected != null) {
            connected.disconnect();
        }
        timer.shutdownNow();
        for (LiveStripe stripe : stripes) {
            stripe.stop();
        }
        calls.shutdownNow();
        if (writer != null) {
            notifier.stop();
            writer.close();
        }
        if (store != null) {
            store.close();
        }
        LOG.info("Riskgate stopped");
    }

    private final class StoreAlarm implements Alarm {
        @Override
        public void onWriteFailed(IOException failure) {
            alarm("the journal cannot be written, trying again: " + failure);
        }

        @Override
        public void onWriteRecovered() {
            storeAlarm = null;
            LOG.info("The journal can be written again");
        }

        @Override
        public void onAcknowledgementFailed(RuntimeException failure) {
            LOG.error("An acknowledgement failed", failure);
        }

        @Override
        public void onImageFailed(IOException failure) {
            alarm("an image could not be made: " + failure);
        }
    }

    private static final class FoldCompactor implements Compactor {
        private final Fold fold = new Fold();

        @Override
        public void apply(Entry entry) {
            fold.apply(FactCodec.decode(entry));
        }

        @Override
        public void forEachRemaining(Consumer<Entry> entries) {
            fold.forEachKept(fact -> entries.accept(FactCodec.encode(fact)));
        }
    }
}
