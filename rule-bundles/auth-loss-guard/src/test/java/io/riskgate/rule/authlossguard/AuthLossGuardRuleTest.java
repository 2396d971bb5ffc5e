package io.riskgate.rule.authlossguard;

import static io.riskgate.api.LockCondition.TRADING_DISABLED;
import static io.riskgate.api.PositionSide.LONG;
import static io.riskgate.api.Severity.ERROR;
import static io.riskgate.api.Severity.WARNING;
import static io.riskgate.api.event.ConnectionUpdate.State.AUTH_FAILED;
import static io.riskgate.api.event.ConnectionUpdate.State.AUTH_SUCCEEDED;
import static io.riskgate.api.event.ConnectionUpdate.State.LOST;
import static io.riskgate.api.event.ConnectionUpdate.State.RESTORED;
import static io.riskgate.api.rule.Action.alert;
import static io.riskgate.api.rule.Action.closeAll;
import static io.riskgate.api.rule.Action.lockWhile;

import io.riskgate.api.rule.Occasion;
import io.riskgate.testkit.AccountFixture;
import io.riskgate.testkit.RuleFixture;
import org.junit.jupiter.api.Test;

class AuthLossGuardRuleTest {
    private static final String MNQ = "CON.F.US.MNQ.Z25";

    private final RuleFixture rule = RuleFixture.of(new AuthLossGuardRule());

    private static AccountFixture account(RuleFixture rule) {
        return rule.account("13298777").holds(MNQ, LONG, 1, "21000");
    }

    @Test
    void tellsOfALostConnectionAndClosesNothing() {
        account(rule)
                .onConnection(LOST)
                .violatesNothing()
                .asking(alert(WARNING, "CONNECTION_LOST", "Connection to the broker lost"));
    }

    @Test
    void tellsNothingWhenTheConnectionIsRestored() {
        AccountFixture account = account(rule);
        account.onConnection(LOST).alerts(WARNING, "CONNECTION_LOST", "Connection to the broker lost");

        account.onConnection(RESTORED).passes();
    }

    @Test
    void tellsOfRefusedCredentials() {
        AccountFixture account = account(rule);
        account.onConnection(AUTH_FAILED)
                .violatesNothing()
                .asking(alert(ERROR, "AUTH_FAILED", "Authentication at the broker failed"));

        account.onConnection(AUTH_SUCCEEDED).passes();
    }

    @Test
    void tellsOfEverythingAtOnce() {
        AccountFixture account = account(rule).canTrade(false);
        account.onConnection(LOST);

        account.onConnection(AUTH_FAILED)
                .violatesNothing()
                .asking(
                        alert(WARNING, "CONNECTION_LOST", "Connection to the broker lost"),
                        alert(ERROR, "AUTH_FAILED", "Authentication at the broker failed"),
                        alert(ERROR, "TRADING_DISABLED", "Trading disabled by the broker"));
    }

    @Test
    void keepsQuietWhereToldTo() {
        AccountFixture account = account(rule.with("alertOnDisconnect", "false").with("alertOnAuthFailure", "false"));
        account.onConnection(LOST).passes();

        account.onConnection(AUTH_FAILED).passes();
    }

    @Test
    void tellsOfDisabledTradingAndLeavesPositionsOpen() {
        account(rule)
                .canTrade(false)
                .on(Occasion.ACCOUNT)
                .violatesNothing()
                .asking(alert(ERROR, "TRADING_DISABLED", "Trading disabled by the broker"));
    }

    @Test
    void locksWhileTradingIsDisabledWhenToldTo() {
        AccountFixture account = account(rule.with("onTradingDisabled", "lock")).canTrade(false);
        account.on(Occasion.ACCOUNT)
                .violates("Trading disabled by the broker")
                .measuredNothing()
                .onWholeAccount()
                .asking(closeAll(), lockWhile(TRADING_DISABLED))
                .alerts(ERROR, "TRADING_DISABLED", "Trading disabled by the broker");

        account.canTrade(true).on(Occasion.ACCOUNT).passes();
    }

    @Test
    void locksOnNothingElse() {
        AccountFixture account = account(rule.with("onTradingDisabled", "lock"));
        account.onConnection(LOST).violatesNothing();

        account.onConnection(AUTH_FAILED).violatesNothing();
    }

    @Test
    void isAskedOnTheAccountAndTheConnection() {
        rule.isAskedOn(Occasion.ACCOUNT, Occasion.CONNECTION).restsWhileLocked();
    }
}
