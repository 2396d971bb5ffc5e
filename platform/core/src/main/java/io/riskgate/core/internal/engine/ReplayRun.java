package io.riskgate.core.internal.engine;

import io.riskgate.api.broker.SimulatedBroker;
import io.riskgate.api.engine.Decision;
import io.riskgate.api.event.AccountUpdate;
import io.riskgate.api.event.BookSnapshot;
import io.riskgate.api.event.BrokerEvent;
import io.riskgate.api.event.LedgerUpdate;
import io.riskgate.api.event.TradeUpdate;
import io.riskgate.api.recording.RecordedLine;
import io.riskgate.core.internal.store.MemoryFiles;
import io.riskgate.core.internal.store.Store;
import io.riskgate.core.internal.store.StoreOptions;
import io.riskgate.core.internal.store.StoreRefused;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * One recording on an engine, a store and a clock of its own: one thread, no disk, no timer. The store is the real
 * journal over memory, and a restart rebuilds everything from it.
 */
final class ReplayRun {
    private static final UUID STORE_ID = new UUID(0, 0);

    private final RuleBook rules = new RuleBook();
    private final SimulatedBroker broker;
    private final SimulatedPort port;
    private final Consumer<Decision> sink;
    private final Watch watch;
    private final Map<String, Map<String, String>> defaults;
    private final MemoryFiles files = new MemoryFiles();
    private final List<Integer> rejected = new ArrayList<>();

    private Store store;
    private Stripe stripe;
    private Instant now = Instant.EPOCH;
    private boolean begun;
    private Downtime downtime;

    /** What happened at the broker while the process was down. */
    private static final class Downtime {
        final Instant until;
        final List<TradeUpdate> trades = new ArrayList<>();
        final Map<String, Boolean> canTrade = new TreeMap<>();
        final List<LedgerUpdate> ledgers = new ArrayList<>();
        final TreeSet<String> accounts = new TreeSet<>(CodePoints.ORDER);

        Downtime(Instant until) {
            this.until = until;
        }
    }

    ReplayRun(
            List<RuleOffer> offers,
            SimulatedBroker.Factory brokers,
            Map<String, Map<String, String>> defaults,
            Watch watch,
            Consumer<Decision> sink)
            throws IOException {
        this.sink = sink;
        this.watch = watch;
        this.defaults = defaults;
        offers.forEach(rules::offered);
        broker = brokers.open(new InstrumentsInForce(rules::instruments));
        port = new SimulatedPort(broker);
        start(new Fold());
    }

    /** Has a rule look on; what it says otherwise is noted in {@code differences}. Before the first line. */
    void shadow(RuleOffer offer, Differences differences) {
        rules.shadowed(offer, differences);
    }

    /** The lines that were rejected. */
    List<Integer> rejected() {
        return rejected;
    }

    private Fold start(Fold fold) throws IOException {
        try {
            store = Store.open(
                    StoreOptions.of(files, new SilentAlarm())
                            .withNewIds(() -> STORE_ID)
                            .withSegments(Integer.MAX_VALUE, 0),
                    entry -> fold.apply(FactCodec.decode(entry)));
        } catch (StoreRefused e) {
            throw new IOException("the store in memory does not open: " + e.getMessage(), e);
        }
        Quarantine quarantine = new Quarantine();
        Stripe started = new Stripe(rules.instruments(), quarantine, sink, new InlineLog(), watch);
        quarantine.onAll(started::checkRequirements);
        stripe = started;
        port.attach(stripe);
        stripe.use(rules.table(), rules.calendars(), rules.instruments(), Map.of());
        return fold;
    }

    /** Durability takes no time: what is appended is written at once. */
    private final class InlineLog implements FactLog {
        @Override
        public void append(Fact fact) {
            store.journal().append(FactCodec.encode(fact));
        }

        @Override
        public void whenDurable(AccountState account, Runnable next) {
            store.writer().drain();
            next.run();
        }
    }

    /** Takes one line. */
    void line(RecordedLine line) throws IOException {
        if (line instanceof RecordedLine.Rejected bad) {
            rejected.add(bad.number());
            sink.accept(new Decision.Rejected(now, bad.number(), bad.reason()));
            return;
        }
        Instant time = timeOf(line);
        now = time;
        if (downtime != null) {
            if (time.isBefore(downtime.until)) {
                whileDown(line);
                return;
            }
            restart();
        }
        if (!begun) {
            begun = true;
            stripe.advanceTo(time);
            defaults.forEach(this::config);
        }
        stripe.advanceTo(time);
        carryOut(line);
        stripe.advanceTo(time);
    }

