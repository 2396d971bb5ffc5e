package io.riskgate.core.internal.engine;

import io.riskgate.api.rule.Action;
import io.riskgate.api.rule.Verdict;
import io.riskgate.api.rule.Violation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds in a verdict what no rule may ask for; that is a fault, and nothing of it is carried out. */
final class Nonsense {
    private static final int MAX_KEYS = 32;
    private static final int MAX_KEY = 64;
    private static final int MAX_VALUE = 256;

    /** How many characters a text may have. */
    static final int MAX_TEXT = 1024;

    private Nonsense() {}

    /** What is wrong with a verdict, or null. */
    static String in(Verdict verdict, AccountState account, String rule, Instant now) {
        if (verdict == Verdict.pass()) {
            return null;
        }
        String wrong = in(verdict.actions(), account, now);
        for (int i = 0; i < verdict.violations().size() && wrong == null; i++) {
            Violation violation = verdict.violations().get(i);
            wrong = tooLong("a violation on a contract", violation.contract());
            wrong = wrong == null ? in(violation.actions(), account, now) : wrong;
        }
        return wrong == null ? tooMuchMemory(account, rule, verdict) : wrong;
    }

    private static String in(List<Action> actions, AccountState account, Instant now) {
        for (int i = 0; i < actions.size(); i++) {
            Action action = actions.get(i);
            if (action instanceof Action.Reduce reduce && account.quantity(reduce.contract()) == 0) {
                return "wants to reduce " + reduce.contract() + ", which the account does not hold";
            }
            if (action instanceof Action.Cancel cancel && !account.orders.containsKey(cancel.orderId())) {
                return "wants to cancel order " + cancel.orderId() + ", which the account does not have";
            }
            if (action instanceof Action.MoveStop move && !account.orders.containsKey(move.orderId())) {
                return "wants to move order " + move.orderId() + ", which the account does not have";
            }
            if (action instanceof Action.MoveStop move
                    && account.orders.get(move.orderId()).stopPrice() == null) {
                return "wants to move the stop of order " + move.orderId() + ", which has none";
            }
            if (action instanceof Action.Alert alert && alert.code().length() > MAX_TEXT) {
                return tooLong("an alert with a code", alert.code());
            }
            if (action instanceof Action.Undecided none && none.contract().length() > MAX_TEXT) {
                return tooLong("no opinion on a contract", none.contract());
            }
            if (action instanceof Action.WakeAt wake && !wake.at().isAfter(now)) {
                return "wants to be woken at " + wake.at() + ", which is not after now";
            }
            if (action instanceof Action.Lock lock
                    && lock.until() != null
                    && !lock.until().isAfter(now)) {
                return "wants to lock until " + lock.until() + ", which is not after now";
            }
        }
        return null;
    }

    /** What is wrong with a text, or null. */
    private static String tooLong(String what, String text) {
        return text == null || text.length() <= MAX_TEXT
                ? null
                : "wants %s of %d characters, more than %d".formatted(what, text.length(), MAX_TEXT);
    }

    private static String tooMuchMemory(AccountState account, String rule, Verdict verdict) {
        Set<String> keys = null;
        List<Action> actions = allActions(verdict);
        for (int i = 0; i < actions.size(); i++) {
            if (actions.get(i) instanceof Action.Remember remember) {
                if (keys == null) {
                    keys = new HashSet<>(
                            account.memory.getOrDefault(rule, Map.of()).keySet());
                }
                if (remember.key().isEmpty()
                        || remember.key().length() > MAX_KEY
                        || remember.value() != null && remember.value().length() > MAX_VALUE) {
                    return "remembers a key of more than 64 or a value of more than 256 characters";
                }
                if (remember.value() == null) {
                    keys.remove(remember.key());
                } else {
                    keys.add(remember.key());
                }
            }
        }
        return keys != null && keys.size() > MAX_KEYS ? "remembers more than 32 keys" : null;
    }

    /** The actions of a verdict and of its violations. */
    static List<Action> allActions(Verdict verdict) {
        if (verdict.violations().isEmpty()) {
            return verdict.actions();
        }
        List<Action> all = new ArrayList<>(verdict.actions());
        verdict.violations().forEach(violation -> all.addAll(violation.actions()));
        return all;
    }
}
