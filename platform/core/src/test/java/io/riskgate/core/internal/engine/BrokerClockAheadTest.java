package io.riskgate.core.internal.engine;

import static io.riskgate.core.internal.engine.LiveFixture.ACCOUNT;
import static io.riskgate.core.internal.engine.LiveFixture.MNQ;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.api.Decimal;
import io.riskgate.api.OrderSide;
import io.riskgate.api.engine.Decision;
import io.riskgate.api.event.TradeUpdate;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A broker's clock is never exactly ours: what it says was made a little later than now counts as made. */
class BrokerClockAheadTest {
    private final LiveFixture live = LiveFixture.driven(2)
            .with("riskgate.rule.trade_frequency_limit-default", Map.of("perMinute", "3", "perMinuteCooldown", "60s"));

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT0.000001S", "PT0.5S", "PT1.9S", "-PT1.9S"})
    void theFourthTradeOfAMinuteIsOneTooMany(String ahead) throws Exception {
        live.armed();
        for (int trade = 1; trade <= 4; trade++) {
            assertTrue(live.allows(ACCOUNT), "before trade " + trade);
            Instant time = live.clock.instant().plus(Duration.parse(ahead));
            live.broker.tell(new TradeUpdate(
                    time,
                    ACCOUNT,
                    "t" + trade,
                    MNQ,
                    OrderSide.BUY,
                    1,
                    Decimal.of(100),
                    null,
                    null,
                    "o" + trade,
                    false,
                    time,
                    false));
            live.after(Duration.ofSeconds(5));
        }

        assertFalse(live.allows(ACCOUNT));
        assertEquals(
                "Trade frequency limit exceeded: 4 trades in last minute (limit: 3)",
                live.all(Decision.Violation.class).get(0).message());
    }
}
