package io.riskgate.core.internal.engine;

import io.riskgate.api.engine.Decision;
import io.riskgate.api.event.AccountUpdate;
import io.riskgate.api.event.BookSnapshot;
import io.riskgate.api.event.BrokerEvent;
import io.riskgate.api.event.ConnectionUpdate;
import io.riskgate.api.event.LedgerUpdate;
import io.riskgate.api.event.OrderUpdate;
import io.riskgate.api.event.PositionUpdate;
import io.riskgate.api.rule.Occasion;
import io.riskgate.api.rule.RiskEvent;

/** Handles what an event means for one account: the ledger always, then the pre-check, then rules or guard. */
final class AccountEvents {
    private final Stripe stripe;

    AccountEvents(Stripe stripe) {
        this.stripe = stripe;
    }

    /** Handles what an event means for one account. */
    void handle(AccountState account, BrokerEvent event) {
        if (account.parking.waiting()) {
            stripe.broadcast().park(account, event);
            return;
        }
        boolean found = !account.met && account.reduceOnly() && event instanceof BookSnapshot;
        account.met = true;
        Ledger.Effect effect = Ledger.apply(account, event);
        if (event instanceof ConnectionUpdate link && link.state() == ConnectionUpdate.State.RESTORED) {
            stripe.port().read(account);
        }
        boolean always = event instanceof BookSnapshot || event instanceof LedgerUpdate;
        if (!effect.changed && !always) {
            return;
        }
        if (effect.changed) {
            stripe.log(new Fact.Told(event));
        }
        for (int i = 0; i < effect.moves.size(); i++) {
            RiskEvent.PositionChanged moved = effect.moves.get(i);
            stripe.market().index(account, moved.contract());
            account.closed(moved.contract(), Math.max(0, Math.abs(moved.before()) - Math.abs(moved.after())));
        }
        for (int i = 0; i < effect.notices.size(); i++) {
            Ledger.Notice notice = effect.notices.get(i);
            stripe.publish(new Decision.Alert(
                    stripe.now(), account.id, null, notice.severity(), notice.code(), notice.message()));
        }
        if (event instanceof BookSnapshot && account.unread) {
            account.unread = false;
            stripe.gateChanged(account);
        }
        if (found && !account.locked()) {
            stripe.guard().renew(account);
        } else if (event instanceof BookSnapshot && account.locked() && account.guardedSince == null) {
            stripe.guard().begin(account);
        }
        boolean freed =
                account.canTrade && account.hasCondition() && stripe.locks().conditionOver(account);
        judge(account, event, effect, freed);
        stripe.afterwards(account, stripe.port().ledgerIsRead() || event instanceof BookSnapshot);
    }

    private void judge(AccountState account, BrokerEvent event, Ledger.Effect effect, boolean freed) {
        if (account.locked()) {
            boolean ownRead = event instanceof BookSnapshot && !stripe.port().ledgerIsRead();
            if (effect.changed && !ownRead) {
                stripe.publish(new Decision.Blocked(
                        stripe.now(), account.id, type(event), account.governing(), stripe.bound(account).length));
            }
        } else if (freed) {
            stripe.judge().ask(account, new RiskEvent.Asked(Occasion.LOCKOUT_ENDED), Judge.Who.ALL);
        } else if (effect.ask != null) {
            stripe.judge().ask(account, effect.ask, Judge.Who.ALL);
        }
    }

    private static String type(BrokerEvent event) {
        if (event instanceof PositionUpdate) {
            return "position";
        } else if (event instanceof OrderUpdate) {
            return "order";
        } else if (event instanceof AccountUpdate) {
            return "account";
        } else if (event instanceof ConnectionUpdate) {
            return "connection";
        } else if (event instanceof LedgerUpdate) {
            return "ledger";
        } else if (event instanceof BookSnapshot) {
            return "snapshot";
        }
        return "trade";
    }
}
