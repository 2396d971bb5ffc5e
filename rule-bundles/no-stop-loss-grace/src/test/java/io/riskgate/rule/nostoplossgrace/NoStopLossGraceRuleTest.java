package io.riskgate.rule.nostoplossgrace;

import static io.riskgate.api.OrderSide.BUY;
import static io.riskgate.api.OrderSide.SELL;
import static io.riskgate.api.OrderType.LIMIT;
import static io.riskgate.api.OrderType.STOP;
import static io.riskgate.api.OrderType.STOP_LIMIT;
import static io.riskgate.api.OrderType.TRAILING_STOP;
import static io.riskgate.api.PositionSide.LONG;
import static io.riskgate.api.PositionSide.SHORT;
import static io.riskgate.api.rule.Action.close;

import io.riskgate.api.Severity;
import io.riskgate.api.rule.Occasion;
import io.riskgate.testkit.AccountFixture;
import io.riskgate.testkit.RuleFixture;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class NoStopLossGraceRuleTest {
    private static final String MNQ = "CON.F.US.MNQ.Z25";
    private static final String ES = "CON.F.US.EP.Z25";
    private static final String TOO_LATE = "No stop-loss placed within 10s for MNQ (CON.F.US.MNQ.Z25)";
    private static final String TOO_LATE_ES = "No stop-loss placed within 10s for ES (CON.F.US.EP.Z25)";

    private final RuleFixture rule = RuleFixture.of(new NoStopLossGraceRule()).with("gracePeriod", "10s");

    @Test
    void waitsForAStop() {
        rule.account("13298777")
                .holds(MNQ, LONG, 2, "21000")
                .onPosition(MNQ)
                .violatesNothing()
                .alertsNothing()
                .wakesAt("2025-10-29T15:00:10Z");
    }

    @Test
    void closesThePositionWhenTheGracePeriodIsOver() {
        rule.account("13298777")
                .holds(MNQ, LONG, 2, "21000")
                .onPosition(MNQ)
                .then()
                .onWakeUp()
                .violates(TOO_LATE)
                .measuredNothing()
                .on(MNQ)
                .asking(close(MNQ))
                .wakesNever();
    }

    @Test
    void isNeverEarly() {
        AccountFixture account = rule.account("13298777").holds(MNQ, LONG, 2, "21000");

        account.later(Duration.ofSeconds(10).minusNanos(1))
                .on(Occasion.RECONCILED)
                .violatesNothing();
        account.later(Duration.ofNanos(1)).on(Occasion.RECONCILED).violates(TOO_LATE);
    }

    @Test
    void acceptsEveryKindOfStopOnTheOtherSide() {
        AccountFixture account = rule.account("13298777").holds(MNQ, LONG, 2, "21000");
        account.works("a", MNQ, SELL, STOP, 2, "20900").onOrder("a").passes();
        account.cancels("a")
                .works("b", MNQ, SELL, STOP_LIMIT, 2, "20900")
                .onOrder("b")
                .passes();
        account.cancels("b")
                .works("c", MNQ, SELL, TRAILING_STOP, 2, "20900")
                .onOrder("c")
                .passes();

        AccountFixture other = rule.account("13298777").holds(MNQ, SHORT, 2, "21000");
        other.works("a", MNQ, BUY, STOP, 2, "21100").onOrder("a").passes();
    }

    @Test
    void acceptsNothingElse() {
        rule.account("13298777")
                .holds(MNQ, LONG, 2, "21000")
                .works("limit", MNQ, SELL, LIMIT, 2, "21050")
                .works("same side", MNQ, BUY, STOP, 2, "21100")
                .works("without price", MNQ, SELL, STOP, 2)
                .works("another contract", ES, SELL, STOP, 2, "5900")
                .later("10s")
                .onOrder("limit")
                .violates(TOO_LATE);
    }

    @Test
    void beginsAgainWhenTheLastStopGoes() {
        AccountFixture account = rule.account("13298777")
                .holds(MNQ, LONG, 2, "21000")
                .works("a", MNQ, SELL, STOP, 2, "20900")
                .works("b", MNQ, SELL, STOP, 2, "20950")
                .later("20s");

        account.cancels("a").onOrder("a").passes();
        account.later("5s").cancels("b").onOrder("b").wakesAt("2025-10-29T15:00:35Z");
        account.onWakeUp().violates(TOO_LATE);
    }

    @Test
    void doesNotBeginAgainWhenThePositionGrows() {
        rule.account("13298777")
                .holds(MNQ, LONG, 2, "21000")
                .later("6s")
                .holds(MNQ, LONG, 4, "21010")
                .onPosition(MNQ)
                .wakesAt("2025-10-29T15:00:10Z");
    }

    @Test
    void beginsAgainWhenThePositionReverses() {
        rule.account("13298777")
                .holds(MNQ, LONG, 2, "21000")
                .later("6s")
                .holds(MNQ, SHORT, 2, "21010")
                .onPosition(MNQ)
                .wakesAt("2025-10-29T15:00:16Z");
    }

    @Test
    void hasNothingToSayOnceThePositionIsClosed() {
        rule.account("13298777")
                .holds(MNQ, LONG, 2, "21000")
                .later("6s")
                .closes(MNQ)
                .onPosition(MNQ)
                .passes();
    }

    @Test
    void treatsEveryPositionByItself() {
        AccountFixture account = rule.account("13298777")
                .holds(MNQ, LONG, 2, "21000")
                .later("4s")
                .holds(ES, SHORT, 1, "6000");

        account.onPosition(ES).wakesAt("2025-10-29T15:00:10Z");
        account.onWakeUp().violates(TOO_LATE).on(MNQ).asking(close(MNQ)).wakesAt("2025-10-29T15:00:14Z");
        account.onWakeUp()
                .violates(TOO_LATE_ES, TOO_LATE)
                .on(ES)
                .asking(close(ES))
                .about(TOO_LATE)
                .on(MNQ)
                .asking(close(MNQ));
    }

    @Test
    void warnsOfAStopSmallerThanThePosition() {
        AccountFixture account =
                rule.account("13298777").holds(MNQ, LONG, 3, "21000").works("a", MNQ, SELL, STOP, 2, "20900");

        account.onOrder("a")
                .violatesNothing()
                .alerts(
                        Severity.WARNING,
                        "STOP_SMALLER_THAN_POSITION",
                        "The stop-loss for MNQ (CON.F.US.MNQ.Z25) is smaller than the position")
                .wakesNever();
        account.works("b", MNQ, SELL, STOP, 1, "20950").onOrder("b").passes();
    }

    @Test
    void saysNothingBeforeTheEndUnlessTold() {
        rule.account("13298777")
                .holds(MNQ, LONG, 2, "21000")
                .later("9s")
                .on(Occasion.RECONCILED)
                .alertsNothing();
    }

    @Test
    void warnsBeforeTheEndWhenTold() {
        AccountFixture account =
                rule.with("warnAfter", "4s").account("13298777").holds(MNQ, LONG, 2, "21000");

        account.onPosition(MNQ).alertsNothing().wakesAt("2025-10-29T15:00:04Z");
        account.onWakeUp()
                .violatesNothing()
                .alerts(
                        Severity.WARNING,
                        "NO_STOP_YET",
                        "No stop-loss yet for MNQ (CON.F.US.MNQ.Z25): it is closed after 10s without one")
                .wakesAt("2025-10-29T15:00:10Z");
        account.onWakeUp().violates(TOO_LATE).alertsNothing();
    }

    @Test
    void namesAContractThatCannotBeParsedByItsId() {
        rule.account("13298777")
                .holds("...", LONG, 1, "1")
                .later("10s")
                .onPosition("...")
                .violates("No stop-loss placed within 10s for ...");
    }

    @Test
    void isAskedOnPositionsAndOrdersAlsoWhileLocked() {
        rule.isAskedOn(Occasion.POSITION, Occasion.ORDER).protectsPositions();
    }

    @Test
    void knowsItsSettings() {
        rule.without("gracePeriod")
                .accepts("warnAfter", "10s")
                .refuses("warnAfter", "11s")
                .refuses("gracePeriod", "0s");
        rule.without("gracePeriod")
                .account("13298777")
                .holds(MNQ, LONG, 1, "21000")
                .onPosition(MNQ)
                .wakesAt("2025-10-29T15:00:10Z");
    }
}
