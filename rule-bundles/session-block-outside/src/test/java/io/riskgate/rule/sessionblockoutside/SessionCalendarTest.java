package io.riskgate.rule.sessionblockoutside;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.rule.sessionblockoutside.SessionCalendar.Session;
import java.time.DayOfWeek;
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
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TimeZone;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every change of the clocks from 2007 to 2037, with sessions that begin or end at every quarter hour of that night,
 * against instants made of the offsets of the zone rules.
 */
class SessionCalendarTest {
    private static final Instant FIRST = Instant.parse("2007-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("2038-01-01T00:00:00Z");
    private static final TimeZone MACHINE = TimeZone.getDefault();

    @AfterEach
    void restoreTheMachinesZone() {
        TimeZone.setDefault(MACHINE);
    }

    @ParameterizedTest(name = "{0} on a machine in {1}")
    @CsvSource({
        "America/Chicago, UTC",
        "America/Chicago, Australia/Lord_Howe",
        "America/New_York, America/Chicago",
        "Europe/London, Asia/Kathmandu",
        "Australia/Adelaide, America/New_York",
        "Australia/Lord_Howe, Pacific/Apia",
        "Asia/Kolkata, America/Chicago",
        "UTC, Europe/London",
    })
    void sessionsAreWallClockTimesInTheZone(String id, String machine) {
        TimeZone.setDefault(TimeZone.getTimeZone(machine));
        ZoneId zone = ZoneId.of(id);

        for (Instant change : changes(zone)) {
            LocalDate night = LocalDateTime.ofInstant(change, zone).toLocalDate();
            for (int quarter = 0; quarter < 16; quarter++) {
                LocalTime time = LocalTime.MIDNIGHT.plusMinutes(15L * quarter);
                compare(change, night, calendar(zone, time, time.plusMinutes(15)));
                compare(change, night, calendar(zone, time, time.plusMinutes(90)));
                compare(change, night, calendar(zone, time, LocalTime.of(16, 0)));
                compare(change, night, calendar(zone, LocalTime.MIDNIGHT, time.plusMinutes(1)));
            }
            compare(change, night, calendar(zone, LocalTime.of(8, 30), LocalTime.of(15, 0)));
        }
    }

    private static SessionCalendar calendar(ZoneId zone, LocalTime start, LocalTime end) {
        return new SessionCalendar(zone, start, end, Set.of(DayOfWeek.values()), Set.of(), Map.of());
    }

    private static void compare(Instant change, LocalDate night, SessionCalendar calendar) {
        List<Session> sessions = IntStream.rangeClosed(-5, 5)
                .mapToObj(night::plusDays)
                .map(date -> new Session(
                        instant(date.atTime(calendar.start()), calendar.zone().getRules()),
                        instant(date.atTime(calendar.end()), calendar.zone().getRules())))
                .filter(session -> session.start().isBefore(session.end()))
                .toList();
        for (Instant now : momentsAround(change, sessions)) {
            Instant next = sessions.stream()
                    .map(Session::start)
                    .filter(start -> start.isAfter(now))
                    .min(Comparator.naturalOrder())
                    .orElseThrow();
            Optional<Session> latest = sessions.stream()
                    .filter(session -> !session.start().isAfter(now))
                    .max(Comparator.comparing(Session::start));

            assertEquals(next, calendar.nextStart(now), () -> calendar + " at " + now);
            assertEquals(latest, calendar.latest(now), () -> calendar + " at " + now);
            assertTrue(!calendar.whyOutside(now).isBlank());
        }
    }

    private static List<Instant> momentsAround(Instant change, List<Session> sessions) {
        List<Instant> moments = new ArrayList<>();
        for (int quarter = -4 * 5; quarter <= 4 * 5; quarter++) {
            moments.add(change.plus(Duration.ofMinutes(15L * quarter)));
        }
        moments.addAll(List.of(change.minusNanos(1), change.minus(Duration.ofHours(30)), change.plusSeconds(100_000)));
        for (Session session : sessions) {
            for (Instant edge : List.of(session.start(), session.end())) {
                if (Duration.between(edge, change).abs().compareTo(Duration.ofDays(2)) < 0) {
                    moments.addAll(List.of(edge.minusNanos(1), edge, edge.plusNanos(1)));
                }
            }
        }
        return moments;
    }

    /** The changes of a zone's clocks; where there are none, those of Chicago, which must not matter. */
    private static List<Instant> changes(ZoneId zone) {
        ZoneRules rules = zone.getRules();
        if (rules.nextTransition(FIRST) == null) {
            return changes(ZoneId.of("America/Chicago"));
        }
        List<Instant> changes = new ArrayList<>();
        ZoneOffsetTransition change = rules.nextTransition(FIRST);
        while (change.getInstant().isBefore(END)) {
            changes.add(change.getInstant());
            change = rules.nextTransition(change.getInstant());
        }
        assertTrue(changes.size() >= 2 * 31, zone + " changes twice a year");
        return changes;
    }

    /** In a gap the time is later by the gap; in an overlap it is the first. */
    private static Instant instant(LocalDateTime time, ZoneRules rules) {
        List<ZoneOffset> offsets = rules.getValidOffsets(time);
        if (offsets.isEmpty()) {
            ZoneOffsetTransition gap = rules.getTransition(time);
            return time.plus(gap.getDuration()).toInstant(gap.getOffsetAfter());
        }
        return offsets.stream().map(time::toInstant).min(Instant::compareTo).orElseThrow();
    }
}
