package io.riskgate.core.internal.engine;

import io.riskgate.api.engine.Decision;

/** Counts the faults of rules, quarantines those that fail again and again. One per stripe. */
final class Faults {
    private final Stripe stripe;

    Faults(Stripe stripe) {
        this.stripe = stripe;
    }

    /** A rule failed to judge an account: never a pass. */
    void failed(AccountState account, String rule, String how) {
        int inARow = account.countFault(rule);
        stripe.quarantine().countFault(rule);
        stripe.publish(new Decision.RuleChanged(stripe.now(), account.id, rule, Decision.Change.FAULTED, how));
        if (inARow >= stripe.engineSettings().faultLimit()) {
            boolean forAll = stripe.quarantine().add(rule, account.id);
            String note = inARow + " faults in a row" + (forAll ? ", now for all accounts" : "");
            stripe.publish(new Decision.RuleChanged(
                    stripe.now(), forAll ? null : account.id, rule, Decision.Change.QUARANTINED, note));
        }
        stripe.requirements().check(account);
    }

    /** A rule never returned: it is not asked any more, for no account. */
    void neverReturned(String rule) {
        stripe.quarantine().countFault(rule);
        String note = "has not returned after 1 s";
        stripe.publish(new Decision.RuleChanged(stripe.now(), null, rule, Decision.Change.FAULTED, note));
        stripe.quarantine().addForAll(rule);
        stripe.publish(new Decision.RuleChanged(
                stripe.now(), null, rule, Decision.Change.QUARANTINED, note + ", now for all accounts"));
        stripe.checkRequirements();
    }

    /** A rule judged an account. */
    void passed(AccountState account, String rule) {
        if (account.forgetFaults(rule)) {
            stripe.requirements().check(account);
        }
    }
}
