package io.riskgate.core.internal.engine;

import io.riskgate.api.rule.Occasion;
import io.riskgate.api.rule.RiskEvent;
import java.time.Duration;
import java.time.Instant;

/** Carries out what is due: ends of days and lockouts, wake-ups, seconds of a lock, calls and retries. One per stripe. */
final class Timers {
    /** How long a wake-up is put off again and again while its rule is being replaced. */
    private static final Duration WHILE_AWAY = Duration.ofMillis(100);

    private final Stripe stripe;
    private final Days days;

    Timers(Stripe stripe, Days days) {
        this.stripe = stripe;
        this.days = days;
    }

    /** Carries out one thing that is due. */
    void fire(Agenda.Item item) {
        AccountState account = stripe.known(item.account());
        if (item.kind() == Agenda.Kind.BROKER) {
            item.action().run();
        } else if (account == null) {
            return;
        } else if (account.waiting()) {
            account.park(() -> fire(item));
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
        if (!item.at().equals(account.wakeUps.get(item.rule())) && !overdue(account, item)) {
            return;
        }
        if (stripe.swap().awaits(item.rule())) {
            Instant later = stripe.now().plus(WHILE_AWAY);
            stripe.agenda().addForRule(later, Agenda.Kind.WAKE_UP, account.id, item.rank(), item.rule());
            return;
        }
        account.wakeUps.remove(item.rule());
        RiskEvent event = new RiskEvent.Asked(Occasion.WAKE_UP);
        if (!account.locked()) {
            stripe.judge().ask(account, event, Judge.Who.ALL, item.rule());
        } else if (!account.flat()) {
            stripe.judge().ask(account, event, Judge.Who.PROTECTING, item.rule());
        }
        stripe.enforcer().settle(account, stripe.port().ledgerIsRead());
    }

    private boolean overdue(AccountState account, Agenda.Item item) {
        Instant wanted = account.wakeUps.get(item.rule());
        return wanted != null && wanted.isBefore(item.at());
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
        Instant logged = account.loggedWakeUps.get(rule.rule);
        if (at == null) {
            account.wakeUps.remove(rule.rule);
            return;
        }
        if (at.equals(account.wakeUps.put(rule.rule, at))) {
            return;
        }
        stripe.agenda().addForRule(at, Agenda.Kind.WAKE_UP, account.id, rule.rank, rule.rule);
        if (logged == null || !logged.isAfter(stripe.now()) || at.isBefore(logged)) {
            account.loggedWakeUps.put(rule.rule, at);
            stripe.log(new Fact.WakeUp(account.id, rule.rule, at));
        }
    }
}
