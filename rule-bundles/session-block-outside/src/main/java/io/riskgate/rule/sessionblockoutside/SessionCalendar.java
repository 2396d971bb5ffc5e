package io.riskgate.rule.sessionblockoutside;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The sessions of a market: at most one a day, in the wall-clock time of a zone.
 *
 * <p>A time that the clocks leap over in spring moves forward by the leap; of a time that comes twice in autumn the
 * first counts. A day that closes before it would open has no session.
 *
 * @param zone the zone of all times
 * @param start when a session begins
 * @param end when it ends, unless the day closes earlier
 * @param days the days of the week that have one
 * @param holidays the dates that have none all the same
 * @param earlyCloses the dates that close at another time than {@code end}; a later one does not count
 */
record SessionCalendar(
        ZoneId zone,
        LocalTime start,
        LocalTime end,
        Set<DayOfWeek> days,
        Set<LocalDate> holidays,
        Map<LocalDate, LocalTime> earlyCloses) {
    private static final int DAYS_AHEAD = 400;
    private static final int DAYS_BACK = 2;

    /**
     * One session.
     *
     * @param start its first instant
     * @param end the first instant after it
     */
    record Session(Instant start, Instant end) {
        boolean holds(Instant now) {
            return !now.isBefore(start) && now.isBefore(end);
        }
    }

    /** The latest session that began at or before {@code now}, if that was today or in the two days before. */
    Optional<Session> latest(Instant now) {
        LocalDate today = dateAt(now);
        for (int back = 0; back <= DAYS_BACK; back++) {
            Optional<Session> session = on(today.minusDays(back));
            if (session.isPresent() && !now.isBefore(session.get().start())) {
                return session;
            }
        }
        return Optional.empty();
    }

    /** The first start after {@code now}; where there is none within 400 days, the time of day on the last of them. */
    Instant nextStart(Instant now) {
        LocalDate today = dateAt(now);
        for (int ahead = 0; ahead < DAYS_AHEAD; ahead++) {
            Optional<Session> session = on(today.plusDays(ahead));
            if (session.isPresent() && session.get().start().isAfter(now)) {
                return session.get().start();
            }
        }
        return instant(today.plusDays(DAYS_AHEAD), start);
    }

    /** Says for the trader why {@code now} is in no session. */
    String whyOutside(Instant now) {
        LocalDate date = dateAt(now);
        if (!days.contains(date.getDayOfWeek())) {
            String day = date.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
            return "Trading blocked: " + day + " is not a trading day";
        }
        if (holidays.contains(date)) {
            return "Trading blocked: market holiday (" + date + ")";
        }
        LocalTime time = ZonedDateTime.ofInstant(now, zone).toLocalTime().truncatedTo(ChronoUnit.MINUTES);
        LocalTime close = closeOn(date);
        String which = now.isBefore(instant(date, close))
                ? "before session start (" + start + ")"
                : "after session end (" + close + ")";
        return "Trading outside session hours: " + time + " " + zone + " is " + which;
    }

    private Optional<Session> on(LocalDate date) {
        if (!days.contains(date.getDayOfWeek()) || holidays.contains(date)) {
            return Optional.empty();
        }
        Session session = new Session(instant(date, start), instant(date, closeOn(date)));
        return session.start().isBefore(session.end()) ? Optional.of(session) : Optional.empty();
    }

    private LocalTime closeOn(LocalDate date) {
        LocalTime early = earlyCloses.getOrDefault(date, end);
        return early.isBefore(end) ? early : end;
    }

    private LocalDate dateAt(Instant now) {
        return LocalDate.ofInstant(now, zone);
    }

    private Instant instant(LocalDate date, LocalTime time) {
        return ZonedDateTime.of(date, time, zone).toInstant();
    }
}
