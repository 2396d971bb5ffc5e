package io.riskgate.core.internal.engine;

import io.riskgate.api.broker.Broker;
import io.riskgate.api.broker.BrokerPulse;
import io.riskgate.api.engine.AccountStatus;
import io.riskgate.api.engine.Decision;
import io.riskgate.api.engine.LockoutStore;
import io.riskgate.api.engine.PlatformStatus;
import io.riskgate.api.engine.PlatformStore;
import io.riskgate.api.engine.PreCheckGate;
import io.riskgate.api.engine.RiskEngine;
import io.riskgate.api.engine.RuleBundles.ChangeRefused;
import io.riskgate.api.engine.RuleStatus;
import io.riskgate.api.event.BookSnapshot;
import io.riskgate.api.event.BrokerEvent;
import io.riskgate.api.event.ConnectionUpdate;
import io.riskgate.api.event.QuoteUpdate;
import io.riskgate.core.internal.store.StoreIdentity;
import io.riskgate.core.internal.store.StoreOptions;
import io.riskgate.core.internal.store.StoreRefused;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * The live engine without OSGi: stripes on their threads, the store, the broker, and the order in which they start.
 * Safe in all threads.
 */
public final class LivePlatform implements RiskEngine {
    private static final long ANSWER_SECONDS = 5;
    private static final long CALL_MILLIS = 50;

    private final LiveSetup setup;
    private final RuleDesk rules;
    private final Quarantine quarantine = new Quarantine();
    private final GateBoard gate = new GateBoard(quarantine);
    private final StartLog log;
    private final Notifier notifier;
    private final PlatformClock clock;
    private final LiveStore store;
    private final CallQueue calls;
    private final BrokerLink link;
    private final FeedWatch feed;
    private final BrokerWatch watch;
    private final ContractDifferences differences = new ContractDifferences();
    private final ScheduledExecutorService watching =
            Executors.newSingleThreadScheduledExecutor(task -> LimitedCalls.daemon(task, "riskgate-watch"));
    private final AtomicLong events = new AtomicLong();

    private volatile List<LiveStripe> stripes = List.of();
    private ChangeLog changes;
    private boolean takenUp;

    /** A platform that is not started. */
    LivePlatform(LiveSetup setup, RuleDesk rules) {
        this.setup = setup;
        this.rules = rules;
        this.log = new StartLog(setup.log());
        this.notifier = new Notifier(new DecisionLog(setup.log(), rules::code), setup.threaded());
        this.calls = new CallQueue(setup.calls(), setup.ticker());
        this.link = new BrokerLink(calls, log);
        this.clock = new PlatformClock(setup.clock(), setup.ticker(), notifier::decided);
        this.store = new LiveStore(setup, clock, notifier::decided);
        this.feed = new FeedWatch(clock, notifier::decided, this::readAgain);
        this.watch = new BrokerWatch(link, clock, feed, setup.ticker());
    }

    /** A platform on {@code stripes} threads that is not started. */
    public static LivePlatform of(InstantSource clock, LongSupplier ticker, int stripes, RuleDesk rules) {
        return new LivePlatform(LiveSetup.threaded(clock, ticker, stripes), rules);
    }

    /** The gate. */
    public PreCheckGate gate() {
        return gate;
    }

    /** The lockouts. */
    public LockoutStore lockouts() {
        return gate;
    }

