package io.riskgate.core.internal.engine;

import io.riskgate.api.rule.RuleEvaluator;
import io.riskgate.api.rule.Settings;
import io.riskgate.api.rule.SettingsRefused;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One configuration of one rule: what is in force, and the newest edit that is not.
 *
 * <p>A refused edit leaves what was in force in force.
 */
final class RuleSettings {
    final String pid;
    final String name;

    /** What the file says now, accepted or not. */
    private Map<String, String> written;

    private Accepted inForce;
    private String refusal;

    RuleSettings(String pid, String name) {
        this.pid = pid;
        this.name = name;
    }

    /**
     * Settings that were accepted.
     *
     * @param values as written
     * @param enabled whether the rule judges
     * @param accounts whom it is for
     * @param evaluator the rule made of them
     * @param asked what the rule asked for
     */
    record Accepted(
            Map<String, String> values,
            boolean enabled,
            AccountPatterns accounts,
            RuleEvaluator evaluator,
            List<Settings.Asked> asked) {
        /** The same without anything of the rule's. */
        Accepted withoutRule() {
            return new Accepted(values, enabled, accounts, null, List.of());
        }
    }

    Map<String, String> written() {
        return written;
    }

    void write(Map<String, String> values) {
        written = Map.copyOf(values);
    }

    Accepted inForce() {
        return inForce;
    }

    String refusal() {
        return refusal;
    }

    /**
     * Tries what is written with {@code offer} and puts it in force if the rule accepts it.
     *
     * @return null if it is in force now, else why not
     */
    String tryWith(RuleOffer offer, Instruments instruments) {
        try {
            inForce = accept(offer, instruments);
            refusal = null;
        } catch (SettingsRefused e) {
            refusal = pid + ": " + e.getMessage();
        } catch (Exception | LinkageError | StackOverflowError e) {
            refusal = pid + ": the rule failed on its settings: " + e;
        }
        return refusal;
    }

    /** Forgets what was in force, because its rule went. */
    void suspend() {
        inForce = null;
        refusal = null;
    }

    private Accepted accept(RuleOffer offer, Instruments instruments) {
        Settings settings = Settings.of(written, instruments::canonical);
        boolean enabled = settings.flag("enabled").orElse(true);
        AccountPatterns accounts = AccountPatterns.read(settings);
        RuleEvaluator evaluator = offer.rule().configure(settings);
        if (evaluator == null) {
            throw new IllegalStateException("configure returned null");
        }
        refuseUnknownKeys(settings);
        return new Accepted(written, enabled, accounts, evaluator, settings.asked());
    }

    /**
     * Refuses what nobody asked for.
     *
     * @throws SettingsRefused if there is such a key
     */
    static void refuseUnknownKeys(Settings settings) {
        Set<String> unknown = settings.unknownKeys();
        if (!unknown.isEmpty()) {
            List<String> known =
                    settings.asked().stream().map(Settings.Asked::key).toList();
            String key = unknown.iterator().next();
            throw new SettingsRefused(key, "one of the keys " + String.join(", ", known), key);
        }
    }
}
