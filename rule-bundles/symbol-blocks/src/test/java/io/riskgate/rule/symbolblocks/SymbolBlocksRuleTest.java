package io.riskgate.rule.symbolblocks;

import static io.riskgate.api.OrderSide.BUY;
import static io.riskgate.api.OrderSide.SELL;
import static io.riskgate.api.OrderType.LIMIT;
import static io.riskgate.api.OrderType.STOP;
import static io.riskgate.api.PositionSide.LONG;
import static io.riskgate.api.PositionSide.SHORT;
import static io.riskgate.api.rule.Action.cancel;
import static io.riskgate.api.rule.Action.close;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.riskgate.api.rule.Occasion;
import io.riskgate.testkit.AccountFixture;
import io.riskgate.testkit.RuleFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SymbolBlocksRuleTest {
    private static final String RTY = "CON.F.US.RTY.Z25";
    private static final String MNQ = "CON.F.US.MNQ.Z25";
    private static final String ES = "CON.F.US.EP.Z25";
    private static final String UNPARSABLE = "not a contract";
    private static final String MESSAGE = "Symbol RTY is blocked and cannot be traded";

    private final RuleFixture rule = RuleFixture.of(new SymbolBlocksRule()).with("symbols", "RTY,GC,CL");

    private AccountFixture account() {
        return account("RTY,GC,CL");
    }

    private AccountFixture account(String symbols) {
        return rule.with("symbols", symbols).account("13298777");
    }

    @Test
    void closesAPositionInABlockedSymbol() {
        account()
                .holds(RTY, SHORT, 3, "2000")
                .onPosition(RTY)
                .violates(MESSAGE)
                .measuredNothing()
                .on(RTY)
                .asking(close(RTY));
    }

    @Test
    void leavesTheOtherSymbolsAlone() {
        AccountFixture account = account().holds(MNQ, LONG, 1, "21000").works("o1", ES, BUY, LIMIT, 1, "5900");
        account.onPosition(MNQ).passes();

        account.onOrder("o1").passes();
    }

    @Test
    void cancelsAnOrderThatCouldOpen() {
        account()
                .works("r1", RTY, BUY, LIMIT, 1, "1990")
                .onOrder("r1")
                .violates(MESSAGE)
                .measuredNothing()
                .on(RTY)
                .asking(cancel("r1"));
    }

    @Test
    void makesOneViolationOfAPositionAndTheOrdersThatCouldEnlargeIt() {
        account()
                .holds(RTY, LONG, 1, "2000")
                .works("stop", RTY, SELL, STOP, 1, "1990")
                .works("more", RTY, BUY, LIMIT, 1, "1995")
                .works("turn", RTY, SELL, LIMIT, 2, "2010")
                .onPosition(RTY)
                .violates(MESSAGE)
                .asking(close(RTY), cancel("more"), cancel("turn"));
    }

    @Test
    void makesAViolationOfEveryContract() {
        String later = "CON.F.US.RTY.H26";

        account()
                .holds(RTY, LONG, 1, "2000")
                .works("r1", later, BUY, LIMIT, 1, "1990")
                .onPosition(RTY)
                .violates(MESSAGE, MESSAGE)
                .on(later)
                .asking(cancel("r1"));
    }

    @Test
    void passesOnceNothingIsLeft() {
        AccountFixture account = account().holds(RTY, LONG, 1, "2000");
        account.onPosition(RTY).violates(MESSAGE);

        account.closes(RTY).onPosition(RTY).passes();
    }

    @Test
    void knowsSymbolsByTheBrokersNamesAndInAnyCase() {
        account("ep").holds(ES, LONG, 1, "6000").onPosition(ES).violates("Symbol ES is blocked and cannot be traded");
        account("es").holds(ES, LONG, 1, "6000").onPosition(ES).violates("Symbol ES is blocked and cannot be traded");
    }

    @Test
    void matchesPatternsWithTheRootAndNotWithTheBrokersName() {
        account("E?").holds(ES, LONG, 1, "6000").onPosition(ES).violates("Symbol ES is blocked and cannot be traded");
        account("EP*").holds(ES, LONG, 1, "6000").onPosition(ES).passes();
    }

    @ParameterizedTest
    @CsvSource({
        "MNQ,    MNQ, true",
        "MNQ,    MNQX, false",
        "MN,     MNQ, false",
        "NQ,     MNQ, false",
        "MNQ*,   MNQ, true",
        "M*,     MNQ, true",
        "*Q,     MNQ, true",
        "*N*,    MNQ, true",
        "M*Q,    MQ, true",
        "M*Q*Q,  MNQ, false",
        "*A*AB,  AABAAB, true",
        "?NQ,    MNQ, true",
        "?NQ,    NQ, false",
        "??Q,    MNQ, true",
        "*,      MNQ, true",
        "**,     MNQ, true",
        "*?,     M, true",
        "N*,     MNQ, false"
    })
    void matchesTheWholeRoot(String glob, String root, boolean matches) {
        assertEquals(matches, new SymbolPattern(glob).matches(root));
    }

    @Test
    void matchesNoContractThatCannotBeParsed() {
        account("*")
                .holds(UNPARSABLE, LONG, 1, "100")
                .works("o1", UNPARSABLE, BUY, LIMIT, 1, "90")
                .onPosition(UNPARSABLE)
                .passes();
    }

    @Test
    void blocksNothingWithoutSymbols() {
        account("").holds(RTY, LONG, 1, "2000").onPosition(RTY).passes();
        rule.without("symbols")
                .account("13298777")
                .holds(RTY, LONG, 1, "2000")
                .onPosition(RTY)
                .passes();
    }

    @Test
    void isAskedOnPositionsAndOrdersAndProtectsPositions() {
        rule.isAskedOn(Occasion.POSITION, Occasion.ORDER).protectsPositions();
    }
}
