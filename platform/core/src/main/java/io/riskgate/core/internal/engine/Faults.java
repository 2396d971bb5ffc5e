package io.riskgate.core.internal.engine;

import io.riskgate.api.engine.Decision;

/** Counts the faults of rules, quarantines those that fail again and again. One per stripe. */
final class Faults {
    private final Stripe stripe;

    Faults(Stripe stripe) {
        this.stripe = stripe;
    }

    /** What a rule threw, for people; a rule may throw what cannot even be printed. */
    static String threw(Throwable failure) {
        try {
            return "threw " + failure;
        } catch (Throwable e) {
            return "threw " + failure.getClass().getName();
        }
    }

    /** At most as much of a text as a text may have. */
    static String shortened(String text) {
        if (text.length() <= Nonsense.MAX_TEXT) {
            return text;
        }
        int end = Nonsense.MAX_TEXT - 1;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
    }

    /** Another version of a rule, or other settings, begin without the faults of those before. */
    void forget(String rule) {
        stripe.accounts().forEach(account -> account.forgetFaults(rule));
    }

    /** A rule failed to judge an account: never a pass. */
    void failed(AccountState account, String rule, String why) {
        String how = shortened(why);
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
