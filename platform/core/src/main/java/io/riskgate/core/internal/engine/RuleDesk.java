package io.riskgate.core.internal.engine;

import io.riskgate.api.broker.ContractRecord;
import io.riskgate.api.engine.Decision;
import io.riskgate.api.engine.RuleBundles.ChangeRefused;
import io.riskgate.api.engine.RuleStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The rules and settings of the live platform: bundles and files come and go, one change after another becomes a new
 * table. Safe in all threads; whoever offers a rule never waits for it to be configured.
 */
public final class RuleDesk {
    private final RuleBook book = new RuleBook();
    private final Map<String, String> codes = new TreeMap<>();
    private final List<RuleOffer> offers = new ArrayList<>();
    private Consumer<RuleBook.Outcome> listener = outcome -> {};
    private volatile RuleTable table = RuleTable.EMPTY;
    private volatile Instruments instruments = book.instruments();
    private volatile TradingCalendars calendars = TradingCalendars.NONE;
    private List<RuleBook.Note> early = new ArrayList<>();

    /** A settings file is new or changed, or deleted (null). */
    public synchronized void settings(String pid, Map<String, String> values) {
        take(book.settings(pid, values));
    }

    /** A broker is connected and has these records of contracts. */
    synchronized void contracts(List<ContractRecord> contracts) {
        take(book.contracts(contracts));
    }

    /** A bundle offers a rule. */
    public synchronized void offered(RuleOffer offer) {
        offers.add(offer);
        if (offer.code() != null) {
            codes.put(offer.id(), offer.code());
        }
        take(book.offered(offer));
    }

    /** A bundle no longer offers a rule. */
    public synchronized void withdrawn(RuleOffer offer) {
        offers.remove(offer);
        take(book.withdrawn(offer));
    }

    /** Puts a rule in force in one step, instead of the version in force, if there is one. */
    public synchronized void replaced(RuleOffer offer) {
        offers.removeIf(other -> other.rule() == offer.rule() || other == book.governing(offer.id()));
        offers.add(offer);
        if (offer.code() != null) {
            codes.put(offer.id(), offer.code());
        }
        take(book.replaced(offer));
    }

    /** Takes the offer in force away for good. */
    public synchronized void removed(String id) {
        offers.remove(book.governing(id));
        take(book.removed(id));
    }

    /** Has {@code offer} look on beside the rule in force; what it says otherwise is noted in {@code differences}. */
    public synchronized void shadowed(RuleOffer offer, Differences differences) {
        take(book.shadowed(offer, differences));
    }

    /** Nothing looks on beside {@code id} any more. */
    public synchronized void unshadowed(String id) {
        take(book.unshadowed(id));
    }

    /** Why what looks on beside {@code id} does not judge by each of its settings; empty if it does. */
    public synchronized List<String> refusedByShadow(String id) {
        return book.refusedByShadow(id);
    }

    /** The offer of {@code id} that governs, or null. */
    public synchronized RuleOffer governing(String id) {
        return book.governing(id);
    }

    /** Why a rule from {@code origin} may not be put in force, or null if it may. */
    public synchronized String distrust(RuleOffer.Origin origin) {
        return book.distrust(origin);
    }

    /** Whether accounts are reduce-only without the rule. */
    public boolean isRequired(String id) {
        return table.engine().requiredRules().contains(id);
    }

    /**
     * Looks whether {@code offer} may be put in force as trust and settings are now.
     *
     * @throws ChangeRefused if it is not trusted or does not accept the settings
     */
    public synchronized void check(RuleOffer offer) throws ChangeRefused {
        String distrust = book.distrust(offer.origin());
        if (distrust != null) {
            throw new ChangeRefused(distrust);
        }
        book.trial(offer);
    }

    synchronized RuleTable trial(RuleOffer candidate) throws ChangeRefused {
        return book.trial(candidate);
    }

    private void take(RuleBook.Outcome outcome) {
        table = outcome.table();
        instruments = book.instruments();
        calendars = book.calendars();
        if (early != null) {
            early.addAll(outcome.notes());
        }
        listener.accept(outcome);
    }

    /** Who is told of every change from now on; what changed before is told at once. */
    synchronized void onChange(Consumer<RuleBook.Outcome> changed) {
        listener = changed;
        Set<String> waiting = book.waiting();
        early.removeIf(note -> note.change() == Decision.Change.WAITING && !waiting.contains(note.rule()));
        changed.accept(new RuleBook.Outcome(early, Map.of(), false, false, table));
        early = null;
    }

    /** Every rule that is offered. */
    public synchronized List<RuleOffer> offers() {
        return List.copyOf(offers);
    }

    /** The platform's own settings files whose newest edit was refused, with why. */
    public synchronized Map<String, String> platformRefusals() {
        return book.platformRefusals();
    }

    /** Rules that have settings but no bundle. */
    public synchronized Set<String> waiting() {
        return book.waiting();
    }

    /** The instruments in force. */
    public Instruments instruments() {
        return instruments;
    }

    RuleTable table() {
        return table;
    }

    TradingCalendars calendars() {
        return calendars;
    }

    /** Notes in {@code log} what is in force now. */
    synchronized void noteInForce(ChangeLog log, Instant now) {
        log.inForce(book.settingsInForce(), book.bundlesInForce(), now);
    }

    synchronized String code(String rule) {
        return codes.get(rule);
    }

    synchronized List<RuleStatus> status(Quarantine quarantine) {
        return book.status(quarantine);
    }
}
