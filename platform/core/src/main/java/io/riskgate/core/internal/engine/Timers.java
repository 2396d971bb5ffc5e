package io.riskgate.core.internal.engine;

import io.riskgate.api.rule.Occasion;
import io.riskgate.api.rule.RiskEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.function.Predicate;

/** Carries out what is due: ends of days and lockouts, wake-ups, seconds of a lock, calls and retries. One per stripe. */
final class Timers {
    /** How long a wake-up is put off again and again while its rule is being replaced. */
    private static final Duration WHILE_AWAY = Duration.ofMillis(100);

    private final Stripe stripe;
    private final Days days;

    /** Resets and ends of lockouts that are due by a clock that may not free anybody, in order. */
    private final ArrayDeque<Agenda.Item> waiting = new ArrayDeque<>();

    private Predicate<Instant> frees = due -> true;

    Timers(Stripe stripe, Days days) {
        this.stripe = stripe;
        this.days = days;
    }

    /** Asks {@code clock} before anything that is due frees an account. */
    void freeBy(Predicate<Instant> clock) {
        frees = clock;
    }

    /** Carries out what was due while the clock was not trusted, and now may be. */
    void fireWaiting() {
        while (!waiting.isEmpty() && frees.test(waiting.peekFirst().at())) {
            carryOut(waiting.pollFirst());
        }
    }

    private boolean mustWait(Agenda.Item item) {
        boolean mayFree = item.kind() == Agenda.Kind.RESET || item.kind() == Agenda.Kind.LOCKOUT_END;
        return mayFree && (!waiting.isEmpty() || !frees.test(item.at()));
    }

    /** Carries out one thing that is due. */
    void fire(Agenda.Item item) {
        if (mustWait(item)) {
            waiting.addLast(item);
        } else {
            carryOut(item);
        }
    }

    private void carryOut(Agenda.Item item) {
        AccountState account = stripe.known(item.account());
        if (item.kind() == Agenda.Kind.BROKER) {
            item.action().run();
        } else if (account == null) {
            return;
        } else if (account.parking.waiting()) {
            account.parking.park(() -> fire(item));
        } else if (item.intent() != 0) {
            fire(item, account, account.intent(item.intent()));
        } else {
            switch (item.kind()) {
                case RESET -> days.reset(account, item.at());
                case LOCKOUT_END -> lockoutEnd(account, item.rule());
                case JUDGEMENT -> judgement(account, item.rule());
                case WAKE_UP -> wakeUp(account, item);
                case GUARD_SECOND -> guardSecond(account);
                default -> throw new IllegalStateException("no such item without an intent: " + item.kind());
            }
        }
    }

    private void fire(Agenda.Item item, AccountState account, Intent intent) {
        if (intent != null) {
            switch (item.kind()) {
                case CALL -> stripe.enforcer().calls().call(account, intent);
                case DEADLINE -> stripe.enforcer().deadline(account, intent);
                case READ -> stripe.enforcer().calls().read(account, intent);
                case RETRY -> stripe.enforcer().retry(account, intent);
                default -> throw new IllegalStateException("no such item with an intent: " + item.kind());
            }
        }
    }

    private void lockoutEnd(AccountState account, String rule) {
        boolean before = account.lockouts.containsKey(rule);
        stripe.locks().expire(account, rule, stripe.now());
        if (before && !account.locked()) {
            stripe.agenda()
                    .addForRule(stripe.now(), Agenda.Kind.JUDGEMENT, account.id, 0, Occasion.LOCKOUT_ENDED.name());
        }
    }

    private void judgement(AccountState account, String occasion) {
        if (account.judgedAt != null && account.judgedAt.equals(stripe.now())) {
            return;
        }
        account.judgedAt = stripe.now();
        stripe.askAll(account, new RiskEvent.Asked(Occasion.valueOf(occasion)));
    }

