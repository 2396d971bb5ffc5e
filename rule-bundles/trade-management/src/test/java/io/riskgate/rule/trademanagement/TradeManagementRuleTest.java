package io.riskgate.rule.trademanagement;

import static io.riskgate.api.OrderSide.BUY;
import static io.riskgate.api.OrderSide.SELL;
import static io.riskgate.api.OrderType.LIMIT;
import static io.riskgate.api.OrderType.STOP;
import static io.riskgate.api.OrderType.STOP_LIMIT;
import static io.riskgate.api.OrderType.TRAILING_STOP;
import static io.riskgate.api.PositionSide.LONG;
import static io.riskgate.api.PositionSide.SHORT;
import static io.riskgate.api.Severity.WARNING;
import static io.riskgate.api.rule.Action.alert;
import static io.riskgate.api.rule.Action.undecided;

import io.riskgate.api.Decimal;
import io.riskgate.api.rule.Action;
import io.riskgate.api.rule.Occasion;
import io.riskgate.testkit.AccountFixture;
import io.riskgate.testkit.RuleFixture;
import org.junit.jupiter.api.Test;

class TradeManagementRuleTest {
    private static final String ES = "CON.F.US.EP.Z25";
    private static final String MNQ = "CON.F.US.MNQ.Z25";
    private static final String UNKNOWN = "CON.F.US.XYZ.Z25";

    private final RuleFixture breakeven = RuleFixture.of(new TradeManagementRule())
            .with("breakevenAfterTicks", "4")
            .with("breakevenOffsetTicks", "1");
    private final RuleFixture trail = RuleFixture.of(new TradeManagementRule())
            .with("trailAfterTicks", "8")
            .with("trailTicks", "4");
    private final RuleFixture both = breakeven.with("trailAfterTicks", "8").with("trailTicks", "4");

    private static AccountFixture longAt6000(RuleFixture rule) {
        return rule.account("13298777").holds(ES, LONG, 1, "6000").works("st", ES, SELL, STOP, 1, "5990");
    }

    private static AccountFixture shortAt6000(RuleFixture rule) {
        return rule.account("13298777").holds(ES, SHORT, 1, "6000").works("st", ES, BUY, STOP, 1, "6010");
    }

    private static Action move(String orderId, String stopPrice) {
        return new Action.MoveStop(orderId, Decimal.parse(stopPrice));
    }

    @Test
    void leavesTheStopATickShortOfTheDistance() {
        longAt6000(both).quotes(ES, "6000.75").onQuote(ES).passes();
    }

    @Test
    void movesTheStopToBreakeven() {
        longAt6000(both).quotes(ES, "6001").onQuote(ES).violatesNothing().asking(move("st", "6000.25"));
        shortAt6000(both).quotes(ES, "5999").onQuote(ES).violatesNothing().asking(move("st", "5999.75"));
    }

    @Test
    void offsetsBreakevenByOneTickUnlessToldOtherwise() {
        longAt6000(breakeven.without("breakevenOffsetTicks"))
                .quotes(ES, "6001")
                .onQuote(ES)
                .asking(move("st", "6000.25"));
        longAt6000(breakeven.with("breakevenOffsetTicks", "0"))
                .quotes(ES, "6001")
                .onQuote(ES)
                .asking(move("st", "6000"));
    }

    @Test
    void trailsTheBestPrice() {
        AccountFixture account = longAt6000(trail);
        account.quotes(ES, "6001.75").onQuote(ES).passes();

        account.quotes(ES, "6002").onQuote(ES).asking(move("st", "6001"));
        account.quotes(ES, "6003").onQuote(ES).asking(move("st", "6002"));
    }

    @Test
    void trailsAShortFromAbove() {
        shortAt6000(trail).quotes(ES, "5998").onQuote(ES).asking(move("st", "5999"));
    }

    @Test
    void goesOnTrailingTheBestPriceWhenTheMarketComesBack() {
        AccountFixture account = longAt6000(trail).quotes(ES, "6003");

        account.quotes(ES, "6002.50").onQuote(ES).asking(move("st", "6002"));
    }

    @Test
    void takesTheTighterOfTheTwo() {
        longAt6000(both).quotes(ES, "6002").onQuote(ES).asking(move("st", "6001"));
        longAt6000(both.with("trailTicks", "12")).quotes(ES, "6002").onQuote(ES).asking(move("st", "6000.25"));
    }

    @Test
    void neverLoosensTheStop() {
        AccountFixture account = longAt6000(both).quotes(ES, "6003");

        account.works("st", ES, SELL, STOP, 1, "6002").onQuote(ES).passes();
        account.works("st", ES, SELL, STOP, 1, "6002.25").onQuote(ES).passes();
        account.works("st", ES, SELL, STOP, 1, "6001.75").onQuote(ES).asking(move("st", "6002"));
    }

    @Test
    void movesTheStopByATickAtLeast() {
        longAt6000(trail)
                .works("st", ES, SELL, STOP, 1, "6000.80")
                .quotes(ES, "6002")
                .onQuote(ES)
                .passes();
    }

