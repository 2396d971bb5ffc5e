package io.riskgate.core.internal.engine;

import io.riskgate.api.Decimal;
import io.riskgate.api.engine.Decision;
import io.riskgate.api.event.AccountUpdate;
import io.riskgate.api.event.BookSnapshot;
import io.riskgate.api.event.BrokerEvent;
import io.riskgate.api.event.ConnectionUpdate;
import io.riskgate.api.event.LedgerUpdate;
import io.riskgate.api.event.OrderUpdate;
import io.riskgate.api.event.PositionUpdate;
import io.riskgate.api.event.QuoteUpdate;
import io.riskgate.api.rule.Occasion;
import io.riskgate.api.rule.RiskEvent;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Handles the events of its accounts, strictly one after another. Everything here runs on one thread; time is an
 * argument and only moves forward; nothing blocks.
 */
final class Stripe {
    private final TreeMap<String, AccountState> accounts = new TreeMap<>(CodePoints.ORDER);
    private final Map<String, AccountState> byId = new HashMap<>();
    private final Agenda agenda = new Agenda();
    private final Market market;
    private final Quarantine quarantine;
    private final Consumer<Decision> sink;
    private final FactLog log;
    private final Watch watch;
    private final Planner planner;
    private final Enforcer enforcer;
    private final Guard guard;
    private final Locks locks;
    private final Faults faults;
    private Judge judge;
    private final Days days = new Days(this);
    private final Timers timers = new Timers(this, days);
    private final Broadcast broadcast = new Broadcast(this);
    private final RuleChanges changes = new RuleChanges(this);
    private final Quotes quotes = new Quotes(this);
    private final Requirements requirements = new Requirements(this);
    private final Resumption resumption = new Resumption(this);
    private final SwapWindow swap = new SwapWindow(this);
    private final Shadows shadows = new Shadows(this);
    private BrokerPort port;
    private Consumer<AccountState> gate = account -> {};
    private RuleTable table = RuleTable.EMPTY;
    private TradingCalendars calendars = TradingCalendars.NONE;
    private Instant now = Instant.EPOCH;

    /** Why every account is locked, those to come too, or null. */
    private String doubt;

    /** What is due and being carried out. */
    private Agenda.Item firing;

    Stripe(Instruments instruments, Quarantine quarantine, Consumer<Decision> sink, FactLog log, Watch watch) {
        this.market = new Market(instruments);
        this.quarantine = quarantine;
        this.sink = sink;
        this.log = log;
        this.watch = watch;
        this.planner = new Planner(this);
        this.enforcer = new Enforcer(this);
        this.guard = new Guard(this);
        this.locks = new Locks(this);
        this.faults = new Faults(this);
        this.judge = new Judge(this, faults);
    }

    /** Connects the broker; once, before the first event. */
    void connect(BrokerPort broker) {
        port = broker;
    }

    /** Who is told at once when an account becomes locked, free or reduce-only. */
    void tellGate(Consumer<AccountState> listener) {
        gate = listener;
    }

    void gateChanged(AccountState account) {
        gate.accept(account);
    }

    Instant now() {
        return now;
    }

    Agenda agenda() {
        return agenda;
    }

    Market market() {
        return market;
    }

    Quarantine quarantine() {
        return quarantine;
    }

    Watch watch() {
        return watch;
    }

    Enforcer enforcer() {
        return enforcer;
    }

    Guard guard() {
        return guard;
    }

    Locks locks() {
        return locks;
    }

    BrokerPort port() {
        return port;
    }

    Faults faults() {
        return faults;
    }

    Judge judge() {
        return judge;
    }

    Days days() {
        return days;
    }

    Timers timers() {
        return timers;
    }

    Broadcast broadcast() {
        return broadcast;
    }

    RuleChanges changes() {
        return changes;
    }

    Requirements requirements() {
        return requirements;
    }

    Shadows shadows() {
        return shadows;
    }

    SwapWindow swap() {
        return swap;
    }

    RuleTable table() {
        return table;
    }

    TradingCalendars calendars() {
        return calendars;
    }

    EngineSettings engineSettings() {
        return table.engine();
    }

    void publish(Decision decision) {
        sink.accept(decision);
    }

    void log(Fact fact) {
        log.append(fact);
    }

    int rank(String rule) {
        return table.rank(rule);
    }

    Collection<AccountState> accounts() {
        return accounts.values();
    }

    /** The account if it is known, else null. */
    AccountState known(String account) {
        return byId.get(account);
    }