    private void wakeUp(AccountState account, Agenda.Item item) {
        WakeUp wakeUp = account.wakeUps.get(item.rule());
        if (wakeUp == null) {
            return;
        }
        if (item.at().equals(wakeUp.pending)) {
            wakeUp.pending = null;
        }
        if (wakeUp.at == null) {
            return;
        }
        if (wakeUp.at.isAfter(item.at())) {
            schedule(account, item.rule(), item.rank(), wakeUp);
            return;
        }
        if (stripe.swap().awaits(item.rule(), account.id)) {
            wakeUp.pending = stripe.now().plus(WHILE_AWAY);
            stripe.agenda().addForRule(wakeUp.pending, Agenda.Kind.WAKE_UP, account.id, item.rank(), item.rule());
            return;
        }
        wakeUp.at = null;
        RiskEvent event = new RiskEvent.Asked(Occasion.WAKE_UP);
        if (!account.locked()) {
            stripe.judge().ask(account, event, Judge.Who.ALL, item.rule());
        } else if (!account.flat()) {
            stripe.judge().ask(account, event, Judge.Who.PROTECTING, item.rule());
        }
        stripe.enforcer().settle(account, stripe.port().ledgerIsRead());
    }

    private void guardSecond(AccountState account) {
        account.secondDue = false;
        if (account.locked() && !account.flat()) {
            stripe.judge().ask(account, new RiskEvent.Asked(Occasion.WAKE_UP), Judge.Who.PROTECTING);
            stripe.enforcer().settle(account, stripe.port().ledgerIsRead());
            protectFrom(account);
        }
    }

    /** Has the protecting rules asked at the next full second of the lock, if a position is open. */
    void protectFrom(AccountState account) {
        if (account.secondDue || !account.locked() || account.flat() || !hasProtector(account)) {
            return;
        }
        long seconds = Duration.between(account.lockedSince, stripe.now()).getSeconds() + 1;
        account.secondDue = true;
        stripe.agenda().add(account.lockedSince.plusSeconds(seconds), Agenda.Kind.GUARD_SECOND, account.id);
    }

    private boolean hasProtector(AccountState account) {
        for (RuleTable.Bound bound : stripe.bound(account)) {
            if (bound.protects) {
                return true;
            }
        }
        return false;
    }

    /** A rule wants to be woken, or no longer (null); replaces its former wake-up. */
    void wakeAt(AccountState account, RuleTable.Bound rule, Instant at) {
        wakeAt(account, rule, at, false);
    }

    /**
     * A rule wants to be woken.
     *
     * @param onlyEarlier whether its former wake-up holds unless this is earlier
     */
    void wakeAt(AccountState account, RuleTable.Bound rule, Instant at, boolean onlyEarlier) {
        WakeUp wakeUp = account.wakeUps.get(rule.rule);
        if (at == null) {
            if (wakeUp != null && !onlyEarlier) {
                wakeUp.at = null;
            }
            return;
        }
        if (wakeUp == null) {
            wakeUp = new WakeUp(null);
            account.wakeUps.put(rule.rule, wakeUp);
        }
        if (wakeUp.at != null && (at.equals(wakeUp.at) || onlyEarlier && at.isAfter(wakeUp.at))) {
            return;
        }
        wakeUp.at = at;
        schedule(account, rule.rule, rule.rank, wakeUp);
        if (wakeUp.logged == null || !wakeUp.logged.isAfter(stripe.now()) || at.isBefore(wakeUp.logged)) {
            wakeUp.logged = at;
            stripe.log(new Fact.WakeUp(account.id, rule.rule, at));
        }
    }

    /** Takes up a wake-up that was restored. */
    void takeUp(AccountState account, String rule, WakeUp wakeUp) {
        if (wakeUp.at != null) {
            wakeUp.logged = wakeUp.at;
            schedule(account, rule, stripe.rank(rule), wakeUp);
        }
    }

    /** One item of the agenda is enough: one that comes too early makes the next. */
    private void schedule(AccountState account, String rule, int rank, WakeUp wakeUp) {
        if (wakeUp.pending == null || wakeUp.at.isBefore(wakeUp.pending)) {
            wakeUp.pending = wakeUp.at;
            stripe.agenda().addForRule(wakeUp.at, Agenda.Kind.WAKE_UP, account.id, rank, rule);
        }
    }
}