    /** The store, for people. */
    public PlatformStore store() {
        return store;
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
     * @return which store it is
     */
    public StoreIdentity restore(StoreOptions options, String directory) throws IOException, StoreRefused {
        Fold fold = new Fold();
        store.open(
                options,
                directory,
                () -> (int) rules.table().engine().historyFor().toDays(),
                fold::apply);
        notifier.start();
        clock.startsAfter(fold.newest());
        changes = new ChangeLog(fold, fact -> store.journal().append(FactCodec.encode(fact)));
        resume(fold);
        return store.identity();
    }

    private void resume(Fold fold) {
        Instant now = clock.instant();
        String doubt = store.doubt();
        gate.doubt(doubt);
        Map<Integer, List<AccountState>> byStripe = new HashMap<>();
        fold.accounts().values().forEach(account -> byStripe.computeIfAbsent(
                        index(account.id), key -> new ArrayList<>())
                .add(account));
        List<LiveStripe> started = new ArrayList<>();
        List<AccountState> restored = new ArrayList<>();
        for (int i = 0; i < setup.stripes(); i++) {
            LiveStripe live = new LiveStripe(
                    "riskgate-stripe-" + i,
                    setup,
                    clock,
                    store.journal(),
                    rules.instruments(),
                    quarantine,
                    notifier::decided);
            Stripe stripe = live.stripe();
            stripe.connect(new LivePort(live, link::broker, calls));
            stripe.tellGate(gate::write);
            stripe.use(RuleTable.EMPTY, rules.calendars(), rules.instruments(), Map.of());
            stripe.doubt(doubt);
            stripe.resumeFrom(byStripe.getOrDefault(i, List.of()), now);
            stripe.accounts().forEach(gate::write);
            restored.addAll(stripe.accounts());
            started.add(live);
        }
        stripes = List.copyOf(started);
        log.restored(restored, doubt, now);
        if (setup.threaded()) {
            stripes.forEach(LiveStripe::start);
            watching.scheduleWithFixedDelay(calls::startDue, CALL_MILLIS, CALL_MILLIS, TimeUnit.MILLISECONDS);
            watching.scheduleWithFixedDelay(
                    watch::look, BrokerWatch.EVERY_MILLIS, BrokerWatch.EVERY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /**
     * Does all there is to do at this instant, on the caller's thread; for a platform that has no threads of its own.
     */
    void work() {
        watch.look();
        boolean any = true;
        while (any) {
            any = store.step();
            any |= calls.startDue();
            for (LiveStripe stripe : stripes) {
                any |= stripe.step();
            }
        }
    }

    /** Puts the rules in force that are there now, and from now on every change of them. */
    public void enforceRules() {
        rules.onChange(this::rulesChanged);
    }

    /** Says why the platform is not armed. */
    public void notArmed(String reason) {
        gate.close(reason);
        log.notArmed(reason);
    }

    /**
     * Connects a broker if it is not connected yet, reads its contracts and every account, reconciles and arms. No event
     * is handled before all is read. Another broker that was connected is let go first, and nobody may enlarge a
     * position from then on until all is read. To be called again after a failure.
     *
     * @throws IOException if the broker could not be connected or an account not be read
     */
    public void connect(Broker connecting) throws IOException, InterruptedException {
        if (link.broker() != connecting) {
            gate.close("broker " + connecting.name() + " is being connected");
            link.disconnect();
        }
        stripes.forEach(stripe -> stripe.take(false));
        try {
            link.connect(connecting, this::accept);
            limitCalls();
            rules.contracts(link.contracts());
            BrokerPulse pulse = link.pulse();
            if (pulse.time() != null) {
                clock.heard(pulse.time());
                feed.begun(pulse.time());
            }
            reconcile();
        } finally {
            stripes.forEach(stripe -> stripe.take(true));
        }
        log.armed(rules.table().active());
        gate.close(null);
    }

    private void reconcile() throws IOException, InterruptedException {
        List<String> known = all(
                stripe -> stripe.accounts().stream().map(account -> account.id).toList());
        for (Map.Entry<String, Optional<BookSnapshot>> read : link.read(known).entrySet()) {
            String account = read.getKey();
            Stripe stripe = stripe(account).stripe();
            answer(stripe(account).ask(() -> {
                read.getValue().ifPresentOrElse(stripe::handle, () -> stripe.notRead(account));
                return true;
            }));
        }
        if (!takenUp) {
            takenUp = true;
            for (LiveStripe stripe : stripes) {
                answer(stripe.ask(() -> {
                    stripe.stripe().takeUp();
                    return true;
                }));
            }
        }
    }

    /** The broker is gone. */
    public void disconnect(Broker gone) {
        if (link.forget(gone)) {
            notArmed("no broker is connected");
        }
    }

    private void limitCalls() {
        Broker connected = link.broker();
        CallLimit limit = rules.table().engine().brokerCalls();
        calls.use(connected == null || connected.limitsCalls() ? limit : null);
    }

    private void rulesChanged(RuleBook.Outcome outcome) {
        Instant now = clock.instant();
        rules.noteInForce(changes, now);
        List<Decision> notes = new ArrayList<>();
        for (RuleBook.Note note : outcome.notes()) {
            notes.add(new Decision.RuleChanged(now, null, note.rule(), note.change(), note.note()));
        }
        notes.addAll(differences.appearedIn(rules.instruments(), now));
        if (!notes.isEmpty()) {
            notifier.decided(notes);
        }
        gate.use(outcome.table());
        limitCalls();
        Map<String, Boolean> asked = new TreeMap<>(outcome.asked());
        Map<String, Boolean> released = new TreeMap<>(outcome.asked());
        released.keySet().retainAll(quarantine.rules());
        outcome.asked().keySet().forEach(quarantine::countAnew);
        asked.keySet().removeAll(released.keySet());
        Set<LiveStripe> before = ConcurrentHashMap.newKeySet();
        before.addAll(stripes);
        for (LiveStripe stripe : stripes) {
            stripe.message(() -> {
                outcome.asked().keySet().forEach(stripe.stripe().faults()::forget);
                stripe.stripe().use(outcome.table(), rules.calendars(), rules.instruments(), asked);
                if (before.remove(stripe) && before.isEmpty()) {
                    release(released);
                }
            });
        }
    }

    /** Quarantine ends once no stripe can ask any more what is quarantined. */
    private void release(Map<String, Boolean> asked) {
        asked.keySet().forEach(quarantine::release);
        if (!asked.isEmpty()) {
            stripes.forEach(
                    stripe -> stripe.message(() -> stripe.stripe().changes().ask(asked)));
        }
    }

    /**
     * Tries a rule that is not in force with the settings that would be in force, on every known account; nothing comes
     * of its verdicts.
     *
     * @throws ChangeRefused if it does not accept the settings, or fails
     */
    public void tryOut(RuleOffer candidate) throws ChangeRefused, InterruptedException {
        RuleTable trial = rules.trial(candidate);
        for (LiveStripe stripe : stripes) {
            for (String id : answer(stripe.ask(() -> stripe.stripe().accounts().stream()
                    .map(account -> account.id)
                    .toList()))) {
                RuleTable.Bound[] bound = trial.shadowsOf(id);
                String fault = answer(stripe.ask(() -> fault(stripe.stripe(), bound, id)));
                if (fault != null) {
                    throw new ChangeRefused("%s fails on account %s: it %s".formatted(candidate.bundle(), id, fault));
                }
            }
        }
    }

    private static String fault(Stripe stripe, RuleTable.Bound[] bound, String account) {
        for (RuleTable.Bound tried : bound) {
            String fault = stripe.judge().tryOut(stripe.known(account), tried);
            if (fault != null) {
                return fault;
            }
        }
        return null;
    }

    private int index(String account) {
        return Math.floorMod(account.hashCode(), setup.stripes());
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
        if (clock.isSuspect()) {
            clock.heard(event.time());
        }
        feed.heard(event);
        if (event.account() != null) {
            LiveStripe stripe = stripe(event.account());
            stripe.event(event.account(), () -> stripe.stripe().handle(event));
        } else if (event instanceof QuoteUpdate) {
            for (LiveStripe stripe : stripes) {
                stripe.event(null, () -> stripe.stripe().handle(event));
            }
        } else {
            broadcast((ConnectionUpdate) event);
        }
        if (event instanceof ConnectionUpdate update && update.state() == ConnectionUpdate.State.RESTORED) {
            link.tellAccounts(this::meet);
        }
    }

    /** What an account holds is not told: it is read. */
    private void readAgain(String account) {
        LiveStripe stripe = stripe(account);
        stripe.message(() -> stripe.stripe().readAgain(account));
    }

    /** After a lost link there may be accounts nobody spoke of; those that are known are read by their stripes. */
    private void meet(String account) {
        LiveStripe stripe = stripe(account);
        stripe.message(() -> stripe.stripe().meet(account));
    }

    /** An event for all accounts is one event: what it alerts to is said once, whatever stripes there are. */
    private void broadcast(ConnectionUpdate event) throws InterruptedException {
        Set<String> alerts = ConcurrentHashMap.newKeySet();
        boolean nobody = gate.accounts() == 0;
        for (LiveStripe stripe : stripes) {
            boolean ask = nobody && stripe == stripes.get(0);
            stripe.event(null, () -> stripe.stripe().broadcast().handle(event, alerts, ask));
        }
    }

    private <T> T answer(CompletableFuture<T> question) throws InterruptedException {
        if (!setup.threaded()) {
            work();
        }
        try {
            return question.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a stripe failed", e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("a stripe does not answer", e);
        }
    }

    /** What every stripe answers. */
    private <T> List<T> all(Function<Stripe, Collection<T>> question) throws InterruptedException {
        List<T> all = new ArrayList<>();
        for (LiveStripe stripe : stripes) {
            all.addAll(answer(stripe.ask(() -> List.copyOf(question.apply(stripe.stripe())))));
        }
        return all;
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted while asking the stripes", e);
    }

    @Override
    public List<AccountStatus> accounts() {
        try {
            List<AccountStatus> all = all(stripe -> stripe.accounts().stream()
                    .map(account -> AccountReport.of(stripe, account, feed.alarm(account.id)))
                    .toList());
            all.sort(Comparator.comparing(status -> status.state().account(), CodePoints.ORDER));
            return all;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    @Override
    public Optional<AccountStatus> account(String account) {
        if (stripes.isEmpty()) {
            return Optional.empty();
        }
        LiveStripe stripe = stripe(account);
        try {
            return answer(stripe.ask(() -> Optional.ofNullable(stripe.stripe().known(account))
                    .map(known -> AccountReport.of(stripe.stripe(), known, feed.alarm(account)))));
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    @Override
    public List<RuleStatus> rules() {
        return rules.status(quarantine);
    }

    @Override
    public PlatformStatus status() {
        List<RuleStatus> all = rules();
        int refused = rules.platformRefusals().size();
        for (RuleStatus rule : all) {
            for (RuleStatus.Configuration configuration : rule.settings()) {
                refused += configuration.refusal() == null ? 0 : 1;
            }
        }
        int commands = 0;
        for (AccountStatus account : accounts()) {
            commands += account.commands().size();
        }
        Broker connected = link.broker();
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
                store.idOrNull(),
                store.directory(),
                store.lastRecord(),
                store.alarm(),
                clock.alarm(),
                feed.alarm());
    }

    /** Makes an image now; for a platform that has no threads of its own. */
    boolean makeImage() {
        return store.imageNow();
    }

    /** Stops taking events, finishes what is under way and closes the store; clears nothing. */
    public void stop() throws IOException, InterruptedException {
        gate.close("Riskgate is stopping");
        link.disconnect();
        watching.shutdownNow();
        if (!setup.threaded()) {
            work();
        }
        for (LiveStripe stripe : stripes) {
            stripe.stop();
        }
        setup.calls().stop();
        store.endWriting();
        if (store.idOrNull() != null) {
            notifier.stop();
        }
        store.close();
        log.stopped();
    }
}
