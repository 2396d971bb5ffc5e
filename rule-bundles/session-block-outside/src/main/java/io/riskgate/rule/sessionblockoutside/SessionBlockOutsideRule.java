package io.riskgate.rule.sessionblockoutside;

import static io.riskgate.api.rule.Action.closeAll;
import static io.riskgate.api.rule.Action.lockUntil;
import static io.riskgate.api.rule.Action.remember;
import static io.riskgate.api.rule.Action.wakeAt;
import static io.riskgate.api.rule.Verdict.pass;

import io.riskgate.api.LockoutKind;
import io.riskgate.api.rule.AccountView;
import io.riskgate.api.rule.Occasion;
import io.riskgate.api.rule.OrderView;
import io.riskgate.api.rule.RiskEvent;
import io.riskgate.api.rule.RiskEvent.PositionChanged;
import io.riskgate.api.rule.RiskRule;
import io.riskgate.api.rule.RuleCode;
import io.riskgate.api.rule.RuleDescription;
import io.riskgate.api.rule.RuleEvaluator;
import io.riskgate.api.rule.RuleId;
import io.riskgate.api.rule.Settings;
import io.riskgate.api.rule.Verdict;
import io.riskgate.rule.sessionblockoutside.SessionCalendar.Session;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Component;

/**
 * Keeps an account flat outside the session and locks it until the next one when it is not.
 *
 * <p>From the end of a session on nothing may open or grow; after a grace nothing may be left open, and no order that
 * could open. An account that is flat and has no such order is never locked.
 */
@Component
@RuleId("session_block_outside")
@RuleCode("RULE-009")
@RuleDescription("Keeps an account flat outside the session")
public final class SessionBlockOutsideRule implements RiskRule {
    private static final List<Day> WEEKDAYS = List.of(Day.MON, Day.TUE, Day.WED, Day.THU, Day.FRI);

    private enum Day {
        MON,
        TUE,
        WED,
        THU,
        FRI,
        SAT,
        SUN;

        DayOfWeek ofWeek() {
            return DayOfWeek.of(ordinal() + 1);
        }
    }

    private record EarlyClose(LocalDate date, LocalTime time) {}

    @Override
    public RuleEvaluator configure(Settings settings) {
        LocalTime start = settings.timeOfDay("start").required();
        LocalTime end = settings.timeOfDay("end")
                .where("after start (" + start + "); a session over midnight is not supported", start::isBefore)
                .required();
        ZoneId zone = settings.zone("timezone").orElse(ZoneId.of("America/Chicago"));
        List<Day> days = settings.list("days", "days of the week like MON,TUE,FRI", SessionBlockOutsideRule::dayOrNull)
                .where("(at least one)", list -> !list.isEmpty())
                .orElse(WEEKDAYS);
        List<LocalDate> holidays = settings.dates("holidays").orElse(List.of());
        List<EarlyClose> earlyCloses = settings.list(
                        "earlyCloses",
                        "dates with a time of day like 2025-11-26@13:00",
                        SessionBlockOutsideRule::earlyCloseOrNull)
                .where("(no date twice)", SessionBlockOutsideRule::namesNoDateTwice)
                .orElse(List.of());
        Duration closeGrace = settings.durationOrZero("closeGrace").orElse(Duration.ofSeconds(60));
        boolean lockOutside = settings.flag("lockOutside").orElse(true);

        SessionCalendar calendar = new SessionCalendar(
                zone,
                start,
                end,
                days.stream().map(Day::ofWeek).collect(Collectors.toUnmodifiableSet()),
                Set.copyOf(holidays),
                earlyCloses.stream().collect(Collectors.toUnmodifiableMap(EarlyClose::date, EarlyClose::time)));
        return new SessionHours(calendar, closeGrace, lockOutside)
                .askedOn(Occasion.POSITION, Occasion.ORDER)
                .protectingPositions();
    }

    private static Day dayOrNull(String text) {
        return Stream.of(Day.values())
                .filter(day -> day.name().equals(text))
                .findFirst()
                .orElse(null);
    }

    private static EarlyClose earlyCloseOrNull(String text) {
        String[] parts = text.split("@", -1);
        if (parts.length != 2) {
            return null;
        }
        LocalDate date = Settings.dateOrNull(parts[0]);
        LocalTime time = Settings.timeOrNull(parts[1]);
        return date == null || time == null ? null : new EarlyClose(date, time);
    }

    private static boolean namesNoDateTwice(List<EarlyClose> closes) {
        return closes.stream().map(EarlyClose::date).distinct().count() == closes.size();
    }

    private static final class SessionHours implements RuleEvaluator {
        /** Remembers the end of the session after which a position grew, so that the violation lasts until flat. */
        private static final String GREW_AFTER = "grew-after";

        private final SessionCalendar calendar;
        private final Duration closeGrace;
        private final boolean lockOutside;

        /** The session that was found last, so that it is not worked out again while it runs; any thread replaces it. */
        private volatile Session found;

        SessionHours(SessionCalendar calendar, Duration closeGrace, boolean lockOutside) {
            this.calendar = calendar;
            this.closeGrace = closeGrace;
            this.lockOutside = lockOutside;
        }

        @Override
        public Verdict evaluate(RiskEvent event, AccountView account) {
            if (account.positions().isEmpty() && account.orders().isEmpty()) {
                return pass();
            }
            Instant now = account.now();
            Session latest = latest(now);
            if (latest != null) {
                Instant allClosed = latest.end().plus(closeGrace);
                if (latest.holds(now)) {
                    return pass(wakeAt(allClosed));
                }
                if (now.isBefore(allClosed)) {
                    return withinGrace(event, account, latest.end()).and(wakeAt(allClosed));
                }
            }
            return isExposed(account) ? violation(now).and(wakeAt(calendar.nextStart(now))) : pass();
        }

        private Session latest(Instant now) {
            Session running = found;
            if (running == null || !running.holds(now)) {
                running = calendar.latest(now).orElse(null);
                found = running;
            }
            return running;
        }

        private Verdict withinGrace(RiskEvent event, AccountView account, Instant sessionEnd) {
            if (account.positions().isEmpty()) {
                return pass();
            }
            if (event instanceof PositionChanged change && change.grew()) {
                return violation(account.now()).and(remember(GREW_AFTER, sessionEnd.toString()));
            }
            boolean grewBefore = account.memory(GREW_AFTER)
                    .filter(sessionEnd.toString()::equals)
                    .isPresent();
            return grewBefore ? violation(account.now()) : pass();
        }

        private static boolean isExposed(AccountView account) {
            return !account.positions().isEmpty() || account.orders().stream().anyMatch(OrderView::couldOpen);
        }

        private Verdict violation(Instant now) {
            String message = calendar.whyOutside(now);
            return lockOutside
                    ? Verdict.violation(message, closeAll(), lockUntil(calendar.nextStart(now), LockoutKind.SESSION))
                    : Verdict.violation(message, closeAll());
        }
    }
}
