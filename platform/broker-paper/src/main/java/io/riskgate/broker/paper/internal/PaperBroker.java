package io.riskgate.broker.paper.internal;

import io.riskgate.api.broker.Broker;
import io.riskgate.api.broker.BrokerAnswer;
import io.riskgate.api.broker.BrokerCommand;
import io.riskgate.api.broker.BrokerMode;
import io.riskgate.api.broker.BrokerPulse;
import io.riskgate.api.broker.Instruments;
import io.riskgate.api.event.BookSnapshot;
import io.riskgate.api.event.BrokerEvent;
import io.riskgate.api.event.ConnectionUpdate;
import io.riskgate.api.event.OrderUpdate;
import io.riskgate.api.event.QuoteUpdate;
import io.riskgate.api.rule.SettingsRefused;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * A broker made of a book and a clock, for the live platform; there only when {@code riskgate.broker.paper} is
 * configured. The book fills from what {@link PaperPlayer} plays and from the commands carried out, and stays while
 * platforms connect and disconnect.
 *
 * <p>Safe in all threads. The events of one account leave in the order in which they changed the book: a lane, one lock
 * for each account, is held from the change to the end of the delivery. The lock of the book is never held while an
 * event is handed over, so that reads and other accounts go on while a full queue holds one account up.
 */
