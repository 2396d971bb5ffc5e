package io.riskgate.core.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.api.rule.Verdict;
import io.riskgate.core.internal.store.Store;
import io.riskgate.core.internal.store.StoreOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Settings and rules in the journal: one fact for each that came, changed or went. */
class LiveChangesTest {
    private static final String LIMIT = "riskgate.rule.max_contracts-default";

    private LiveFixture live = LiveFixture.driven(2).withLimits();

    /** The facts of the journal about settings, as texts, after the process died. */
    private List<String> settings() throws Exception {
        List<String> found = new ArrayList<>();
        for (Fact fact : facts()) {
            if (fact instanceof Fact.SettingsChanged changed) {
                found.add(changed.pid().replaceAll(".*\\.", "") + " " + changed.properties());
            }
        }
        return found;
    }

    private List<Fact> facts() throws Exception {
        live.idle();
        live.disk.processDied();
        List<Fact> facts = new ArrayList<>();
        Store.open(
                        StoreOptions.of(live.disk, new SilentAlarm()).withSegments(1 << 20, 0),
                        entry -> facts.add(FactCodec.decode(entry)))
                .close();
        return facts;
    }

    @Test
    void eachAcceptedChangeIsAFactAndARefusedOneIsNone() throws Exception {
        live.armed();
        live.with(LIMIT, Map.of("limit", "3"))
                .with(LIMIT, Map.of("limit", "none"))
                .with(LIMIT, Map.of("limit", "3"))
                .with("riskgate.engine", Map.of("faultLimit", "5"))
                .with("riskgate.engine", Map.of("faultLimit", "0"));
        live.desk.settings(LIMIT, null);

        assertEquals(
                List.of(
                        "daily_realized_loss-default {limit=-5}",
                        "max_contracts-default {limit=2}",
                        "max_contracts-default {limit=3}",
                        "engine {faultLimit=5}",
                        "max_contracts-default null"),
                settings());
    }

    @Test
    void aRestartWithTheSameSettingsAddsNothing() throws Exception {
        live.armed();
        live = live.restarted().withLimits();
        live.armed();

        assertEquals(List.of("daily_realized_loss-default {limit=-5}", "max_contracts-default {limit=2}"), settings());
    }

    @Test
    void whatWasEditedWhileThePlatformWasDownIsAFactOfTheNextStart() throws Exception {
        live.armed();
        live = live.restarted().withLimits().with(LIMIT, Map.of("limit", "1"));
        live.armed();

        assertEquals("max_contracts-default {limit=1}", settings().get(2));
    }

    @Test
    void theRulesInForceAreFacts() throws Exception {
        live.armed();
        RuleOffer offer = new RuleOffer(
                "max_contracts",
                "RULE-001",
                null,
                "max-contracts 9",
                "9",
                AllRules.offers().stream()
                        .filter(rule -> rule.id().equals("max_contracts"))
                        .findFirst()
                        .orElseThrow()
                        .rule());
        live.desk.offered(offer);
        live.desk.withdrawn(offer);
        List<String> bundles = new ArrayList<>();
        for (Fact fact : facts()) {
            if (fact instanceof Fact.RuleInForce rule && rule.rule().equals("max_contracts")) {
                bundles.add(rule.bundle());
            }
        }
        assertEquals(3, bundles.size(), bundles::toString);
        assertEquals("max-contracts 9", bundles.get(1));
        assertEquals(bundles.get(0), bundles.get(2));
    }

    @Test
    void aVersionThatRefusesTheSettingsIsNotInForce() throws Exception {
        live.armed();
        live.desk.offered(new RuleOffer("max_contracts", "RULE-001", null, "max-contracts 9", "9", settings -> {
            settings.integer("limit").atLeast(100).required();
            return (event, account) -> Verdict.pass();
        }));

        assertTrue(facts().stream()
                .noneMatch(fact -> fact instanceof Fact.RuleInForce rule && "max-contracts 9".equals(rule.bundle())));
    }

    @Test
    void whatTheBrokersOwnFileSaysIsNeverKept() throws Exception {
        live.armed();
        live.with("riskgate.broker.paper", Map.of("mode", "paper")).with("riskgate.store", Map.of("id", "x"));
        assertTrue(settings().stream().noneMatch(text -> text.startsWith("paper") || text.startsWith("store")));
    }

    @Test
    void anImageKeepsThem() throws Exception {
        live.armed();
        Fold fold = new Fold();
        List<Fact> facts = facts();
        facts.forEach(fold::apply);
        List<Fact> kept = new ArrayList<>();
        fold.forEachKept(kept::add);
        Fold again = new Fold();
        kept.forEach(fact -> again.apply(FactCodec.decode(FactCodec.encode(fact))));

        assertEquals(List.copyOf(fold.settings()), List.copyOf(again.settings()));
        assertEquals(List.copyOf(fold.rules()), List.copyOf(again.rules()));
        assertFalse(again.rules().isEmpty());
    }
}
