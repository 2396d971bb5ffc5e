package io.riskgate.rule.sessionblockoutside;

import static io.riskgate.api.LockoutKind.SESSION;
import static io.riskgate.api.OrderSide.BUY;
import static io.riskgate.api.OrderSide.SELL;
import static io.riskgate.api.OrderType.LIMIT;
import static io.riskgate.api.OrderType.STOP;
import static io.riskgate.api.PositionSide.LONG;
import static io.riskgate.api.PositionSide.SHORT;
import static io.riskgate.api.rule.Action.closeAll;
import static io.riskgate.api.rule.Action.lockUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.riskgate.api.rule.Action;
import io.riskgate.api.rule.Occasion;
import io.riskgate.api.rule.SettingsRefused;
import io.riskgate.testkit.AccountFixture;
import io.riskgate.testkit.RuleFixture;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The session of most tests is 09:30 to 16:00 in New York: on 2025-10-29, a Wednesday, 13:30 to 20:00 UTC. */
class SessionBlockOutsideRuleTest {
    private static final String MNQ = "CON.F.US.MNQ.Z25";
    private static final String BEFORE_START =
            "Trading outside session hours: 08:00 America/New_York is before session start (09:30)";
    private static final String AFTER_END =
            "Trading outside session hours: 16:00 America/New_York is after session end (16:00)";
    private static final String GRACE_OVER =
            "Trading outside session hours: 16:01 America/New_York is after session end (16:00)";

    private final RuleFixture rule = RuleFixture.of(new SessionBlockOutsideRule())
            .with("start", "09:30")
            .with("end", "16:00")
            .with("timezone", "America/New_York");
    private final RuleFixture noGrace = rule.with("closeGrace", "0s");

    private static AccountFixture accountAt(String instant, RuleFixture rule) {
        return rule.account("13298777").at(instant);
    }

    private AccountFixture accountAt(String instant) {
        return accountAt(instant, rule);
    }

    private static Action lockedUntil(String instant) {
        return lockUntil(Instant.parse(instant), SESSION);
    }

    @Nested
    class Inside {
        @Test
        void theStartIsInside() {
            accountAt("2025-10-29T13:30:00Z")
                    .holds(MNQ, LONG, 1, "21000")
                    .onPosition(MNQ)
                    .violatesNothing();
        }

        @Test
        void looksAgainWhenTheGraceIsOver() {
            accountAt("2025-10-29T15:00:00Z")
                    .holds(MNQ, LONG, 1, "21000")
                    .onPosition(MNQ)
                    .violatesNothing()
                    .wakesAt("2025-10-29T20:01:00Z");
            accountAt("2025-10-29T15:00:00Z")
                    .works("o1", MNQ, BUY, LIMIT, 1, "20900")
                    .onOrder("o1")
                    .violatesNothing()
                    .wakesAt("2025-10-29T20:01:00Z");
        }

        @Test
        void hasNothingToLookAtWhenFlat() {
            AccountFixture account = accountAt("2025-10-29T15:00:00Z").holds(MNQ, LONG, 1, "21000");
            account.onPosition(MNQ).wakesAt("2025-10-29T20:01:00Z");

            account.closes(MNQ).onPosition(MNQ).passes().wakesNever();
        }
    }

    @Nested
    class BeforeTheStart {
        @Test
        void closesEverythingAndLocksUntilTheStart() {
            accountAt("2025-10-29T12:00:00Z")
                    .holds(MNQ, LONG, 1, "21000")
                    .onPosition(MNQ)
                    .violates(BEFORE_START)
                    .measuredNothing()
                    .onWholeAccount()
                    .asking(closeAll(), lockedUntil("2025-10-29T13:30:00Z"));
        }

        @Test
        void theLastMomentBeforeTheStartIsOutside() {
            accountAt("2025-10-29T13:29:59.999Z")
                    .holds(MNQ, LONG, 1, "21000")
                    .onPosition(MNQ)
                    .violates("Trading outside session hours: 09:29 America/New_York is before session start (09:30)");
        }

