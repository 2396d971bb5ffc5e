package io.riskgate.core.internal.engine;

import static io.riskgate.core.internal.engine.LiveFixture.ACCOUNT;
import static io.riskgate.core.internal.engine.LiveFixture.MNQ;
import static io.riskgate.core.internal.engine.LiveFixture.START;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.api.engine.Decision;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lockouts and resets of the live platform while somebody sets the wall clock. The broker has a clock of its own. */
class LiveClockTest {
    private final LiveFixture live = LiveFixture.driven(2).withLimits();
    private final MovedClock brokers = new MovedClock(START);

    /** Locked for 30 minutes; what the broker says has its own time. */
    private void locked() throws Exception {
        live.with("riskgate.rule.daily_realized_loss-default", Map.of("limit", "-5", "lockFor", "30m"));
        live.broker.use(brokers);
        live.armed();
        live.broker.tell(live.broker.trade(ACCOUNT, "t1", "-170.50"));
        live.idle();
        assertFalse(live.allows(ACCOUNT));
    }

    private void pass(Duration time) {
        brokers.move(time);
        live.clock.move(time);
        live.idle();
    }

    private void brokerSpeaks() {
        live.broker.tell(live.broker.trade("other", "o" + brokers.nanos(), "1"));
        live.idle();
    }

