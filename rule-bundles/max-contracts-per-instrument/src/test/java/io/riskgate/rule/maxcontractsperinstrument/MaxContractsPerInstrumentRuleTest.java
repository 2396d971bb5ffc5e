package io.riskgate.rule.maxcontractsperinstrument;

import static io.riskgate.api.PositionSide.LONG;
import static io.riskgate.api.PositionSide.SHORT;
import static io.riskgate.api.rule.Action.close;
import static io.riskgate.api.rule.Action.reduce;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.riskgate.api.rule.Occasion;
import io.riskgate.api.rule.Verdict;
import io.riskgate.testkit.AccountFixture;
import io.riskgate.testkit.RuleFixture;
import org.junit.jupiter.api.Test;

class MaxContractsPerInstrumentRuleTest {
    private static final String MNQ = "CON.F.US.MNQ.Z25";
    private static final String MNQ_NEXT = "CON.F.US.MNQ.H26";
    private static final String ES = "CON.F.US.EP.Z25";
    private static final String NQ = "CON.F.US.ENQ.Z25";
    private static final String GC = "CON.F.US.GC.Z25";
    private static final String UNPARSABLE = "not a contract";

    private final RuleFixture rule = RuleFixture.of(new MaxContractsPerInstrumentRule())
            .with("limits", "MNQ:2,ES:1")
            .with("defaultLimit", "3");

    private AccountFixture account() {
        return account(rule);
    }

    private static AccountFixture account(RuleFixture rule) {
        return rule.account("13298777");
    }

    @Test
    void passesAtTheLimit() {
        account().holds(MNQ, LONG, 2, "21000").onPosition(MNQ).passes();
    }

    @Test
    void closesOnlyTheExcess() {
        account()
                .holds(MNQ, LONG, 3, "21000")
                .onPosition(MNQ)
                .violates("MNQ position size 3 exceeds limit 2")
                .measured(3, 2)
                .on(MNQ)
                .asking(reduce(MNQ, 2));
    }

    @Test
    void treatsShortsLikeLongs() {
        account()
                .holds(MNQ, SHORT, 3, "21000")
                .onPosition(MNQ)
                .violates("MNQ position size 3 exceeds limit 2")
                .asking(reduce(MNQ, 2));
    }

    @Test
    void passesOnceThePositionIsBackWithinTheLimit() {
        AccountFixture account = account().holds(MNQ, LONG, 3, "21000");
        account.onPosition(MNQ).violates("MNQ position size 3 exceeds limit 2");

        account.holds(MNQ, LONG, 2, "21000").onPosition(MNQ).passes();
    }

    @Test
    void appliesTheDefaultToSymbolsThatAreNotListed() {
        AccountFixture account = account().holds(NQ, LONG, 3, "18000");
        account.onPosition(NQ).passes();

        account.holds(NQ, LONG, 4, "18000")
                .onPosition(NQ)
                .violates("NQ position size 4 exceeds limit 3")
                .measured(4, 3)
                .asking(reduce(NQ, 3));
    }

    @Test
    void knowsSymbolsByTheBrokersNames() {
        account(rule.with("limits", "ep:1"))
                .holds(ES, LONG, 2, "6000")
                .onPosition(ES)
                .violates("ES position size 2 exceeds limit 1");
    }

    @Test
    void addsUpAllExpiriesAndReducesTheOneThatChangedFirst() {
        account()
                .holds(MNQ, LONG, 2, "21000")
                .holds(MNQ_NEXT, LONG, 1, "21200")
                .onPosition(MNQ_NEXT)
                .violates("MNQ position size 3 exceeds limit 2")
                .on(MNQ_NEXT)
                .asking(close(MNQ_NEXT));
    }

    @Test
    void netsNoLongsWithShorts() {
        account()
                .holds(MNQ, LONG, 2, "21000")
                .holds(MNQ_NEXT, SHORT, 2, "21200")
                .onPosition(MNQ)
                .violates("MNQ position size 4 exceeds limit 2")
                .asking(close(MNQ));
    }

    @Test
    void takesWhatIsLeftOfTheExcessFromTheNext() {
        account()
                .holds(MNQ, LONG, 4, "21000")
                .holds(MNQ_NEXT, LONG, 1, "21200")
                .onPosition(MNQ_NEXT)
                .violates("MNQ position size 5 exceeds limit 2")
                .asking(close(MNQ_NEXT), reduce(MNQ, 2));
    }

