package io.riskgate.core.internal.engine;

import static io.riskgate.core.internal.engine.LiveFixture.ACCOUNT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.riskgate.api.LockoutKind;
import io.riskgate.api.Severity;
import io.riskgate.api.engine.Decision;
import io.riskgate.api.engine.Decision.Change;
import io.riskgate.api.rule.Action;
import io.riskgate.api.rule.RiskEvent;
import io.riskgate.api.rule.Verdict;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What a rule says is short enough to be written down: messages are cut, anything else that is longer is a fault. */
class NonsenseTest {
    private static final String RULE = "com.acme.talkative";
    private static final String LONGEST = "x".repeat(1_024);

    private final LiveFixture live = LiveFixture.driven(1);

    /** The faults of a rule that says something of a trade. */
    private List<String> faults(Supplier<Verdict> says) throws Exception {
        live.desk.offered(new RuleOffer(
                RULE,
                null,
                null,
                RULE + " 1",
                "1",
                settings -> (event, account) -> event instanceof RiskEvent.TradeBooked ? says.get() : Verdict.pass()));
        live.with("riskgate.rule." + RULE + "-default", Map.of());
        live.armed();
        live.broker.tell(live.broker.trade(ACCOUNT, "t1", "1"));
        live.idle();
        return live.all(Decision.RuleChanged.class).stream()
                .filter(note -> note.change() == Change.FAULTED)
                .map(Decision.RuleChanged::note)
                .toList();
    }

    @Test
    void theLongestTextsAreSaid() throws Exception {
        Verdict verdict = Verdict.violation(
                LONGEST, Action.lockUntilReset(LockoutKind.HARD), Action.alert(Severity.INFO, LONGEST, LONGEST));

        assertEquals(List.of(), faults(() -> verdict));
        assertEquals(LONGEST, live.all(Decision.Locked.class).get(0).lockout().reason());
    }

    @Test
    void aLongerMessageIsCutAndLocksAllTheSame() throws Exception {
        Verdict verdict = Verdict.violation(LONGEST + "x", Action.lockUntilReset(LockoutKind.HARD));

        assertEquals(List.of(), faults(() -> verdict));
        String cut = "x".repeat(1_023) + "…";
        assertEquals(cut, live.all(Decision.Violation.class).get(0).message());
        assertEquals(cut, live.all(Decision.Locked.class).get(0).lockout().reason());
    }

    @Test
    void whatItSaysIsOneLineOfTheLogAndSteersNoTerminal() throws Exception {
        String forged = "x\n2025 WARN Lockout ended: account 1\u001b[2J\u009b\u2028";
        faults(() -> Verdict.violation(forged, Action.lockUntilReset(LockoutKind.HARD)));

        assertTrue(live.log.stream().noneMatch(line -> line.matches("(?s).*[\\p{Cc}\\p{Zl}].*")), live.log::toString);
        assertTrue(
                live.log.stream()
                        .anyMatch(line ->
                                line.endsWith("x\\u000a2025 WARN Lockout ended: account 1\\u001b[2J\\u009b\\u2028")),
                live.log::toString);
        assertEquals(forged, live.all(Decision.Locked.class).get(0).lockout().reason());
    }

    @Test
    void aLongerAlertIsCut() throws Exception {
        assertEquals(List.of(), faults(() -> Verdict.pass(Action.alert(Severity.INFO, "CODE", LONGEST + "x"))));
        assertTrue(live.all(Decision.Alert.class).stream()
                .anyMatch(alert -> alert.message().equals("x".repeat(1_023) + "…")));
    }

    @Test
    void aLongerCodeIsAFault() throws Exception {
        assertEquals(
                List.of("wants an alert with a code of 1025 characters, more than 1024"),
                faults(() -> Verdict.pass(Action.alert(Severity.INFO, LONGEST + "x", "message"))));
    }

    @Test
    void whatItThrowsIsCut() throws Exception {
        List<String> faults = faults(() -> {
            throw new IllegalStateException("y".repeat(5_000_000));
        });

        assertEquals(1, faults.size());
        assertEquals(1_024, faults.get(0).length());
        assertTrue(faults.get(0).startsWith("threw java.lang.IllegalStateException: yyy"));
        assertTrue(faults.get(0).endsWith("y…"));
    }

    @Test
    void whatItThrowsNeedNotBePrintable() throws Exception {
        try {
            assertEquals(List.of("threw " + Unprintable.class.getName()), faults(() -> {
                throw new Unprintable();
            }));
        } catch (Unprintable e) {
            fail("it was printed");
        }
    }

    private static final class Unprintable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw this;
        }
    }
}
