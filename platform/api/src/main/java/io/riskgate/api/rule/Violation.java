package io.riskgate.api.rule;

import io.riskgate.api.Decimal;
import java.util.List;
import java.util.Objects;

/**
 * One broken limit and what follows from it.
 *
 * @param message one sentence for the trader, with the figures, of which 1,024 characters are kept; also the reason of a lockout
 * @param measured what was measured: a {@link Long} for contracts or trades, a {@link Decimal} for money, or null
 * @param limit the limit in the same unit, or null
 * @param contract the contract concerned, or null for the whole account
 * @param actions what the rule wants done
 */
public record Violation(String message, Object measured, Object limit, String contract, List<Action> actions) {
    /** Checks the fields. */
    public Violation {
        Objects.requireNonNull(message, "message");
        checkFigure("measured", measured);
        checkFigure("limit", limit);
        actions = List.copyOf(actions);
    }

    private static void checkFigure(String field, Object value) {
        if (value != null && !(value instanceof Long) && !(value instanceof Decimal)) {
            throw new IllegalArgumentException(field + " must be a Long or a Decimal, was " + value.getClass());
        }
    }

    /** A violation that is about the whole account and has no figures yet. */
    public static Violation of(String message, Action... actions) {
        return new Violation(message, null, null, null, List.of(actions));
    }

    /** The same with figures in contracts or trades. */
    public Violation measured(long measured, long limit) {
        return new Violation(message, measured, limit, contract, actions);
    }

    /** The same with figures in dollars. */
    public Violation measured(Decimal measured, Decimal limit) {
        return new Violation(message, measured, limit, contract, actions);
    }

    /** The same about one contract. */
    public Violation on(String contract) {
        return new Violation(message, measured, limit, contract, actions);
    }
}
