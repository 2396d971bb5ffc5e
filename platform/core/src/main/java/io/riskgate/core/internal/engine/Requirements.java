package io.riskgate.core.internal.engine;

import io.riskgate.api.Severity;
import io.riskgate.api.engine.Decision;
import io.riskgate.core.internal.engine.IntentRecord.Reason;

/** Says whether every required rule is there for an account; if not it may only reduce. One per stripe. */
final class Requirements {
    private final Stripe stripe;

    Requirements(Stripe stripe) {
        this.stripe = stripe;
    }

    /** Looks whether every required rule is there for an account; if not it may only reduce. */
    void check(AccountState account) {
        String missing = null;
        String why = null;
        for (String rule : stripe.table().engine().requiredRules()) {
            String reason = stripe.swap().awaits(rule, account.id)
                    ? null
                    : stripe.table().missing(rule, account.id);
            if (reason == null && stripe.quarantine().holds(rule, account.id)) {
                reason = "it is quarantined";
            } else if (reason == null && account.faulty(rule)) {
                reason = "its last evaluation failed";
            }
            if (reason != null && missing == null) {
                missing = rule;
                why = reason;
            }
        }
        boolean before = account.reduceOnly();
        account.missingRule = missing;
        account.missingWhy = why;
        stripe.gateChanged(account);
        if (missing != null && !before) {
            if (!account.locked()) {
                stripe.guard().begin(account);
            }
            stripe.publish(new Decision.Alert(
                    stripe.now(),
                    account.id,
                    missing,
                    Severity.ERROR,
                    "REDUCE_ONLY",
                    "required rule is missing: " + why));
        } else if (missing == null && before && !account.locked()) {
            stripe.guard().end(account);
            stripe.enforcer().released(account, Reason.GUARD);
        }
    }
}
