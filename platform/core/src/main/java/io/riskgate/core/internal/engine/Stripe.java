package io.riskgate.core.internal.engine;

import io.riskgate.api.Decimal;
import io.riskgate.api.Severity;
import io.riskgate.api.engine.Decision;
import io.riskgate.api.engine.Lockout;
import io.riskgate.api.event.AccountUpdate;
import io.riskgate.api.event.BookSnapshot;
import io.riskgate.api.event.BrokerEvent;
import io.riskgate.api.event.ConnectionUpdate;
import io.riskgate.api.event.LedgerUpdate;
import io.riskgate.api.event.OrderUpdate;
import io.riskgate.api.event.PositionUpdate;
import io.riskgate.api.event.QuoteUpdate;
import io.riskgate.api.rule.Action;
import io.riskgate.api.rule.Occasion;
import io.riskgate.api.rule.RiskEvent;
import io.riskgate.core.internal.engine.IntentRecord.Claim;
import io.riskgate.core.internal.engine.IntentRecord.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Handles the events of its accounts, strictly one after another. Everything here runs on one thread; time is an
 * argument and only moves forward; nothing blocks.
 */
final class Stripe {
    private final TreeMap<String, AccountState> accounts = new TreeMap<>(CodePoints.ORDER);
    private final Agenda agenda = new Agenda();
    private final Market market;
    private final Quarantine quarantine;
    private final Consumer<Decision> sink;
    private final FactLog log;
    private final Watch watch;
    private final Enforcer enforcer;
    private final Guard guard;
    private final Locks locks;
    private final Faults faults;
    private final Judge judge;
    private BrokerPort port;
    private Consumer<AccountState> gate = account -> {};
    private RuleTable table = RuleTable.EMPTY;
    private TradingCalendars calendars = TradingCalendars.NONE;
    private Instant now = Instant.EPOCH;

    /** Alerts of the event that concerns all accounts; null outside such an event. */
    private Set<String> broadcast;

