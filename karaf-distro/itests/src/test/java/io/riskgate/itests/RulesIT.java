package io.riskgate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.api.engine.PreCheckGate;
import io.riskgate.api.engine.RiskEngine;
import io.riskgate.api.engine.RuleStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;
import org.apache.karaf.features.Feature;
import org.apache.karaf.features.FeaturesService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** The rules of the distribution: where they come from, their settings files, and what happens without them. */
@ExtendWith(InKaraf.class)
class RulesIT {

    private static final List<String> IDS = List.of(
            "max_contracts",
            "max_contracts_per_instrument",
            "daily_realized_loss",
            "daily_unrealized_loss",
            "max_unrealized_profit",
            "trade_frequency_limit",
            "cooldown_after_loss",
            "no_stop_loss_grace",
            "session_block_outside",
            "auth_loss_guard",
            "symbol_blocks",
            "trade_management",
            "daily_realized_profit");
    private static final String ACCOUNT = "RULES-1";

    private final BundleContext context;
    private final RiskEngine engine;
    private final PreCheckGate gate;
    private final FeaturesService features;
    private final ConfigurationAdmin admin;

    RulesIT(
            BundleContext context,
            RiskEngine engine,
            PreCheckGate gate,
            FeaturesService features,
            ConfigurationAdmin admin) {
        this.admin = admin;
        this.context = context;
        this.engine = engine;
        this.gate = gate;
        this.features = features;
    }

    @BeforeEach
    void givenAnArmedPlatform() throws Exception {
        Eventually.holds(() -> assertTrue(gate.check(ACCOUNT).allowed(), gate.check(ACCOUNT)::reason));
    }

    @Test
    void everyRuleIsInstalledByAFeatureOfItsOwn() throws Exception {
        for (String id : IDS) {
            Feature feature = features.getFeature("riskgate-rule-" + id.replace('_', '-'));

            assertNotNull(feature, id);
            assertTrue(features.isInstalled(feature), id);
            assertEquals(
                    1,
                    feature.getBundles().stream()
                            .filter(bundle -> bundle.getLocation().startsWith("mvn:io.riskgate.rule/"))
                            .count(),
                    id);
        }
    }

    @Test
    void allThirteenAreThereInTheirOrderAndActiveOrSwitchedOff() {
        List<RuleStatus> rules = engine.rules();

        assertEquals(IDS, rules.stream().map(RuleStatus::id).toList());
        Set<String> states = new TreeSet<>();
        for (int i = 0; i < rules.size(); i++) {
            RuleStatus rule = rules.get(i);
            assertEquals("RULE-%03d".formatted(i + 1), rule.code());
            assertTrue(rule.bundle().startsWith("io.riskgate.rule." + rule.id().replace('_', '-') + " "), rule::bundle);
            assertTrue(rule.required(), rule::id);
            assertEquals(List.of(), rule.shadowed());
            assertEquals(List.of(), rule.quarantined());
            assertEquals(0, rule.faults(), rule::id);
            assertEquals(1, rule.settings().size(), rule::id);
            assertNull(rule.settings().get(0).refusal());
            states.add(rule.settings().get(0).state());
        }
        assertEquals(Set.of("ACTIVE", "OFF"), states);
        assertEquals("ACTIVE", settings("max_contracts").state());
        assertEquals("ACTIVE", settings("trade_frequency_limit").state());
        assertEquals("ACTIVE", settings("no_stop_loss_grace").state());
        assertEquals("OFF", settings("daily_realized_loss").state());
    }

    @Test
    void anEditOfASettingsFileTakesEffectWithoutARestart() throws Exception {
        Path file = file("trade_frequency_limit");
        String written = Files.readString(file);
        try {
            Files.writeString(file, "perMinute = 7\n");

            Eventually.holds(() ->
                    assertEquals("7", settings("trade_frequency_limit").values().get("perMinute")));
            assertNull(settings("trade_frequency_limit").refusal());
            assertEquals("ACTIVE", settings("trade_frequency_limit").state());
        } finally {
            Files.writeString(file, written);
        }
    }