        @Test
        void anOrderThatCouldOpenIsEnough() {
            accountAt("2025-10-29T12:00:00Z")
                    .works("o1", MNQ, BUY, LIMIT, 1, "20900")
                    .onOrder("o1")
                    .violates(BEFORE_START)
                    .asking(closeAll(), lockedUntil("2025-10-29T13:30:00Z"));
        }

        @Test
        void neverLocksAFlatAccountWithoutOrders() {
            accountAt("2025-10-29T12:00:00Z").on(Occasion.RULE_STARTED).passes();
        }
    }

    @Nested
    class AfterTheEnd {
        @Test
        void theEndIsOutside() {
            accountAt("2025-10-29T20:00:00Z", noGrace)
                    .holds(MNQ, LONG, 1, "21000")
                    .onPosition(MNQ)
                    .violates(AFTER_END)
                    .asking(closeAll(), lockedUntil("2025-10-30T13:30:00Z"));
        }

        @Test
        void closesAtTheEndWithoutAGrace() {
            AccountFixture account = accountAt("2025-10-29T15:00:00Z", noGrace).holds(MNQ, LONG, 1, "21000");
            account.onPosition(MNQ).violatesNothing().wakesAt("2025-10-29T20:00:00Z");

            account.onWakeUp().violates(AFTER_END).asking(closeAll(), lockedUntil("2025-10-30T13:30:00Z"));
        }

        @Test
        void closesWhenTheGraceIsOver() {
            AccountFixture account = accountAt("2025-10-29T15:00:00Z").holds(MNQ, LONG, 1, "21000");
            account.onPosition(MNQ);

            account.onWakeUp().violates(GRACE_OVER).asking(closeAll(), lockedUntil("2025-10-30T13:30:00Z"));
        }

        @Test
        void findsAnOrderThatCouldOpenWhenTheGraceIsOver() {
            AccountFixture account = accountAt("2025-10-29T15:00:00Z").works("o1", MNQ, BUY, LIMIT, 1, "20900");
            account.onOrder("o1");

            account.onWakeUp().violates(GRACE_OVER).asking(closeAll(), lockedUntil("2025-10-30T13:30:00Z"));
        }

        @Test
        void violatesForAsLongAsSomethingIsOpen() {
            AccountFixture account = accountAt("2025-10-29T20:01:00Z").holds(MNQ, LONG, 2, "21000");
            account.onPosition(MNQ).violates(GRACE_OVER);
            account.holds(MNQ, LONG, 1, "21000").onPosition(MNQ).violates(GRACE_OVER);

            account.closes(MNQ).onPosition(MNQ).passes();
        }

        @Test
        void closesWithoutALockWhenToldTo() {
            AccountFixture account = accountAt("2025-10-29T21:00:00Z", rule.with("lockOutside", "false"))
                    .holds(MNQ, LONG, 1, "21000");

            account.onPosition(MNQ)
                    .violates("Trading outside session hours: 17:00 America/New_York is after session end (16:00)")
                    .asking(closeAll())
                    .wakesAt("2025-10-30T13:30:00Z");
            account.onWakeUp().violatesNothing();
        }
    }

    @Nested
    class WithinTheGrace {
        @Test
        void leavesOpenWhatWasOpen() {
            AccountFixture account = accountAt("2025-10-29T19:59:59Z")
                    .holds(MNQ, LONG, 2, "21000")
                    .works("o1", MNQ, BUY, LIMIT, 1, "20900")
                    .later("1s");

            account.on(Occasion.RECONCILED).violatesNothing().wakesAt("2025-10-29T20:01:00Z");
        }