    Stripe(Instruments instruments, Quarantine quarantine, Consumer<Decision> sink, FactLog log, Watch watch) {
        this.market = new Market(instruments);
        this.quarantine = quarantine;
        this.sink = sink;
        this.log = log;
        this.watch = watch;
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
        return accounts.get(account);
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
            fire(item);
        }
        if (time.isAfter(now)) {
            now = time;
        }
    }

    private void fire(Agenda.Item item) {
        AccountState account = accounts.get(item.account());
        if (item.kind() == Agenda.Kind.BROKER) {
            item.action().run();
        } else if (account == null) {
            return;
        } else if (account.waiting()) {
            account.park(() -> fire(item));
        } else if (item.intent() != 0) {
            fire(item, account, account.intent(item.intent()));
        } else {
            switch (item.kind()) {
                case RESET -> reset(account, item.at());
                case LOCKOUT_END -> lockoutEnd(account, item.rule());
                case JUDGEMENT -> judgement(account, item.rule());
                case WAKE_UP -> wakeUp(account, item);
                case GUARD_SECOND -> guardSecond(account);
                default -> throw new IllegalStateException("no such item without an intent: " + item.kind());
            }
        }
    }

    private void fire(Agenda.Item item, AccountState account, Intent intent) {
        if (intent != null) {
            switch (item.kind()) {
                case CALL -> enforcer.call(account, intent);
                case DEADLINE -> enforcer.deadline(account, intent);
                case READ -> enforcer.read(account, intent);
                case RETRY -> enforcer.retry(account, intent);
                default -> throw new IllegalStateException("no such item with an intent: " + item.kind());
            }
        }
    }

    private void reset(AccountState account, Instant at) {
        if (!account.day.end.equals(at)) {
            return;
        }
        DayState closed = account.day;
        publish(new Decision.DayReset(at, account.id, closed.date, closed.realized));
        openDay(account, at);
        agenda.addForRule(now, Agenda.Kind.JUDGEMENT, account.id, 0, Occasion.DAY_RESET.name());
    }

    /** Opens the day that runs at {@code at}; an account that is new has had two days before, of which nothing is known. */
    private void openDay(AccountState account, Instant at) {
        TradingCalendars.Calendar calendar = calendars.of(account.id);
        if (account.day == null) {
            Instant today = calendar.lastReset(at);
            Instant yesterday = calendar.lastReset(today.minusNanos(1));
            openDay(account, calendar, calendar.lastReset(yesterday.minusNanos(1)), yesterday);
            openDay(account, calendar, yesterday, today);
        }
        openDay(account, calendar, account.day.end, calendar.nextReset(at));
        agenda.add(account.day.end, Agenda.Kind.RESET, account.id);
    }

    private void openDay(AccountState account, TradingCalendars.Calendar calendar, Instant start, Instant end) {
        Ledger.openDay(account, new DayState(calendar.dateOf(end), start, end));
        log(new Fact.DayOpened(account.id, account.day.date, start, end));
    }

    private void lockoutEnd(AccountState account, String rule) {
        boolean before = account.lockouts.containsKey(rule);
        locks.expire(account, rule, now);
        if (before && !account.locked()) {
            agenda.addForRule(now, Agenda.Kind.JUDGEMENT, account.id, 0, Occasion.LOCKOUT_ENDED.name());
        }
    }

    private void judgement(AccountState account, String occasion) {
        if (account.judgedAt != null && account.judgedAt.equals(now)) {
            return;
        }
        account.judgedAt = now;
        askAll(account, new RiskEvent.Asked(Occasion.valueOf(occasion)));
    }

    private void wakeUp(AccountState account, Agenda.Item item) {
        if (!item.at().equals(account.wakeUps.get(item.rule())) && !overdue(account, item)) {
            return;
        }
        account.wakeUps.remove(item.rule());
        RiskEvent event = new RiskEvent.Asked(Occasion.WAKE_UP);
        if (!account.locked()) {
            judge.ask(account, event, Judge.Who.ALL, item.rule());
        } else if (!account.flat()) {
            judge.ask(account, event, Judge.Who.PROTECTING, item.rule());
        }
        enforcer.settle(account, port.ledgerIsRead());
    }

    private boolean overdue(AccountState account, Agenda.Item item) {
        Instant wanted = account.wakeUps.get(item.rule());
        return wanted != null && wanted.isBefore(item.at());
    }

    private void guardSecond(AccountState account) {
        account.secondDue = false;
        if (account.locked() && !account.flat()) {
            judge.ask(account, new RiskEvent.Asked(Occasion.WAKE_UP), Judge.Who.PROTECTING);
            enforcer.settle(account, port.ledgerIsRead());
            protectFrom(account);
        }
    }

    /** Has the protecting rules asked at the next full second of the lock, if a position is open. */
    void protectFrom(AccountState account) {
        if (account.secondDue || !account.locked() || account.flat() || !hasProtector(account)) {
            return;
        }
        long seconds = java.time.Duration.between(account.lockedSince, now).getSeconds() + 1;
        account.secondDue = true;
        agenda.add(account.lockedSince.plusSeconds(seconds), Agenda.Kind.GUARD_SECOND, account.id);
    }

    private boolean hasProtector(AccountState account) {
        for (RuleTable.Bound bound : bound(account)) {
            if (bound.protects) {
                return true;
            }
        }
        return false;
    }

    /** Asks all rules if the account is free; lets the guard look if it is not. */
    private void askAll(AccountState account, RiskEvent event) {
        if (!account.locked()) {
            judge.ask(account, event, Judge.Who.ALL);
        }
        afterwards(account, port.ledgerIsRead());
    }

    private void afterwards(AccountState account, boolean read) {
        if (account.guardedSince != null) {
            enforce(account, List.of(), List.of());
            protectFrom(account);
        }
        enforcer.settle(account, read);
    }

    /** Before a retry: asks the rule whether it still wants what it wanted. */
    void askAgain(AccountState account, Intent intent, Claim claim) {
        RiskEvent event = new RiskEvent.Retrying(intent.contract);
        RuleTable.Bound judging = null;
        for (RuleTable.Bound candidate : bound(account)) {
            if (candidate.rule.equals(claim.rule())) {
                judging = candidate;
            }
        }
        if (judging == null) {
            intent.lapse(claim.rule(), claim.key(), claim.reason());
        } else if (!account.locked()) {
            judge.ask(account, event, Judge.Who.ALL, claim.rule());
        } else if (judging.protects) {
            judge.ask(account, event, Judge.Who.PROTECTING, claim.rule());
        } else if (claim.reason() == Reason.ACTION) {
            intent.lapse(claim.rule(), claim.key(), claim.reason());
        }
    }

    /** A rule wants to be woken, or no longer (null); replaces its former wake-up. */
    void wakeAt(AccountState account, RuleTable.Bound rule, Instant at) {
        Instant logged = account.loggedWakeUps.get(rule.rule);
        if (at == null) {
            account.wakeUps.remove(rule.rule);
            return;
        }
        if (at.equals(account.wakeUps.put(rule.rule, at))) {
            return;
        }
        agenda.addForRule(at, Agenda.Kind.WAKE_UP, account.id, rule.rank, rule.rule);
        if (logged == null || !logged.isAfter(now) || at.isBefore(logged)) {
            account.loggedWakeUps.put(rule.rule, at);
            log(new Fact.WakeUp(account.id, rule.rule, at));
        }
    }

    /** Opens what is wished for, and once it is durable announces and carries out. */
    void enforce(AccountState account, List<Wish> wishes, List<Decision> announcements) {
        List<Intent> opened = enforcer.open(account, wishes);
        if (account.guardedSince != null) {
            opened.addAll(enforcer.open(account, guard.look(account)));
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
                    enforcer.launch(account, intent);
                }
            }
        });
    }

    boolean broadcasting() {
        return broadcast != null;
    }

    boolean alreadyBroadcast(String rule, Action.Alert alert) {
        return broadcast != null && !broadcast.add(rule + "\n" + alert.code());
    }

    /** Handles one event; the clock stands at its time already. */
    void handle(BrokerEvent event) {
        if (event instanceof QuoteUpdate quote) {
            quote(quote);
        } else if (event.account() == null) {
            broadcast((ConnectionUpdate) event, new HashSet<>(), true);
        } else {
            handle(account(event), event);
        }
    }

    private AccountState account(BrokerEvent event) {
        AccountState account = accounts.get(event.account());
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
        if (!accounts.containsKey(account)) {
            port.read(adopt(new AccountState(account)));
        }
    }

    /** An account could not be read at the start; it is tried again, and the gate denies it until that succeeds. */
    void notRead(String id) {
        AccountState account = accounts.containsKey(id) ? accounts.get(id) : adopt(new AccountState(id));
        account.unread = true;
        gateChanged(account);
        port.read(account);
    }

    /** Takes an account on: a new one, or one that was restored. */
    AccountState adopt(AccountState account) {
        accounts.put(account.id, account);
        if (account.day == null) {
            openDay(account, now);
        } else {
            agenda.add(account.day.end, Agenda.Kind.RESET, account.id);
        }
        account.positions.keySet().forEach(contract -> market.index(account, contract));
        account.intents.forEach(intent -> enforcer.restored(account, intent));
        requirementsChanged(account);
        if (account.guardedSince != null && !account.locked() && !account.reduceOnly()) {
            guard.end(account);
        }
        return account;
    }

    /**
     * Handles an event that concerns all accounts.
     *
     * @param alerts the alerts of the event so far, shared with the other stripes that handle it
     * @param askNobody whether rules are asked though there is no account
     */
    void broadcast(ConnectionUpdate event, Set<String> alerts, boolean askNobody) {
        broadcasting(alerts, () -> {
            for (AccountState account : List.copyOf(accounts.values())) {
                handle(account, new ConnectionUpdate(event.time(), account.id, event.state(), event.reason()));
            }
            if (askNobody && accounts.isEmpty()) {
                askNobody(event);
            }
        });
    }

    private void broadcasting(Set<String> alerts, Runnable task) {
        broadcast = alerts;
        try {
            task.run();
        } finally {
            broadcast = null;
        }
    }

    private void askNobody(BrokerEvent event) {
        AccountState nobody = new AccountState("");
        TradingCalendars.Calendar calendar = calendars.of("");
        Instant end = calendar.nextReset(now);
        nobody.day = new DayState(calendar.dateOf(end), calendar.lastReset(now), end);
        Ledger.Effect effect = Ledger.apply(nobody, event);
        if (effect.changed) {
            judge.ask(nobody, effect.ask, Judge.Who.ALL);
        }
    }

    private void handle(AccountState account, BrokerEvent event) {
        if (account.waiting()) {
            Set<String> alerts = broadcast;
            account.park(() -> broadcasting(alerts, () -> handle(account, event)));
            return;
        }
        boolean firstSnapshot = account.reduceOnly() && event instanceof BookSnapshot && account.positions.isEmpty();
        Ledger.Effect effect = Ledger.apply(account, event);
        boolean always = event instanceof BookSnapshot || event instanceof LedgerUpdate;
        if (!effect.changed && !always) {
            return;
        }
        if (effect.changed) {
            log(new Fact.Told(event));
        }
        for (RiskEvent.PositionChanged moved : effect.moves) {
            market.index(account, moved.contract());
            account.closed(moved.contract(), Math.max(0, Math.abs(moved.before()) - Math.abs(moved.after())));
        }
        for (Ledger.Notice notice : effect.notices) {
            publish(new Decision.Alert(now, account.id, null, notice.severity(), notice.code(), notice.message()));
        }
        if (event instanceof BookSnapshot && account.unread) {
            account.unread = false;
            gateChanged(account);
        }
        if (event instanceof ConnectionUpdate link && link.state() == ConnectionUpdate.State.RESTORED) {
            port.read(account);
        }
        if (firstSnapshot && !account.locked()) {
            guard.renew(account);
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

    private void quote(QuoteUpdate quote) {
        for (AccountState account : market.quote(quote, now)) {
            String priced = null;
            for (PositionState position : account.positions.values()) {
                if (market.prices(quote, account, position)) {
                    best(account, position);
                    priced = position.contract;
                }
            }
            if (priced != null && !account.locked()) {
                String contract = priced;
                if (account.waiting()) {
                    account.park(() -> moved(account, contract));
                } else {
                    moved(account, contract);
                }
            }
        }
    }

    private void moved(AccountState account, String contract) {
        if (!account.locked()) {
            judge.ask(account, new RiskEvent.PriceMoved(contract), Judge.Who.ALL);
            if (!account.intents.isEmpty() || !account.episodes.isEmpty()) {
                enforcer.settle(account, port.ledgerIsRead());
            }
        }
    }

    private void best(AccountState account, PositionState position) {
        Decimal price = market.price(account, position).value;
        Decimal best = position.bestPrice;
        if (best == null || (position.quantity > 0 ? price.isAbove(best) : price.isBelow(best))) {
            position.bestPrice = price;
            log(new Fact.BestPrice(account.id, position.contract, price));
        }
    }

    /**
     * Puts other rules, settings, calendars or instruments in force.
     *
     * @param asked the rules to ask for every account, with whether they started
     */
    void use(RuleTable newTable, TradingCalendars newCalendars, Instruments instruments, Map<String, Boolean> asked) {
        table = newTable;
        if (calendars != newCalendars) {
            calendars = newCalendars;
            accounts.values().forEach(this::moveDay);
        }
        if (market.instruments() != instruments) {
            market.use(instruments);
            for (AccountState account : accounts.values()) {
                account.positions.values().forEach(position -> position.instrument = null);
                account.positions.keySet().forEach(contract -> market.index(account, contract));
            }
        }
        asked.keySet().forEach(quarantine::release);
        for (AccountState account : List.copyOf(accounts.values())) {
            asked.keySet().forEach(account.faults::remove);
            requirementsChanged(account);
            for (RuleTable.Bound bound : bound(account)) {
                Boolean started = asked.get(bound.rule);
                if (started != null && !account.locked()) {
                    Occasion occasion = started ? Occasion.RULE_STARTED : Occasion.SETTINGS_CHANGED;
                    judge.ask(account, new RiskEvent.Asked(occasion), Judge.Who.ALL, bound.rule);
                }
            }
            forgetUnbound(account);
            afterwards(account, port.ledgerIsRead());
        }
    }

    /** Episodes of rules that no longer judge the account are over; their commands are given up before a retry. */
    private void forgetUnbound(AccountState account) {
        for (Episode episode : List.copyOf(account.episodes.values())) {
            boolean judged = false;
            for (RuleTable.Bound bound : bound(account)) {
                judged |= bound.rule.equals(episode.key.rule());
            }
            if (!judged && !account.lockouts.containsKey(episode.key.rule())) {
                enforcer.end(account, episode);
            }
        }
    }

    private void moveDay(AccountState account) {
        TradingCalendars.Calendar calendar = calendars.of(account.id);
        Instant end = calendar.nextReset(now);
        if (!end.equals(account.day.end)) {
            Fact.DayMoved moved = new Fact.DayMoved(account.id, calendar.dateOf(end), end);
            Fold.move(account, moved);
            log(moved);
            agenda.add(end, Agenda.Kind.RESET, account.id);
        }
    }

    /** Looks whether every required rule is there for an account; if not it may only reduce. */
    void requirementsChanged(AccountState account) {
        String missing = null;
        String why = null;
        for (String rule : table.engine().requiredRules()) {
            String reason = table.missing(rule, account.id);
            if (reason == null && quarantine.holds(rule, account.id)) {
                reason = "it is quarantined";
            } else if (reason == null && account.faults.containsKey(rule)) {
                reason = "its last evaluation failed";
            }
            if (reason != null && missing == null) {
                missing = rule;
                why = reason;
            }
        }
        boolean before = account.reduceOnly();
        account.missingRule = missing;
        account.missingWhy = why;
        gateChanged(account);
        if (missing != null && !before) {
            if (!account.locked()) {
                guard.begin(account);
            }
            publish(new Decision.Alert(
                    now, account.id, missing, Severity.ERROR, "REDUCE_ONLY", "required rule is missing: " + why));
        } else if (missing == null && before && !account.locked()) {
            guard.end(account);
            enforcer.released(account, Reason.GUARD);
        }
    }

    /** What an account looks like now; an account nobody spoke of is flat and free. */
    Decision.State state(String id) {
        AccountState account = accounts.get(id);
        return account == null
                ? new Decision.State(
                        now, id, null, false, Decimal.ZERO, 0, List.of(), List.of(), Decision.Enforcement.IDLE)
                : state(account);
    }

    Decision.State state(AccountState account) {
        List<Decision.Position> positions = new ArrayList<>();
        for (PositionState position : account.positions.values()) {
            positions.add(new Decision.Position(
                    position.contract,
                    position.quantity < 0 ? io.riskgate.api.PositionSide.SHORT : io.riskgate.api.PositionSide.LONG,
                    position.size(),
                    position.averagePrice,
                    market.openProfit(account, position)));
        }
        List<Decision.WorkingOrder> orders = new ArrayList<>();
        for (OrderUpdate order : account.orders.values()) {
            orders.add(new Decision.WorkingOrder(
                    order.orderId(),
                    order.contract(),
                    order.side(),
                    order.orderType(),
                    order.quantity(),
                    order.limitPrice(),
                    order.stopPrice()));
        }
        return new Decision.State(
                now,
                account.id,
                account.governing(),
                account.reduceOnly(),
                account.day.realized,
                account.day.tradeCount,
                positions,
                orders,
                Enforcer.state(account));
    }

    /**
     * After a start: takes the restored accounts on, publishes the lockouts that were restored, closes days that ended
     * meanwhile and ends lockouts that ended meanwhile.
     */
    void resumeFrom(Collection<AccountState> restored, Instant time) {
        now = time;
        market.lostUntil(time);
        restored.forEach(this::adopt);
        for (AccountState account : accounts.values()) {
            lockoutsByRule(account).stream()
                    .filter(lockout -> lockout.isActive(time))
                    .forEach(lockout -> publish(new Decision.Restored(time, lockout)));
        }
        for (AccountState account : accounts.values()) {
            while (!account.day.end.isAfter(time)) {
                reset(account, account.day.end);
            }
            moveDay(account);
            account.connected = true;
            account.authenticated = true;
        }
        for (AccountState account : accounts.values()) {
            for (Lockout lockout : lockoutsByRule(account)) {
                account.lockedSince =
                        account.lockedSince == null || lockout.createdAt().isBefore(account.lockedSince)
                                ? lockout.createdAt()
                                : account.lockedSince;
                if (!lockout.isActive(time)) {
                    locks.expire(account, lockout.rule(), time);
                } else if (lockout.end() != null) {
                    agenda.addForRule(
                            lockout.end(), Agenda.Kind.LOCKOUT_END, account.id, rank(lockout.rule()), lockout.rule());
                }
            }
        }
    }

    private List<Lockout> lockoutsByRule(AccountState account) {
        return account.lockouts.values().stream()
                .sorted(Comparator.comparingInt(lockout -> rank(lockout.rule())))
                .toList();
    }

    /** After the read at the start: takes up the wake-ups and calls that were under way. */
    void takeUp() {
        for (AccountState account : accounts.values()) {
            account.loggedWakeUps.putAll(account.wakeUps);
            account.wakeUps.forEach(
                    (rule, at) -> agenda.addForRule(at, Agenda.Kind.WAKE_UP, account.id, rank(rule), rule));
            List.copyOf(account.intents).forEach(intent -> enforcer.takeUp(account, intent));
            protectFrom(account);
        }
    }
}
