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

    /** A rule judged an account. */
    void passed(AccountState account, String rule) {
        if (account.forgetFaults(rule)) {
            stripe.requirements().check(account);
        }
    }
}