        @Test
        void mayReduceAndClose() {
            AccountFixture account = accountAt("2025-10-29T19:59:59Z")
                    .holds(MNQ, LONG, 2, "21000")
                    .later("30s");
            account.holds(MNQ, LONG, 1, "21000")
                    .onPosition(MNQ)
                    .violatesNothing()
                    .wakesAt("2025-10-29T20:01:00Z");

            account.closes(MNQ).onPosition(MNQ).passes();
        }

        @Test
        void mayNotOpen() {
            accountAt("2025-10-29T20:00:00Z")
                    .holds(MNQ, LONG, 1, "21000")
                    .onPosition(MNQ)
                    .violates(AFTER_END)
                    .asking(closeAll(), lockedUntil("2025-10-30T13:30:00Z"))
                    .wakesAt("2025-10-29T20:01:00Z");
        }

        @Test
        void mayNotGrow() {
            AccountFixture account = accountAt("2025-10-29T19:59:59Z")
                    .holds(MNQ, LONG, 2, "21000")
                    .later("30s");

            account.holds(MNQ, LONG, 3, "21000").onPosition(MNQ).violates(AFTER_END);
        }

        @Test
        void mayNotReverse() {
            AccountFixture account = accountAt("2025-10-29T19:59:59Z")
                    .holds(MNQ, LONG, 2, "21000")
                    .later("30s");

            account.holds(MNQ, SHORT, 1, "21000").onPosition(MNQ).violates(AFTER_END);
        }

        @Test
        void violatesUntilFlatOnceSomethingGrew() {
            AccountFixture account = accountAt("2025-10-29T20:00:00Z").holds(MNQ, LONG, 2, "21000");
            account.onPosition(MNQ).violates(AFTER_END).remembers("grew-after", "2025-10-29T20:00:00Z");
            account.onRetry(null).violates(AFTER_END);
            account.holds(MNQ, LONG, 1, "21000").onPosition(MNQ).violates(AFTER_END);

            account.closes(MNQ).onPosition(MNQ).passes();
        }

        @Test
        void forgetsWhatGrewAfterAnotherSession() {
            AccountFixture account = accountAt("2025-10-29T20:00:00Z").holds(MNQ, LONG, 2, "21000");
            account.onPosition(MNQ).violates(AFTER_END);

            account.at("2025-10-30T20:00:00Z").on(Occasion.RECONCILED).violatesNothing();
        }

        @Test
        void mayHaveNewOrders() {
            accountAt("2025-10-29T20:00:30Z")
                    .works("o1", MNQ, BUY, LIMIT, 1, "20900")
                    .onOrder("o1")
                    .violatesNothing()
                    .wakesAt("2025-10-29T20:01:00Z");
        }

        @Test
        void mayReachIntoTheNextDay() {
            RuleFixture late = rule.with("end", "23:59").with("closeGrace", "2h");
            AccountFixture account = accountAt("2025-10-30T03:58:00Z", late).holds(MNQ, LONG, 1, "21000");
            account.onPosition(MNQ).violatesNothing().wakesAt("2025-10-30T05:59:00Z");
            account.at("2025-10-30T05:58:59Z").on(Occasion.RECONCILED).violatesNothing();

            account.onWakeUp()
                    .violates("Trading outside session hours: 01:59 America/New_York is before session start (09:30)");
        }
    }

    @Nested
    class OnDaysWithoutASession {
        @Test
        void blocksAWeekday() {
            accountAt("2025-11-01T15:00:00Z")
                    .holds(MNQ, LONG, 1, "21000")
                    .onPosition(MNQ)
                    .violates("Trading blocked: Saturday is not a trading day")
                    .asking(closeAll(), lockedUntil("2025-11-03T14:30:00Z"));
        }

        @Test
        void blocksAHoliday() {
            accountAt("2025-12-25T16:00:00Z", rule.with("holidays", "2025-12-24,2025-12-25,2025-12-26"))
                    .holds(MNQ, LONG, 1, "21000")
                    .onPosition(MNQ)
                    .violates("Trading blocked: market holiday (2025-12-25)")
                    .asking(closeAll(), lockedUntil("2025-12-29T14:30:00Z"));
        }

