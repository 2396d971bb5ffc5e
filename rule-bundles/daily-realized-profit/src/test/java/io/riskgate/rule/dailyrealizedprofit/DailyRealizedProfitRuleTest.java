package io.riskgate.rule.dailyrealizedprofit;

import static io.riskgate.api.LockoutKind.HARD;
import static io.riskgate.api.Severity.INFO;
import static io.riskgate.api.rule.Action.closeAll;
import static io.riskgate.api.rule.Action.lockUntil;
import static io.riskgate.api.rule.Action.lockUntilReset;

import io.riskgate.api.rule.Occasion;
import io.riskgate.testkit.AccountFixture;
import io.riskgate.testkit.RuleFixture;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DailyRealizedProfitRuleTest {
    private static final String AT_1000 = "Daily profit target reached: $1000.00 (target: $1000.00)";

    private final RuleFixture rule =
            RuleFixture.of(new DailyRealizedProfitRule()).with("target", "1000.00");

    private static AccountFixture account(RuleFixture rule) {
        return rule.account("13298777").at("2025-10-29T19:00:00Z");
    }

    @Test
    void passesACentShortOfTheTarget() {
        account(rule).trades("o1", "999.99").onTrade().passes();
    }

    @Test
    void endsTheDayAtTheTarget() {
        AccountFixture account = account(rule).trades("o1", "900");
        account.onTrade().passes();

        account.trades("o2", "200")
                .onTrade()
                .violates("Daily profit target reached: $1100.00 (target: $1000.00)")
                .measured("1100", "1000")
                .onWholeAccount()
                .asking(closeAll(), lockUntilReset(HARD))
                .alertsNothing();
    }

    @Test
    void addsUpTheDayExactly() {
        AccountFixture account = account(rule);
        for (int i = 1; i < 10; i++) {
            account.trades("o" + i, "100.00").onTrade().passes();
        }

        account.trades("o10", "100").onTrade().violates(AT_1000);
    }

    @Test
    void countsNoOpeningTrade() {
        AccountFixture account = account(rule).trades("o1", "900");

        account.opens("o2").onTrade().passes();
    }

    @Test
    void givesBackTheProfitOfAVoidedTrade() {
        account(rule).trades("o1", "1000").losesLastTrade().onTrade().passes();
    }

    @Test
    void isFreeOnTheNextDay() {
        AccountFixture account = account(rule).trades("o1", "1000");
        account.onTrade().violates(AT_1000);

        account.at("2025-10-29T22:00:00Z").on(Occasion.DAY_RESET).passes();
    }

    @Test
    void findsATargetThatWasReachedWhileNobodyLooked() {
        account(rule).realized("1000").on(Occasion.RECONCILED).violates(AT_1000);
    }

    @Test
    void subtractsFeesOnlyWhenToldTo() {
        account(rule).realized("1000").paid("4.50").on(Occasion.RECONCILED).violates(AT_1000);
        account(rule.with("includeFees", "true"))
                .realized("1000")
                .paid("4.50")
                .on(Occasion.RECONCILED)
                .passes();
        account(rule.with("includeFees", "true"))
                .realized("1004.50")
                .paid("4.50")
                .on(Occasion.RECONCILED)
                .violates(AT_1000)
                .measured("1000", "1000");
    }

    @Test
    void countsASumOutOfRangeAsABreach() {
        account(rule)
                .realized("-1")
                .outOfRange()
                .on(Occasion.RECONCILED)
                .violates("Daily profit target reached: $-1.00 (target: $1000.00)")
                .asking(closeAll(), lockUntilReset(HARD));
    }

    @Test
    void locksForADurationWhenToldTo() {
        account(rule.with("lockFor", "1h"))
                .trades("o1", "1000")
                .onTrade()
                .violates(AT_1000)
                .asking(closeAll(), lockUntil(Instant.parse("2025-10-29T20:00:00Z"), HARD));
    }

    @Test
    void locksAgainAfterADurationOnlyWhenTheDayGotBetter() {
        AccountFixture account = account(rule.with("lockFor", "1h")).trades("o1", "1100");
        account.onTrade().measured("1100", "1000");
        account.later("1h").on(Occasion.LOCKOUT_ENDED).passes();
        account.trades("o2", "-50").onTrade().violatesNothing();
        account.trades("o3", "50").onTrade().violatesNothing();

        account.trades("o4", "0.01")
                .onTrade()
                .violates("Daily profit target reached: $1100.01 (target: $1000.00)")
                .asking(closeAll(), lockUntil(Instant.parse("2025-10-29T21:00:00Z"), HARD));
        account.later("1h").on(Occasion.LOCKOUT_ENDED).passes();
    }

    @Test
    void countsFromZeroAgainOnTheNextDay() {
        AccountFixture account = account(rule.with("lockFor", "1h")).trades("o1", "1100");
        account.onTrade().measured("1100", "1000");

        account.at("2025-10-30T15:00:00Z").trades("o2", "1000").onTrade().violates(AT_1000);
    }

    @Test
    void showsTheMessageBesideTheReason() {
        account(rule.with("message", "Well done"))
                .realized("1000")
                .on(Occasion.RECONCILED)
                .violates(AT_1000)
                .alerts(INFO, "PROFIT_TARGET_REACHED", "Well done");
        account(rule.with("message", ""))
                .realized("1000")
                .on(Occasion.RECONCILED)
                .alertsNothing();
    }

    @Test
    void isAskedOnTrades() {
        rule.isAskedOn(Occasion.TRADE).restsWhileLocked();
    }
}
