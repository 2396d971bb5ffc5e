package io.riskgate.rule.maxcontracts;

import static io.riskgate.api.PositionSide.LONG;
import static io.riskgate.api.PositionSide.SHORT;
import static io.riskgate.api.rule.Action.close;
import static io.riskgate.api.rule.Action.reduce;

import io.riskgate.api.rule.Occasion;
import io.riskgate.testkit.AccountFixture;
import io.riskgate.testkit.RuleFixture;
import org.junit.jupiter.api.Test;

class MaxContractsRuleTest {
    private static final String MNQ = "CON.F.US.MNQ.Z25";
    private static final String ES = "CON.F.US.EP.Z25";
    private static final String RTY = "CON.F.US.RTY.Z25";
    private static final String UNPARSABLE = "...";

    private final RuleFixture rule = RuleFixture.of(new MaxContractsRule()).with("limit", "5");

    @Test
    void allowsTheLimitItself() {
        rule.account("13298777")
                .holds(MNQ, LONG, 3, "21000")
                .holds(ES, LONG, 2, "6000")
                .onPosition(ES)
                .passes();
    }

    @Test
    void reducesTheEventsPositionByTheExcess() {
        rule.account("13298777")
                .holds(MNQ, LONG, 6, "21000")
                .onPosition(MNQ)
                .violates("Total position size exceeds limit: 6 (max: 5)")
                .measured(6, 5)
                .onWholeAccount()
                .asking(reduce(MNQ, 5));
    }

    @Test
    void countsShortsByTheirSize() {
        rule.account("13298777")
                .holds(MNQ, SHORT, 7, "21000")
                .onPosition(MNQ)
                .violates("Total position size exceeds limit: 7 (max: 5)")
                .measured(7, 5)
                .asking(reduce(MNQ, 5));
    }

    @Test
    void setsLongsOffAgainstShorts() {
        rule.account("13298777")
                .holds(MNQ, LONG, 9, "21000")
                .holds(ES, SHORT, 4, "6000")
                .onPosition(ES)
                .passes();
    }

    @Test
    void findsTheBreachThatClosingAHedgeCreates() {
        rule.account("13298777")
                .holds(MNQ, LONG, 9, "21000")
                .holds(ES, SHORT, 4, "6000")
                .closes(ES)
                .onPosition(ES)
                .violates("Total position size exceeds limit: 9 (max: 5)")
                .asking(reduce(MNQ, 5));
    }

    @Test
    void leavesPositionsOnTheOtherSideAlone() {
        rule.account("13298777")
                .holds(MNQ, LONG, 9, "21000")
                .holds(ES, SHORT, 2, "6000")
                .onPosition(ES)
                .violates("Total position size exceeds limit: 7 (max: 5)")
                .asking(reduce(MNQ, 7));
    }

    @Test
    void takesFromTheEventsPositionThenFromTheLargest() {
        rule.account("13298777")
                .holds(MNQ, LONG, 4, "21000")
                .holds(RTY, LONG, 6, "2000")
                .holds(ES, LONG, 2, "6000")
                .onPosition(ES)
                .violates("Total position size exceeds limit: 12 (max: 5)")
                .asking(reduce(ES, 0), reduce(RTY, 1));
    }

    @Test
    void takesFromTheNextWhenTheLargestIsNotEnough() {
        rule.with("limit", "1")
                .account("13298777")
                .holds(MNQ, SHORT, 3, "21000")
                .holds(RTY, SHORT, 2, "2000")
                .on(Occasion.RECONCILED)
                .violates("Total position size exceeds limit: 5 (max: 1)")
                .asking(reduce(MNQ, 0), reduce(RTY, 1));
    }

    @Test
    void settlesTiesByContract() {
        rule.account("13298777")
                .holds(MNQ, LONG, 3, "21000")
                .holds(ES, LONG, 3, "6000")
                .on(Occasion.SETTINGS_CHANGED)
                .asking(reduce(ES, 2));
    }

    @Test
    void countsEverythingWhenGross() {
        RuleFixture gross = rule.with("counting", "gross");

        gross.account("13298777")
                .holds(MNQ, LONG, 3, "21000")
                .holds(ES, SHORT, 2, "6000")
                .onPosition(ES)
                .passes();
        gross.account("13298777")
                .holds(MNQ, LONG, 6, "21000")
                .holds(ES, SHORT, 2, "6000")
                .onPosition(ES)
                .violates("Total position size exceeds limit: 8 (max: 5)")
                .measured(8, 5)
                .asking(reduce(ES, 0), reduce(MNQ, 5));
    }

    @Test
    void closesTheEventsPositionEntirely() {
        rule.with("enforcement", "close")
                .account("13298777")
                .holds(MNQ, LONG, 5, "21000")
                .holds(ES, LONG, 1, "6000")
                .onPosition(ES)
                .violates("Total position size exceeds limit: 6 (max: 5)")
                .asking(close(ES));
    }

    @Test
    void closesTheLargestOnTheSideWhenTheEventsPositionIsNotOnIt() {
        RuleFixture closing = rule.with("enforcement", "close");

        closing.account("13298777")
                .holds(MNQ, LONG, 5, "21000")
                .holds(RTY, LONG, 3, "2000")
                .holds(ES, SHORT, 1, "6000")
                .onPosition(ES)
                .asking(close(MNQ));
        closing.account("13298777")
                .holds(MNQ, LONG, 4, "21000")
                .holds(RTY, LONG, 4, "2000")
                .on(Occasion.LOCKOUT_ENDED)
                .asking(close(MNQ));
    }

    @Test
    void staysWithItsPositionWhenACommandIsTriedAgain() {
        rule.account("13298777")
                .holds(MNQ, LONG, 5, "21000")
                .holds(ES, LONG, 1, "6000")
                .onRetry(ES)
                .violates("Total position size exceeds limit: 6 (max: 5)")
                .asking(close(ES));
    }

    @Test
    void keepsItsPlanWhenTheCommandsOfItAreTriedAgain() {
        AccountFixture account =
                rule.account("13298777").holds(MNQ, LONG, 6, "21000").holds(ES, LONG, 12, "6000");

        account.onPosition(ES).asking(reduce(ES, 0), reduce(MNQ, 5));
        account.onRetry(MNQ).asking(reduce(ES, 0), reduce(MNQ, 5));
        account.closes(ES).onRetry(MNQ).asking(reduce(MNQ, 5));
        account.holds(ES, LONG, 3, "6000").on(Occasion.RECONCILED).asking(close(ES), reduce(MNQ, 5));
        account.onRetry(ES).asking(close(ES), reduce(MNQ, 5));
    }

    @Test
    void survivesAContractLongerThanWhatCanBeRemembered() {
        String longest = "C".repeat(1024);

        rule.account("13298777")
                .holds(longest, LONG, 6, "1")
                .onPosition(longest)
                .asking(reduce(longest, 5))
                .remembers("first", "");
    }

    @Test
    void countsContractsThatCannotBeParsed() {
        rule.account("13298777")
                .holds(UNPARSABLE, LONG, 6, "1")
                .onPosition(UNPARSABLE)
                .violates("Total position size exceeds limit: 6 (max: 5)")
                .asking(reduce(UNPARSABLE, 5));
    }

    @Test
    void isAskedOnPositionChanges() {
        rule.isAskedOn(Occasion.POSITION).restsWhileLocked();
    }

    @Test
    void knowsItsSettings() {
        rule.accepts("limit", "1")
                .accepts("counting", "net")
                .accepts("enforcement", "reduce")
                .refuses("limit", "0")
                .refusesWithout("limit")
                .refuses("maximum", "5");
    }
}
