package io.riskgate.core.internal.engine;

import io.riskgate.api.broker.Broker;
import io.riskgate.api.engine.Lockout;
import io.riskgate.api.engine.LockoutStore;
import io.riskgate.api.engine.PreCheckGate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the gate reads: the stripes write it at the moment an account becomes locked, free or reduce-only, everybody may
 * read it. A lockout whose time has come holds until its stripe ended it, never shorter.
 */
final class GateBoard implements PreCheckGate, LockoutStore {
    private static final Comparator<Lockout> BY_ACCOUNT_AND_RULE =
            Comparator.comparing(Lockout::account, CodePoints.ORDER).thenComparing(Lockout::rule);

    private final Quarantine quarantine;
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private Object onlyOpener;
    private volatile String closedBecause = "Riskgate has not started yet";
    private volatile String doubt;
    private volatile boolean unlisted;
    private volatile RuleTable table = RuleTable.EMPTY;

    private record Entry(List<Lockout> lockouts, Lockout governing, Answer answer) {}

    GateBoard(Quarantine quarantine) {
        this.quarantine = quarantine;
    }

    /** Denies everybody. */
    synchronized void close(String reason) {
        closedBecause = reason;
    }

    /** Denies everybody until {@link #open} with this broker; null: there is none. */
    synchronized void expect(Broker next) {
        onlyOpener = next == null ? this : next;
        closedBecause = next == null ? "no broker is connected" : "broker " + next.name() + " is being connected";
    }

    /** Denies everybody for good. */
    synchronized void end(String reason) {
        onlyOpener = this;
        closedBecause = reason;
    }

    /** No longer denies everybody, unless another broker is expected. */
    synchronized void open(Broker opener) {
        if (onlyOpener == null || onlyOpener == opener) {
            closedBecause = null;
        }
    }

    /** Why everybody is denied, or null. */
    String closedBecause() {
        return closedBecause;
    }

    /** Denies accounts nobody spoke of yet, because damage of the store may concern them. */
    void doubt(String reason) {
        doubt = reason;
    }

    /** Denies accounts nobody spoke of yet, because the broker did not say since a lost link which ones it has. */
    void unlisted(boolean unknown) {
        unlisted = unknown;
    }

    /** The rules in force, for accounts nobody spoke of yet. */
    void use(RuleTable newTable) {
        table = newTable;
    }

    /** Writes what holds for an account; called by its stripe. */
    void write(AccountState account) {
        Lockout governing = account.governing();
        Answer answer = Answer.allow();
        if (governing != null) {
            answer = Answer.deny(governing.reason());
        } else if (account.unread) {
            answer = Answer.deny("Not reconciled: the broker could not be read");
        } else if (account.missingRule != null) {
            answer = Answer.deny(reduceOnly(account.missingRule, account.missingWhy));
        }
        entries.put(account.id, new Entry(List.copyOf(account.lockouts.values()), governing, answer));
    }

    static String reduceOnly(String rule, String why) {
        return "Reduce-only: required rule " + rule + " is missing: " + why;
    }

    @Override
    public Answer check(String account) {
        String closed = closedBecause;
        if (closed != null) {
            return Answer.deny("Not armed: " + closed);
        }
        Entry entry = entries.get(account);
        return entry == null ? unknown(account) : entry.answer;
    }

    private Answer unknown(String account) {
        String unsure = doubt;
        if (unsure != null) {
            return Answer.deny(unsure);
        }
        if (unlisted) {
            return Answer.deny("Not reconciled: the broker did not name its accounts since its link was lost");
        }
        RuleTable rules = table;
        for (String rule : rules.engine().requiredRules()) {
            String missing = rules.missing(rule, account);
            if (missing == null && quarantine.holds(rule, account)) {
                missing = "it is quarantined";
            }
            if (missing != null) {
                return Answer.deny(reduceOnly(rule, missing));
            }
        }
        return Answer.allow();
    }

    @Override
    public List<Lockout> active() {
        List<Lockout> all = new ArrayList<>();
        entries.values().forEach(entry -> all.addAll(entry.lockouts));
        all.sort(BY_ACCOUNT_AND_RULE);
        return List.copyOf(all);
    }

    @Override
    public List<Lockout> of(String account) {
        Entry entry = entries.get(account);
        return entry == null ? List.of() : entry.lockouts;
    }

    @Override
    public Optional<Lockout> governing(String account) {
        Entry entry = entries.get(account);
        return entry == null ? Optional.empty() : Optional.ofNullable(entry.governing);
    }

    int lockedAccounts() {
        int locked = 0;
        for (Entry entry : entries.values()) {
            locked += entry.governing == null ? 0 : 1;
        }
        return locked;
    }

    int accounts() {
        return entries.size();
    }
}
