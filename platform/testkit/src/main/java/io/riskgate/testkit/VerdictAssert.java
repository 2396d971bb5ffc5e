package io.riskgate.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.api.Decimal;
import io.riskgate.api.Severity;
import io.riskgate.api.rule.Action;
import io.riskgate.api.rule.Verdict;
import io.riskgate.api.rule.Violation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What is expected of a verdict.
 *
 * <p>The words {@link #measured}, {@link #on} and {@link #asking} are about the first violation, after {@link #about}
 * about another one.
 */
public final class VerdictAssert {
    private final AccountFixture account;
    private final Verdict verdict;
    private Violation violation;

    VerdictAssert(AccountFixture account, Verdict verdict) {
        this.account = account;
        this.verdict = verdict;
    }

    /** Nothing is wrong and nothing is to be done. */
    public VerdictAssert passes() {
        assertEquals(Verdict.pass(), verdict);
        return this;
    }

    /** No limit is broken; something else may be to be done. */
    public VerdictAssert violatesNothing() {
        assertEquals(List.of(), verdict.violations());
        return this;
    }

    /** Exactly these limits are broken, in this order. */
    public VerdictAssert violates(String message, String... more) {
        List<String> expected = new ArrayList<>(List.of(message));
        expected.addAll(List.of(more));
        assertEquals(
                expected, verdict.violations().stream().map(Violation::message).toList());
        violation = verdict.violations().get(0);
        return this;
    }

    /** Turns to the violation with this message. */
    public VerdictAssert about(String message) {
        violation = verdict.violations().stream()
                .filter(candidate -> candidate.message().equals(message))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no violation '" + message + "' in " + verdict.violations()));
        return this;
    }

    /** The figures of the violation, in contracts or trades. */
    public VerdictAssert measured(long measured, long limit) {
        return figures(measured, limit);
    }

    /** The figures of the violation, in dollars. */
    public VerdictAssert measured(String measured, String limit) {
        return figures(Decimal.parse(measured), Decimal.parse(limit));
    }

    /** The violation has no figures. */
    public VerdictAssert measuredNothing() {
        return figures(null, null);
    }

    private VerdictAssert figures(Object measured, Object limit) {
        assertEquals(measured, violation().measured(), "measured");
        assertEquals(limit, violation().limit(), "limit");
        return this;
    }

    /** The violation is about this contract. */
    public VerdictAssert on(String contract) {
        assertEquals(contract, violation().contract(), "contract");
        return this;
    }

    /** The violation is about the whole account. */
    public VerdictAssert onWholeAccount() {
        assertNull(violation().contract(), "contract");
        return this;
    }

    /** The violation, or a verdict without one, asks for exactly these actions, in this order. */
    public VerdictAssert asking(Action... actions) {
        List<Action> asked =
                verdict.violations().isEmpty() ? verdict.actions() : violation().actions();
        assertEquals(List.of(actions), asked, "actions");
        return this;
    }

    /** Exactly this alert is given. */
    public VerdictAssert alerts(Severity severity, String code, String message) {
        assertEquals(List.of(Action.alert(severity, code, message)), alerts());
        return this;
    }

    /** No alert is given. */
    public VerdictAssert alertsNothing() {
        assertEquals(List.of(), alerts());
        return this;
    }

    private List<Action> alerts() {
        return allActions().stream().filter(Action.Alert.class::isInstance).toList();
    }

    /** The rule asks to be woken at {@code instant}. */
    public VerdictAssert wakesAt(String instant) {
        assertEquals(List.of(Action.wakeAt(Instant.parse(instant))), wakeUps());
        return this;
    }

    /** The rule does not ask to be woken. */
    public VerdictAssert wakesNever() {
        assertEquals(List.of(), wakeUps());
        return this;
    }

    private List<Action> wakeUps() {
        return allActions().stream().filter(Action.WakeAt.class::isInstance).toList();
    }

    /** The rule remembers this. */
    public VerdictAssert remembers(String key, String value) {
        Action row = Action.remember(key, value);
        assertTrue(allActions().contains(row), () -> "no " + row + " in " + verdict);
        return this;
    }

    private List<Action> allActions() {
        List<Action> all = new ArrayList<>(verdict.actions());
        verdict.violations().forEach(each -> all.addAll(each.actions()));
        return all;
    }

    private Violation violation() {
        if (violation == null) {
            assertFalse(verdict.violations().isEmpty(), "no violation in the verdict");
            violation = verdict.violations().get(0);
        }
        return violation;
    }

    /** The verdict itself. */
    public Verdict verdict() {
        return verdict;
    }

    /** The account, to go on with. */
    public AccountFixture then() {
        return account;
    }
}
