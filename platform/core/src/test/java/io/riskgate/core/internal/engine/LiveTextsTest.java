package io.riskgate.core.internal.engine;

import static io.riskgate.core.internal.engine.LiveFixture.ACCOUNT;
import static io.riskgate.core.internal.engine.LiveFixture.MNQ;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.api.LockoutKind;
import io.riskgate.api.engine.Decision;
import io.riskgate.api.event.AccountUpdate;
import io.riskgate.api.rule.Action;
import io.riskgate.api.rule.RiskEvent;
import io.riskgate.api.rule.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Texts that were cut within a character, as a broker or a rule may do, hold up nothing and lose no lockout. */
class LiveTextsTest {
    private static final String CUT = "\ud83d";

    private final LiveFixture live = LiveFixture.driven(1).withLimits();

    @Test
    void aMessageThatWasCutWithinACharacterLocksAndClosesAllTheSame() throws Exception {
        live.desk.offered(new RuleOffer("cutting", null, null, "cutting 1", "1", settings -> (event, account) -> {
            Action lock = Action.lockUntil(account.now().plusSeconds(60), LockoutKind.COOLDOWN);
            return event instanceof RiskEvent.TradeBooked
                    ? Verdict.violation("too much " + CUT, lock, Action.closeAll(), Action.remember("seen", CUT))
                    : Verdict.pass();
        }));
        live.with("riskgate.rule.cutting-default", Map.of()).armed();
        live.broker.open(ACCOUNT, MNQ, 1);
        live.broker.tell(live.broker.trade(ACCOUNT, "t1", "-1"));
        live.idle();

        assertFalse(live.allows(ACCOUNT));
        assertEquals(0, live.broker.held(ACCOUNT, MNQ));
        assertEquals(List.of(), live.alerts());
        LiveFixture again = live.restarted();
        again.armed();
        assertEquals(
                "too much " + CUT,
                again.platform.lockouts().governing(ACCOUNT).orElseThrow().reason());
        live.after(Duration.ofSeconds(60));
        assertTrue(live.allows(ACCOUNT));
    }

    @Test
    void aNameThatWasCutWithinACharacterHoldsUpNoOtherAccount() throws Exception {
        live.armed();
        live.broker.tell(new AccountUpdate(live.clock.instant(), ACCOUNT, true, null, "Anna " + CUT));
        live.broker.open("other", MNQ, 1);
        live.broker.tell(live.broker.trade("other", "t1", "-170.50"));
        live.idle();

        assertEquals(List.of(), live.alerts());
        assertEquals(1, live.all(Decision.Locked.class).size());
        assertEquals(0, live.broker.held("other", MNQ));
    }
}
