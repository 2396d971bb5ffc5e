package io.riskgate.core.internal.engine;

import io.riskgate.api.broker.ContractRecord;
import io.riskgate.api.engine.Decision.Change;
import io.riskgate.api.engine.RuleBundles.ChangeRefused;
import io.riskgate.api.engine.RuleStatus;
import io.riskgate.api.rule.SettingsRefused;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Knows every rule that is offered and every settings file, and makes the rule table of them. Not safe for several
 * threads: live, one thread owns it; what it makes is immutable.
 */
final class RuleBook {
    private static final Pattern RULE_PID = Pattern.compile("riskgate\\.rule\\.([^-]*)-(.*)");
    private static final Pattern DAY_PID = Pattern.compile("riskgate\\.tradingday-(.*)");
    private static final Pattern RULE_ID = Pattern.compile("[a-z][a-z0-9_.]*");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]+");
    private static final Set<String> OTHERS = Set.of("riskgate.store", "riskgate.broker.paper");

    private final TreeMap<String, RuleEntry> entries = new TreeMap<>();
    private final TreeMap<String, Map<String, String>> platformSettings = new TreeMap<>();
    private final TreeMap<String, String> platformRefusals = new TreeMap<>();
    private EngineSettings engine = EngineSettings.DEFAULT;
    private TradingCalendars calendars = TradingCalendars.NONE;
    private Instruments instruments = Instruments.shipped();
    private List<ContractRecord> records = List.of();

    /**
     * What came of a change.
     *
     * @param notes what is to be published
     * @param asked the rules that are to be asked, with whether they started (true) or only their settings changed
     * @param calendars whether trading days changed
     * @param instruments whether instruments changed
     * @param table the rule table now
     */
    record Outcome(
            List<Note> notes, Map<String, Boolean> asked, boolean calendars, boolean instruments, RuleTable table) {}

    /**
     * One thing to publish.
     *
     * @param rule the rule, or null for the platform's own settings
     * @param change what
     * @param note the pid, or what is wrong
     */
    record Note(String rule, Change change, String note) {}

    TradingCalendars calendars() {
        return calendars;
    }

    Instruments instruments() {
        return instruments;
    }

    /** A settings file is new or changed, or deleted (null). */
    Outcome settings(String pid, Map<String, String> values) {
        Matcher rule = RULE_PID.matcher(pid);
        if (rule.matches()) {
            return ruleSettings(pid, rule.group(1), rule.group(2), values);
        }
        platformRefusals.remove(pid);
        try {
            Outcome outcome = platformSettings(pid, values);
            if (values == null) {
                platformSettings.remove(pid);
            } else if (!OTHERS.contains(pid)) {
                platformSettings.put(pid, RuleEntry.withoutDots(values));
            }
            return outcome;
        } catch (SettingsRefused e) {
            platformRefusals.put(pid, e.getMessage());
            return outcome(
                    List.of(new Note(null, Change.REFUSED, pid + ": " + e.getMessage())), Map.of(), false, false);
        }
    }

    private Outcome platformSettings(String pid, Map<String, String> values) {
        Matcher day = DAY_PID.matcher(pid);
        if (day.matches()) {
            name(day.group(1));
            calendars = calendars.with(day.group(1), values);
            return outcome(List.of(), Map.of(), true, false);
        }
        if (pid.equals("riskgate.engine")) {
            return engine(values == null ? EngineSettings.DEFAULT : EngineSettings.read(values));
        }
        if (pid.equals("riskgate.instruments")) {
            Instruments shipped = Instruments.shipped().recorded(records);
            instruments = values == null ? shipped : shipped.with(values);
            return instrumentsChanged();
        }
        if (pid.startsWith("riskgate.") && !OTHERS.contains(pid)) {
            throw new SettingsRefused(
                    "pid",
                    "riskgate.rule.<id>-<name>, riskgate.tradingday-<name>, riskgate.engine or riskgate.instruments",
                    pid);
        }
        return outcome(List.of(), Map.of(), false, false);
    }

    /** Other settings of the engine; what they trust no more is not in force any more. */
    private Outcome engine(EngineSettings settings) {
        Map<String, RuleOffer> before = new TreeMap<>();
        entries.forEach((id, entry) -> before.put(id, entry.governing()));
        engine = settings;
        List<Note> notes = new ArrayList<>();
        Map<String, Boolean> asked = new TreeMap<>();
        before.forEach((id, offer) -> {
            if (entries.get(id).governing() != offer) {
                Outcome outcome = governs(id, offer);
                entries.get(id).offers.forEach(other -> distrust(other, notes));
                notes.addAll(outcome.notes());
                asked.putAll(outcome.asked());
            }
        });
        return outcome(notes, asked, false, false);
    }

    private void distrust(RuleOffer offer, List<Note> notes) {
        String refusal = engine.trust().refusal(offer.origin());
        if (refusal != null) {
            notes.add(new Note(offer.id(), Change.REFUSED, offer.bundle() + " is not put in force: " + refusal));
        }
    }

    /** Why a rule from {@code origin} may not be put in force, or null if it may. */
    String distrust(RuleOffer.Origin origin) {
        return engine.trust().refusal(origin);
    }

    private RuleEntry entry(String id) {
        return new RuleEntry(id, () -> engine.trust());
    }

    /** The broker's own records of contracts, instead of those before; they win over the table of instruments. */
    Outcome contracts(List<ContractRecord> contracts) {
        boolean changed = !records.equals(contracts);
        if (changed) {
            records = List.copyOf(contracts);
            instruments = instruments.recorded(records);
        }
        return outcome(List.of(), Map.of(), false, changed);
    }

    private static void name(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new SettingsRefused("name", "letters, digits and _ after the first hyphen", name);
        }
    }

    private Outcome instrumentsChanged() {
        List<Note> notes = new ArrayList<>();
        Map<String, Boolean> asked = new TreeMap<>();
        entries.forEach((id, entry) -> {
            if (entry.governing() != null) {
                for (RuleSettings settings : entry.settings.values()) {
                    String refusal = settings.tryWith(entry.governing(), instruments);
                    if (refusal == null) {
                        asked.put(id, false);
                    } else {
                        notes.add(new Note(id, Change.REFUSED, refusal));
                    }
                }
            }
        });
        return outcome(notes, asked, false, true);
    }

    private Outcome ruleSettings(String pid, String id, String name, Map<String, String> values) {
        if (!RULE_ID.matcher(id).matches() || !NAME.matcher(name).matches()) {
            String expected =
                    "expected riskgate.rule.<id>-<name> with an id of a-z 0-9 _ . and a name of A-Z a-z 0-9 _";
            return outcome(List.of(new Note(null, Change.REFUSED, pid + ": " + expected)), Map.of(), false, false);
        }
        RuleEntry entry = entries.computeIfAbsent(id, this::entry);
        if (values == null) {
            boolean there = entry.settings.remove(name) != null;
            List<Note> notes = there ? List.of(new Note(id, Change.REMOVED, pid)) : List.of();
            return outcome(notes, there ? Map.of(id, false) : Map.of(), false, false);
        }
        RuleSettings settings = entry.settings.computeIfAbsent(name, key -> new RuleSettings(pid, name));
        boolean first = settings.inForce() == null;
        settings.write(values);
        if (entry.governing() == null) {
            String note = pid + ": no bundle offers the rule";
            return outcome(List.of(new Note(id, Change.WAITING, note)), Map.of(), false, false);
        }
        String refusal = settings.tryWith(entry.governing(), instruments);
        return refusal == null
                ? outcome(List.of(new Note(id, Change.ACTIVE, pid)), Map.of(id, first), false, false)
                : outcome(List.of(new Note(id, Change.REFUSED, refusal)), Map.of(), false, false);
    }

    /**
     * A bundle offers a rule. What a command put in force governs, else the highest version of an id, of equal ones the
     * first.
     */
    Outcome offered(RuleOffer offer) {
        RuleEntry entry = entries.computeIfAbsent(offer.id(), this::entry);
        RuleOffer before = entry.governing();
        entry.offers.add(offer);
        entry.offers.sort((a, b) -> a.governs(b) ? -1 : b.governs(a) ? 1 : 0);
        if (entry.governing() == before) {
            List<Note> notes = new ArrayList<>();
            distrust(offer, notes);
            return outcome(notes, Map.of(), false, false);
        }
        return governs(offer.id(), before);
    }

    /** A bundle no longer offers a rule. */
    Outcome withdrawn(RuleOffer offer) {
        RuleEntry entry = entries.get(offer.id());
        RuleOffer before = entry == null ? null : entry.governing();
        if (entry == null || !entry.offers.removeIf(other -> other.isSameAs(offer))) {
            return outcome(List.of(), Map.of(), false, false);
        }
        boolean inForce =
                entry.inForce().stream().anyMatch(accepted -> accepted.madeBy().isSameAs(offer));
        return entry.governing() == before && !inForce
                ? outcome(List.of(), Map.of(), false, false)
                : governs(offer.id(), before);
    }

    /** Puts {@code offer} in the place of the one in force, if there is one, in one step. */
    Outcome replaced(RuleOffer offer) {
        RuleEntry entry = entries.computeIfAbsent(offer.id(), this::entry);
        RuleOffer before = entry.governing();
        entry.offers.remove(before);
        entry.offers.removeIf(other -> other.rule() == offer.rule());
        entry.offers.replaceAll(other -> other.origin().pinned() ? other.pinned(false) : other);
        entry.offers.add(0, offer);
        return governs(offer.id(), before);
    }

    /** Takes the offer in force away, in one step with what was shadowed by it coming into force. */
    Outcome removed(String id) {
        return withdrawn(governing(id));
    }

    /** Has {@code offer} look on beside the rule in force; what it says otherwise is noted in {@code differences}. */
    Outcome shadowed(RuleOffer offer, Differences differences) {
        RuleEntry entry = entries.computeIfAbsent(offer.id(), this::entry);
        entry.shadow = offer;
        entry.differences = differences;
        return outcome(List.of(), Map.of(), false, false);
    }

    /** Nothing looks on beside {@code id} any more. */
    Outcome unshadowed(String id) {
        entries.get(id).shadow = null;
        entries.get(id).differences = null;
        return outcome(List.of(), Map.of(), false, false);
    }

    /** Why what looks on beside {@code id} does not judge by each of its settings; empty if it does. */
    List<String> refusedByShadow(String id) {
        return entries.containsKey(id) ? entries.get(id).refusedByShadow(instruments) : List.of();
    }

    /** The offer of {@code id} that governs, or null. */
    RuleOffer governing(String id) {
        return entries.containsKey(id) ? entries.get(id).governing() : null;
    }

    /**
     * A table in which nothing but {@code candidate} looks on, with the settings that would be in force with it.
     *
     * @throws ChangeRefused if it does not accept what is in force, or what is written for a rule that is new
     */
    RuleTable trial(RuleOffer candidate) throws ChangeRefused {
        RuleEntry entry = entries.getOrDefault(candidate.id(), entry(candidate.id()));
        List<RuleSettings.Accepted> accepted = entry.acceptedBy(candidate, instruments);
        RuleTable.Row row = new RuleTable.Row(candidate, accepted);
        return new RuleTable(List.of(), List.of(), List.of(new RuleTable.Shadow(row, new Differences(0))), engine);
    }

    private Outcome governs(String id, RuleOffer before) {
        RuleEntry entry = entries.get(id);
        List<Note> notes = new ArrayList<>();
        RuleOffer now = entry.governing();
        if (now == null) {
            entry.suspend();
            notes.add(new Note(id, Change.REMOVED, before.bundle()));
            return outcome(notes, Map.of(), false, false);
        }
        RuleOffer judged = entry.inForce().isEmpty() ? before : entry.judging();
        Map<String, Boolean> asked = new TreeMap<>();
        for (RuleSettings settings : entry.settings.values()) {
            String refusal = settings.tryWith(now, instruments);
            notes.add(
                    refusal == null
                            ? new Note(id, Change.ACTIVE, settings.pid)
                            : new Note(id, Change.REFUSED, refusal));
            if (settings.inForce() != null && settings.inForce().madeBy() == now) {
                asked.put(id, true);
            }
        }
        entry.suspendOrphans();
        if (asked.isEmpty() && !entry.inForce().isEmpty()) {
            notes.replaceAll(note -> new Note(
                    id,
                    note.change(),
                    "%s is not in force: %s; %s goes on".formatted(now.bundle(), note.note(), judged.bundle())));
        } else if (judged != null && judged != now) {
            notes.add(0, new Note(id, Change.REPLACED, judged.bundle() + " by " + now.bundle()));
        }
        return outcome(notes, asked, false, false);
    }

    private Outcome outcome(List<Note> notes, Map<String, Boolean> asked, boolean days, boolean tables) {
        return new Outcome(notes, asked, days, tables, table());
    }

    /** The accepted settings of rules and of the platform itself, by file name. */
    Map<String, Map<String, String>> settingsInForce() {
        Map<String, Map<String, String>> all = new TreeMap<>(platformSettings);
        entries.values().forEach(entry -> entry.settings.values().forEach(settings -> {
            if (entry.governing() != null && settings.inForce() != null) {
                all.put(settings.pid, RuleEntry.withoutDots(settings.inForce().values()));
            }
        }));
        return all;
    }

    /** Name and version of the bundle of each rule that judges. */
    Map<String, String> bundlesInForce() {
        Map<String, String> all = new TreeMap<>();
        entries.forEach((id, entry) -> {
            if (entry.governing() != null) {
                all.put(id, entry.judging().bundle());
            }
        });
        return all;
    }

    /** The rules in force now. */
    RuleTable table() {
        List<RuleTable.Row> rows = new ArrayList<>();
        List<RuleTable.Away> away = new ArrayList<>();
        List<RuleTable.Shadow> shadows = new ArrayList<>();
        for (RuleEntry entry : entries.values()) {
            if (entry.away() != null) {
                away.add(entry.away());
            }
            if (entry.shadow != null) {
                shadows.add(entry.shadow(instruments));
            }
        }
        entries.values().stream()
                .filter(entry -> entry.governing() != null)
                .sorted(Comparator.comparing(RuleEntry::governing, RuleOffer::order))
                .forEach(entry -> {
                    List<RuleSettings.Accepted> accepted = entry.inForce();
                    if (!accepted.isEmpty()) {
                        rows.add(new RuleTable.Row(accepted.get(0).madeBy(), accepted));
                    }
                });
        return new RuleTable(rows, away, shadows, engine);
    }

    /** The platform's own settings files whose newest edit was refused, with why. */
    Map<String, String> platformRefusals() {
        return Map.copyOf(platformRefusals);
    }

    /** Rules that have settings but no bundle. */
    Set<String> waiting() {
        Set<String> waiting = new TreeSet<>();
        entries.forEach((id, entry) -> {
            if (entry.governing() == null && !entry.settings.isEmpty()) {
                waiting.add(id);
            }
        });
        return waiting;
    }

    /** Every rule as it stands, in order; rules without a bundle last. */
    List<RuleStatus> status(Quarantine quarantine) {
        List<RuleStatus> all = new ArrayList<>();
        entries.entrySet().stream()
                .sorted(Comparator.comparing(
                        (Map.Entry<String, RuleEntry> e) -> e.getValue().governing(),
                        Comparator.nullsLast(RuleOffer::order)))
                .forEach(e -> all.add(e.getValue().status(engine, quarantine, instruments)));
        return all;
    }
}
