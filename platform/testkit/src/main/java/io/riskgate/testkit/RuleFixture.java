package io.riskgate.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.api.rule.Occasion;
import io.riskgate.api.rule.RiskRule;
import io.riskgate.api.rule.RuleEvaluator;
import io.riskgate.api.rule.Settings;
import io.riskgate.api.rule.SettingsRefused;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * A rule with its settings under test, with which a test reads like a sentence.
 *
 * <pre>{@code
 * RuleFixture rule = RuleFixture.of(new MaxContractsRule()).with("limit", "5");
 *
 * rule.account("13298777")
 *         .holds("CON.F.US.MNQ.Z25", LONG, 6, "21000")
 *         .onPosition("CON.F.US.MNQ.Z25")
 *         .violates("Total position size exceeds limit: 6 (max: 5)")
 *         .measured(6, 5)
 *         .asking(reduce("CON.F.US.MNQ.Z25", 5));
 * }</pre>
 *
 * <p>Settings are read as the platform reads them: strictly, symbols through the shipped aliases, unknown keys
 * refused. Immutable: every word that changes the settings gives a new fixture.
 */
public final class RuleFixture {
    private final RiskRule rule;
    private final Map<String, String> settings;

    private RuleFixture(RiskRule rule, Map<String, String> settings) {
        this.rule = Objects.requireNonNull(rule, "rule");
        this.settings = new TreeMap<>(settings);
    }

    /** The rule without any setting. */
    public static RuleFixture of(RiskRule rule) {
        return new RuleFixture(rule, Map.of());
    }

    /** The same rule with one setting more, or another value of it. */
    public RuleFixture with(String key, String value) {
        RuleFixture changed = new RuleFixture(rule, settings);
        changed.settings.put(key, value);
        return changed;
    }

    /** The same rule with these settings more, or other values of them. */
    public RuleFixture with(Map<String, String> more) {
        RuleFixture changed = new RuleFixture(rule, settings);
        changed.settings.putAll(more);
        return changed;
    }

    /** The same rule with one setting less. */
    public RuleFixture without(String key) {
        RuleFixture changed = new RuleFixture(rule, settings);
        changed.settings.remove(key);
        return changed;
    }

    /**
     * The evaluator made of the settings; a new one at each call.
     *
     * @throws SettingsRefused if the rule refuses a value, or did not ask for a key
     */
    public RuleEvaluator evaluator() {
        Settings read = readable();
        RuleEvaluator evaluator = Objects.requireNonNull(rule.configure(read), "configure must not return null");
        for (String key : read.unknownKeys()) {
            throw new SettingsRefused(key, "a known key", settings.get(key));
        }
        return evaluator;
    }

    /** The settings as the rule gets them. */
    Settings readable() {
        return Settings.of(settings, InstrumentTable.shipped()::alias);
    }

    /** An account without anything, on Wednesday 2025-10-29 at 15:00 UTC, that this rule governs. */
    public AccountFixture account(String id) {
        return new AccountFixture(evaluator(), id);
    }

    /** Passes if the rule accepts {@code value} for {@code key}. */
    public RuleFixture accepts(String key, String value) {
        with(key, value).evaluator();
        return this;
    }

    /** Passes if the rule refuses {@code value} for {@code key}, and says so of this key. */
    public RuleFixture refuses(String key, String value) {
        return refuses(key, with(key, value), "'" + value + "'");
    }

    /** Passes if the rule refuses settings that lack {@code key}, and says so of this key. */
    public RuleFixture refusesWithout(String key) {
        return refuses(key, without(key), "its absence");
    }

    private RuleFixture refuses(String key, RuleFixture changed, String what) {
        SettingsRefused refused =
                assertThrows(SettingsRefused.class, changed::evaluator, () -> key + ": expected a refusal of " + what);
        assertEquals(key, refused.key(), refused.getMessage());
        return this;
    }

    /** Passes if the rule is asked on exactly these and the {@linkplain Occasion#GENERAL general} occasions. */
    public RuleFixture isAskedOn(Occasion... occasions) {
        Set<Occasion> expected = EnumSet.copyOf(Occasion.GENERAL);
        expected.addAll(Set.of(occasions));
        assertEquals(expected, evaluator().occasions(), "occasions");
        return this;
    }

    /** Passes if the rule is asked on exactly these occasions, at its wake-ups and before retries. */
    public RuleFixture isAskedOnlyOn(Occasion... occasions) {
        Set<Occasion> expected = EnumSet.of(Occasion.WAKE_UP, Occasion.RETRY);
        expected.addAll(Set.of(occasions));
        assertEquals(expected, evaluator().occasions(), "occasions");
        return this;
    }

    /** Passes if the rule goes on protecting positions while the account is locked. */
    public RuleFixture protectsPositions() {
        assertTrue(evaluator().protectsPositions(), "protects positions");
        return this;
    }

    /** Passes if the rule rests while the account is locked. */
    public RuleFixture restsWhileLocked() {
        assertTrue(!evaluator().protectsPositions(), "rests while locked");
        return this;
    }
}
