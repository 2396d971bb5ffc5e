package io.riskgate.rule.cooldownafterloss;

import static io.riskgate.api.LockoutKind.COOLDOWN;
import static io.riskgate.api.rule.Action.closeAll;
import static io.riskgate.api.rule.Action.lockUntil;

import io.riskgate.api.Decimal;
import io.riskgate.api.rule.Action;
import io.riskgate.api.rule.Occasion;
import io.riskgate.api.rule.RiskEvent.TradeBooked;
import io.riskgate.testkit.AccountFixture;
import io.riskgate.testkit.RuleFixture;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CooldownAfterLossRuleTest {

    private final RuleFixture rule =
            RuleFixture.of(new CooldownAfterLossRule()).with("tiers", "-200:15m,-100:5m,-300:30m");
    private final AccountFixture account = rule.account("13298777").at("2025-10-29T17:00:00Z");

    private static Action lockedUntil(String instant) {
        return lockUntil(Instant.parse(instant), COOLDOWN);
    }

    @Test
    void passesALossAboveEveryTier() {
        account.trades("o1", "-99.99").onTrade().passes();
    }

    @Test
    void passesAProfitAndAnOpeningTrade() {
        account.trades("o1", "500").onTrade().passes();
        account.opens("o2").onTrade().passes();
    }

    @Test
    void closesEverythingAndPausesAtATier() {
        account.trades("o1", "-100.00")
                .onTrade()
                .violates("Cooldown triggered after $-100.00 loss (300s cooldown)")
                .measured("-100", "-100")
                .onWholeAccount()
                .asking(closeAll(), lockedUntil("2025-10-29T17:05:00Z"));
    }

    @Test
    void takesTheDeepestTierThatIsReached() {
        account.trades("o1", "-250")
                .onTrade()
                .violates("Cooldown triggered after $-250.00 loss (900s cooldown)")
                .measured("-250", "-200")
                .asking(closeAll(), lockedUntil("2025-10-29T17:15:00Z"));
        account.trades("o2", "-300")
                .onTrade()
                .violates("Cooldown triggered after $-300.00 loss (1800s cooldown)")
                .measured("-300", "-300")
                .asking(closeAll(), lockedUntil("2025-10-29T17:30:00Z"));
    }

    @Test
    void addsUpThePartialFillsOfAnOrder() {
        account.trades("o1", "-60").onTrade().passes();

        account.trades("o1", "-60").onTrade().violates("Cooldown triggered after $-120.00 loss (300s cooldown)");
    }

    @Test
    void addsUpNoDifferentOrders() {
        account.trades("o1", "-60").onTrade().passes();

        account.trades("o2", "-60").onTrade().passes();
    }

    @Test
    void judgesATradeWithoutAnOrderByItself() {
        account.trades(null, "-60").onTrade().passes();
        account.trades(null, "-60").onTrade().passes();

        account.trades(null, "-100").onTrade().measured("-100", "-100");
    }

    @Test
    void addsUpAllFillsOfAnOrderAfterAPauseToo() {
        account.trades("o1", "-120").onTrade().measured("-120", "-100");

        account.later("5m")
                .trades("o1", "-90")
                .onTrade()
                .violates("Cooldown triggered after $-210.00 loss (900s cooldown)")
                .asking(closeAll(), lockedUntil("2025-10-29T17:20:00Z"));
    }

    @Test
    void passesATradeThatIsTakenBack() {
        account.trades("o1", "-120").losesLastTrade().onTrade().passes();
    }

    @Test
    void countsLossesThatThePlatformRealized() {
        account.isClosedByPlatform("o1", "-150")
                .onTrade()
                .violates("Cooldown triggered after $-150.00 loss (300s cooldown)");
    }

    @Test
    void judgesNothingButTrades() {
        account.trades("o1", "-120").onRetry(null).passes();
        account.on(Occasion.WAKE_UP).passes();
    }

    @Test
    void judgesTheTradeThatIsBookedAndNotTheDay() {
        account.realized("-5000")
                .ask(new TradeBooked("CON.F.US.MNQ.Z25", "t9", "o9", Decimal.of(-10), false, false))
                .passes();
    }

    @Test
    void isAskedOnTradesOnly() {
        rule.isAskedOnlyOn(Occasion.TRADE).restsWhileLocked();
    }
}
