package io.riskgate.core.internal.engine;

import io.riskgate.api.engine.ShadowReport.Difference;
import io.riskgate.api.rule.RiskEvent;
import io.riskgate.api.rule.Verdict;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Asks the rules that only look on, and notes where they differ from those in force. One per stripe. */
final class Shadows {
    private final Stripe stripe;
    private final Map<String, RuleTable.Bound[]> bound = new HashMap<>();
    private RuleTable boundTable;

    Shadows(Stripe stripe) {
        this.stripe = stripe;
    }

    /**
     * Asks them what the others were just asked.
     *
     * @param onlyRule the rule that was asked, or null for all
     * @param judges the rules in force that want something, with their {@code verdicts}; the others passed
     */
    void ask(
            AccountState account,
            RiskEvent event,
            Judge.Who who,
            String onlyRule,
            View view,
            List<RuleTable.Bound> judges,
            List<Verdict> verdicts) {
        for (RuleTable.Bound shadow : of(account)) {
            boolean concerned = onlyRule == null || shadow.rule.equals(onlyRule);
            boolean asked = shadow.asksOn(event.occasion()) && (who == Judge.Who.ALL || shadow.protects);
            if (concerned && asked && !shadow.isLost()) {
                String said = account.faulty(shadow.rule)
                        ? "fault"
                        : Differences.describe(verdictOf(shadow.rule, judges, verdicts));
                compare(account, event, shadow, view, said);
            }
        }
    }

    private RuleTable.Bound[] of(AccountState account) {
        if (boundTable != stripe.table()) {
            boundTable = stripe.table();
            bound.clear();
        }
        return bound.computeIfAbsent(account.id, boundTable::shadowsOf);
    }

    private static Verdict verdictOf(String rule, List<RuleTable.Bound> judges, List<Verdict> verdicts) {
        for (int i = 0; i < judges.size(); i++) {
            if (judges.get(i).rule.equals(rule)) {
                return verdicts.get(i);
            }
        }
        return Verdict.pass();
    }

    private void compare(AccountState account, RiskEvent event, RuleTable.Bound shadow, View view, String said) {
        Differences differences = stripe.table().differences(shadow.rule);
        differences.judged();
        String would = null;
        String fault;
        try {
            view.show(account, stripe.now(), null);
            Verdict verdict = stripe.watch().evaluate(shadow, event, view.forRule(shadow.rule));
            fault = verdict == null ? "returned null" : Nonsense.in(verdict, account, shadow.rule, stripe.now());
            would = fault == null ? Differences.describe(verdict) : null;
        } catch (Watch.Abandoned e) {
            throw e;
        } catch (Throwable e) {
            fault = Faults.threw(e);
        }
        if (fault != null) {
            differences.failed(difference(account, event, said, "fault: " + Faults.shortened(fault)));
        } else if (!would.equals(said)) {
            differences.differs(difference(account, event, said, would));
        }
    }

    /** A rule that is not in force never returned; one that was only tried is no business of those that look on. */
    void lost(RuleTable.Bound shadow) {
        Differences differences = stripe.table().differences(shadow.rule);
        boolean lookedOn =
                bound.values().stream().anyMatch(shadows -> List.of(shadows).contains(shadow));
        if (differences != null && lookedOn) {
            differences.lost(new Difference(
                    stripe.now(), null, null, null, "fault: has not returned after 1 s, it is not asked any more"));
        }
    }

    private Difference difference(AccountState account, RiskEvent event, String said, String would) {
        return new Difference(stripe.now(), account.id, event.toString(), said, would);
    }
}
