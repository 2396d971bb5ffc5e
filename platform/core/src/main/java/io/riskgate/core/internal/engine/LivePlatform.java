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
import io.riskgate.core.internal.store.StoreIdentity;
import io.riskgate.core.internal.store.StoreOptions;
import io.riskgate.core.internal.store.StoreRefused;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The live engine without OSGi: stripes on their threads, the store, the broker, and the order in which they start.
 * Safe in all threads.
 */
public final class LivePlatform implements RiskEngine {
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
    private final AccountListing listing;
    private final Stripes stripes;
    private final RuleRollout rollout;
    private final EventIntake intake;
    private final ScheduledExecutorService watching =
            Executors.newSingleThreadScheduledExecutor(task -> LimitedCalls.daemon(task, "riskgate-watch"));

    private boolean takenUp;

    /** A platform that is not started. */
    LivePlatform(LiveSetup setup, RuleDesk rules) {
        this.setup = setup;
        this.rules = rules;
        this.log = new StartLog(setup.log());
        this.notifier = new Notifier(new DecisionLog(setup.log(), rules::code), setup.threaded());
        this.calls = new CallQueue(setup.calls(), setup.ticker());
        this.link = new BrokerLink(calls, log, setup.threaded());
        this.clock = new PlatformClock(setup.clock(), setup.ticker(), notifier::decided);
        this.store = new LiveStore(setup, clock, notifier::decided);
        this.feed = new FeedWatch(clock, notifier::decided, this::readAgain);
        this.watch = new BrokerWatch(link, clock, feed, setup.ticker());
        this.stripes = new Stripes(setup.stripes(), setup.threaded() ? () -> {} : this::work);
        this.rollout = new RuleRollout(rules, quarantine, gate, stripes, clock, notifier::decided);
        this.listing = new AccountListing(link, gate, setup.ticker(), this::meet);
        this.intake = new EventIntake(stripes, gate, clock, feed, listing);
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
        rollout.goOn(new ChangeLog(fold, fact -> store.journal().append(FactCodec.encode(fact))));
        resume(fold);
        return store.identity();
    }

    private void resume(Fold fold) {
        Instant now = clock.instant();
        String doubt = store.doubt();
        gate.doubt(doubt);
        Map<Integer, List<AccountState>> byStripe = new HashMap<>();
        fold.accounts().values().forEach(account -> byStripe.computeIfAbsent(
                        stripes.index(account.id), key -> new ArrayList<>())
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
            stripe.roster().doubt(doubt);
            stripe.resumeFrom(byStripe.getOrDefault(i, List.of()), now);
            stripe.accounts().forEach(gate::write);
            restored.addAll(stripe.accounts());
            started.add(live);
        }
        stripes.use(started);
        log.restored(restored, doubt, now);
        if (setup.threaded()) {
            stripes.all().forEach(LiveStripe::start);
            Recurring.on(watching, CALL_MILLIS, calls::startDue);
            Recurring.on(watching, BrokerWatch.EVERY_MILLIS, this::look);
        }
    }

    /**
     * Does all there is to do at this instant, on the caller's thread; for a platform that has no threads of its own.
     */
    void work() {
        look();
        boolean any = true;
        while (any) {
            any = store.step();
            any |= calls.startDue();
            for (LiveStripe stripe : stripes.all()) {
                any |= stripe.step();
            }
        }
    }

    private void look() {
        watch.look();
        listing.look();
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

    /** From now on this broker counts, or none (null): nobody may enlarge a position before it is connected and read. */
    public void expect(Broker next) {
        gate.expect(next);
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
        stripes.all().forEach(stripe -> stripe.take(false));
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
            log.armed(rules.table().active());
            gate.open(connecting);
        } finally {
            stripes.all().forEach(stripe -> stripe.take(true));
        }
    }

