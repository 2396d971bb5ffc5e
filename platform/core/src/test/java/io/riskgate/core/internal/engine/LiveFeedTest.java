package io.riskgate.core.internal.engine;

import static io.riskgate.core.internal.engine.LiveFixture.ACCOUNT;
import static io.riskgate.core.internal.engine.LiveFixture.MNQ;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.api.Decimal;
import io.riskgate.api.broker.BrokerPulse;
import io.riskgate.api.engine.Decision;
import io.riskgate.api.event.ConnectionUpdate;
import io.riskgate.api.event.QuoteUpdate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A broker that has newer events than it tells. */
class LiveFeedTest {
    private final LiveFixture live = LiveFixture.driven(2).withLimits();

    private void brokerHas(Instant quotes, Map<String, Instant> accounts) {
        live.broker.pulse = () -> new BrokerPulse(live.clock.instant(), quotes, accounts);
    }

    private void brokerHas(Map<String, Instant> accounts) {
        brokerHas(null, accounts);
    }

    private void quote() {
        live.broker.tell(new QuoteUpdate(live.clock.instant(), MNQ, Decimal.of(100), null, null));
        live.idle();
    }

    private String feedAlarm() {
        return live.platform.account(ACCOUNT).orElseThrow().feedAlarm();
    }

    private void armedWithAPosition() throws Exception {
        brokerHas(Map.of());
        live.armed();
        live.broker.open(ACCOUNT, MNQ, 1);
        live.after(Duration.ofSeconds(1));
    }

    @Test
    void aFeedThatIsSilentWhileTheBrokerHasNewerDataIsNoticedWithin5Seconds() throws Exception {
        armedWithAPosition();
        for (int offset = 0; offset < 20; offset++) {
            live.after(Duration.ofMillis(100));
            live.broker.tell(live.broker.trade(ACCOUNT, "fresh" + offset, "1"));
            live.after(Duration.ofSeconds(3));
            live.decisions.clear();
            brokerHas(Map.of(ACCOUNT, live.clock.instant()));
            live.after(Duration.ofSeconds(5));

            assertEquals(List.of("FEED_STALE"), live.alerts(), "offset " + offset);
            assertTrue(feedAlarm().contains("the broker has events of"));
            assertTrue(live.platform.status().feedAlarm().startsWith("FEED_STALE"));
        }
    }

    @Test
    void itIsClearedWhenTheFeedFlowsAgain() throws Exception {
        armedWithAPosition();
        live.after(Duration.ofMillis(1));
        brokerHas(Map.of(ACCOUNT, live.clock.instant()));
        live.after(Duration.ofSeconds(60));
        assertEquals(List.of("FEED_STALE"), live.alerts());

        live.broker.tell(live.broker.position(ACCOUNT, MNQ));
        live.after(Duration.ofSeconds(1));

        assertEquals(List.of("FEED_STALE", "FEED_RECOVERED"), live.alerts());
        assertNull(feedAlarm());
        assertNull(live.platform.status().feedAlarm());
    }

    @Test
    void whatIsNotToldIsReadSoThatLimitsHold() throws Exception {
        armedWithAPosition();
        live.after(Duration.ofMillis(1));
        live.broker.hold(ACCOUNT, MNQ, 5);
        brokerHas(Map.of(ACCOUNT, live.clock.instant()));

        live.after(Duration.ofSeconds(5));

        assertEquals(2, live.broker.held(ACCOUNT, MNQ));
        live.broker.hold(ACCOUNT, MNQ, 4);
        brokerHas(Map.of(ACCOUNT, live.clock.instant()));
        live.after(Duration.ofSeconds(3));
        assertEquals(2, live.broker.held(ACCOUNT, MNQ));
    }

    @Test
    void aFeedThatFlowsIsNeverStale() throws Exception {
        armedWithAPosition();
        for (int i = 0; i < 200; i++) {
            live.clock.move(Duration.ofMillis(100));
            Instant newest = live.clock.instant();
            brokerHas(newest, Map.of(ACCOUNT, newest));
            live.idle();
            quote();
            live.broker.tell(live.broker.trade(ACCOUNT, "t" + i, "1"));
            live.idle();
        }
        assertEquals(List.of(), live.alerts());
    }

    @Test
    void silenceIsNoStaleness() throws Exception {
        armedWithAPosition();
        brokerHas(
                live.clock.instant().minusSeconds(9),
                Map.of(ACCOUNT, live.clock.instant().minusSeconds(1)));
        live.after(Duration.ofMinutes(10));
        assertEquals(List.of(), live.alerts());
    }

    @Test
    void whatIsOlderThanTheConnectionIsReadAtTheStartAndNotMissing() throws Exception {
        live.broker.hold(ACCOUNT, MNQ, 1);
        brokerHas(live.clock.instant(), Map.of(ACCOUNT, live.clock.instant()));
        live.armed();
        live.after(Duration.ofSeconds(10));
        assertEquals(List.of(), live.alerts());
    }

    @Test
    void whatHappenedWhileTheLinkWasLostIsReadAndNotMissing() throws Exception {
        armedWithAPosition();
        live.broker.tell(new ConnectionUpdate(live.clock.instant(), null, ConnectionUpdate.State.LOST, null));
        Instant missed = live.clock.instant().plusMillis(1);
        live.after(Duration.ofSeconds(1));
        live.broker.tell(new ConnectionUpdate(live.clock.instant(), null, ConnectionUpdate.State.RESTORED, null));
        brokerHas(Map.of(ACCOUNT, missed));
        live.after(Duration.ofSeconds(10));
        assertFalse(live.alerts().contains("FEED_STALE"));
    }

    @Test
    void withoutQuotesRulesThatNeedThemSayThatTheyAreBlind() throws Exception {
        live.with("riskgate.rule.daily_unrealized_loss-default", Map.of("limit", "-300"));
        armedWithAPosition();
        quote();
        live.after(Duration.ofMillis(1));
        brokerHas(live.clock.instant(), Map.of());

        live.after(Duration.ofSeconds(6));
        assertEquals(List.of("FEED_STALE", "STALE_QUOTE"), live.alerts());
        assertNull(live.all(Decision.Alert.class).get(0).account());
        assertTrue(feedAlarm().contains("rules that need prices are blind"));

        quote();
        live.after(Duration.ofSeconds(1));
        assertEquals(List.of("FEED_STALE", "STALE_QUOTE", "FEED_RECOVERED"), live.alerts());
    }

    @Test
    void aPulseEndsTheSuspicionOfASuspendedMachineThoughNoEventComes() throws Exception {
        MovedClock brokers = new MovedClock(live.clock.instant());
        live.broker.pulse = () -> new BrokerPulse(brokers.instant(), null, Map.of());
        live.armed();
        live.clock.step(Duration.ofHours(1));
        live.after(Duration.ofSeconds(3));
        brokers.move(Duration.ofSeconds(3));
        assertEquals(List.of("CLOCK_SUSPECT"), live.alerts());

        brokers.step(Duration.ofHours(1));
        live.after(Duration.ofSeconds(2));

        assertEquals(List.of("CLOCK_SUSPECT", "CLOCK_RECOVERED"), live.alerts());
    }
}
