package io.riskgate.core.internal.engine;

import io.riskgate.api.engine.Decision;
import io.riskgate.api.engine.Lockout;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Goes on after a start with what was restored. One per stripe. */
final class Resumption {
    private final Stripe stripe;

    Resumption(Stripe stripe) {
        this.stripe = stripe;
    }

    /**
     * After a start: takes the restored accounts on, publishes the lockouts that were restored, closes days that ended
     * meanwhile and ends lockouts that ended meanwhile.
     *
     * @param doubted whether the store is damaged
     */
    void from(Collection<AccountState> restored, Instant time, boolean doubted) {
        stripe.market().lostUntil(time);
        restored.forEach(stripe.roster()::adopt);
        for (AccountState account : stripe.accounts()) {
            byRule(account).stream()
                    .filter(lockout -> lockout.isActive(time))
                    .forEach(lockout -> stripe.publish(new Decision.Restored(time, lockout)));
        }
        for (AccountState account : stripe.accounts()) {
            while (!account.day.end.isAfter(time)) {
                stripe.days().reset(account, account.day.end);
            }
            stripe.days().move(account);
            account.connected = true;
            account.authenticated = true;
        }
        if (!doubted) {
            stripe.accounts().forEach(stripe.locks()::doubtOver);
        }
        for (AccountState account : stripe.accounts()) {
            for (Lockout lockout : byRule(account)) {
                account.lockedSince =
                        account.lockedSince == null || lockout.createdAt().isBefore(account.lockedSince)
                                ? lockout.createdAt()
                                : account.lockedSince;
                if (!lockout.isActive(time)) {
                    stripe.locks().expire(account, lockout.rule(), time);
                } else if (lockout.end() != null) {
                    stripe.agenda()
                            .addForRule(
                                    lockout.end(),
                                    Agenda.Kind.LOCKOUT_END,
                                    account.id,
                                    stripe.rank(lockout.rule()),
                                    lockout.rule());
                }
            }
        }
    }

    private List<Lockout> byRule(AccountState account) {
        return account.lockouts.values().stream()
                .sorted(Comparator.comparingInt(lockout -> stripe.rank(lockout.rule())))
                .toList();
    }

    /** After the read at the start: takes up the wake-ups and calls that were under way. */
    void takeUp() {
        for (AccountState account : stripe.accounts()) {
            account.wakeUps.forEach((rule, wakeUp) -> stripe.timers().takeUp(account, rule, wakeUp));
            List.copyOf(account.intents)
                    .forEach(intent -> stripe.enforcer().calls().takeUp(account, intent));
            stripe.timers().protectFrom(account);
        }
    }
}
