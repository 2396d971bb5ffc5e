package io.riskgate.rule.dailyunrealizedloss;

import static io.riskgate.api.PositionSide.LONG;
import static io.riskgate.api.PositionSide.SHORT;
import static io.riskgate.api.Severity.WARNING;
import static io.riskgate.api.rule.Action.alert;
import static io.riskgate.api.rule.Action.close;
import static io.riskgate.api.rule.Action.undecided;
import static io.riskgate.api.rule.Action.wakeAt;

import io.riskgate.api.rule.Occasion;
import io.riskgate.testkit.AccountFixture;
import io.riskgate.testkit.RuleFixture;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DailyUnrealizedLossRuleTest {
    private static final String MNQ = "CON.F.US.MNQ.Z25";
    private static final String ES = "CON.F.US.EP.Z25";
    private static final String UNKNOWN = "CON.F.US.XYZ.Z25";
    private static final String NO_PRICE = "No price for " + MNQ + " within 5s: its open loss is not known";
    private static final Duration A_MILLISECOND = Duration.ofMillis(1);

    private final RuleFixture rule =
            RuleFixture.of(new DailyUnrealizedLossRule()).with("limit", "-300.00");

    private AccountFixture account() {
        return rule.account("13298777").at("2025-10-29T19:00:00Z");
    }

    @Test
    void passesACentShortOfTheLimit() {
        account()
                .holds(MNQ, LONG, 2, "21000")
                .quotes(MNQ, "20925.01")
                .onQuote(MNQ)
                .violatesNothing()
                .alertsNothing();
    }

    @Test
    void closesAPositionAtTheLimit() {
        account()
                .holds(MNQ, LONG, 2, "21000")
                .quotes(MNQ, "20925")
                .onQuote(MNQ)
                .violates("Unrealized loss limit exceeded on MNQ: $-300.00 (limit: $-300.00)")
                .measured("-300", "-300")
                .on(MNQ)
                .asking(close(MNQ));
    }

    @Test
    void closesAShortThatTheMarketRisesAgainst() {
        AccountFixture account = account().holds(MNQ, SHORT, 2, "21000");
        account.quotes(MNQ, "21074.75").onQuote(MNQ).violatesNothing();

        account.quotes(MNQ, "21075")
                .onQuote(MNQ)
                .violates("Unrealized loss limit exceeded on MNQ: $-300.00 (limit: $-300.00)");
    }

    @ParameterizedTest
    @CsvSource({
        "ENQ, 18000, 17985",
        "RTY, 2000.0, 1994.0",
        "CL, 75.00, 74.70",
        "EU6, 1.08500, 1.08260",
        "JY6, 0.0066500, 0.0066260"
    })
    void valuesEveryInstrumentExactly(String brokerRoot, String entry, String price) {
        String contract = "CON.F.US." + brokerRoot + ".Z25";

        account()
                .holds(contract, LONG, 1, entry)
                .quotes(contract, price)
                .onQuote(contract)
                .measured("-300", "-300");
    }

    @Test
    void leavesTheOtherPositionsOpen() {
        account()
                .holds(MNQ, LONG, 2, "21000")
                .holds(ES, LONG, 1, "6000")
                .quotes(ES, "5999")
                .quotes(MNQ, "20900")
                .onQuote(MNQ)
                .violates("Unrealized loss limit exceeded on MNQ: $-400.00 (limit: $-300.00)")
                .asking(close(MNQ));
    }

    @Test
    void closesEveryPositionInBreachByACommandOfItsOwn() {
        account()
                .holds(MNQ, LONG, 2, "21000")
                .holds(ES, LONG, 1, "6000")
                .quotes(ES, "5994")
                .quotes(MNQ, "20900")
                .onQuote(MNQ)
                .violates(
                        "Unrealized loss limit exceeded on ES: $-300.00 (limit: $-300.00)",
                        "Unrealized loss limit exceeded on MNQ: $-400.00 (limit: $-300.00)")
                .about("Unrealized loss limit exceeded on ES: $-300.00 (limit: $-300.00)")
                .on(ES)
                .asking(close(ES));
    }

    @Test
    void judgesNothingBeforeTheFirstPrice() {
        account()
                .holds(MNQ, LONG, 2, "21000")
                .onPosition(MNQ)
                .violatesNothing()
                .asking(undecided(MNQ), wakeAt(Instant.parse("2025-10-29T19:00:05Z")));
    }

    @Test
    void tellsWhenThereIsNoPriceForTooLong() {
        AccountFixture account = account().holds(MNQ, LONG, 2, "21000");
        account.onPosition(MNQ).alertsNothing();

        account.onWakeUp()
                .asking(
                        undecided(MNQ),
                        alert(WARNING, "STALE_QUOTE", NO_PRICE),
                        wakeAt(Instant.parse("2025-10-29T19:00:15Z")));
    }

    @Test
    void goesOnTellingUntilThereIsAPrice() {
        AccountFixture account = account().holds(MNQ, LONG, 2, "21000").later("6s");
        account.onPosition(MNQ).alerts(WARNING, "STALE_QUOTE", NO_PRICE);
        account.onWakeUp().alerts(WARNING, "STALE_QUOTE", NO_PRICE);

        account.quotes(MNQ, "20999").onQuote(MNQ).alertsNothing();
    }

    @Test
    void usesAPriceForAsLongAsItIsFresh() {
        AccountFixture account = account().holds(MNQ, LONG, 2, "21000").quotes(MNQ, "20925");
        account.onQuote(MNQ).measured("-300", "-300").wakesAt("2025-10-29T19:00:05.001Z");
        account.later("5s").onPosition(MNQ).measured("-300", "-300");

        account.later(A_MILLISECOND).onPosition(MNQ).violatesNothing().alerts(WARNING, "STALE_QUOTE", NO_PRICE);
    }

    @Test
    void leavesOpenWhatItDecidedBeforeThePriceWasTooOld() {
        AccountFixture account = account().holds(MNQ, LONG, 2, "21000").quotes(MNQ, "20900");
        account.onQuote(MNQ).on(MNQ);

        account.onWakeUp()
                .violatesNothing()
                .asking(
                        undecided(MNQ),
                        alert(WARNING, "STALE_QUOTE", NO_PRICE),
                        wakeAt(Instant.parse("2025-10-29T19:00:15.001Z")));
    }

    @Test
    void checksAtItsBeatWhileAPositionIsOpen() {
        AccountFixture account = rule.with("checkEvery", "2s")
                .account("13298777")
                .at("2025-10-29T19:00:00Z")
                .holds(MNQ, LONG, 2, "21000")
                .quotes(MNQ, "20999");
        account.onQuote(MNQ).wakesAt("2025-10-29T19:00:02Z");
        account.onWakeUp().wakesAt("2025-10-29T19:00:04Z");

        account.closes(MNQ).onPosition(MNQ).passes().wakesNever();
    }

    @Test
    void wakesForThePositionWhosePriceIsTooOldFirst() {
        account()
                .holds(MNQ, LONG, 2, "21000")
                .quotes(MNQ, "20999")
                .later("3s")
                .holds(ES, LONG, 1, "6000")
                .onPosition(ES)
                .wakesAt("2025-10-29T19:00:05.001Z");
    }

    @Test
    void tellsAtOnceThatAnInstrumentIsUnknown() {
        account()
                .holds(UNKNOWN, LONG, 1, "100")
                .quotes(UNKNOWN, "1")
                .onQuote(UNKNOWN)
                .violatesNothing()
                .asking(
                        undecided(UNKNOWN),
                        alert(
                                WARNING,
                                "UNKNOWN_INSTRUMENT",
                                "No tick data for " + UNKNOWN + ": its open loss is not known"),
                        wakeAt(Instant.parse("2025-10-29T19:00:10Z")));
    }

    @Test
    void isAskedOnQuotesAndPositionsAndProtectsThem() {
        rule.isAskedOn(Occasion.QUOTE, Occasion.POSITION).protectsPositions();
    }
}