    @Test
    void reducesTheLargestWhenNoneOfTheSymbolChanged() {
        account()
                .holds(MNQ_NEXT, LONG, 1, "21200")
                .holds(MNQ, LONG, 2, "21000")
                .on(Occasion.RECONCILED)
                .violates("MNQ position size 3 exceeds limit 2")
                .on(MNQ)
                .asking(reduce(MNQ, 1));
    }

    @Test
    void reducesTheFirstByIdOfTwoEqualOnes() {
        account()
                .holds(MNQ, LONG, 2, "21000")
                .holds(MNQ_NEXT, LONG, 2, "21200")
                .on(Occasion.RECONCILED)
                .violates("MNQ position size 4 exceeds limit 2")
                .on(MNQ_NEXT)
                .asking(close(MNQ_NEXT));
    }

    @Test
    void keepsItsPlanWhileOtherContractsChange() {
        AccountFixture account = account().holds(MNQ, LONG, 2, "21000").holds(MNQ_NEXT, LONG, 1, "21200");
        account.onPosition(MNQ_NEXT).on(MNQ_NEXT).remembers("first", MNQ_NEXT);

        account.holds(ES, LONG, 1, "6000").onPosition(ES).on(MNQ_NEXT).asking(close(MNQ_NEXT));
        account.onRetry(MNQ_NEXT).on(MNQ_NEXT).asking(close(MNQ_NEXT));
        account.closes(MNQ_NEXT).onPosition(MNQ_NEXT).violatesNothing().remembers("first", null);
        account.onPosition(MNQ_NEXT).passes();
    }

    @Test
    void judgesEverySymbolByItself() {
        account()
                .holds(MNQ, LONG, 3, "21000")
                .holds(ES, LONG, 2, "6000")
                .onPosition(MNQ)
                .violates("ES position size 2 exceeds limit 1", "MNQ position size 3 exceeds limit 2")
                .about("ES position size 2 exceeds limit 1")
                .measured(2, 1)
                .on(ES)
                .asking(reduce(ES, 1))
                .about("MNQ position size 3 exceeds limit 2")
                .on(MNQ)
                .asking(reduce(MNQ, 2));
    }

    @Test
    void closesWholePositionsUntilTheRestIsWithinTheLimit() {
        account(rule.with("enforcement", "close"))
                .holds(MNQ, LONG, 1, "21000")
                .holds(MNQ_NEXT, LONG, 2, "21200")
                .onPosition(MNQ_NEXT)
                .violates("MNQ position size 3 exceeds limit 2")
                .asking(close(MNQ_NEXT));
    }

    @Test
    void closesWhatIsNotListedWhenToldToBlockIt() {
        account(rule.with("unlisted", "block"))
                .holds(GC, SHORT, 1, "2700")
                .onPosition(GC)
                .violates("GC is not a configured instrument: position size 1 is blocked")
                .measured(1, 0)
                .on(GC)
                .asking(close(GC));
    }

    @Test
    void allowsWhatIsNotListedWhenToldTo() {
        account(rule.with("unlisted", "allow"))
                .holds(GC, SHORT, 1_000_000, "2700")
                .onPosition(GC)
                .passes();
    }

    @Test
    void countsAContractThatCannotBeParsedAsNotListed() {
        account(rule)
                .holds(UNPARSABLE, LONG, 4, "100")
                .onPosition(UNPARSABLE)
                .violates("not a contract position size 4 exceeds limit 3")
                .asking(reduce(UNPARSABLE, 3));
        account(rule.with("unlisted", "block"))
                .holds(UNPARSABLE, LONG, 4, "100")
                .onPosition(UNPARSABLE)
                .violates("not a contract is not a configured instrument: position size 4 is blocked")
                .asking(close(UNPARSABLE));
    }

    @Test
    void needsNoList() {
        account(rule.without("limits"))
                .holds(MNQ, LONG, 3, "21000")
                .onPosition(MNQ)
                .passes();
        rule.accepts("limits", "");
    }

    @Test
    void isAskedOnPositions() {
        rule.isAskedOn(Occasion.POSITION).restsWhileLocked();
    }

    @Test
    void asksForNothingWithoutPositions() {
        Verdict verdict = account().on(Occasion.RULE_STARTED).verdict();

        assertEquals(Verdict.pass(), verdict);
    }
}
