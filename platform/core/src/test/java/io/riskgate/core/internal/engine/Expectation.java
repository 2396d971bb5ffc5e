package io.riskgate.core.internal.engine;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What the decisions of a scenario must and must not contain, as its {@code .expect.json} says. */
final class Expectation {
    private final Map<String, Object> stated;

    Expectation(Map<String, Object> stated) {
        this.stated = stated;
    }

    String title() {
        return String.valueOf(stated.get("title"));
    }

    /** Whether lines of the recording must be rejected. */
    boolean hasBadLines() {
        return !numbers("badLines").isEmpty();
    }

    /** Why the decisions do not meet the expectation; empty if they do. */
    List<String> violatedBy(List<Map<String, Object>> decisions) {
        List<String> why = new ArrayList<>();
        rejections(decisions, why);
        inOrder(decisions, why);
        for (Map<String, Object> wanted : objects("unordered")) {
            if (find(wanted, decisions, 0) < 0) {
                why.add("not found: " + wanted);
            }
        }
        for (Map<String, Object> unwanted : objects("absent")) {
            int found = find(unwanted, decisions, 0);
            if (found >= 0) {
                why.add("unwanted " + unwanted + " matches " + decisions.get(found));
            }
        }
        for (Map<String, Object> count : objects("count")) {
            counted(count, decisions, why);
        }
        finalStates(decisions, why);
        return why;
    }

    private void rejections(List<Map<String, Object>> decisions, List<String> why) {
        Set<Integer> bad = numbers("badLines");
        Set<Integer> allowed = new HashSet<>(bad);
        allowed.addAll(numbers("looseLines"));
        Set<Integer> rejected = new HashSet<>();
        for (Map<String, Object> decision : decisions) {
            if (decision.get("decision").equals("rejected")) {
                int line = ((BigDecimal) decision.get("line")).intValueExact();
                rejected.add(line);
                if (!allowed.contains(line)) {
                    why.add("line " + line + " was rejected: " + decision.get("reason"));
                }
            }
        }
        for (int line : bad) {
            if (!rejected.contains(line)) {
                why.add("line " + line + " was not rejected");
            }
        }
    }

    /** Elements that name an account are in order among its decisions, the others over the whole file. */
    private void inOrder(List<Map<String, Object>> decisions, List<String> why) {
        Map<Object, Integer> positions = new HashMap<>();
        for (Map<String, Object> wanted : objects("expect")) {
            Object account = wanted.get("account");
            int found = find(wanted, decisions, positions.getOrDefault(account, 0));
            if (found < 0) {
                why.add("not found in order: " + wanted);
                return;
            }
            positions.put(account, found + 1);
        }
    }

    private static void counted(Map<String, Object> count, List<Map<String, Object>> decisions, List<String> why) {
        Map<?, ?> match = (Map<?, ?>) count.get("match");
        long found = decisions.stream()
                .filter(decision -> Match.mismatch(match, decision) == null)
                .count();
        if (!Match.equal(count.get("n"), BigDecimal.valueOf(found))) {
            why.add(found + " instead of " + count.get("n") + " match " + match);
        }
    }

    private void finalStates(List<Map<String, Object>> decisions, List<String> why) {
        Map<?, ?> states = (Map<?, ?>) stated.getOrDefault("final", Map.of());
        states.forEach((account, wanted) -> {
            Map<String, Object> last = null;
            for (Map<String, Object> decision : decisions) {
                if (decision.get("decision").equals("state") && account.equals(decision.get("account"))) {
                    last = decision;
                }
            }
            String mismatch = last == null ? "there is none" : Match.mismatch((Map<?, ?>) wanted, last);
            if (mismatch != null) {
                why.add("final state of " + account + ": " + mismatch);
            }
        });
    }

    private static int find(Map<String, Object> wanted, List<Map<String, Object>> decisions, int from) {
        for (int i = from; i < decisions.size(); i++) {
            if (Match.mismatch(wanted, decisions.get(i)) == null) {
                return i;
            }
        }
        return -1;
    }

    @SuppressWarnings("unchecked")
    private List<Map<String, Object>> objects(String key) {
        return (List<Map<String, Object>>) stated.getOrDefault(key, List.of());
    }

    private Set<Integer> numbers(String key) {
        Set<Integer> numbers = new TreeSet<>();
        ((List<?>) stated.getOrDefault(key, List.of()))
                .forEach(number -> numbers.add(((BigDecimal) number).intValueExact()));
        return numbers;
    }
}