    /** The time of a line that was not rejected. */
    static Instant timeOf(RecordedLine line) {
        if (line instanceof RecordedLine.Event event) {
            return event.event().time();
        } else if (line instanceof RecordedLine.Config config) {
            return config.time();
        } else if (line instanceof RecordedLine.Clock clock) {
            return clock.time();
        } else if (line instanceof RecordedLine.Restart restart) {
            return restart.time();
        } else if (line instanceof RecordedLine.Mode mode) {
            return mode.time();
        } else if (line instanceof RecordedLine.Probe probe) {
            return probe.time();
        }
        throw new IllegalArgumentException("no time in " + line);
    }

    private void carryOut(RecordedLine line) throws IOException {
        if (line instanceof RecordedLine.Event event) {
            broker.observe(event.event());
            stripe.handle(event.event());
        } else if (line instanceof RecordedLine.Config config) {
            config(config.pid(), config.properties());
        } else if (line instanceof RecordedLine.Mode mode) {
            broker.set(mode.mode(), mode.account(), mode.contract(), mode.calls());
        } else if (line instanceof RecordedLine.Probe probe) {
            sink.accept(stripe.state(probe.account()));
        } else if (line instanceof RecordedLine.Restart restart) {
            stop(restart);
        }
    }

    private void config(String pid, Map<String, String> properties) {
        RuleBook.Outcome outcome = rules.settings(pid, properties);
        for (RuleBook.Note note : outcome.notes()) {
            sink.accept(new Decision.RuleChanged(stripe.now(), null, note.rule(), note.change(), note.note()));
        }
        stripe.log(new Fact.SettingsChanged(stripe.now(), pid, properties));
        outcome.asked().keySet().forEach(stripe.quarantine()::release);
        stripe.use(outcome.table(), rules.calendars(), rules.instruments(), outcome.asked());
    }

    private void stop(RecordedLine.Restart restart) throws IOException {
        store.writer().drain();
        if (restart.clean()) {
            store.close();
        } else {
            files.processDied();
        }
        downtime = new Downtime(restart.downUntil());
        if (!restart.downUntil().isAfter(restart.time())) {
            restart();
        }
    }

    /** While the process is down only the broker's book changes, and files may be edited. */
    private void whileDown(RecordedLine line) {
        if (line instanceof RecordedLine.Event told) {
            BrokerEvent event = told.event();
            broker.observe(event);
            if (event.account() != null) {
                downtime.accounts.add(event.account());
            }
            if (event instanceof TradeUpdate trade) {
                downtime.trades.add(trade);
            } else if (event instanceof AccountUpdate account && account.canTrade() != null) {
                downtime.canTrade.put(account.account(), account.canTrade());
            } else if (event instanceof LedgerUpdate ledger) {
                downtime.ledgers.add(ledger);
            } else if (event instanceof BookSnapshot snapshot) {
                downtime.trades.addAll(snapshot.trades());
                if (snapshot.canTrade() != null) {
                    downtime.canTrade.put(snapshot.account(), snapshot.canTrade());
                }
            }
        } else if (line instanceof RecordedLine.Mode mode) {
            broker.set(mode.mode(), mode.account(), mode.contract(), mode.calls());
        } else if (line instanceof RecordedLine.Config config) {
            for (RuleBook.Note note :
                    rules.settings(config.pid(), config.properties()).notes()) {
                sink.accept(new Decision.RuleChanged(downtime.until, null, note.rule(), note.change(), note.note()));
            }
        }
    }

    /** Settings, store, lockouts, missed resets, rules, read of the broker, reconciliation; then events. */
    private void restart() throws IOException {
        Downtime down = downtime;
        downtime = null;
        List<TradeUpdate> executions = port.catchUp(down.until);
        Fold fold = start(new Fold());
        stripe.resumeFrom(fold.accounts().values(), down.until);
        executions.addAll(0, down.trades);
        TreeSet<String> accounts = new TreeSet<>(CodePoints.ORDER);
        accounts.addAll(down.accounts);
        stripe.accounts().forEach(account -> accounts.add(account.id));
        for (String account : accounts) {
            stripe.handle(read(account, down, executions));
            down.ledgers.stream()
                    .filter(ledger -> ledger.account().equals(account))
                    .forEach(stripe::handle);
        }
        stripe.takeUp();
        stripe.advanceTo(down.until);
    }

    private BookSnapshot read(String account, Downtime down, List<TradeUpdate> executions) {
        BookSnapshot book = broker.read(account, down.until);
        List<TradeUpdate> trades = new ArrayList<>(book.trades());
        executions.stream().filter(trade -> trade.account().equals(account)).forEach(trades::add);
        return new BookSnapshot(
                down.until, account, book.positions(), book.orders(), trades, down.canTrade.get(account));
    }
}