        @Test
        void blocksAnOrderThatCouldOpen() {
            accountAt("2025-11-01T15:00:00Z")
                    .works("o1", MNQ, BUY, LIMIT, 1, "20900")
                    .onOrder("o1")
                    .violates("Trading blocked: Saturday is not a trading day");
        }

        @Test
        void knowsOtherWeeks() {
            accountAt("2025-11-02T15:00:00Z", rule.with("days", "SUN,TUE"))
                    .holds(MNQ, LONG, 1, "21000")
                    .onPosition(MNQ)
                    .violatesNothing();
            accountAt("2025-11-03T15:00:00Z", rule.with("days", "SUN,TUE"))
                    .holds(MNQ, LONG, 1, "21000")
                    .onPosition(MNQ)
                    .violates("Trading blocked: Monday is not a trading day")
                    .asking(closeAll(), lockedUntil("2025-11-04T14:30:00Z"));
        }
    }

    @Nested
    class OnDaysThatCloseEarly {
        private final RuleFixture early =
                rule.with("earlyCloses", "2025-11-26@13:00,2025-11-28@17:00,2025-11-25@09:00");

        @Test
        void endsThen() {
            AccountFixture account = accountAt("2025-11-26T17:59:59Z", early).holds(MNQ, LONG, 1, "21000");
            account.onPosition(MNQ).violatesNothing().wakesAt("2025-11-26T18:01:00Z");

            account.onWakeUp()
                    .violates("Trading outside session hours: 13:01 America/New_York is after session end (13:00)")
                    .asking(closeAll(), lockedUntil("2025-11-27T14:30:00Z"));
        }

        @Test
        void endsAtTheUsualTimeWhereThatIsEarlier() {
            accountAt("2025-11-28T15:00:00Z", early)
                    .holds(MNQ, LONG, 1, "21000")
                    .onPosition(MNQ)
                    .wakesAt("2025-11-28T21:01:00Z");
        }

        @Test
        void hasNoSessionWhereItClosesBeforeTheStart() {
            accountAt("2025-11-25T15:00:00Z", early)
                    .holds(MNQ, LONG, 1, "21000")
                    .onPosition(MNQ)
                    .violates("Trading outside session hours: 10:00 America/New_York is after session end (09:00)")
                    .asking(closeAll(), lockedUntil("2025-11-26T14:30:00Z"));
        }
    }

    @Nested
    class WhenTheClocksChange {
        private final RuleFixture sundays = noGrace.with("days", "SUN,MON");

        @Test
        void startsAtTheSameTimeOfDay() {
            accountAt("2025-10-31T21:00:00Z")
                    .holds(MNQ, LONG, 1, "21000")
                    .onPosition(MNQ)
                    .onWholeAccount()
                    .asking(closeAll(), lockedUntil("2025-11-03T14:30:00Z"));
            accountAt("2026-03-06T22:00:00Z")
                    .holds(MNQ, LONG, 1, "21000")
                    .onPosition(MNQ)
                    .onWholeAccount()
                    .asking(closeAll(), lockedUntil("2026-03-09T13:30:00Z"));
        }

        @Test
        void aStartInTheSpringGapMovesForwardByTheGap() {
            RuleFixture gap = sundays.with("start", "02:30");

            accountAt("2026-03-08T06:30:00Z", gap)
                    .holds(MNQ, LONG, 1, "21000")
                    .onPosition(MNQ)
                    .violates("Trading outside session hours: 01:30 America/New_York is before session start (02:30)")
                    .asking(closeAll(), lockedUntil("2026-03-08T07:30:00Z"));
            accountAt("2026-03-08T07:29:59Z", gap)
                    .holds(MNQ, LONG, 1, "21000")
                    .onPosition(MNQ)
                    .onWholeAccount()
                    .asking(closeAll(), lockedUntil("2026-03-08T07:30:00Z"));
            accountAt("2026-03-08T07:30:00Z", gap)
                    .holds(MNQ, LONG, 1, "21000")
                    .onPosition(MNQ)
                    .violatesNothing();
        }