    @Test
    void aTradeThatIsToldBeforeTheResetAndExecutedAfterItBelongsToTheNewDay() throws Exception {
        live.with("riskgate.rule.daily_realized_loss-default", Map.of("limit", "-5"));
        live.broker.use(brokers);
        live.armed();
        pass(Duration.between(live.clock.instant(), Instant.parse("2025-10-31T21:59:59Z")));
        brokers.move(Duration.ofSeconds(2));
        live.broker.tell(live.broker.trade(ACCOUNT, "t1", "-170.50"));
        live.idle();
        pass(Duration.ofSeconds(2));

        assertFalse(live.allows(ACCOUNT));
        assertEquals(
                "-170.5",
                live.platform
                        .account(ACCOUNT)
                        .orElseThrow()
                        .state()
                        .dayRealized()
                        .toString());
        assertEquals(1, live.platform.account(ACCOUNT).orElseThrow().state().tradeCount());
        assertEquals(
                List.of("0"),
                live.all(Decision.DayReset.class).stream()
                        .map(reset -> reset.realized().toString())
                        .toList());

        LiveFixture again = live.restarted().withLimits().armed();
        assertFalse(again.allows(ACCOUNT));
        assertEquals(
                "-170.5",
                again.platform
                        .account(ACCOUNT)
                        .orElseThrow()
                        .state()
                        .dayRealized()
                        .toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1H", "PT24H", "PT2.001S", "PT168H", "-PT1H", "-PT24H", "-PT2.001S"})
    void aLargerStepFreesNobodyEarlyAndAlertsOnce(String step) throws Exception {
        locked();
        live.clock.step(Duration.parse(step));
        live.idle();
        assertEquals(List.of("CLOCK_SUSPECT"), live.alerts());
        assertTrue(live.platform.status().clockAlarm().contains("the wall clock shows"));

        for (int second = 0; second < 1_799; second++) {
            pass(Duration.ofSeconds(1));
            assertFalse(live.allows(ACCOUNT), "after " + second + " s");
        }
        assertEquals(1, live.alerts().size());
    }

    @Test
    void aStepForwardFreesNobodyWhileTheBrokerIsSilent() throws Exception {
        locked();
        live.clock.step(Duration.ofHours(1));
        live.idle();
        pass(Duration.ofHours(5));

        assertFalse(live.allows(ACCOUNT));
        assertEquals(List.of(), live.all(Decision.DayReset.class));
    }

    @Test
    void aStepForwardIsFollowedOnceTheBrokersTimeAgreesWithin5Seconds() throws Exception {
        locked();
        live.clock.step(Duration.ofHours(1));
        live.idle();
        brokers.step(Duration.ofHours(1).minus(Duration.ofMillis(5_001)));
        brokerSpeaks();
        assertFalse(live.allows(ACCOUNT));

        brokers.step(Duration.ofMillis(1));
        brokerSpeaks();

        assertTrue(live.allows(ACCOUNT));
        assertEquals(List.of("CLOCK_SUSPECT", "CLOCK_RECOVERED"), live.alerts());
        assertEquals(START.plus(Duration.ofHours(1)), live.platform.status().time());
        assertEquals(null, live.platform.status().clockAlarm());
    }

    @Test
    void whereTheBrokerSaysThatTheStepIsWrongTheCountedTimeFrees() throws Exception {
        locked();
        live.clock.step(Duration.ofHours(1));
        live.idle();
        pass(Duration.ofMinutes(29));
        brokerSpeaks();
        pass(Duration.ofSeconds(59));
        assertFalse(live.allows(ACCOUNT));

        pass(Duration.ofSeconds(1));

        assertTrue(live.allows(ACCOUNT));
        assertTrue(live.platform.status().clockAlarm().contains("set the wall clock right"));
    }

    @Test
    void aSuspendedMachineRecoversByTheBrokersTimeAndClosesTheDaysItMissed() throws Exception {
        live.withLimits();
        live.broker.use(brokers);
        live.armed();
        live.broker.tell(live.broker.trade(ACCOUNT, "t1", "-170.50"));
        live.idle();
        Duration asleep = Duration.ofHours(50);
        live.clock.step(asleep);
        brokers.step(asleep);
        live.idle();
        assertFalse(live.allows(ACCOUNT));
        assertEquals(List.of(), live.all(Decision.DayReset.class));

        brokerSpeaks();

        assertTrue(live.allows(ACCOUNT));
        List<Instant> resets = live.all(Decision.DayReset.class).stream()
                .filter(reset -> reset.account().equals(ACCOUNT))
                .map(Decision.DayReset::time)
                .toList();
        assertEquals(List.of(Instant.parse("2025-10-31T22:00:00Z"), Instant.parse("2025-11-01T22:00:00Z")), resets);
    }

    @Test
    void aStepBackThatTheBrokerAgreesWithFreesByTheWallClockWhichIsLater() throws Exception {
        locked();
        live.clock.step(Duration.ofHours(-1));
        brokers.step(Duration.ofHours(-1));
        live.idle();
        brokerSpeaks();
        pass(Duration.ofMinutes(89));
        assertFalse(live.allows(ACCOUNT));

        pass(Duration.ofMinutes(1));

        assertTrue(live.allows(ACCOUNT));
    }

    @Test
    void aStepBackWithoutABrokerFreesByTheCountedTime() throws Exception {
        locked();
        live.clock.step(Duration.ofDays(-1));
        live.idle();
        pass(Duration.ofMillis(1_799_999));
        assertFalse(live.allows(ACCOUNT));
        pass(Duration.ofMillis(1));
        assertTrue(live.allows(ACCOUNT));
    }

    @ParameterizedTest
    @CsvSource({"PT2S, 2000", "-PT2S, 2000", "PT1.9S, 1900", "PT0.001S, 1"})
    void stepsUpTo2SecondsAreFollowedSilently(String step, long milliseconds) throws Exception {
        locked();
        live.clock.step(Duration.parse(step));
        live.idle();
        assertEquals(List.of(), live.alerts());
        assertEquals(live.clock.instant(), live.platform.status().time());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1.9S", "PT0.5S", "PT0.01S"})
    void aRampOfSmallStepsFreesNobodyEarly(String step) throws Exception {
        locked();
        Instant lockedUntil = START.plus(Duration.ofMinutes(30));
        for (int i = 0; i < 2_000; i++) {
            live.clock.step(Duration.parse(step));
            pass(Duration.ofMillis(100));
            assertFalse(live.allows(ACCOUNT), () -> "at " + brokers.instant());
            if (i % 50 == 0) {
                brokerSpeaks();
            }
        }
        while (!live.allows(ACCOUNT) && brokers.instant().isBefore(lockedUntil.plusSeconds(10))) {
            pass(Duration.ofMillis(100));
            brokerSpeaks();
        }
        assertTrue(live.allows(ACCOUNT));
        Duration early = Duration.between(brokers.instant(), lockedUntil);
        assertTrue(early.compareTo(Duration.ofSeconds(7)) <= 0, "early by " + early);
    }

    @Test
    void withoutABrokerARampGainsNoMoreThan2Seconds() throws Exception {
        locked();
        for (int i = 0; i < 10_000; i++) {
            live.clock.step(Duration.ofMillis(1_900));
            pass(Duration.ofMillis(179));
            assertFalse(live.allows(ACCOUNT));
        }
    }

    @Test
    void aStepThatIsTakenBackIsForgotten() throws Exception {
        locked();
        live.clock.step(Duration.ofHours(1));
        pass(Duration.ofMinutes(1));
        live.clock.step(Duration.ofHours(-1));
        pass(Duration.ofMinutes(1));
        assertEquals(List.of("CLOCK_SUSPECT", "CLOCK_RECOVERED"), live.alerts());
        pass(Duration.ofMinutes(28));
        assertTrue(live.allows(ACCOUNT));
    }

    @Test
    void commandsAreTriedAgainAndRulesAskedWhileTheClockIsSuspect() throws Exception {
        live.withLimits().with("riskgate.rule.no_stop_loss_grace-default", Map.of("gracePeriod", "10s"));
        live.armed();
        live.clock.step(Duration.ofHours(3));
        live.idle();
        live.broker.use(brokers);
        live.broker.mode = ScriptedBroker.Mode.REJECT;
        live.broker.open(ACCOUNT, MNQ, 1);
        live.idle();
        for (int i = 0; i < 110; i++) {
            pass(Duration.ofMillis(100));
        }
        assertEquals(
                "No stop-loss placed within 10s for MNQ (CON.F.US.MNQ.Z25)",
                live.all(Decision.Violation.class).get(0).message());
        live.broker.mode = ScriptedBroker.Mode.OK;
        for (int i = 0; i < 50; i++) {
            pass(Duration.ofMillis(100));
        }
        assertEquals(0, live.broker.held(ACCOUNT, MNQ));
    }

    @Test
    void aRestartTrustsTheWallClockAgain() throws Exception {
        locked();
        live.clock.step(Duration.ofHours(1));
        live.idle();
        pass(Duration.ofHours(1));
        assertFalse(live.allows(ACCOUNT));

        LiveFixture again = live.restarted();
        again.withLimits().armed();

        assertTrue(again.allows(ACCOUNT));
        assertEquals(null, again.platform.status().clockAlarm());
    }

    @Test
    void aWallClockBehindTheJournalAtTheStartIsSuspectAndFreesNobodyEarlier() throws Exception {
        locked();
        pass(Duration.ofMinutes(10));
        live.broker.tell(live.broker.trade(ACCOUNT, "t2", "-1"));
        live.idle();
        live.clock.step(Duration.ofHours(-2));

        LiveFixture again = live.restarted();
        again.with("riskgate.rule.daily_realized_loss-default", Map.of("limit", "-5", "lockFor", "30m"));
        again.broker.use(brokers);
        again.armed();

        assertEquals(List.of("CLOCK_SUSPECT"), again.alerts());
        assertTrue(again.platform.status().clockAlarm().contains("the journal has a fact of"));
        assertEquals(
                Instant.parse("2025-10-31T22:00:00Z"),
                again.platform.account(ACCOUNT).orElseThrow().nextReset());
        again.clock.step(Duration.ofHours(2));
        again.idle();
        again.clock.move(Duration.ofHours(1));
        again.idle();
        assertFalse(again.allows(ACCOUNT));
        brokers.move(Duration.ofHours(1));
        again.broker.tell(again.broker.trade("other", "late", "1"));
        again.idle();
        assertTrue(again.allows(ACCOUNT));
    }

    @Test
    void noChangeOfTheClocksOfAZoneMovesALockout() throws Exception {
        for (String zone : List.of("America/Chicago", "America/New_York", "Europe/London", "Australia/Lord_Howe")) {
            for (int year = 2007; year <= 2037; year++) {
                Instant from = Instant.parse(year + "-01-01T00:00:00Z");
                ZoneOffsetTransition change = ZoneId.of(zone).getRules().nextTransition(from);
                for (int i = 0; i < 2; i++) {
                    throughTheChange(zone, change.getInstant());
                    change = ZoneId.of(zone).getRules().nextTransition(change.getInstant());
                }
            }
        }
    }

    private static void throughTheChange(String zone, Instant change) throws Exception {
        LiveFixture one = LiveFixture.driven(1)
                .with("riskgate.tradingday-default", Map.of("resetTime", "17:00", "timezone", zone))
                .with("riskgate.rule.daily_realized_loss-default", Map.of("limit", "-5"));
        one.clock.move(Duration.between(START, change.minus(Duration.ofHours(3))));
        one.armed();
        one.broker.tell(one.broker.trade(ACCOUNT, "t1", "-170.50"));
        one.idle();
        Instant reset = one.clock
                .instant()
                .atZone(ZoneId.of(zone))
                .toLocalDate()
                .atTime(17, 0)
                .atZone(ZoneId.of(zone))
                .toInstant();
        if (!reset.isAfter(one.clock.instant())) {
            reset = one.clock
                    .instant()
                    .atZone(ZoneId.of(zone))
                    .toLocalDate()
                    .plusDays(1)
                    .atTime(17, 0)
                    .atZone(ZoneId.of(zone))
                    .toInstant();
        }
        while (one.clock.instant().isBefore(reset)) {
            assertFalse(one.allows(ACCOUNT), zone + " at " + one.clock.instant());
            Duration left = Duration.between(one.clock.instant(), reset);
            one.clock.move(
                    left.compareTo(Duration.ofMinutes(10)) > 0
                            ? Duration.ofMinutes(10)
                            : left.minusMillis(left.toMillis() > 1 ? 1 : 0));
            one.idle();
        }
        assertTrue(one.allows(ACCOUNT), zone + " at " + one.clock.instant());
        assertEquals(List.of(), one.alerts());
    }
}