    private void reconcile() throws IOException, InterruptedException {
        int restored = listing.wanted();
        List<String> known = stripes.answers(
                stripe -> stripe.accounts().stream().map(account -> account.id).toList());
        for (Map.Entry<String, Optional<BookSnapshot>> read :
                link.read(known, this::reading).entrySet()) {
            String account = read.getKey();
            LiveStripe stripe = stripes.of(account);
            stripes.answer(stripe.ask(() -> {
                read.getValue().ifPresentOrElse(stripe.stripe()::handle, () -> stripe.stripe()
                        .roster()
                        .notRead(account));
                return true;
            }));
        }
        listing.met(restored);
        if (!takenUp) {
            for (LiveStripe stripe : stripes.all()) {
                stripes.answer(stripe.ask(() -> {
                    stripe.stripe().takeUp();
                    return true;
                }));
            }
            takenUp = true;
        }
    }

    /** Says how far it is, unless it is armed. */
    private void reading(int accounts, int of) {
        if (gate.closedBecause() != null) {
            gate.close(StartLog.progress(accounts, of));
            log.reading(accounts, of);
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
        limitCalls();
        rollout.changed(outcome);
    }

    /**
     * Tries a rule that is not in force with the settings that would be in force, on every known account; nothing comes
     * of its verdicts.
     *
     * @throws ChangeRefused if it does not accept the settings, or fails
     */
    public void tryOut(RuleOffer candidate) throws ChangeRefused, InterruptedException {
        rollout.tryOut(candidate);
    }

    @Override
    public void accept(BrokerEvent event) throws InterruptedException {
        intake.accept(event);
    }

    /** What an account holds is not told: it is read. */
    private void readAgain(String account) {
        LiveStripe stripe = stripes.of(account);
        stripe.message(() -> stripe.stripe().roster().readAgain(account));
    }

    /** After a lost link there may be accounts nobody spoke of; those that are known are read by their stripes. */
    private void meet(List<String> accounts, Runnable met) {
        stripes.tell(
                stripe -> accounts.stream()
                        .filter(account -> stripes.of(account) == stripe)
                        .forEach(stripe.stripe().roster()::meet),
                met);
    }

    @Override
    public List<AccountStatus> accounts() {
        List<AccountStatus> all = Stripes.forPeople(() -> stripes.answers(stripe -> stripe.accounts().stream()
                .map(account -> AccountReport.of(stripe, account, feed.alarm(account.id)))
                .toList()));
        all.sort(Comparator.comparing(status -> status.state().account(), CodePoints.ORDER));
        return all;
    }

    @Override
    public Optional<AccountStatus> account(String account) {
        if (stripes.all().isEmpty()) {
            return Optional.empty();
        }
        LiveStripe stripe = stripes.of(account);
        return Stripes.forPeople(() -> stripes.answer(
                stripe.ask(() -> Optional.ofNullable(stripe.stripe().known(account))
                        .map(known -> AccountReport.of(stripe.stripe(), known, feed.alarm(account))))));
    }

    @Override
    public List<RuleStatus> rules() {
        return rules.status(quarantine);
    }

    @Override
    public PlatformStatus status() {
        List<RuleStatus> all = rules();
        long refused = rules.platformRefusals().size()
                + all.stream()
                        .flatMap(rule -> rule.settings().stream())
                        .filter(configuration -> configuration.refusal() != null)
                        .count();
        int commands = accounts().stream()
                .mapToInt(account -> account.commands().size())
                .sum();
        Broker connected = link.broker();
        return new PlatformStatus(
                gate.closedBecause() == null,
                gate.closedBecause(),
                clock.instant(),
                gate.accounts(),
                gate.lockedAccounts(),
                gate.active().size(),
                rules.table().active(),
                (int) refused,
                commands,
                intake.events(),
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
        gate.end("Riskgate is stopping");
        link.disconnect();
        watching.shutdownNow();
        if (!setup.threaded()) {
            work();
        }
        for (LiveStripe stripe : stripes.all()) {
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
