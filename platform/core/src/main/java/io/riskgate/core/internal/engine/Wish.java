package io.riskgate.core.internal.engine;

import io.riskgate.api.Decimal;
import io.riskgate.core.internal.engine.IntentRecord.Claim;
import io.riskgate.core.internal.engine.IntentRecord.Kind;

/**
 * Something a rule or the guard wants to become true; the wishes of one event are merged into intents.
 *
 * @param kind what
 * @param contract the contract, or null
 * @param orderId the order, or null
 * @param stopPrice the stop, or null
 * @param claim who and why
 * @param guard whether the lock guard wants it
 * @param fresh whether a new violation wants it: then it is asked of the broker even where the ledger shows it done
 */
record Wish(Kind kind, String contract, String orderId, Decimal stopPrice, Claim claim, boolean guard, boolean fresh) {
    /** A wish that does not come of a new violation. */
    Wish(Kind kind, String contract, String orderId, Decimal stopPrice, Claim claim, boolean guard) {
        this(kind, contract, orderId, stopPrice, claim, guard, false);
    }

    String subject() {
        return switch (kind) {
            case CLOSE_ALL, CANCEL_ALL -> null;
            case POSITION -> contract;
            case CANCEL, MOVE -> orderId;
        };
    }
}
