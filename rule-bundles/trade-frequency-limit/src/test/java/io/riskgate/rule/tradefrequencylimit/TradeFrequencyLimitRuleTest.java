package io.riskgate.rule.tradefrequencylimit;

import static io.riskgate.api.LockoutKind.COOLDOWN;
import static io.riskgate.api.rule.Action.cancelOpening;
import static io.riskgate.api.rule.Action.closeAll;
import static io.riskgate.api.rule.Action.lockUntil;
import static io.riskgate.api.rule.Action.lockUntilReset;

import io.riskgate.api.rule.Occasion;
import io.riskgate.testkit.AccountFixture;
import io.riskgate.testkit.RuleFixture;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TradeFrequencyLimitRuleTest {
    private final RuleFixture rule = RuleFixture.of(new TradeFrequencyLimitRule());

    @Test
    void allowsThreeTradesInAMinute() {
        trading(rule, 3, "10s").onTrade().passes();
    }

    @Test
    void pausesAtTheFourthTradeWithinSixtySeconds() {
        trading(rule, 4, "10s")
                .onTrade()
                .violates("Trade frequency limit exceeded: 4 trades in last minute (limit: 3)")
                .measured(4, 3)
                .onWholeAccount()
                .asking(cancelOpening(), lockUntil(Instant.parse("2025-10-29T15:01:40Z"), COOLDOWN));
    }

    @Test
    void forgetsATradeSixtySecondsLater() {
        AccountFixture account = rule.account("13298777").opens("o1");
        account.later(Duration.ofMillis(59_999)).opens("o2").opens("o3");
        account.opens("o4").onTrade().violates("Trade frequency limit exceeded: 4 trades in last minute (limit: 3)");

        AccountFixture later = rule.account("13298777").opens("o1");
        later.later("60s").opens("o2").opens("o3").opens("o4").onTrade().passes();
    }

    @Test
    void pausesAtTheEleventhTradeWithinAnHour() {
        trading(rule, 11, "5m")
                .onTrade()
                .violates("Trade frequency limit exceeded: 11 trades in last hour (limit: 10)")
                .measured(11, 10)
                .asking(cancelOpening(), lockUntil(Instant.parse("2025-10-29T16:25:00Z"), COOLDOWN));
    }

    @Test
    void pausesWhenTheSessionIsFull() {
        AccountFixture account = rule.account("13298777").tradeCount(49).opens("o50");
        account.onTrade().passes();
        account.later("1m")
                .opens("o51")
                .onTrade()
                .violates("Trade frequency limit exceeded: 51 trades in this session (limit: 50)")
                .measured(51, 50)
                .asking(cancelOpening(), lockUntil(Instant.parse("2025-10-29T16:01:00Z"), COOLDOWN));
    }

    @Test
    void reportsTheShortestWindowFirst() {
        rule.with("perMinute", "1")
                .with("perHour", "1")
                .with("perSession", "1")
                .account("13298777")
                .opens("o1")
                .opens("o2")
                .onTrade()
                .violates("Trade frequency limit exceeded: 2 trades in last minute (limit: 1)");
    }

    @Test
    void countsOpeningAndClosingHalfTurnsAlike() {
        AccountFixture account = rule.account("13298777");

        account.opens("o1")
                .trades("o2", "10")
                .opens("o3")
                .trades("o4", "-5")
                .onTrade()
                .violates("Trade frequency limit exceeded: 4 trades in last minute (limit: 3)");
    }

    @Test
    void countsThePartialFillsOfAnOrderOnce() {
        rule.account("13298777")
                .opens("o1")
                .opens("o1")
                .trades("o2", "-1")
                .trades("o2", "-1")
                .opens("o3")
                .onTrade()
                .passes();
    }

    @Test
    void ignoresTradesOfThePlatform() {
        AccountFixture account = trading(rule, 4, "10s");

        account.isClosedByPlatform("p1", "-5").onTrade().passes();
    }

    @Test
    void ignoresTradesThatAreTakenBack() {
        trading(rule, 4, "10s").losesLastTrade().onTrade().passes();
    }

    @Test
    void judgesTradesAndNothingElse() {
        AccountFixture account = trading(rule, 4, "10s");

        account.onRetry(null).passes();
        account.on(Occasion.WAKE_UP).passes();
        rule.isAskedOnlyOn(Occasion.TRADE).restsWhileLocked();
    }

    @Test
    void beginsTheSessionAgainAtTheReset() {
        rule.account("13298777")
                .at("2025-10-29T21:59:00Z")
                .tradeCount(50)
                .at("2025-10-29T22:00:00Z")
                .opens("o51")
                .onTrade()
                .passes();
    }

    @Test
    void locksUntilTheResetWhenTold() {
        rule.with("perSessionCooldown", "until-reset")
                .account("13298777")
                .tradeCount(50)
                .opens("o51")
                .onTrade()
                .asking(cancelOpening(), lockUntilReset(COOLDOWN));
    }

    @Test
    void closesPositionsWhenTold() {
        trading(rule.with("closePositions", "true"), 4, "10s")
                .onTrade()
                .asking(closeAll(), lockUntil(Instant.parse("2025-10-29T15:01:40Z"), COOLDOWN));
    }

    @Test
    void demandsThatLimitsGrowWithTheWindow() {
        rule.accepts("perHour", "3")
                .accepts("perSession", "10")
                .refuses("perHour", "2")
                .refuses("perSession", "9")
                .with("perMinute", "20")
                .refuses("perHour", "19");
    }

    @Test
    void demandsThatCooldownsGrowWithTheWindow() {
        rule.refuses("perHourCooldown", "60s")
                .accepts("perHourCooldown", "61s")
                .refuses("perSessionCooldown", "30m")
                .accepts("perSessionCooldown", "until-reset")
                .with("perHourCooldown", "until-reset")
                .refuses("perSessionCooldown", "until-reset")
                .refuses("perSessionCooldown", "24h");
    }

    /** An account that made this many trades, the last one just now. */
    private static AccountFixture trading(RuleFixture rule, int trades, String pause) {
        AccountFixture account = rule.account("13298777");
        for (int trade = 1; trade <= trades; trade++) {
            account.later(pause).opens("o" + trade);
        }
        return account;
    }
}