    RuleTable.Bound[] bound(AccountState account) {
        if (account.boundTable != table) {
            account.bound = table.boundTo(account.id);
            account.boundTable = table;
        }
        return account.bound;
    }

    /** Moves the clock to {@code time}; everything due up to then happens first, each at its own instant. */
    void advanceTo(Instant time) {
        for (Agenda.Item item = agenda.poll(time); item != null; item = agenda.poll(time)) {
            if (item.at().isAfter(now)) {
                now = item.at();
            }
            firing = item;
            timers.fire(item);
            firing = null;
        }
        if (time.isAfter(now)) {
            now = time;
        }
    }

    /** Asks all rules if the account is free; lets the guard look if it is not. */
    void askAll(AccountState account, RiskEvent event) {
        if (!account.locked()) {
            judge.ask(account, event, Judge.Who.ALL);
        }
        afterwards(account, port.ledgerIsRead());
    }

    /**
     * On the thread that takes over from one that was lost in a rule: asks the other rules of what was being judged, and
     * does the rest of what was due. What else the lost thread was doing is to be done again.
     */
    void takeOver() {
        Judge lost = judge;
        Agenda.Item begun = firing;
        judge = new Judge(this, faults);
        judge.resume(lost);
        broadcast.forget();
        if (begun != null) {
            timers.fire(begun);
            firing = null;
        }
    }

    /** After an event: has the guard look, and looks which calls are confirmed. */
    void afterwards(AccountState account, boolean read) {
        if (account.guardedSince != null) {
            enforce(account, List.of(), List.of());
            timers.protectFrom(account);
        }
        enforcer.settle(account, read);
    }

    /** Opens what is wished for, and once it is durable announces and carries out. */
    void enforce(AccountState account, List<Wish> wishes, List<Decision> announcements) {
        List<Intent> opened = planner.open(account, wishes);
        if (account.guardedSince != null) {
            opened.addAll(planner.open(account, guard.look(account)));
        }
        boolean mustLast =
                !opened.isEmpty() || announcements.stream().anyMatch(decision -> decision instanceof Decision.Locked);
        if (!mustLast) {
            announcements.forEach(this::publish);
            return;
        }
        log.whenDurable(account, () -> {
            announcements.forEach(this::publish);
            for (Intent intent : opened) {
                if (account.intents.contains(intent) && intent.attempt == 0) {
                    enforcer.calls().launch(account, intent);
                }
            }
        });
    }

    /** Handles one event; the clock stands at its time already. */
    void handle(BrokerEvent event) {
        if (event instanceof QuoteUpdate quote) {
            quotes.quote(quote);
        } else if (event.account() == null) {
            broadcast.handle((ConnectionUpdate) event, new HashSet<>(), true);
        } else {
            handle(account(event), event);
        }
    }

    private AccountState account(BrokerEvent event) {
        AccountState account = byId.get(event.account());
        if (account == null) {
            account = adopt(new AccountState(event.account()));
            if (!(event instanceof BookSnapshot)) {
                port.read(account);
            }
        }
        return account;
    }

    /** Has an account read that nobody spoke of yet. */
    void meet(String account) {
        if (!byId.containsKey(account)) {
            AccountState met = adopt(new AccountState(account));
            unread(met);
            port.read(met);
        }
    }

    /** Has an account read that the broker does not tell of. */
    void readAgain(String account) {
        if (byId.containsKey(account)) {
            port.read(byId.get(account));
        } else {
            meet(account);
        }
    }

    /** An account could not be read at the start. */
    void notRead(String id) {
        AccountState account = byId.containsKey(id) ? byId.get(id) : adopt(new AccountState(id));
        unread(account);
        port.read(account);
    }

    /** A read failed: it is tried again, and the gate denies the account until that succeeds. */
    void unread(AccountState account) {
        account.unread = true;
        gateChanged(account);
    }

    /** Looks again whether every account has the rules it requires. */
    void checkRequirements() {
        accounts.values().forEach(requirements::check);
    }

    /** Takes an account on: a new one, or one that was restored. */
    AccountState adopt(AccountState account) {
        accounts.put(account.id, account);
        byId.put(account.id, account);
        account.met = account.day != null;
        if (account.day == null) {
            days.open(account, now);
        } else {
            agenda.add(account.day.end, Agenda.Kind.RESET, account.id);
        }
        account.positions.keySet().forEach(contract -> market.index(account, contract));
        account.intents.forEach(intent -> enforcer.calls().restored(account, intent));
        if (doubt != null) {
            locks.doubt(account, doubt);
        }
        requirements.check(account);
        if (account.guardedSince != null && !account.locked() && !account.reduceOnly()) {
            guard.end(account);
        }
        return account;
    }

