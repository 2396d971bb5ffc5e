package io.riskgate.rule.dailyrealizedloss;

import static io.riskgate.api.LockoutKind.HARD;
import static io.riskgate.api.PositionSide.LONG;
import static io.riskgate.api.PositionSide.SHORT;
import static io.riskgate.api.rule.Action.closeAll;
import static io.riskgate.api.rule.Action.lockUntil;
import static io.riskgate.api.rule.Action.lockUntilReset;

import io.riskgate.api.Severity;
import io.riskgate.api.rule.Occasion;
import io.riskgate.testkit.AccountFixture;
import io.riskgate.testkit.RuleFixture;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DailyRealizedLossRuleTest {
    private static final String MNQ = "CON.F.US.MNQ.Z25";
    private static final String ES = "CON.F.US.EP.Z25";
    private static final String UNKNOWN = "CON.F.US.XYZ.Z25";

    private final RuleFixture rule = RuleFixture.of(new DailyRealizedLossRule()).with("limit", "-500.00");

    @Test
    void allowsLossesAboveTheLimit() {
        rule.account("13298777")
                .trades("o1", "-600")
                .trades("o2", "100.01")
                .onTrade()
                .passes();
    }

    @Test
    void locksExactlyAtTheLimit() {
        rule.account("13298777")
                .trades("o1", "-300")
                .trades("o2", "-200")
                .onTrade()
                .violates("Daily loss limit exceeded: $-500.00 (limit: $-500.00)")
                .measured("-500", "-500")
                .onWholeAccount()
                .asking(closeAll(), lockUntilReset(HARD));
    }

    @Test
    void comparesTheExactFigure() {
        rule.account("13298777").trades("o1", "-499.999999999").onTrade().passes();
        rule.account("13298777")
                .trades("o1", "-500.000000001")
                .onTrade()
                .violates("Daily loss limit exceeded: $-500.00 (limit: $-500.00)");
    }

    @Test
    void writesMoneyWithTwoDecimals() {
        rule.with("limit", "-5")
                .account("13298777")
                .trades("o1", "-170.5")
                .onTrade()
                .violates("Daily loss limit exceeded: $-170.50 (limit: $-5.00)");
    }

    @Test
    void ignoresOpeningHalfTurns() {
        rule.account("13298777")
                .trades("o1", "-450")
                .opens("o2")
                .opens("o3")
                .onTrade()
                .passes();
    }

    @Test
    void countsTheLossesThePlatformMakesByClosing() {
        rule.account("13298777")
                .trades("o1", "-450")
                .isClosedByPlatform("o2", "-50")
                .onTrade()
                .violates("Daily loss limit exceeded: $-500.00 (limit: $-500.00)");
    }

    @Test
    void givesTheLossOfAVoidedTradeBack() {
        rule.account("13298777")
                .trades("o1", "-400")
                .trades("o2", "-100")
                .losesLastTrade()
                .onTrade()
                .passes();
    }

    @Test
    void findsABreachThatCameAboutWhileNobodyLooked() {
        rule.account("13298777")
                .realized("-510")
                .on(Occasion.RECONCILED)
                .violates("Daily loss limit exceeded: $-510.00 (limit: $-500.00)");
    }

    @Test
    void beginsEveryDayAtZero() {
        AccountFixture account = rule.account("13298777").at("2025-10-29T21:59:59.999Z");

        account.trades("o1", "-550")
                .onTrade()
                .violates("Daily loss limit exceeded: $-550.00 (limit: $-500.00)")
                .then()
                .at("2025-10-29T22:00:00Z")
                .on(Occasion.DAY_RESET)
                .passes();
    }

    @Test
    void countsANumberOutOfRangeAsABreach() {
        rule.account("13298777")
                .realized("999999999999999")
                .trades("o1", "-1")
                .outOfRange()
                .onTrade()
                .violates("Daily loss limit exceeded: $999999999999998.00 (limit: $-500.00)");
    }

    @Test
    void subtractsFeesOnlyWhenTold() {
        rule.account("13298777").paid("1").trades("o1", "-499").onTrade().passes();
        rule.with("includeFees", "true")
                .account("13298777")
                .paid("1")
                .trades("o1", "-499")
                .onTrade()
                .violates("Daily loss limit exceeded: $-500.00 (limit: $-500.00)")
                .measured("-500", "-500");
    }

    @Test
    void ignoresOpenLossesUnlessTold() {
        rule.account("13298777")
                .holds(MNQ, LONG, 10, "21000")
                .quotes(MNQ, "20000")
                .trades("o1", "-1")
                .onTrade()
                .passes();
    }

    @Test
    void addsOpenLossesWhenTold() {
        AccountFixture account = rule.with("includeUnrealized", "true")
                .account("13298777")
                .trades("o1", "-400")
                .holds(MNQ, LONG, 2, "21000")
                .holds(ES, SHORT, 1, "6000")
                .quotes(ES, "5999");

        account.quotes(MNQ, "20962.75")
                .onQuote(MNQ)
                .passes()
                .then()
                .quotes(MNQ, "20962.50")
                .onQuote(MNQ)
                .violates("Daily loss limit exceeded: $-500.00 (limit: $-500.00)")
                .measured("-500", "-500")
                .asking(closeAll(), lockUntilReset(HARD));
    }

    @Test
    void setsOpenProfitsOffAgainstRealizedLosses() {
        rule.with("includeUnrealized", "true")
                .account("13298777")
                .holds(MNQ, LONG, 1, "21000")
                .quotes(MNQ, "21100")
                .trades("o1", "-600")
                .onTrade()
                .passes();
    }

    @Test
    void valuesAPositionAtItsLastPriceHoweverOld() {
        rule.with("includeUnrealized", "true")
                .account("13298777")
                .holds(MNQ, LONG, 1, "21000")
                .quotes(MNQ, "20750")
                .later("1h")
                .on(Occasion.WAKE_UP)
                .violates("Daily loss limit exceeded: $-500.00 (limit: $-500.00)")
                .alertsNothing();
    }

    @Test
    void alertsOnAPositionWithoutAPriceAndCountsItZero() {
        AccountFixture account =
                rule.with("includeUnrealized", "true").account("13298777").holds(MNQ, LONG, 1, "21000");

        account.onPosition(MNQ)
                .violatesNothing()
                .alerts(Severity.WARNING, "STALE_QUOTE", "No price for CON.F.US.MNQ.Z25: its open P&L counts as $0.00")
                .then()
                .quotes(MNQ, "21000")
                .onQuote(MNQ)
                .passes();
        account.trades("o1", "-500")
                .holds(ES, LONG, 1, "6000")
                .onPosition(ES)
                .violates("Daily loss limit exceeded: $-500.00 (limit: $-500.00)")
                .alerts(Severity.WARNING, "STALE_QUOTE", "No price for CON.F.US.EP.Z25: its open P&L counts as $0.00");
    }

    @Test
    void alertsOnAPositionWithoutTickData() {
        rule.with("includeUnrealized", "true")
                .account("13298777")
                .holds(UNKNOWN, LONG, 1, "100")
                .quotes(UNKNOWN, "1")
                .onQuote(UNKNOWN)
                .violatesNothing()
                .alerts(
                        Severity.WARNING,
                        "UNKNOWN_INSTRUMENT",
                        "No tick data for CON.F.US.XYZ.Z25: its open P&L counts as $0.00");
    }

    @Test
    void locksForADuration() {
        rule.with("lockFor", "30m")
                .account("13298777")
                .at("2025-10-29T19:00:00Z")
                .trades("o1", "-550")
                .onTrade()
                .violates("Daily loss limit exceeded: $-550.00 (limit: $-500.00)")
                .asking(closeAll(), lockUntil(Instant.parse("2025-10-29T19:30:00Z"), HARD));
    }

    @Test
    void doesNotLengthenARunningLockout() {
        rule.with("lockFor", "30m")
                .account("13298777")
                .at("2025-10-29T19:00:00Z")
                .trades("o1", "-550")
                .onTrade()
                .asking(closeAll(), lockUntil(Instant.parse("2025-10-29T19:30:00Z"), HARD))
                .then()
                .later("10m")
                .trades("o2", "-50")
                .onTrade()
                .violates("Daily loss limit exceeded: $-600.00 (limit: $-500.00)")
                .asking(closeAll(), lockUntil(Instant.parse("2025-10-29T19:30:00Z"), HARD));
    }

    @Test
    void locksAgainTheSameDayOnlyWhenATradeMadeTheDayWorse() {
        AccountFixture account = rule.with("lockFor", "30m").account("13298777").at("2025-10-29T19:00:00Z");

        account.trades("o1", "-550").onTrade().violates("Daily loss limit exceeded: $-550.00 (limit: $-500.00)");
        account.later("30m").on(Occasion.LOCKOUT_ENDED).passes();
        account.later("1m").trades("o2", "20").onTrade().violatesNothing();
        account.later("1m").trades("o3", "-20").onTrade().violatesNothing();
        account.later("1m")
                .trades("o4", "-0.01")
                .onTrade()
                .violates("Daily loss limit exceeded: $-550.01 (limit: $-500.00)")
                .asking(closeAll(), lockUntil(Instant.parse("2025-10-29T20:03:00Z"), HARD));
        account.later("30m").on(Occasion.LOCKOUT_ENDED).passes();
    }

    @Test
    void findsALossBookedWhileLockedWhenTheLockoutEnds() {
        AccountFixture account = rule.with("lockFor", "30m").account("13298777").at("2025-10-29T19:00:00Z");

        account.trades("o1", "-550").onTrade().violates("Daily loss limit exceeded: $-550.00 (limit: $-500.00)");
        account.later("5m").trades("o2", "-10");
        account.later("25m")
                .on(Occasion.LOCKOUT_ENDED)
                .violates("Daily loss limit exceeded: $-560.00 (limit: $-500.00)");
        account.later("30m").on(Occasion.LOCKOUT_ENDED).passes();
    }

    @Test
    void doesNotTakeAnOpenLossForATradeAfterALockout() {
        AccountFixture account = rule.with("lockFor", "30m")
                .with("includeUnrealized", "true")
                .account("13298777")
                .at("2025-10-29T19:00:00Z")
                .trades("o1", "-550");

        account.onTrade().violates("Daily loss limit exceeded: $-550.00 (limit: $-500.00)");
        account.later("30m").holds(MNQ, LONG, 1, "21000").quotes(MNQ, "20900");
        account.onQuote(MNQ).passes();
        account.closes(MNQ)
                .trades("o2", "-50")
                .onTrade()
                .violates("Daily loss limit exceeded: $-600.00 (limit: $-500.00)");
    }

    @Test
    void forgetsTheLockoutOfYesterday() {
        AccountFixture account = rule.with("lockFor", "30m").account("13298777").at("2025-10-29T19:00:00Z");

        account.trades("o1", "-900").onTrade().violates("Daily loss limit exceeded: $-900.00 (limit: $-500.00)");
        account.at("2025-10-29T22:00:00Z").on(Occasion.DAY_RESET).passes();
        account.trades("o2", "-500").onTrade().violates("Daily loss limit exceeded: $-500.00 (limit: $-500.00)");
    }

    @Test
    void isAskedWhenTheFigureCanChange() {
        rule.isAskedOn(Occasion.TRADE).restsWhileLocked();
        rule.with("includeUnrealized", "true")
                .isAskedOn(Occasion.TRADE, Occasion.POSITION, Occasion.QUOTE)
                .protectsPositions();
    }

    @Test
    void knowsItsSettings() {
        rule.accepts("lockFor", "until-reset")
                .accepts("lockFor", "24h")
                .accepts("limit", "-0.01")
                .refuses("limit", "0")
                .refusesWithout("limit");
    }
}