    @Test
    void neverMovesTheStopThroughTheMarket() {
        AccountFixture account = longAt6000(trail).quotes(ES, "6003");

        account.quotes(ES, "6002").onQuote(ES).passes();
        account.quotes(ES, "6001").onQuote(ES).passes();
        account.quotes(ES, "6002.25").onQuote(ES).asking(move("st", "6002"));
    }

    @Test
    void takesBreakevenWhereTrailingWouldGoThroughTheMarket() {
        longAt6000(both).quotes(ES, "6003").quotes(ES, "6001.50").onQuote(ES).asking(move("st", "6000.25"));
    }

    @Test
    void roundsToATickThatProtectsMore() {
        AccountFixture held = breakeven.account("13298777");

        held.holds(ES, LONG, 3, "6000.10")
                .works("st", ES, SELL, STOP, 3, "5990")
                .quotes(ES, "6002")
                .onQuote(ES)
                .asking(move("st", "6000.50"));
        held.holds(ES, SHORT, 3, "6000.10")
                .works("st", ES, BUY, STOP, 3, "6010")
                .quotes(ES, "5998")
                .onQuote(ES)
                .asking(move("st", "5999.75"));
    }

    @Test
    void movesTheStopNearestTheMarket() {
        longAt6000(both)
                .works("near", ES, SELL, STOP_LIMIT, 1, "5995")
                .works("far", ES, SELL, STOP, 1, "5980")
                .quotes(ES, "6001")
                .onQuote(ES)
                .asking(move("near", "6000.25"));
        shortAt6000(both)
                .works("near", ES, BUY, STOP, 1, "6005")
                .quotes(ES, "5999")
                .onQuote(ES)
                .asking(move("near", "5999.75"));
    }

    @Test
    void leavesTrailingStopsAlone() {
        AccountFixture account = both.account("13298777")
                .holds(ES, LONG, 1, "6000")
                .works("trailing", ES, SELL, TRAILING_STOP, 1, "5999")
                .quotes(ES, "6001");
        account.onQuote(ES).passes();

        account.works("st", ES, SELL, STOP, 1, "5990").onQuote(ES).asking(move("st", "6000.25"));
    }

    @Test
    void doesNothingWithoutAStop() {
        both.account("13298777")
                .holds(ES, LONG, 1, "6000")
                .works("target", ES, SELL, LIMIT, 1, "6010")
                .works("entry", ES, BUY, STOP, 1, "6010")
                .works("other", MNQ, SELL, STOP, 1, "20000")
                .quotes(ES, "6002")
                .onQuote(ES)
                .passes();
    }

    @Test
    void managesEveryPosition() {
        longAt6000(both)
                .holds(MNQ, SHORT, 2, "21000")
                .works("mnq", MNQ, BUY, STOP, 2, "21010")
                .quotes(ES, "6001")
                .quotes(MNQ, "20999")
                .onQuote(MNQ)
                .asking(move("st", "6000.25"), move("mnq", "20999.75"));
    }

    @Test
    void forgetsTheBestPriceWhenThePositionReverses() {
        AccountFixture account = longAt6000(trail).quotes(ES, "6003");

        account.holds(ES, SHORT, 1, "6003")
                .works("st", ES, BUY, STOP, 1, "6010")
                .quotes(ES, "6002.75")
                .onQuote(ES)
                .passes();
    }

    @Test
    void movesNothingWithAPriceThatIsTooOld() {
        AccountFixture account = longAt6000(both).quotes(ES, "6001").later("5s");
        account.onRetry(ES).asking(move("st", "6000.25"));

        account.later("1s").onRetry(ES).violatesNothing().asking(undecided(ES));
    }

    @Test
    void movesNothingBeforeTheFirstPrice() {
        longAt6000(both).onRetry(ES).violatesNothing().asking(undecided(ES));
    }

    @Test
    void tellsThatAnInstrumentIsUnknown() {
        both.account("13298777")
                .holds(UNKNOWN, LONG, 1, "100")
                .works("st", UNKNOWN, SELL, STOP, 1, "90")
                .quotes(UNKNOWN, "200")
                .onQuote(UNKNOWN)
                .violatesNothing()
                .asking(alert(
                        WARNING, "UNKNOWN_INSTRUMENT", "No tick data for " + UNKNOWN + ": its stop is not moved"));
    }

    @Test
    void hasTwoHalvesThatCanBeSwitchedOff() {
        longAt6000(breakeven).quotes(ES, "6010").onQuote(ES).asking(move("st", "6000.25"));
        longAt6000(trail).quotes(ES, "6001").onQuote(ES).passes();
        longAt6000(RuleFixture.of(new TradeManagementRule()))
                .quotes(ES, "6010")
                .onQuote(ES)
                .passes();
    }

    @Test
    void refusesHalfAPair() {
        both.refusesWithout("breakevenAfterTicks")
                .refusesWithout("trailAfterTicks")
                .refusesWithout("trailTicks");
    }

    @Test
    void isAskedOnQuotes() {
        both.isAskedOn(Occasion.QUOTE).restsWhileLocked();
    }
}
