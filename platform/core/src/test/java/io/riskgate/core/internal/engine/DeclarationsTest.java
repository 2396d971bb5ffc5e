package io.riskgate.core.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.api.rule.AccountView;
import io.riskgate.api.rule.Occasion;
import io.riskgate.api.rule.RiskEvent;
import io.riskgate.api.rule.RuleEvaluator;
import io.riskgate.api.rule.Verdict;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What a rule declares so that it is asked less changes no decision. */
class DeclarationsTest {
    /** The same rule, always shown the whole account. */
    private record Whole(RuleEvaluator inner) implements RuleEvaluator {
        @Override
        public Verdict evaluate(RiskEvent event, AccountView account) {
            return inner.evaluate(event, account);
        }

        @Override
        public Set<Occasion> occasions() {
            return inner.occasions();
        }

        @Override
        public boolean protectsPositions() {
            return inner.protectsPositions();
        }
    }

    private static final List<RuleOffer> WHOLE = AllRules.offers().stream()
            .map(offer -> new RuleOffer(
                    offer.id(),
                    offer.code(),
                    offer.description(),
                    offer.bundle(),
                    offer.version(),
                    settings -> new Whole(offer.rule().configure(settings))))
            .toList();

    @TestFactory
    Stream<DynamicTest> decidesTheSameWhenRulesAreAlwaysShownTheWholeAccount() throws Exception {
        List<ScenarioCheck> scenarios = ScenarioCheck.in(scenarios());
        assertFalse(scenarios.isEmpty());
        return scenarios.stream()
                .map(scenario -> DynamicTest.dynamicTest(scenario.id(), () -> same(scenario.recording())));
    }

    @Test
    void decidesTheSameWhenAnotherExpiryTakesThePriceOfTheFirstAway(@TempDir Path directory) throws Exception {
        Path recording = Files.write(
                directory.resolve("expiries.jsonl"),
                List.of(
                                "{'type':'config','time':'2025-10-29T15:00:00Z',"
                                        + "'pid':'riskgate.rule.daily_unrealized_loss-default','properties':{'limit':'-300'}}",
                                position("00", "CON.F.US.MNQ.Z25"),
                                "{'type':'quote','time':'2025-10-29T15:00:08Z','symbol':'F.US.MNQ','last':'21000'}",
                                position("09", "CON.F.US.MNQ.H26"),
                                "{'type':'clock','time':'2025-10-29T15:00:10Z'}")
                        .stream()
                        .map(line -> line.replace('\'', '"'))
                        .toList());

        assertTrue(String.join("\n", Recorded.decisions(recording)).contains("STALE_QUOTE"));
        same(recording);
    }

    private static String position(String second, String contract) {
        return ("{'type':'position','time':'2025-10-29T15:00:%sZ','account':'1','contract':'%s','side':'LONG',"
                        + "'quantity':1,'averagePrice':'21000'}")
                .formatted(second, contract);
    }

    private static void same(Path recording) throws IOException, InterruptedException {
        assertEquals(Recorded.decisions(recording, WHOLE), Recorded.decisions(recording));
    }

    private static Path scenarios() throws URISyntaxException {
        return Path.of(DeclarationsTest.class.getResource("/scenarios").toURI());
    }
}
