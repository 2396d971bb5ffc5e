package io.riskgate.core.internal.engine;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * Keeps in the journal which settings and rules are in force: a fact for each that comes, changes or goes. For one thread
 * at a time.
 */
final class ChangeLog {
    private final Map<String, Map<String, String>> settings = new TreeMap<>();
    private final Map<String, String> rules = new TreeMap<>();
    private final Consumer<Fact> journal;

    /** A log that goes on after what {@code fold} knows. */
    ChangeLog(Fold fold, Consumer<Fact> journal) {
        fold.settings().forEach(known -> settings.put(known.pid(), known.properties()));
        fold.rules().forEach(known -> rules.put(known.rule(), known.bundle()));
        this.journal = journal;
    }

    /**
     * Notes what is in force now.
     *
     * @param settingsNow accepted settings by file name
     * @param rulesNow name and version of the bundle by rule
     */
    void inForce(Map<String, Map<String, String>> settingsNow, Map<String, String> rulesNow, Instant now) {
        note(settings, settingsNow, (pid, values) -> new Fact.SettingsChanged(now, pid, values));
        note(rules, rulesNow, (rule, bundle) -> new Fact.RuleInForce(now, rule, bundle));
    }

    private <T> void note(Map<String, T> known, Map<String, T> current, BiFunction<String, T, Fact> fact) {
        Set<String> all = new TreeSet<>(known.keySet());
        all.addAll(current.keySet());
        for (String key : all) {
            T value = current.get(key);
            if (!Objects.equals(known.get(key), value)) {
                journal.accept(fact.apply(key, value));
                known.put(key, value);
            }
        }
    }
}