    @Test
    void aConfigurationBesideAFileIsIgnored() throws Exception {
        Path file = file("trade_frequency_limit");
        String written = Files.readString(file);
        String limit = settings("max_contracts").values().get("limit");
        Configuration beside = admin.getConfiguration("riskgate.rule.max_contracts-default", "?");
        try {
            beside.update(new Hashtable<>(Map.of("limit", "50")));
            Files.writeString(file, "perMinute = 8\n");
            Eventually.holds(() ->
                    assertEquals("8", settings("trade_frequency_limit").values().get("perMinute")));

            assertEquals(limit, settings("max_contracts").values().get("limit"));

            beside.delete();
            Files.writeString(file, "perMinute = 9\n");
            Eventually.holds(() ->
                    assertEquals("9", settings("trade_frequency_limit").values().get("perMinute")));

            assertEquals(limit, settings("max_contracts").values().get("limit"));
            assertEquals("ACTIVE", settings("max_contracts").state());
        } finally {
            Files.writeString(file, written);
        }
    }

    @Test
    void aRefusedEditSaysWhatWasExpectedAndLeavesTheOldSettingsInForce() throws Exception {
        Path file = file("max_contracts");
        String written = Files.readString(file);
        String limit = settings("max_contracts").values().get("limit");
        try {
            Files.writeString(file, "limit = many\n");

            String refusal = Eventually.is(() -> {
                assertNotNull(settings("max_contracts").refusal());
                return settings("max_contracts").refusal();
            });
            assertTrue(refusal.startsWith("riskgate.rule.max_contracts-default: limit: expected "), refusal);
            assertTrue(refusal.endsWith(", was 'many'"), refusal);
            assertEquals("ACTIVE", settings("max_contracts").state());
            assertEquals(limit, settings("max_contracts").values().get("limit"));
            assertEquals(1, engine.status().refusedSettings());
            assertTrue(gate.check(ACCOUNT).allowed());
        } finally {
            Files.writeString(file, written);
        }
        Eventually.holds(() -> assertNull(settings("max_contracts").refusal()));
    }

    @Test
    void withoutSettingsOfARequiredRuleAccountsAreReduceOnlyUntilTheyAreBack() throws Exception {
        Path file = file("symbol_blocks");
        String written = Files.readString(file);
        try {
            Files.delete(file);

            Eventually.holds(() -> assertReduceOnly("symbol_blocks"));
        } finally {
            Files.writeString(file, written);
        }
        Eventually.holds(() -> assertTrue(gate.check(ACCOUNT).allowed()));
        assertEquals(1, rule("symbol_blocks").settings().size());
    }

    @Test
    void withoutTheBundleOfARequiredRuleAccountsAreReduceOnlyUntilItIsStartedAgain() throws Exception {
        Bundle bundle = bundle("io.riskgate.rule.max-contracts");
        try {
            bundle.stop(Bundle.STOP_TRANSIENT);

            Eventually.holds(() -> assertReduceOnly("max_contracts"));
            assertNull(rule("max_contracts").bundle());
            assertEquals("WAITING", settings("max_contracts").state());
        } finally {
            bundle.start(Bundle.START_TRANSIENT);
        }
        Eventually.holds(() -> assertTrue(gate.check(ACCOUNT).allowed()));
        assertEquals("ACTIVE", settings("max_contracts").state());
        assertNotNull(rule("max_contracts").bundle());
        assertEquals(IDS, engine.rules().stream().map(RuleStatus::id).toList());
    }

    private void assertReduceOnly(String rule) {
        PreCheckGate.Answer answer = gate.check(ACCOUNT);
        assertFalse(answer.allowed());
        assertTrue(answer.reason().contains(rule), answer::reason);
    }

    private RuleStatus rule(String id) {
        return engine.rules().stream()
                .filter(rule -> rule.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("no rule " + id));
    }

    private RuleStatus.Configuration settings(String id) {
        return rule(id).settings().get(0);
    }

    private Bundle bundle(String symbolicName) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getSymbolicName().equals(symbolicName))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("no bundle " + symbolicName));
    }

    private static Path file(String rule) {
        return Path.of(System.getProperty("karaf.etc"), "riskgate.rule." + rule + "-default.cfg");
    }
}
