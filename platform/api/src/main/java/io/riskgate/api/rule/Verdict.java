package io.riskgate.api.rule;

import io.riskgate.api.Decimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What a rule says about an account at one moment: any number of violations, and actions that belong to none.
 *
 * @param violations the broken limits
 * @param actions what the rule wants done besides
 */
public record Verdict(List<Violation> violations, List<Action> actions) {
    private static final Verdict PASS = new Verdict(List.of(), List.of());

    /** Copies the lists. */
    public Verdict {
        violations = List.copyOf(violations);
        actions = List.copyOf(actions);
    }

    /** Nothing is wrong and nothing is to be done. */
    public static Verdict pass() {
        return PASS;
    }

    /** Nothing is wrong, but something is to be done. */
    public static Verdict pass(Action... actions) {
        return new Verdict(List.of(), List.of(actions));
    }

    /** One limit is broken. */
    public static Verdict violation(String message, Action... actions) {
        return new Verdict(List.of(Violation.of(message, actions)), List.of());
    }

    /** These limits are broken, none if empty. */
    public static Verdict of(List<Violation> violations) {
        return violations.isEmpty() ? PASS : new Verdict(violations, List.of());
    }

    /** This limit is broken. */
    public static Verdict of(Violation violation) {
        return new Verdict(List.of(violation), List.of());
    }

    /** The same verdict, its only violation with figures in contracts or trades. */
    public Verdict measured(long measured, long limit) {
        return new Verdict(List.of(only().measured(measured, limit)), actions);
    }

    /** The same verdict, its only violation with figures in dollars. */
    public Verdict measured(Decimal measured, Decimal limit) {
        return new Verdict(List.of(only().measured(measured, limit)), actions);
    }

    /** The same verdict, its only violation about one contract. */
    public Verdict on(String contract) {
        return new Verdict(List.of(only().on(contract)), actions);
    }

    /** The same verdict with more actions. */
    public Verdict and(Action... more) {
        if (more.length == 0) {
            return this;
        }
        List<Action> all = new ArrayList<>(actions);
        Collections.addAll(all, more);
        return new Verdict(violations, all);
    }

    private Violation only() {
        if (violations.size() != 1) {
            throw new IllegalStateException("expected one violation, had " + violations.size());
        }
        return violations.get(0);
    }
}