@Component(
        immediate = true,
        service = {Broker.class, PaperBroker.class},
        configurationPid = "riskgate.broker.paper",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class PaperBroker implements Broker {
    private static final Duration LATE_BY = Duration.ofSeconds(2);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(30);
    private static final Duration DRIP_EVERY = Duration.ofSeconds(1);
    private static final int DRIPS_OF_AN_ANSWER = 30;
    private static final String RESET = "connection reset: the paper broker is in mode RESET";
    private static final Duration LINK_LOST_FOR = Duration.ofSeconds(2);

    private final CurrentInstruments instruments;
    private final InstantSource clock;
    private final Pause pause;

    /** Guards itself and everything down to the empty line. */
    private final PaperBook book;

    private final FaultModes modes;
    private final RecentKeys<Boolean> carriedOut = new RecentKeys<>();
    private final RecentKeys<Long> unauthorized = new RecentKeys<>();
    private final Map<String, Instant> newest = new HashMap<>();
    private Instant newestQuote;
    private BrokerMode configuredMode;
    private boolean silent;
    private int resets;
    private long signIns;

    private final Map<String, ReentrantLock> lanes = new ConcurrentHashMap<>();

    /** Read-locked during each delivery, write-locked to change the sink. */
    private final ReentrantReadWriteLock link = new ReentrantReadWriteLock();

    private volatile Events sink;

    /** Why the settings at the start were refused, until they are corrected; null if they were not. */
    private volatile String refusal;

    /** The live broker; with settings that are refused it cannot be connected before they are corrected. */
    @Activate
    public PaperBroker(Map<String, Object> properties) {
        this(null, BrokerMode.SILENT, new SteadyClock(InstantSource.system(), System::nanoTime), SystemPause.INSTANCE);
        try {
            modified(properties);
        } catch (SettingsRefused e) {
            refusal = e.getMessage();
        }
    }

    PaperBroker(Instruments instruments, BrokerMode mode, InstantSource clock, Pause pause) {
        this.instruments = new CurrentInstruments(instruments);
        this.clock = clock;
        this.pause = pause;
        this.book = new PaperBook(this.instruments);
        this.modes = new FaultModes(this.instruments);
        this.configuredMode = mode;
        forgetModes();
    }

    /** Takes an edit of the settings over; a refused one changes nothing. */
    @Modified
    void modified(Map<String, Object> properties) {
        PaperSettings settings = PaperSettings.of(properties);
        synchronized (book) {
            configuredMode = settings.mode();
            silent = settings.stream() == PaperSettings.Stream.SILENT;
            forgetModes();
        }
        refusal = null;
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindInstruments(Instruments offered) {
        instruments.use(offered);
    }

    void unbindInstruments(Instruments offered) {
        instruments.drop(offered);
    }

    @Override
    public String name() {
        return "paper";
    }

    @Override
    public void connect(Events events) throws IOException {
        if (refusal != null) {
            throw new IOException("riskgate.broker.paper: " + refusal);
        }
        link(events);
    }

    /** Ends the connection, once the deliveries under way are done; not to be called from within one. */
    @Override
    @Deactivate
    public void disconnect() {
        link(null);
    }

    private void link(Events events) {
        link.writeLock().lock();
        try {
            sink = events;
        } finally {
            link.writeLock().unlock();
        }
    }

    @Override
    public void signIn() {
        synchronized (book) {
            signIns++;
        }
    }

    @Override
    public List<String> accounts() throws IOException {
        synchronized (book) {
            requireLink();
            return List.copyOf(book.accounts());
        }
    }

    /** It is in this process and takes any number of calls. */
    @Override
    public boolean limitsCalls() {
        return false;
    }

    @Override
    public BrokerPulse pulse() throws IOException {
        synchronized (book) {
            requireLink();
            return new BrokerPulse(clock.instant(), newestQuote, newest);
        }
    }

    @Override
    public BookSnapshot read(String account) throws IOException {
        synchronized (book) {
            requireLink();
            return book.read(account, clock.instant());
        }
    }

    /** Every working order in the book, whether or not a platform can read it now. */
    List<OrderUpdate> working() {
        synchronized (book) {
            return book.accounts().stream()
                    .flatMap(account -> book.read(account, clock.instant()).orders().stream())
                    .toList();
        }
    }

    /** Answers as the mode of the command's account and contract says; a key is carried out once at most. */
    @Override
    public BrokerAnswer call(BrokerCommand command) throws IOException, InterruptedException {
        requireConnection();
        requireLink();
        return switch (modeFor(command)) {
            case SILENT -> BrokerAnswer.accepted();
            case PAPER -> {
                carryOut(command, Duration.ZERO);
                yield BrokerAnswer.accepted();
            }
            case REJECT -> BrokerAnswer.rejected("the paper broker is in mode REJECT");
            case HANG -> {
                pause.untilInterrupted();
                throw new IOException("no answer: the paper broker is in mode HANG");
            }
            case LATE -> {
                pause.of(LATE_BY);
                carryOut(command, Duration.ZERO);
                pause.untilInterrupted();
                throw new IOException("no answer: the paper broker is in mode LATE");
            }
            case RATE_LIMIT -> BrokerAnswer.rateLimited(RETRY_AFTER);
            case UNAUTHORIZED -> BrokerAnswer.unauthorized();
            case CLOSED -> BrokerAnswer.marketClosed();
            case DRIP -> {
                carryOut(command, DRIP_EVERY);
                for (int drip = 0; drip < DRIPS_OF_AN_ANSWER; drip++) {
                    pause.of(DRIP_EVERY);
                }
                yield BrokerAnswer.accepted();
            }
            case RESET -> {
                carryOutWhileTheLinkIsLost(command);
                throw new IOException(RESET);
            }
        };
    }

    /** What happens meanwhile is told to nobody; the platform reads it once the link is back. */
    private void carryOutWhileTheLinkIsLost(BrokerCommand command) throws InterruptedException {
        try {
            if (lost(1) == 1) {
                tell(ConnectionUpdate.State.LOST);
            }
            carryOut(command, Duration.ZERO);
            pause.of(LINK_LOST_FOR);
        } finally {
            if (lost(-1) == 0) {
                tell(ConnectionUpdate.State.RESTORED);
            }
        }
    }

    private int lost(int change) {
        synchronized (book) {
            return resets += change;
        }
    }

    private void tell(ConnectionUpdate.State state) throws InterruptedException {
        deliver(new ConnectionUpdate(clock.instant(), null, state, RESET));
    }

    /** The mode that answers; for a key that was answered 401, the one beneath it once somebody has signed in since. */
    private BrokerMode modeFor(BrokerCommand command) {
        synchronized (book) {
            Long signInsThen = unauthorized.get(command.key());
            if (signInsThen != null) {
                return signInsThen == signIns
                        ? BrokerMode.UNAUTHORIZED
                        : modes.modesSignedIn(command.account(), contractsOf(command))
                                .get(0);
            }
            BrokerMode mode =
                    modes.modes(command.account(), contractsOf(command)).get(0);
            if (mode == BrokerMode.UNAUTHORIZED) {
                unauthorized.add(command.key(), signIns);
            }
            return mode;
        }
    }

    private static List<String> contractsOf(BrokerCommand command) {
        if (command instanceof BrokerCommand.ClosePosition close) {
            return List.of(close.contract());
        }
        if (command instanceof BrokerCommand.CancelOrder cancel) {
            return List.of(cancel.contract());
        }
        return List.of(((BrokerCommand.MoveStop) command).contract());
    }

    private void carryOut(BrokerCommand command, Duration every) throws InterruptedException {
        inOrder(
                command.account(),
                now -> carriedOut.add(command.key(), true) ? book.carryOut(command, now) : List.of(),
                every);
    }

    /**
     * Puts an event from outside into the book and hands it to the platform.
     *
     * @param account its account, or null
     * @param event makes it for the instant at which it enters the book
     * @throws IOException if no platform is connected
     */
    void publish(String account, Function<Instant, BrokerEvent> event) throws IOException, InterruptedException {
        requireConnection();
        inOrder(
                account == null ? "" : account,
                now -> {
                    BrokerEvent made = event.apply(now);
                    book.observe(made);
                    return List.of(made);
                },
                Duration.ZERO);
    }

    /**
     * Changes the book and delivers what comes of it before the next change of the same account.
     *
     * @param every how long it takes to tell each event
     */
    private void inOrder(String account, Function<Instant, List<BrokerEvent>> change, Duration every)
            throws InterruptedException {
        ReentrantLock lane = lanes.computeIfAbsent(account, key -> new ReentrantLock());
        lane.lockInterruptibly();
        try {
            List<BrokerEvent> events;
            synchronized (book) {
                events = change.apply(clock.instant());
                events.forEach(this::note);
                events = silent || resets > 0 ? List.of() : events;
            }
            for (BrokerEvent event : events) {
                if (!every.isZero()) {
                    pause.of(every);
                }
                deliver(event);
            }
        } finally {
            lane.unlock();
        }
    }

    private void note(BrokerEvent event) {
        if (event instanceof QuoteUpdate) {
            newestQuote = event.time();
        } else if (!(event instanceof ConnectionUpdate)) {
            newest.put(event.account(), event.time());
        }
    }

    private void deliver(BrokerEvent event) throws InterruptedException {
        link.readLock().lockInterruptibly();
        try {
            if (sink != null) {
                sink.accept(event);
            }
        } finally {
            link.readLock().unlock();
        }
    }

    /** Sets how commands are answered from now on; parameters as in a recording's {@code broker} line. */
    void setMode(BrokerMode mode, String account, String contract, int calls) {
        synchronized (book) {
            modes.set(mode, account, contract, calls);
        }
    }

    /** Back to the mode of the settings. */
    void forgetModes() {
        synchronized (book) {
            modes.clear();
            modes.set(configuredMode, null, null, 0);
        }
    }

    InstantSource clock() {
        return clock;
    }

    private void requireConnection() throws IOException {
        if (sink == null) {
            throw new IOException("no platform is connected to the paper broker");
        }
    }

    private void requireLink() throws IOException {
        if (lost(0) > 0) {
            throw new IOException(RESET);
        }
    }
}
