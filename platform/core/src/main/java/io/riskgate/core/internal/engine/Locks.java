package io.riskgate.core.internal.engine;

import io.riskgate.api.LockoutKind;
import io.riskgate.api.Severity;
import io.riskgate.api.engine.Decision;
import io.riskgate.api.engine.Lockout;
import io.riskgate.api.rule.Action;
import io.riskgate.core.internal.engine.IntentRecord.Reason;
import java.time.Instant;
import java.util.List;

/** Sets, lengthens and ends lockouts. There is no way to shorten one. */
final class Locks {
    /** What stands for a rule in a lockout that no rule set. */
    private static final String DOUBT = "riskgate.store";

    private final Stripe stripe;

    Locks(Stripe stripe) {
        this.stripe = stripe;
    }

    /**
     * Sets a lockout, or lengthens the one the rule has.
     *
     * @param onlyLonger whether it counts only if it ends later than the governing one
     * @param announcements what is to be published once it is durable
     */
    void set(
            AccountState account,
            String rule,
            Action.Lock lock,
            String reason,
            boolean onlyLonger,
            List<Decision> announcements) {
        Instant now = stripe.now();
        Instant end = lock.untilReset() ? account.day.end : lock.until();
        Lockout before = account.lockouts.get(AccountState.key(rule, end == null));
        Instant begun = before == null ? now : before.createdAt();
        Instant latest = begun.plus(stripe.engineSettings().longestLockout());
        boolean cut = end != null && end.isAfter(latest);
        Lockout lockout = new Lockout(
                account.id, rule, lock.kind(), begun, cut ? latest : end, lock.untilReset() && !cut, reason);
        if (before != null && !lockout.endsAfter(before)) {
            return;
        }
        Lockout governing = account.governing();
        if (onlyLonger && governing != null && !lockout.endsAfter(governing)) {
            return;
        }
        account.put(lockout);
        if (account.lockedSince == null) {
            account.lockedSince = now;
        }
        stripe.log(new Fact.LockoutSet(lockout));
        if (lockout.end() != null) {
            stripe.agenda().addForRule(lockout.end(), Agenda.Kind.LOCKOUT_END, account.id, stripe.rank(rule), rule);
        }
        announcements.add(new Decision.Locked(now, lockout));
        if (cut) {
            String message = "Lockout until " + end + " was cut to the longest allowed, until " + latest;
            announcements.add(new Decision.Alert(now, account.id, rule, Severity.WARNING, "LOCKOUT_CUT", message));
        }
        stripe.guard().begin(account);
        stripe.timers().protectFrom(account);
        stripe.gateChanged(account);
    }

    /** Ends the lockout of {@code rule} if its time has come. */
    void expire(AccountState account, String rule, Instant now) {
        Lockout lockout = account.lockouts.get(rule);
        if (lockout != null && !lockout.isActive(now)) {
            end(account, lockout, lockout.untilReset() ? Decision.Cause.RESET : Decision.Cause.EXPIRED);
        }
    }

    /** Ends the lockouts that waited for trading to be enabled; returns whether there were any. */
    boolean conditionOver(AccountState account) {
        boolean any = false;
        for (Lockout lockout : List.copyOf(account.lockouts.values())) {
            if (lockout.kind() == LockoutKind.CONDITION && lockout.end() == null) {
                end(account, lockout, Decision.Cause.CONDITION);
                any = true;
            }
        }
        return any;
    }

    /**
     * Locks an account of which damage of the store left open whether it is locked. It is held to what the broker's
     * next read shows, or to an earlier ceiling.
     *
     * @param reason what is damaged, and the way out
     */
    void doubt(AccountState account, String reason) {
        String key = AccountState.key(DOUBT, true);
        Lockout before = account.lockouts.get(key);
        Instant since = before == null ? stripe.now() : before.createdAt();
        Lockout lockout = new Lockout(account.id, DOUBT, LockoutKind.UNKNOWN, since, null, false, reason);
        if (lockout.equals(before)) {
            return;
        }
        account.put(lockout);
        if (account.lockedSince == null) {
            account.lockedSince = since;
        }
        stripe.log(new Fact.LockoutSet(lockout));
        stripe.gateChanged(account);
        stripe.publish(new Decision.Locked(stripe.now(), lockout));
    }

    /** Ends the lockout of an account of which nothing is missing any more. */
    void doubtOver(AccountState account) {
        Lockout lockout = account.lockouts.get(AccountState.key(DOUBT, true));
        if (lockout != null) {
            end(account, lockout, Decision.Cause.CONDITION);
        }
    }

    private void end(AccountState account, Lockout lockout, Decision.Cause cause) {
        account.lockouts.remove(AccountState.key(lockout));
        stripe.gateChanged(account);
        stripe.log(new Fact.LockoutOver(account.id, AccountState.key(lockout), stripe.now()));
        stripe.publish(new Decision.LockoutEnded(stripe.now(), account.id, lockout.rule(), cause));
        for (Episode episode : List.copyOf(account.episodes.values())) {
            if (episode.key.rule().equals(lockout.rule()) && !account.lockedBy(lockout.rule())) {
                stripe.enforcer().end(account, episode);
            }
        }
        if (account.locked()) {
            return;
        }
        account.lockedSince = null;
        if (account.reduceOnly()) {
            stripe.guard().renew(account);
            stripe.enforcer().released(account, Reason.LOCK);
        } else {
            stripe.guard().end(account);
            stripe.enforcer().released(account, Reason.LOCK, Reason.GUARD);
        }
    }
}
