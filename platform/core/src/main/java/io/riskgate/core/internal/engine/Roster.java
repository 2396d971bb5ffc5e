package io.riskgate.core.internal.engine;

import io.riskgate.api.event.BookSnapshot;
import io.riskgate.api.event.BrokerEvent;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** The accounts of a stripe: takes new and restored ones on, and has the broker read what is not known of them. */
final class Roster {
    private final TreeMap<String, AccountState> accounts = new TreeMap<>(CodePoints.ORDER);
    private final Map<String, AccountState> byId = new HashMap<>();
    private final Stripe stripe;

    /** Why every account is locked, those to come too, or null. */
    private String doubt;

    Roster(Stripe stripe) {
        this.stripe = stripe;
    }

    /** All accounts, by id. */
    Collection<AccountState> all() {
        return accounts.values();
    }

    /** The account if it is known, else null. */
    AccountState known(String account) {
        return byId.get(account);
    }

    /** Locks every account from now on, those to come too; before the first is taken on. */
    void doubt(String reason) {
        doubt = reason;
    }

    /** Whether every account is locked because nobody knows what the store has lost. */
    boolean inDoubt() {
        return doubt != null;
    }

    /** The account that an event is about; one that nobody spoke of before is taken on, and read. */
    AccountState of(BrokerEvent event) {
        AccountState account = byId.get(event.account());
        if (account == null) {
            account = adopt(new AccountState(event.account()));
            if (!(event instanceof BookSnapshot)) {
                stripe.port().read(account);
            }
        }
        return account;
    }

    /** Has an account read that nobody spoke of yet. */
    void meet(String account) {
        if (!byId.containsKey(account)) {
            AccountState met = adopt(new AccountState(account));
            unread(met);
            stripe.port().read(met);
        }
    }

    /** Has an account read that the broker does not tell of. */
    void readAgain(String account) {
        if (byId.containsKey(account)) {
            stripe.port().read(byId.get(account));
        } else {
            meet(account);
        }
    }

    /** An account could not be read at the start. */
    void notRead(String id) {
        AccountState account = byId.containsKey(id) ? byId.get(id) : adopt(new AccountState(id));
        unread(account);
        stripe.port().read(account);
    }

    /** A read failed: it is tried again, and the gate denies the account until that succeeds. */
    void unread(AccountState account) {
        account.unread = true;
        stripe.gateChanged(account);
    }

    /** Takes an account on: a new one, or one that was restored. */
    AccountState adopt(AccountState account) {
        accounts.put(account.id, account);
        byId.put(account.id, account);
        account.met = account.day != null;
        if (account.day == null) {
            stripe.days().open(account, stripe.now());
        } else {
            stripe.agenda().add(account.day.end, Agenda.Kind.RESET, account.id);
        }
        account.positions.keySet().forEach(contract -> stripe.market().index(account, contract));
        account.intents.forEach(intent -> stripe.enforcer().calls().restored(account, intent));
        if (doubt != null) {
            account.lastIntentId = Math.max(account.lastIntentId, stripe.now().toEpochMilli());
            stripe.locks().doubt(account, doubt);
        }
        stripe.requirements().check(account);
        if (account.guardedSince != null && !account.locked() && !account.reduceOnly()) {
            stripe.guard().end(account);
        }
        return account;
    }
}
