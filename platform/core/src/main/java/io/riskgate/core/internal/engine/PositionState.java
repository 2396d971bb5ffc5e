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

    /** What the position is in, looked up once per change of the instrument table. */
    Instruments.Known instrument;

    PositionState(String contract) {
        this.contract = contract;
    }

    /** Contracts without sign. */
    int size() {
        return Math.abs(quantity);
    }
}
