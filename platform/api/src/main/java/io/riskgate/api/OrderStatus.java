package io.riskgate.api;

/** The status of an order at the broker. */
public enum OrderStatus {
    /** In the market. */
    WORKING,

    /** Accepted, not in the market yet. */
    PENDING,

    /** Filled completely. */
    FILLED,

    /** Cancelled. */
    CANCELLED,

    /** Expired. */
    EXPIRED,

    /** Rejected by the broker or the exchange. */
    REJECTED;

    /** Whether an order in this status can still be filled. */
    public boolean isWorking() {
        return this == WORKING || this == PENDING;
    }
}
