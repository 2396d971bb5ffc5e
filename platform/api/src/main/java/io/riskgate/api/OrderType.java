package io.riskgate.api;

/** The type of an order. */
public enum OrderType {
    /** At the market. */
    MARKET,

    /** At a limit price or better. */
    LIMIT,

    /** At the market once the stop price trades. */
    STOP,

    /** At a limit price once the stop price trades. */
    STOP_LIMIT,

    /** At the market once the price falls back by a trail. */
    TRAILING_STOP
}
