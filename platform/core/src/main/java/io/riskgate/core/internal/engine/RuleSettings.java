package io.riskgate.core.internal.engine;

import io.riskgate.api.rule.Occasion;
import io.riskgate.api.rule.RuleEvaluator;
import io.riskgate.api.rule.Settings;
import io.riskgate.api.rule.SettingsRefused;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

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

    /** What was in force when the rule went: the next version goes on with it where it refuses the newest edit. */
    private Map<String, String> before;

    /** What a rule that only looks on made of them, and of what was in force and written then. */
    private Accepted shadow;

    private List<Object> shadowOf;

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
     * @param occasions on what it is to be asked
     * @param protects whether it protects positions of a locked account
     * @param eachContract whether it may be shown one contract alone
     * @param asked what the rule asked for
     * @param madeBy the offer that accepted them
     * @param lost set when an evaluation with them never returned
     */
    record Accepted(
            Map<String, String> values,
            boolean enabled,
            AccountPatterns accounts,
            RuleEvaluator evaluator,
            Set<Occasion> occasions,
            boolean protects,
            boolean eachContract,
            List<Settings.Asked> asked,
            RuleOffer madeBy,
            AtomicBoolean lost) {
        /** The same without anything of the rule's. */
        Accepted withoutRule() {
            return new Accepted(values, enabled, accounts, null, Set.of(), false, false, List.of(), null, null);
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
     * Tries what is written with {@code offer} and puts it in force if the rule accepts it. Where another version is in
     * force, or was until it went, and the newest edit is refused, what was in force goes on with {@code offer} if it
     * accepts that.
     *
     * @return null if what is written is in force now, else why not
     */
    String tryWith(RuleOffer offer, Instruments instruments) {
        try {
            inForce = accept(offer, written, instruments);
            refusal = null;
        } catch (NotAccepted e) {
            refusal = e.getMessage();
            carryOver(offer, instruments);
        }
        return refusal;
    }

    private void carryOver(RuleOffer offer, Instruments instruments) {
        boolean madeByAnother = inForce != null && inForce.madeBy != offer;
        Map<String, String> values = madeByAnother ? inForce.values : inForce == null ? before : null;
        if (values != null && !values.equals(written)) {
            try {
                inForce = accept(offer, values, instruments);
            } catch (NotAccepted e) {
                refusal = madeByAnother ? e.getMessage() : refusal;
            }
        }
    }

    /** What would be in force with {@code offer}; null if it accepts neither what is written nor what is in force. */
    Accepted acceptable(RuleOffer offer, Instruments instruments) {
        RuleSettings tried = new RuleSettings(pid, name);
        tried.written = written;
        tried.inForce = inForce;
        tried.before = before;
        tried.tryWith(offer, instruments);
        return tried.inForce != null && tried.inForce.madeBy == offer ? tried.inForce : null;
    }

    /** What {@code offer}, which only looks on, makes of them; null if it refuses. */
    Accepted shadowBy(RuleOffer offer, Instruments instruments) {
        List<Object> now = Arrays.asList(offer, inForce, written, instruments);
        if (!now.equals(shadowOf)) {
            shadow = acceptable(offer, instruments);
            shadowOf = now;
        }
        return shadow;
    }

    /** Why {@code offer} does not accept what is written, or null if it does. */
    String refusalBy(RuleOffer offer, Instruments instruments) {
        try {
            accept(offer, written, instruments);
            return null;
        } catch (NotAccepted e) {
            return e.getMessage();
        }
    }

    /** What was in force is not any more, because the version that accepted it went and the one there is refuses. */
    void orphan() {
        before = inForce.values;
        inForce = null;
    }

    /** Nothing is in force, because its rule went. */
    void suspend() {
        before = inForce == null ? before : inForce.values;
        inForce = null;
        refusal = null;
    }

    /** What {@code offer} makes of {@code values}. */
    private Accepted accept(RuleOffer offer, Map<String, String> values, Instruments instruments) throws NotAccepted {
        try {
            return accepted(offer, values, instruments);
        } catch (SettingsRefused e) {
            throw new NotAccepted(pid + ": " + Faults.shortened(String.valueOf(e.getMessage())), e);
        } catch (Exception | LinkageError | StackOverflowError e) {
            throw new NotAccepted(
                    pid + ": the rule failed on its settings: it " + Faults.shortened(Faults.threw(e)), e);
        }
    }

    private static final class NotAccepted extends Exception {
        private static final long serialVersionUID = 1L;

        NotAccepted(String why, Throwable cause) {
            super(why, cause);
        }
    }

    private Accepted accepted(RuleOffer offer, Map<String, String> values, Instruments instruments) {
        Settings settings = Settings.of(values, instruments::canonical);
        boolean enabled = settings.flag("enabled").orElse(true);
        AccountPatterns accounts = AccountPatterns.read(settings);
        RuleEvaluator evaluator = offer.rule().configure(settings);
        if (evaluator == null) {
            throw new IllegalStateException("configure returned null");
        }
        refuseUnknownKeys(settings);
        return new Accepted(
                values,
                enabled,
                accounts,
                evaluator,
                Set.copyOf(evaluator.occasions()),
                evaluator.protectsPositions(),
                evaluator.judgesEachContract(),
                settings.asked(),
                offer,
                new AtomicBoolean());
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
