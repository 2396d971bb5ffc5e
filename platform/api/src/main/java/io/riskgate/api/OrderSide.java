package io.riskgate.api;

/** The side of an order or a trade. */
public enum OrderSide {
    /** Buys contracts. */
    BUY,

    /** Sells contracts. */
    SELL
}
