package io.riskgate.core.internal.engine;

import static io.riskgate.core.internal.engine.LiveFixture.ACCOUNT;
import static io.riskgate.core.internal.engine.LiveFixture.MNQ;
import static io.riskgate.core.internal.engine.LiveFixture.START;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.api.engine.Lockout;
import io.riskgate.api.event.AccountUpdate;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Lockouts of every kind while the wall clock is set, and session starts over every change of the clocks of a zone. */
class ClockStepsTest {
    private static final List<String> STEPS = List.of("PT1H", "-PT1H", "PT24H", "-PT24H", "PT120H", "-PT120H");
    private static final List<String> ZONES = List.of(
            "America/Chicago", "America/New_York", "Europe/London", "Australia/Adelaide", "Australia/Lord_Howe");

    private final LiveFixture live = LiveFixture.driven(2);
    private final MovedClock brokers = new MovedClock(START);

    static Stream<Arguments> kindsAndSteps() {
        return Stream.of("HARD", "COOLDOWN", "SESSION", "CONDITION")
                .flatMap(kind -> STEPS.stream().map(step -> Arguments.of(kind, step)));
    }

    @ParameterizedTest(name = "{0}, the clock is set by {1}")
    @MethodSource("kindsAndSteps")
    void aLockoutOfAnyKindHoldsForTheTimeThatPassesWhateverTheWallClockShows(String kind, String step)
            throws Exception {
        live.with("riskgate.rule.daily_realized_loss-default", Map.of("limit", kind.equals("HARD") ? "-5" : "-5000"))
                .with(
                        "riskgate.rule.cooldown_after_loss-default",
                        Map.of("tiers", kind.equals("COOLDOWN") ? "-5:6h" : "-5000:1m"))
                .with("riskgate.rule.auth_loss_guard-default", Map.of("onTradingDisabled", "lock"));
        if (kind.equals("SESSION")) {
            live.with("riskgate.rule.session_block_outside-default", Map.of("start", "08:30", "end", "12:00"));
        }
        live.broker.use(brokers);
        live.armed();
        if (kind.equals("SESSION")) {
            live.broker.open(ACCOUNT, MNQ, 1);
        } else if (kind.equals("CONDITION")) {
            live.broker.tell(new AccountUpdate(brokers.instant(), ACCOUNT, false, null, null));
        } else {
            live.broker.tell(live.broker.trade(ACCOUNT, "t1", "-170.50"));
        }
        live.idle();
        Lockout lockout = live.platform.lockouts().of(ACCOUNT).get(0);
        assertEquals(kind, lockout.kind().name());
        Instant end = lockout.until().orElse(START.plus(Duration.ofDays(10)));

        live.clock.step(Duration.parse(step));
        live.idle();
        while (brokers.instant().isBefore(end.minusSeconds(600))) {
            pass(Duration.ofMinutes(5));
            assertFalse(live.allows(ACCOUNT), () -> "at " + brokers.instant() + ", locked until " + end);
            assertEquals(lockout, live.platform.lockouts().of(ACCOUNT).get(0));
        }
        pass(Duration.between(brokers.instant(), end.minusMillis(1)));
        assertFalse(live.allows(ACCOUNT));

        if (kind.equals("CONDITION")) {
            live.broker.tell(new AccountUpdate(brokers.instant(), ACCOUNT, true, null, null));
            live.idle();
        } else {
            live.clock.step(Duration.parse(step).negated());
            pass(Duration.ofMillis(1));
        }
        assertTrue(live.allows(ACCOUNT), () -> "after " + end);
    }

    private void pass(Duration time) {
        brokers.move(time);
        live.clock.move(time);
        live.idle();
    }

    @Test
    void aSessionStartsAtItsTimeOfDayOverEveryChangeOfTheClocksFrom2007To2037() throws Exception {
        int changes = 0;
        for (String id : ZONES) {
            ZoneId zone = ZoneId.of(id);
            Instant from = Instant.parse("2007-01-01T00:00:00Z");
            for (ZoneOffsetTransition change = zone.getRules().nextTransition(from);
                    change.getInstant().isBefore(Instant.parse("2038-01-01T00:00:00Z"));
                    change = zone.getRules().nextTransition(change.getInstant())) {
                untilTheNextStart(zone, change.getInstant());
                changes++;
            }
        }
        assertEquals(ZONES.size() * 31 * 2, changes);
    }

    /** A position the evening before the clocks change locks until the first start afterwards. */
    private static void untilTheNextStart(ZoneId zone, Instant change) throws Exception {
        LocalDate night = change.atZone(zone).toLocalDate();
        ZonedDateTime evening = night.minusDays(1).atTime(20, 0).atZone(zone);
        String start = "02:45";
        Instant expected = night.atTime(2, 45).atZone(zone).toInstant();
        List<String> lines = new ArrayList<>();
        lines.add(
                "{\"type\":\"config\",\"time\":\"%s\",\"pid\":\"riskgate.rule.session_block_outside-default\",\"properties\":{\"start\":\"%s\",\"end\":\"19:00\",\"timezone\":\"%s\",\"days\":\"MON,TUE,WED,THU,FRI,SAT,SUN\"}}"
                        .formatted(evening.toInstant(), start, zone));
        lines.add(("{\"type\":\"position\",\"time\":\"%s\",\"account\":\"a\",\"contract\":\"MNQ\",\"side\":\"LONG\","
                        + "\"quantity\":1,\"averagePrice\":\"1\"}")
                .formatted(evening.toInstant()));
        List<String> until = Recorded.decisions(lines).stream()
                .map(JsonTree::object)
                .filter(decision -> "lockout".equals(decision.get("decision")))
                .map(decision -> (String) decision.get("until"))
                .toList();
        assertEquals(List.of(expected.toString()), until, zone + " " + change);
    }
}
