package io.riskgate.api.engine;

import io.riskgate.api.rule.Settings;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One rule as it stands.
 *
 * @param id the rule's id
 * @param code its code, or null
 * @param description one sentence, or null
 * @param bundle name and version of the bundle in force, or null if there is none
 * @param shadowed bundles with the same id that are not in force
 * @param required whether the platform demands it for every account
 * @param settings its configurations by name
 * @param faults faults since it came into force
 * @param quarantined the accounts for which it is quarantined, {@code *} for all
 * @param asked what it asks of its settings
 * @param origin where the bundle in force comes from, or null if there is none
 * @param untrusted bundles with the same id that may not be put in force, with why
 * @param shadow the version that only looks on, or null if none does
 */
public record RuleStatus(
        String id,
        String code,
        String description,
        String bundle,
        List<String> shadowed,
        boolean required,
        List<Configuration> settings,
        long faults,
        List<String> quarantined,
        List<Settings.Asked> asked,
        Origin origin,
        List<String> untrusted,
        Shadow shadow) {
    /** Copies the lists. */
    public RuleStatus {
        shadowed = List.copyOf(shadowed);
        settings = List.copyOf(settings);
        quarantined = List.copyOf(quarantined);
        asked = List.copyOf(asked);
        untrusted = List.copyOf(untrusted);
    }

    /** A rule of which nobody knows where it comes from. */
    public RuleStatus(
            String id,
            String code,
            String description,
            String bundle,
            List<String> shadowed,
            boolean required,
            List<Configuration> settings,
            long faults,
            List<String> quarantined,
            List<Settings.Asked> asked) {
        this(id, code, description, bundle, shadowed, required, settings, faults, quarantined, asked, null, List.of());
    }

    /** A rule beside which no version looks on. */
    public RuleStatus(
            String id,
            String code,
            String description,
            String bundle,
            List<String> shadowed,
            boolean required,
            List<Configuration> settings,
            long faults,
            List<String> quarantined,
            List<Settings.Asked> asked,
            Origin origin,
            List<String> untrusted) {
        this(
                id,
                code,
                description,
                bundle,
                shadowed,
                required,
                settings,
                faults,
                quarantined,
                asked,
                origin,
                untrusted,
                null);
    }

    /**
     * A version that only looks on.
     *
     * @param bundle name and version of its bundle
     * @param notJudging why it judges nothing, or not everybody; empty if it judges all that the one in force does
     */
    public record Shadow(String bundle, List<String> notJudging) {
        /** Copies the list. */
        public Shadow {
            notJudging = List.copyOf(notJudging);
        }
    }

    /**
     * Where a bundle comes from.
     *
     * @param location where it was installed from
     * @param sha256 of its jar in hex, or null if it is not known
     * @param signer who signed its jar, or null
     * @param pinned whether a command put it in force
     */
    public record Origin(String location, String sha256, String signer, boolean pinned) {}

    /**
     * One configuration of a rule.
     *
     * @param pid its name: {@code riskgate.rule.max_contracts-default}
     * @param state ACTIVE, OFF, WAITING (no bundle), REFUSED (nothing in force) or SHADOWED
     * @param accounts the accounts it governs, as written
     * @param values what is in force
     * @param refusal why the newest edit was refused, or null
     */
    public record Configuration(String pid, String state, String accounts, Map<String, String> values, String refusal) {
        /** Copies the map, in order of its keys. */
        public Configuration {
            values = Collections.unmodifiableMap(new TreeMap<>(values));
        }
    }
}
