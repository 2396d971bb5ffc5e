package io.riskgate.core.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every change of the clocks from 2007 to 2037, with every quarter hour as reset time, against instants made of the
 * offsets of the zone rules.
 */
class TradingCalendarsTest {
    private static final Instant FIRST = Instant.parse("2007-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("2038-01-01T00:00:00Z");
    private static final List<LocalTime> QUARTERS = IntStream.range(0, 96)
            .mapToObj(quarter -> LocalTime.MIDNIGHT.plusMinutes(15L * quarter))
            .toList();
    private static final TimeZone MACHINE = TimeZone.getDefault();

    @AfterEach
    void restoreTheMachinesZone() {
        TimeZone.setDefault(MACHINE);
    }

    static Stream<Arguments> zonesOnMachines() {
        return Stream.of(
                Arguments.of("America/Chicago", "UTC"),
                Arguments.of("America/Chicago", "Australia/Lord_Howe"),
                Arguments.of("America/New_York", "America/Chicago"),
                Arguments.of("America/New_York", "Pacific/Apia"),
                Arguments.of("Europe/London", "America/Los_Angeles"),
                Arguments.of("Europe/London", "Europe/London"),
                Arguments.of("Australia/Adelaide", "America/New_York"),
                Arguments.of("Australia/Lord_Howe", "Asia/Kathmandu"),
                Arguments.of("Asia/Kolkata", "America/Chicago"),
                Arguments.of("UTC", "Asia/Kolkata"));
    }

    @ParameterizedTest(name = "{0} on a machine in {1}")
    @MethodSource("zonesOnMachines")
    void resetsAreWallClockTimesInTheZone(String id, String machine) {
        TimeZone.setDefault(TimeZone.getTimeZone(machine));
        ZoneId zone = ZoneId.of(id);

        for (Instant change : changes(zone)) {
            LocalDate night = LocalDateTime.ofInstant(change, zone).toLocalDate();
            for (LocalTime reset : QUARTERS) {
                TradingCalendars.Calendar calendar = calendar(zone, reset);
                List<Instant> resets = resetsAround(night, reset, zone);
                for (Instant time : momentsAround(change, resets)) {
                    assertEquals(firstAfter(resets, time), calendar.nextReset(time), () -> zone + " " + reset + time);
                    assertEquals(lastUntil(resets, time), calendar.lastReset(time), () -> zone + " " + reset + time);
                }
            }
        }
    }

    @ParameterizedTest(name = "{0} on a machine in {1}")
    @MethodSource("zonesOnMachines")
    void daysFollowOneAnotherWithoutGapOrOverlap(String id, String machine) {
        TimeZone.setDefault(TimeZone.getTimeZone(machine));
        ZoneId zone = ZoneId.of(id);

        for (Instant change : changes(zone)) {
            for (LocalTime reset : QUARTERS) {
                TradingCalendars.Calendar calendar = calendar(zone, reset);
                Instant start = calendar.lastReset(change.minus(Duration.ofDays(3)));
                LocalDate date = calendar.dateOf(start);
                for (int day = 0; day < 6; day++) {
                    Instant end = calendar.nextReset(start);
                    assertTrue(start.isBefore(end));
                    assertEquals(start, calendar.lastReset(start), "its first instant is in it");
                    assertEquals(start, calendar.lastReset(end.minusNanos(1)), "its last instant is in it");
                    assertEquals(end, calendar.nextReset(end.minusNanos(1)));
                    assertEquals(end, calendar.lastReset(end), "the next one begins where it ends");
                    assertEquals(date.plusDays(1), calendar.dateOf(end), "each date names one day");
                    start = end;
                    date = date.plusDays(1);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "America/Chicago, 02:30, 2025-03-09T00:00:00Z, 2025-03-09T08:30:00Z",
        "America/Chicago, 02:30, 2025-03-09T08:30:00Z, 2025-03-10T07:30:00Z",
        "America/Chicago, 01:30, 2025-11-02T00:00:00Z, 2025-11-02T06:30:00Z",
        "America/Chicago, 01:30, 2025-11-02T06:30:00Z, 2025-11-03T07:30:00Z",
        "America/Chicago, 17:00, 2025-03-08T23:00:00Z, 2025-03-09T22:00:00Z",
        "America/Chicago, 17:00, 2025-11-01T22:00:00Z, 2025-11-02T23:00:00Z",
        "Europe/London, 01:15, 2025-03-30T00:00:00Z, 2025-03-30T01:15:00Z",
        "Europe/London, 01:15, 2025-10-26T00:00:00Z, 2025-10-26T00:15:00Z",
        "Australia/Lord_Howe, 02:15, 2025-10-04T15:00:00Z, 2025-10-04T15:45:00Z",
        "Australia/Lord_Howe, 01:45, 2025-04-05T14:00:00Z, 2025-04-05T14:45:00Z",
        "Australia/Lord_Howe, 01:45, 2025-04-05T14:45:00Z, 2025-04-06T15:15:00Z",
        "Asia/Kolkata, 17:00, 2025-03-09T11:30:00Z, 2025-03-10T11:30:00Z",
        "UTC, 00:00, 2025-03-08T23:59:59.999Z, 2025-03-09T00:00:00Z",
    })
    void theNextResetIs(String zone, String reset, String time, String next) {
        assertEquals(
                Instant.parse(next),
                calendar(ZoneId.of(zone), LocalTime.parse(reset)).nextReset(Instant.parse(time)));
    }

    @ParameterizedTest
    @CsvSource({
        "America/Chicago, 02:30, 2025-03-07T12:00:00Z",
        "America/Chicago, 01:30, 2025-10-31T12:00:00Z",
        "America/New_York, 17:00, 2037-10-30T12:00:00Z",
        "Europe/London, 01:15, 2025-03-28T12:00:00Z",
        "Australia/Lord_Howe, 01:45, 2025-04-04T12:00:00Z",
        "Australia/Adelaide, 02:30, 2030-10-04T12:00:00Z",
    })
    void theEngineResetsOncePerDayAlsoWhereItWasDown(String zone, String reset, String begin) throws Exception {
        Instant start = Instant.parse(begin);
        Instant later = start.plus(Duration.ofDays(5));
        LocalDate date = LocalDateTime.ofInstant(start, ZoneId.of(zone)).toLocalDate();
        List<String> expected = resetsAround(date.plusDays(3), LocalTime.parse(reset), ZoneId.of(zone)).stream()
                .filter(instant -> instant.isAfter(start) && !instant.isAfter(later))
                .map(Instant::toString)
                .toList();
        List<String> head = List.of(
                "{\"type\":\"config\",\"time\":\"%s\",\"pid\":\"riskgate.tradingday-default\",\"properties\":{\"resetTime\":\"%s\",\"timezone\":\"%s\"}}"
                        .formatted(start, reset, zone),
                "{\"type\":\"account\",\"time\":\"%s\",\"account\":\"A\"}".formatted(start));
        String clock = "{\"type\":\"clock\",\"time\":\"%s\"}".formatted(later);
        List<String> through = new ArrayList<>(head);
        through.add(clock);
        List<String> down = new ArrayList<>(head);
        down.add("{\"type\":\"restart\",\"time\":\"%s\",\"downUntil\":\"%s\"}".formatted(start, later));
        down.add(clock);

        assertFalse(expected.isEmpty());
        assertEquals(expected, resetsOf(through));
        assertEquals(expected, resetsOf(down));
    }

    @Test
    void theMostSpecificConfigurationGovernsAndATieGoesToTheFirstByName() {
        TradingCalendars calendars = TradingCalendars.NONE
                .with("z_all", Map.of("resetTime", "01:00"))
                .with("b_apex", Map.of("resetTime", "02:00", "accounts", "APEX-*"))
                .with("a_apex", Map.of("resetTime", "03:00", "accounts", "APEX*-"))
                .with("c_apex", Map.of("resetTime", "04:00", "accounts", "APEX-5*"))
                .with("d_one", Map.of("resetTime", "05:00", "accounts", "APEX-51"));

        assertEquals(LocalTime.of(1, 0), calendars.of("13298777").reset());
        assertEquals(LocalTime.of(2, 0), calendars.of("APEX-4").reset());
        assertEquals(LocalTime.of(3, 0), calendars.of("APEX-").reset(), "the first by name");
        assertEquals(LocalTime.of(4, 0), calendars.of("APEX-52").reset());
        assertEquals(LocalTime.of(5, 0), calendars.of("APEX-51").reset());
        assertEquals(
                LocalTime.of(4, 0), calendars.with("d_one", null).of("APEX-51").reset());
        assertEquals(LocalTime.of(17, 0), TradingCalendars.NONE.of("APEX-51").reset());
        assertEquals(
                ZoneId.of("America/Chicago"), calendars.of("APEX-51").zone(), "nothing but the default is inherited");
    }

    private static TradingCalendars.Calendar calendar(ZoneId zone, LocalTime reset) {
        return TradingCalendars.NONE
                .with("default", Map.of("timezone", zone.getId(), "resetTime", reset.toString()))
                .of("13298777");
    }

    /** The changes of a zone's clocks; where there are none, those of Chicago, which must not matter. */
    private static List<Instant> changes(ZoneId zone) {
        List<Instant> changes = new ArrayList<>();
        ZoneRules rules = zone.getRules();
        if (rules.nextTransition(FIRST) == null) {
            return changes(ZoneId.of("America/Chicago"));
        }
        ZoneOffsetTransition change = rules.nextTransition(FIRST);
        while (change.getInstant().isBefore(END)) {
            changes.add(change.getInstant());
            change = rules.nextTransition(change.getInstant());
        }
        assertTrue(changes.size() >= 2 * 31, zone + " changes twice a year");
        return changes;
    }

    private static List<Instant> resetsAround(LocalDate date, LocalTime reset, ZoneId zone) {
        return IntStream.rangeClosed(-5, 5)
                .mapToObj(day -> instant(date.plusDays(day).atTime(reset), zone.getRules()))
                .toList();
    }

    /** In a gap the time is later by the gap, in an overlap it is the first: both are the offset before the change. */
    private static Instant instant(LocalDateTime time, ZoneRules rules) {
        List<ZoneOffset> offsets = rules.getValidOffsets(time);
        if (offsets.isEmpty()) {
            ZoneOffsetTransition gap = rules.getTransition(time);
            return time.plus(gap.getDuration()).toInstant(gap.getOffsetAfter());
        }
        return offsets.stream().map(time::toInstant).min(Instant::compareTo).orElseThrow();
    }

    private static List<Instant> momentsAround(Instant change, List<Instant> resets) {
        List<Instant> moments = new ArrayList<>();
        for (int quarter = -4 * 6; quarter <= 4 * 6; quarter++) {
            moments.add(change.plus(Duration.ofMinutes(15L * quarter)));
        }
        resets.stream()
                .filter(reset -> Duration.between(reset, change).abs().compareTo(Duration.ofDays(2)) < 0)
                .forEach(reset -> moments.addAll(List.of(reset.minusNanos(1), reset, reset.plusNanos(1))));
        moments.addAll(List.of(change.minusNanos(1), change.minus(Duration.ofHours(30)), change.plusSeconds(100_000)));
        return moments;
    }

    private static Instant firstAfter(List<Instant> resets, Instant time) {
        return resets.stream()
                .filter(reset -> reset.isAfter(time))
                .min(Instant::compareTo)
                .orElseThrow();
    }

    private static Instant lastUntil(List<Instant> resets, Instant time) {
        return resets.stream()
                .filter(reset -> !reset.isAfter(time))
                .max(Instant::compareTo)
                .orElseThrow();
    }

    private static List<String> resetsOf(List<String> lines) throws Exception {
        return Recorded.decisions(lines).stream()
                .map(JsonTree::object)
                .filter(decision -> "day-reset".equals(decision.get("decision")))
                .map(decision -> (String) decision.get("time"))
                .toList();
    }
}
