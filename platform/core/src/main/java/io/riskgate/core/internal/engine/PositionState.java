package io.riskgate.core.internal.engine;

import io.riskgate.api.Decimal;
import java.time.Instant;

/** An open position in the ledger. */
final class PositionState {
    final String contract;
    int quantity;
    Decimal averagePrice;
    Instant openedAt;
    Instant unprotectedSince;
    Decimal bestPrice;

    /** When the stream last told of it; null if a read or an image showed it. */
    Instant toldAt;

    /** What the position is in, looked up once per change of the instrument table. */
    Instruments.Known instrument;

    /** Where the market notes the last price of the contract itself, looked up once. */
    Market.Price ownPrice;

    /** A position that is flat. The ids of contracts are few: all accounts share them. */
    PositionState(String contract) {
        this.contract = contract.intern();
    }

    /** Contracts without sign. */
    int size() {
        return Math.abs(quantity);
    }

    /** Open P&amp;L in dollars of {@code signed} contracts at {@code price}. */
    Decimal openProfit(Decimal price, Decimal pointValue, int signed) {
        return price.minus(averagePrice).times(pointValue).times(signed);
    }
}
