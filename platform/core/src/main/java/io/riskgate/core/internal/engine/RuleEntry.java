package io.riskgate.core.internal.engine;

import io.riskgate.api.engine.RuleBundles.ChangeRefused;
import io.riskgate.api.engine.RuleStatus;
import io.riskgate.api.rule.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/** One rule id: who offers it, how it is configured, and what is in force. Part of the rule book. */
final class RuleEntry {
    /** Those that govern before others first. */
    final List<RuleOffer> offers = new ArrayList<>();

    final TreeMap<String, RuleSettings> settings = new TreeMap<>();

    /** Only looks on, or null. */
    RuleOffer shadow;

    Differences differences;

    private final String id;
    private final Supplier<Trust> trust;

    /** Set while the rule is away. */
    private RuleTable.Away away;

    /** A rule nobody offers yet. */
    RuleEntry(String id, Supplier<Trust> trust) {
        this.id = id;
        this.trust = trust;
    }

    private boolean isTrusted(RuleOffer offer) {
        return trust.get().refusal(offer.origin()) == null;
    }

    /** The first offer that is trusted, or null. */
    RuleOffer governing() {
        return offers.stream().filter(this::isTrusted).findFirst().orElse(null);
    }

    /** The offer that judges: the governing one, or one before it while that refuses the settings. */
    RuleOffer judging() {
        return inForce().isEmpty() ? governing() : inForce().get(0).madeBy();
    }

    List<RuleSettings.Accepted> inForce() {
        return settings.values().stream()
                .map(RuleSettings::inForce)
                .filter(accepted -> accepted != null)
                .toList();
    }

    /** Nobody offers it any more. */
    void suspend() {
        List<RuleSettings.Accepted> before = inForce();
        settings.values().forEach(RuleSettings::suspend);
        wentAway(before);
    }

    /** What a version made that went, or is not trusted, is not in force, though the one that governs refuses. */
    void suspendOrphans() {
        List<RuleSettings.Accepted> before = inForce();
        for (RuleSettings configuration : settings.values()) {
            RuleSettings.Accepted accepted = configuration.inForce();
            if (accepted != null && !(offers.contains(accepted.madeBy()) && isTrusted(accepted.madeBy()))) {
                configuration.orphan();
            }
        }
        wentAway(before);
    }

    private void wentAway(List<RuleSettings.Accepted> before) {
        if (inForce().isEmpty() && !before.isEmpty()) {
            away = new RuleTable.Away(id, before);
        }
    }

    /** What was in force when it went, until it is back; null if it is there, or never was. */
    RuleTable.Away away() {
        if (!inForce().isEmpty()) {
            away = null;
        }
        return away;
    }

    /**
     * The settings that would be in force with {@code candidate}.
     *
     * @throws ChangeRefused if it does not accept what is in force, or what is written for a rule that is new
     */
    List<RuleSettings.Accepted> acceptedBy(RuleOffer candidate, Instruments instruments) throws ChangeRefused {
        List<RuleSettings.Accepted> accepted = new ArrayList<>();
        for (RuleSettings configuration : settings.values()) {
            RuleSettings.Accepted acceptable = configuration.acceptable(candidate, instruments);
            if (acceptable != null) {
                accepted.add(acceptable);
            } else if (configuration.inForce() != null || governing() == null) {
                throw new ChangeRefused(
                        "it does not accept the settings: " + configuration.refusalBy(candidate, instruments));
            }
        }
        return accepted;
    }

    /** What looks on, with the settings it accepts. */
    RuleTable.Shadow shadow(Instruments instruments) {
        List<RuleSettings.Accepted> accepted = settings.values().stream()
                .map(configuration -> configuration.shadowBy(shadow, instruments))
                .filter(configuration -> configuration != null)
                .toList();
        return new RuleTable.Shadow(new RuleTable.Row(shadow, accepted), differences);
    }

    /** Why what looks on does not judge by each of the settings; empty if it does, or nothing looks on. */
    List<String> refusedByShadow(Instruments instruments) {
        return shadow == null
                ? List.of()
                : settings.values().stream()
                        .filter(configuration -> configuration.shadowBy(shadow, instruments) == null)
                        .map(configuration -> "it does not accept " + configuration.refusalBy(shadow, instruments))
                        .toList();
    }

    /** How it stands. */
    RuleStatus status(EngineSettings engine, Quarantine quarantine, Instruments instruments) {
        RuleOffer offer = judging();
        List<RuleStatus.Configuration> configurations = new ArrayList<>();
        Set<String> taken = new TreeSet<>();
        List<Settings.Asked> asked = List.of();
        for (RuleSettings configuration : settings.values()) {
            RuleSettings.Accepted accepted = configuration.inForce();
            String state = state(offer, accepted, taken);
            configurations.add(new RuleStatus.Configuration(
                    configuration.pid,
                    state,
                    accepted == null ? "" : accepted.accounts().toString(),
                    accepted == null ? Map.of() : withoutDots(accepted.values()),
                    configuration.refusal()));
            asked = accepted == null ? asked : accepted.asked();
        }
        return new RuleStatus(
                id,
                offer == null ? null : offer.code(),
                offer == null ? null : offer.description(),
                offer == null ? null : offer.bundle(),
                offers.stream()
                        .filter(other -> other != offer)
                        .map(RuleOffer::bundle)
                        .toList(),
                engine.requiredRules().contains(id),
                configurations,
                quarantine.faults(id),
                quarantine.accounts(id),
                asked,
                offer == null
                        ? null
                        : new RuleStatus.Origin(
                                offer.origin().location(),
                                offer.origin().sha256(),
                                offer.origin().signer(),
                                offer.origin().pinned()),
                offers.stream()
                        .filter(other -> trust.get().refusal(other.origin()) != null)
                        .map(other -> other.bundle() + ": " + trust.get().refusal(other.origin()))
                        .toList(),
                shadow == null
                        ? null
                        : new RuleStatus.Shadow(shadow.bundle(), differences.notJudging(refusedByShadow(instruments))));
    }

    /** How a configuration stands; {@code taken} has the patterns of those before it by name, which win a tie. */
    private static String state(RuleOffer offer, RuleSettings.Accepted accepted, Set<String> taken) {
        if (offer == null) {
            return "WAITING";
        }
        if (accepted == null) {
            return "REFUSED";
        }
        boolean shadowed = taken.containsAll(accepted.accounts().patterns());
        taken.addAll(accepted.accounts().patterns());
        return shadowed ? "SHADOWED" : accepted.enabled() ? "ACTIVE" : "OFF";
    }

    /** The settings a person wrote; keys with a dot are those of ConfigAdmin and File Install. */
    static Map<String, String> withoutDots(Map<String, String> values) {
        Map<String, String> written = new TreeMap<>(values);
        written.keySet().removeIf(key -> key.indexOf('.') >= 0);
        return written;
    }
}