        @Test
        void ofAStartThatComesTwiceInAutumnTheFirstCounts() {
            RuleFixture twice = sundays.with("start", "01:30");

            accountAt("2025-11-02T05:00:00Z", twice)
                    .holds(MNQ, LONG, 1, "21000")
                    .onPosition(MNQ)
                    .onWholeAccount()
                    .asking(closeAll(), lockedUntil("2025-11-02T05:30:00Z"));
            accountAt("2025-11-02T06:15:00Z", twice)
                    .holds(MNQ, LONG, 1, "21000")
                    .onPosition(MNQ)
                    .violatesNothing();
        }

        @Test
        void ofAnEndThatComesTwiceInAutumnTheFirstCounts() {
            RuleFixture twice = sundays.with("start", "00:15").with("end", "01:30");

            accountAt("2025-11-02T05:29:59Z", twice)
                    .holds(MNQ, LONG, 1, "21000")
                    .onPosition(MNQ)
                    .wakesAt("2025-11-02T05:30:00Z");
            accountAt("2025-11-02T06:15:00Z", twice)
                    .holds(MNQ, LONG, 1, "21000")
                    .onPosition(MNQ)
                    .violates("Trading outside session hours: 01:15 America/New_York is after session end (01:30)");
        }
    }

    @Test
    void leavesProtectiveOrdersToTheirPosition() {
        AccountFixture account = accountAt("2025-10-29T19:59:59Z", noGrace)
                .holds(MNQ, LONG, 1, "21000")
                .works("stop", MNQ, SELL, STOP, 1, "20900");
        account.onOrder("stop").violatesNothing();

        account.later("1s").onOrder("stop").violates(AFTER_END);
    }

    @Test
    void tradesInChicagoOnWeekdaysWithAMinuteOfGraceUnlessToldOtherwise() {
        RuleFixture defaults = rule.without("timezone");
        accountAt("2025-10-29T14:29:59Z", defaults)
                .holds(MNQ, LONG, 1, "21000")
                .onPosition(MNQ)
                .violates("Trading outside session hours: 09:29 America/Chicago is before session start (09:30)");
        accountAt("2025-10-31T14:30:00Z", defaults)
                .holds(MNQ, LONG, 1, "21000")
                .onPosition(MNQ)
                .wakesAt("2025-10-31T21:01:00Z");
        accountAt("2025-11-02T15:30:00Z", defaults)
                .holds(MNQ, LONG, 1, "21000")
                .onPosition(MNQ)
                .violates("Trading blocked: Sunday is not a trading day");
    }

    @Test
    void saysThatASessionOverMidnightIsNotSupported() {
        SettingsRefused refused = assertThrows(
                SettingsRefused.class, () -> rule.with("end", "08:00").evaluator());

        assertEquals(
                "end: expected a time of day HH:MM after start (09:30); a session over midnight is not supported,"
                        + " was '08:00'",
                refused.getMessage());
    }

    @Test
    void findsNoStartBeyondFourHundredDays() {
        StringBuilder holidays = new StringBuilder("2025-10-30");
        for (int week = 1; week <= 60; week++) {
            holidays.append(',').append(LocalDate.of(2025, 10, 30).plusWeeks(week));
        }

        accountAt("2025-10-30T15:00:00Z", rule.with("days", "THU").with("holidays", holidays.toString()))
                .holds(MNQ, LONG, 1, "21000")
                .onPosition(MNQ)
                .onWholeAccount()
                .asking(closeAll(), lockedUntil("2026-12-04T14:30:00Z"));
    }

    @Test
    void isAskedOnPositionsAndOrdersAndProtectsPositions() {
        rule.isAskedOn(Occasion.POSITION, Occasion.ORDER).protectsPositions();
    }
}
