package io.riskgate.core.internal.engine;

import io.riskgate.api.Decimal;
import io.riskgate.api.engine.Decision;
import io.riskgate.api.event.BrokerEvent;
import io.riskgate.api.event.ConnectionUpdate;
import io.riskgate.api.event.QuoteUpdate;
import io.riskgate.api.rule.RiskEvent;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Handles the events of its accounts, strictly one after another. Everything here runs on one thread; time is an
 * argument and only moves forward; nothing blocks.
 */
final class Stripe {
    private final Roster roster = new Roster(this);
    private final AccountEvents events = new AccountEvents(this);
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
        return roster.all();
    }

    /** The account if it is known, else null. */
    AccountState known(String account) {
        return roster.known(account);
    }

    Roster roster() {
        return roster;
    }

    AccountEvents events() {
        return events;
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
            events.handle(roster.of(event), event);
        }
    }

    /** Looks again whether every account has the rules it requires. */
    void checkRequirements() {
        roster.all().forEach(requirements::check);
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
            roster.all().forEach(days::move);
        }
        if (market.instruments() != instruments) {
            market.use(instruments);
            for (AccountState account : roster.all()) {
                account.positions.values().forEach(position -> position.instrument = null);
                account.positions.keySet().forEach(contract -> market.index(account, contract));
            }
        }
        changes.ask(asked);
    }

    /** What an account looks like now; an account nobody spoke of is flat and free. */
    Decision.State state(String id) {
        AccountState account = roster.known(id);
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
        resumption.from(restored, time, roster.inDoubt());
    }

    /** After the read at the start: takes up the wake-ups and calls that were under way. */
    void takeUp() {
        resumption.takeUp();
    }
}
