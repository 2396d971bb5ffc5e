package io.riskgate.core.internal.engine;

import io.riskgate.api.Decimal;
import io.riskgate.api.event.QuoteUpdate;
import io.riskgate.api.rule.RiskEvent;
import java.util.function.Consumer;

/** Values positions by the quotes that come. One per stripe. */
final class Quotes {
    private final Stripe stripe;
    private final Consumer<AccountState> valuing = this::value;

    Quotes(Stripe stripe) {
        this.stripe = stripe;
    }

    /** Values what it reaches, and asks the rules. */
    void quote(QuoteUpdate quote) {
        Holders holders = stripe.market().quote(quote, stripe.now());
        if (holders != null) {
            holders.forEach(valuing);
        }
    }

    private void value(AccountState account) {
        if (stripe.swap().skips(account.id)) {
            return;
        }
        PositionState priced = null;
        for (int i = 0; i < account.positions.size(); i++) {
            PositionState position = account.positions.valueAt(i);
            if (stripe.market().prices(account, position)) {
                best(account, position);
                priced = position;
            }
        }
        if (priced != null && !account.locked()) {
            String contract = priced.contract;
            if (account.parking.waiting()) {
                account.parking.parkEvent(() -> moved(account, contract));
            } else {
                moved(account, contract);
            }
        }
    }

    private void moved(AccountState account, String contract) {
        if (!account.locked()) {
            stripe.judge().ask(account, new RiskEvent.PriceMoved(contract), Judge.Who.ALL);
            if (!account.intents.isEmpty() || !account.episodes.isEmpty()) {
                stripe.enforcer().settle(account, stripe.port().ledgerIsRead());
            }
        }
    }

    private void best(AccountState account, PositionState position) {
        Decimal price = stripe.market().price(account, position).value;
        Decimal best = position.bestPrice;
        if (best == null || (position.quantity > 0 ? price.isAbove(best) : price.isBelow(best))) {
            position.bestPrice = price;
            stripe.log(new Fact.BestPrice(account.id, position.contract, price));
        }
    }
}
