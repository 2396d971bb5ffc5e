package io.riskgate.testkit;

import static io.riskgate.api.PositionSide.LONG;
import static io.riskgate.api.PositionSide.SHORT;
import static io.riskgate.api.rule.Action.alert;
import static io.riskgate.api.rule.Action.close;
import static io.riskgate.api.rule.Action.closeAll;
import static io.riskgate.api.rule.Action.wakeAt;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.riskgate.api.Severity;
import io.riskgate.api.rule.Occasion;
import io.riskgate.api.rule.RuleEvaluator;
import io.riskgate.api.rule.Verdict;
import io.riskgate.api.rule.Violation;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuleFixtureTest {
    private static final String MNQ = "CON.F.US.MNQ.Z25";
    private static final String ES = "CON.F.US.EP.Z25";

    private final RuleFixture tooManyPositions = RuleFixture.of(settings -> {
                int limit = settings.integer("limit").atLeast(1).required();
                RuleEvaluator rule = (event, account) -> {
                    int open = account.positions().size();
                    return open <= limit
                            ? Verdict.pass()
                            : Verdict.violation(open + " positions, limit is " + limit, closeAll())
                                    .measured(open, limit);
                };
                return rule.askedOn(Occasion.POSITION);
            })
            .with("limit", "1");

    @Test
    void readsLikeASentence() {
        tooManyPositions
                .account("13298777")
                .at("2025-10-29T19:00:00Z")
                .holds(MNQ, LONG, 6, "21000")
                .onPosition(MNQ)
                .passes()
                .then()
                .later("10s")
                .holds(ES, SHORT, 1, "6000")
                .onPosition(ES)
                .violates("2 positions, limit is 1")
                .measured(2, 1)
                .onWholeAccount()
                .asking(closeAll());
    }

    @Test
    void readsSettingsStrictly() {
        tooManyPositions
                .accepts("limit", "2")
                .refuses("limit", "0")
                .refuses("limitt", "2")
                .refusesWithout("limit");
        assertThrows(AssertionError.class, () -> tooManyPositions.refuses("limit", "2"));
    }

    @Test
    void readsSymbolsThroughTheAliases() {
        RuleFixture rule = RuleFixture.of(settings -> {
            List<String> symbols = settings.symbols("symbols").required();
            return (event, account) -> Verdict.violation(
                            "Found", close(account.positions().get(0)))
                    .on(symbols.get(0));
        });

        rule.with("symbols", "ep")
                .account("13298777")
                .holds(ES, LONG, 1, "6000")
                .onPosition(ES)
                .on("ES");
    }

    @Test
    void isAskedOnlyWhereThePlatformWouldAsk() {
        tooManyPositions.isAskedOn(Occasion.POSITION).restsWhileLocked();
        AccountFixture account = tooManyPositions.account("13298777").holds(MNQ, LONG, 1, "21000");

        assertThrows(AssertionError.class, () -> account.onQuote(MNQ));
        assertThrows(AssertionError.class, () -> tooManyPositions.isAskedOn(Occasion.QUOTE));
        assertThrows(AssertionError.class, () -> account.onPosition(ES));
    }

    @Test
    void checksEveryPartOfAVerdict() {
        RuleFixture rule = RuleFixture.of(settings -> (event, account) -> new Verdict(
                List.of(
                        Violation.of("One", close(MNQ)).on(MNQ).measured(2, 1),
                        Violation.of("Two", close(ES)).on(ES)),
                List.of(
                        alert(Severity.WARNING, "CODE", "Message"),
                        wakeAt(account.now().plusSeconds(5)))));
        VerdictAssert verdict = rule.account("13298777").on(Occasion.RECONCILED);

        verdict.violates("One", "Two").measured(2, 1).on(MNQ).asking(close(MNQ));
        verdict.about("Two").measuredNothing().on(ES).asking(close(ES));
        verdict.alerts(Severity.WARNING, "CODE", "Message").wakesAt("2025-10-29T15:00:05Z");
        assertThrows(AssertionError.class, verdict::passes);
        assertThrows(AssertionError.class, verdict::violatesNothing);
        assertThrows(AssertionError.class, verdict::alertsNothing);
        assertThrows(AssertionError.class, verdict::wakesNever);
        assertThrows(AssertionError.class, () -> verdict.violates("One"));
        verdict.then().onWakeUp().wakesAt("2025-10-29T15:00:10Z");
    }
}