    /** Handles what an event means for one account. */
    void handle(AccountState account, BrokerEvent event) {
        if (account.waiting()) {
            broadcast.park(account, event);
            return;
        }
        boolean found = !account.met && account.reduceOnly() && event instanceof BookSnapshot;
        account.met = true;
        Ledger.Effect effect = Ledger.apply(account, event);
        boolean always = event instanceof BookSnapshot || event instanceof LedgerUpdate;
        if (!effect.changed && !always) {
            return;
        }
        if (effect.changed) {
            log(new Fact.Told(event));
        }
        for (int i = 0; i < effect.moves.size(); i++) {
            RiskEvent.PositionChanged moved = effect.moves.get(i);
            market.index(account, moved.contract());
            account.closed(moved.contract(), Math.max(0, Math.abs(moved.before()) - Math.abs(moved.after())));
        }
        for (int i = 0; i < effect.notices.size(); i++) {
            Ledger.Notice notice = effect.notices.get(i);
            publish(new Decision.Alert(now, account.id, null, notice.severity(), notice.code(), notice.message()));
        }
        if (event instanceof BookSnapshot && account.unread) {
            account.unread = false;
            gateChanged(account);
        }
        if (event instanceof ConnectionUpdate link && link.state() == ConnectionUpdate.State.RESTORED) {
            port.read(account);
        }
        if (found && !account.locked()) {
            guard.renew(account);
        } else if (event instanceof BookSnapshot && account.locked() && account.guardedSince == null) {
            guard.begin(account);
        }
        boolean freed = account.canTrade && account.hasCondition() && locks.conditionOver(account);
        judge(account, event, effect, freed);
        afterwards(account, port.ledgerIsRead() || event instanceof BookSnapshot);
    }

    private void judge(AccountState account, BrokerEvent event, Ledger.Effect effect, boolean freed) {
        if (account.locked()) {
            boolean ownRead = event instanceof BookSnapshot && !port.ledgerIsRead();
            if (effect.changed && !ownRead) {
                publish(new Decision.Blocked(now, account.id, type(event), account.governing(), bound(account).length));
            }
        } else if (freed) {
            judge.ask(account, new RiskEvent.Asked(Occasion.LOCKOUT_ENDED), Judge.Who.ALL);
        } else if (effect.ask != null) {
            judge.ask(account, effect.ask, Judge.Who.ALL);
        }
    }

    private static String type(BrokerEvent event) {
        if (event instanceof PositionUpdate) {
            return "position";
        } else if (event instanceof OrderUpdate) {
            return "order";
        } else if (event instanceof AccountUpdate) {
            return "account";
        } else if (event instanceof ConnectionUpdate) {
            return "connection";
        } else if (event instanceof LedgerUpdate) {
            return "ledger";
        } else if (event instanceof BookSnapshot) {
            return "snapshot";
        }
        return "trade";
    }

    /**
     * Puts other rules, settings, calendars or instruments in force.
     *
     * @param asked the rules to ask for every account, with whether they started
     */
    void use(RuleTable newTable, TradingCalendars newCalendars, Instruments instruments, Map<String, Boolean> asked) {
        table = newTable;
        swap.use(newTable);
        if (calendars != newCalendars) {
            calendars = newCalendars;
            accounts.values().forEach(days::move);
        }
        if (market.instruments() != instruments) {
            market.use(instruments);
            for (AccountState account : accounts.values()) {
                account.positions.values().forEach(position -> position.instrument = null);
                account.positions.keySet().forEach(contract -> market.index(account, contract));
            }
        }
        changes.ask(asked);
    }

    /** What an account looks like now; an account nobody spoke of is flat and free. */
    Decision.State state(String id) {
        AccountState account = byId.get(id);
        return account == null
                ? new Decision.State(
                        now, id, null, false, Decimal.ZERO, 0, List.of(), List.of(), Decision.Enforcement.IDLE)
                : AccountReport.state(this, account);
    }

    /**
     * After a start: takes the restored accounts on, publishes the lockouts that were restored, closes days that ended
     * meanwhile and ends lockouts that ended meanwhile.
     */
    void resumeFrom(Collection<AccountState> restored, Instant time) {
        now = time;
        resumption.from(restored, time, doubt != null);
    }

    /** Locks every account from now on, those to come too; before {@link #resumeFrom}. */
    void doubt(String reason) {
        doubt = reason;
    }

    /** After the read at the start: takes up the wake-ups and calls that were under way. */
    void takeUp() {
        resumption.takeUp();
    }
}
