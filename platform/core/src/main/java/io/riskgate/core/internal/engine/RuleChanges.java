package io.riskgate.core.internal.engine;

import io.riskgate.api.rule.Occasion;
import io.riskgate.api.rule.RiskEvent;
import io.riskgate.core.internal.engine.IntentRecord.Claim;
import io.riskgate.core.internal.engine.IntentRecord.Reason;
import java.util.List;
import java.util.Map;

/** Asks rules again: those that changed, for every account, and those whose command is to be repeated. One per stripe. */
final class RuleChanges {
    private final Stripe stripe;

    RuleChanges(Stripe stripe) {
        this.stripe = stripe;
    }

    /** Asks rules that changed, with whether they started, for every account. */
    void ask(Map<String, Boolean> asked) {
        for (AccountState account : List.copyOf(stripe.accounts())) {
            asked.keySet().forEach(account::forgetFaults);
            stripe.requirements().check(account);
            for (RuleTable.Bound bound : stripe.bound(account)) {
                Boolean started = asked.get(bound.rule);
                if (started != null && !account.locked()) {
                    Occasion occasion = started ? Occasion.RULE_STARTED : Occasion.SETTINGS_CHANGED;
                    stripe.judge().ask(account, new RiskEvent.Asked(occasion), Judge.Who.ALL, bound.rule);
                }
            }
            forgetUnbound(account);
            stripe.afterwards(account, stripe.port().ledgerIsRead());
        }
    }

    /** Episodes of rules that no longer judge the account are over; their commands are given up before a retry. */
    private void forgetUnbound(AccountState account) {
        for (Episode episode : List.copyOf(account.episodes.values())) {
            boolean judged = stripe.swap().awaits(episode.key.rule(), account.id);
            for (RuleTable.Bound bound : stripe.bound(account)) {
                judged |= bound.rule.equals(episode.key.rule());
            }
            if (!judged && !account.lockedBy(episode.key.rule())) {
                stripe.enforcer().end(account, episode);
            }
        }
    }

    /** Before a retry: asks the rule whether it still wants what it wanted. */
    void askAgain(AccountState account, Intent intent, Claim claim) {
        RiskEvent event = new RiskEvent.Retrying(intent.contract);
        RuleTable.Bound judging = null;
        for (RuleTable.Bound candidate : stripe.bound(account)) {
            if (candidate.rule.equals(claim.rule())) {
                judging = candidate;
            }
        }
        if (judging == null && stripe.swap().awaits(claim.rule(), account.id)) {
            return;
        } else if (judging == null) {
            intent.lapse(claim.rule(), claim.key(), claim.reason());
        } else if (!account.locked()) {
            stripe.judge().ask(account, event, Judge.Who.ALL, claim.rule());
        } else if (judging.protects) {
            stripe.judge().ask(account, event, Judge.Who.PROTECTING, claim.rule());
        } else if (claim.reason() == Reason.ACTION) {
            intent.lapse(claim.rule(), claim.key(), claim.reason());
        }
    }
}
