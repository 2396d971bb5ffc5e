package io.riskgate.core.internal.engine;

import io.riskgate.api.event.BrokerEvent;
import io.riskgate.api.event.ConnectionUpdate;
import io.riskgate.api.rule.Action;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** An event that concerns all accounts: handled for each, alerted to once. One per stripe. */
final class Broadcast {
    private final Stripe stripe;

    /** Alerts of the event that is being handled; null outside such an event. */
    private Set<String> said;

    Broadcast(Stripe stripe) {
        this.stripe = stripe;
    }

    /**
     * Handles an event that concerns all accounts.
     *
     * @param alerts the alerts of the event so far, shared with the other stripes that handle it
     * @param askNobody whether rules are asked though there is no account
     */
    void handle(ConnectionUpdate event, Set<String> alerts, boolean askNobody) {
        during(alerts, () -> {
            for (AccountState account : List.copyOf(stripe.accounts())) {
                if (!stripe.swap().skips(account.id)) {
                    stripe.events()
                            .handle(
                                    account,
                                    new ConnectionUpdate(event.time(), account.id, event.state(), event.reason()));
                }
            }
            if (askNobody && stripe.accounts().isEmpty()) {
                askNobody(event);
            }
        });
    }

    /** Has one account's part of the event handled later. */
    void park(AccountState account, BrokerEvent event) {
        Set<String> alerts = said;
        account.parking.parkEvent(() -> during(alerts, () -> stripe.events().handle(account, event)));
    }

    private void during(Set<String> alerts, Runnable task) {
        said = alerts;
        try {
            task.run();
        } catch (Watch.Abandoned e) {
            throw e;
        } catch (RuntimeException | Error e) {
            said = null;
            throw e;
        }
        said = null;
    }

    /** The event that was being handled is not, or begins anew. */
    void forget() {
        said = null;
    }

    private void askNobody(BrokerEvent event) {
        AccountState nobody = new AccountState("");
        TradingCalendars.Calendar calendar = stripe.calendars().of("");
        Instant end = calendar.nextReset(stripe.now());
        nobody.day = new DayState(calendar.dateOf(end), calendar.lastReset(stripe.now()), end);
        Ledger.Effect effect = Ledger.apply(nobody, event);
        if (effect.changed) {
            stripe.judge().ask(nobody, effect.ask, Judge.Who.ALL);
        }
    }

    /** Whether such an event is being handled. */
    boolean underWay() {
        return said != null;
    }

    /** Whether the event being handled was alerted to so before; from now on it was. */
    boolean alreadySaid(String rule, Action.Alert alert) {
        return said != null && !said.add(rule + "\n" + alert.code());
    }
}
