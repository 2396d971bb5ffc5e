package io.riskgate.api;

/** The side of a position. */
public enum PositionSide {
    /** Contracts were bought: a rising price is a profit. */
    LONG,

    /** Contracts were sold: a falling price is a profit. */
    SHORT,

    /** No contracts are held. */
    FLAT
}
