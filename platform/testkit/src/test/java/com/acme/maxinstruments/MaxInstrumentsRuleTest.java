package com.acme.maxinstruments;

import static io.riskgate.api.LockoutKind.HARD;
import static io.riskgate.api.PositionSide.LONG;
import static io.riskgate.api.PositionSide.SHORT;
import static io.riskgate.api.rule.Action.closeAll;
import static io.riskgate.api.rule.Action.lockUntilReset;

import io.riskgate.testkit.RuleFixture;
import org.junit.jupiter.api.Test;

class MaxInstrumentsRuleTest {
    private static final String MNQ = "CON.F.US.MNQ.Z25";
    private static final String ES = "CON.F.US.EP.Z25";

    private final RuleFixture rule = RuleFixture.of(new MaxInstrumentsRule()).with("limit", "1");

    @Test
    void allowsTheLimitItself() {
        rule.account("13298777").holds(MNQ, LONG, 2, "21000").onPosition(MNQ).passes();
    }

    @Test
    void closesEverythingAndLocksAboveTheLimit() {
        rule.account("13298777")
                .holds(MNQ, LONG, 2, "21000")
                .holds(ES, SHORT, 1, "6000")
                .onPosition(ES)
                .violates("2 instruments open, limit is 1")
                .measured(2, 1)
                .asking(closeAll(), lockUntilReset(HARD));
    }
}
