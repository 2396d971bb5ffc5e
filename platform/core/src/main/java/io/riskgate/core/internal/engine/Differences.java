package io.riskgate.core.internal.engine;

import io.riskgate.api.engine.ShadowReport;
import io.riskgate.api.engine.ShadowReport.Difference;
import io.riskgate.api.rule.Action;
import io.riskgate.api.rule.Verdict;
import io.riskgate.api.rule.Violation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** What a rule that only looks on said otherwise than the one in force. Keeps the newest; safe in all threads. */
public final class Differences {
    private final int kept;
    private final ArrayDeque<Difference> newest = new ArrayDeque<>();
    private long judged;
    private long faults;
    private long differing;
    private boolean lost;

    /** Keeps at most {@code kept} differences. */
    public Differences(int kept) {
        this.kept = kept;
    }

    synchronized void judged() {
        judged++;
    }

    synchronized void failed(Difference fault) {
        faults++;
        add(fault);
    }

    /** It never returned, and is not asked any more for the accounts with those settings. */
    synchronized void lost(Difference fault) {
        lost = true;
        failed(fault);
    }

    /** Whether it never returned. */
    public synchronized boolean isLost() {
        return lost;
    }

    synchronized void differs(Difference difference) {
        differing++;
        add(difference);
    }

    private void add(Difference difference) {
        if (kept == 0) {
            return;
        }
        if (newest.size() == kept) {
            newest.removeFirst();
        }
        newest.addLast(difference);
    }

    /** What is known now, with the settings that {@code shadow} does not accept. */
    public synchronized ShadowReport report(RuleOffer shadow, RuleOffer inForce, List<String> refused) {
        return new ShadowReport(
                shadow.id(),
                shadow.bundle(),
                inForce == null ? null : inForce.bundle(),
                judged,
                faults,
                differing,
                new ArrayList<>(newest),
                notJudging(refused));
    }

    /** Why it judges nothing, or not everybody, with the settings that it does not accept. */
    synchronized List<String> notJudging(List<String> refused) {
        List<String> why = new ArrayList<>(refused);
        if (lost) {
            why.add("it has not returned after 1 s and is not asked any more");
        }
        return why;
    }

    /** What a verdict wants, for people; wake-ups and memory are a rule's own affair. */
    static String describe(Verdict verdict) {
        List<String> parts = new ArrayList<>();
        for (Violation violation : verdict.violations()) {
            parts.add(violation.message() + wants(violation.actions()));
        }
        String actions = wants(verdict.actions());
        if (!actions.isEmpty()) {
            parts.add(actions.strip());
        }
        return parts.isEmpty() ? "pass" : String.join("; ", parts);
    }

    private static String wants(List<Action> actions) {
        StringBuilder wants = new StringBuilder();
        for (Action action : actions) {
            if (!(action instanceof Action.WakeAt) && !(action instanceof Action.Remember)) {
                wants.append(wants.isEmpty() ? " -> " : ", ").append(action);
            }
        }
        return wants.toString();
    }
}
