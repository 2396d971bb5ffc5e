package io.riskgate.itests;

import io.riskgate.api.Decimal;
import io.riskgate.api.OrderSide;
import io.riskgate.api.broker.Broker;
import io.riskgate.api.broker.BrokerAnswer;
import io.riskgate.api.broker.BrokerCommand;
import io.riskgate.api.engine.PreCheckGate;
import io.riskgate.api.event.BookSnapshot;
import io.riskgate.api.event.TradeUpdate;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * The broker in the jar of {@link Jars#venue}. Its trades are numbered by the clock, so they go on while no platform is
 * connected, and even while its own bundle is stopped. A trader asks the gate all the time; the file {@code notes} says
 * when the answer changed, and {@code WRONG} if an increase was allowed while the broker was not connected and read.
 */
public final class Venue implements BundleActivator, Broker {
    /** The accounts that trade all the time. */
    static final List<String> ACCOUNTS = List.of("VENUE-1", "VENUE-2", "VENUE-3", "VENUE-4");

    /** The account that made one large loss. */
    static final String LOSER = "VENUE-LOSS";

    private static final String BEGAN = "riskgate.itests.began";

    private final Set<String> read = ConcurrentHashMap.newKeySet();
    private BundleContext context;
    private Path notes;
    private Instant began;
    private long total;
    private long perSecond;
    private volatile Events sink;
    private volatile boolean stopped;
    private volatile long links;
    private volatile long firstOfLink;
    private String lastAnswer = "";

    /** Begins to trade, once for the life of the process. */
    @Override
    public void start(BundleContext started) throws IOException {
        context = started;
        Properties values = new Properties();
        try (InputStream stream = Venue.class.getResourceAsStream("/venue.properties")) {
            values.load(stream);
        }
        total = Long.parseLong(values.getProperty("total"));
        perSecond = Long.parseLong(values.getProperty("perSecond"));
        notes = Path.of(values.getProperty("notes"));
        if (System.getProperty(BEGAN) == null) {
            System.setProperty(
                    BEGAN, Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
        }
        began = Instant.parse(System.getProperty(BEGAN));
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put("service.ranking", 100);
        context.registerService(Broker.class, this, properties);
        run("venue-trader", this::trade);
        run("venue-stream", this::tell);
    }

    private static void run(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void stop(BundleContext stopping) {
        stopped = true;
        note("STOPPED");
    }

    private synchronized void note(String line) {
        try {
            Files.writeString(notes, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean ready() {
        return sink != null && read.containsAll(accounts());
    }

    /** Wants to enlarge a position, again and again. */
    private void trade() {
        while (!stopped) {
            long before = links;
            boolean ready = ready();
            String answer = ask();
            if (answer.equals("ALLOWED") && !ready && !ready() && before == links) {
                answer = "WRONG";
            }
            if (!answer.equals(lastAnswer)) {
                note(answer);
                lastAnswer = answer;
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    private String ask() {
        ServiceReference<PreCheckGate> reference = context.getServiceReference(PreCheckGate.class);
        PreCheckGate gate = reference == null ? null : context.getService(reference);
        if (gate == null) {
            return "GONE";
        }
        try {
            return gate.check(ACCOUNTS.get(0)).allowed() ? "ALLOWED" : "DENIED";
        } finally {
            context.ungetService(reference);
        }
    }

    /** How many trades there were until now. */
    private long due() {
        return Math.min(total, ChronoUnit.MILLIS.between(began, Instant.now()) * perSecond / 1000);
    }

    private void tell() {
        boolean ended = false;
        Events linked = null;
        long told = 0;
        while (!stopped) {
            long due = due();
            Events events = sink;
            if (events != linked) {
                linked = events;
                told = firstOfLink;
            }
            if (events != null) {
                told = tell(events, told, due);
            }
            if (!ended && due == total) {
                ended = true;
                note("ENDED");
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    private long tell(Events events, long first, long end) {
        long number = first;
        try {
            for (; number < end && events == sink; number++) {
                events.accept(trade(number));
            }
        } catch (InterruptedException | IllegalStateException e) {
            note("REFUSED " + e);
        }
        return number;
    }

    private TradeUpdate trade(long number) {
        Instant at = began.plusMillis(number * 1000 / perSecond);
        return trade(ACCOUNTS.get((int) (number % ACCOUNTS.size())), "n" + number, at, "0.01");
    }

    private static TradeUpdate trade(String account, String id, Instant at, String gain) {
        return new TradeUpdate(
                at,
                account,
                id,
                "CON.F.US.MNQ.Z25",
                OrderSide.SELL,
                1,
                Decimal.of(100),
                Decimal.parse(gain),
                null,
                null,
                false,
                at,
                false);
    }

    @Override
    public String name() {
        return "venue";
    }

    @Override
    public void connect(Events events) {
        links++;
        read.clear();
        firstOfLink = due();
        sink = events;
        note("CONNECTED");
    }

    @Override
    public void disconnect() {
        links++;
        sink = null;
        note("DISCONNECTED");
    }

    @Override
    public void signIn() {}

    @Override
    public List<String> accounts() {
        List<String> accounts = new ArrayList<>(ACCOUNTS);
        accounts.add(LOSER);
        return accounts;
    }

    @Override
    public BookSnapshot read(String account) {
        List<TradeUpdate> trades = new ArrayList<>();
        if (account.equals(LOSER)) {
            trades.add(trade(LOSER, "loss", began, "-600"));
        } else {
            long due = due();
            for (long number = ACCOUNTS.indexOf(account); number < due; number += ACCOUNTS.size()) {
                trades.add(trade(number));
            }
        }
        read.add(account);
        return new BookSnapshot(
                Instant.now().truncatedTo(ChronoUnit.MILLIS), account, List.of(), List.of(), trades, true);
    }

    @Override
    public BrokerAnswer call(BrokerCommand command) {
        return BrokerAnswer.accepted();
    }

    @Override
    public boolean limitsCalls() {
        return false;
    }

    /** What was noted. */
    static List<String> notes(Path file) throws IOException {
        return Files.readAllLines(file, StandardCharsets.UTF_8);
    }
}
