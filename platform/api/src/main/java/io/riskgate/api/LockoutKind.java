package io.riskgate.api;

/** Why an account is locked, which also says how it gets free. */
public enum LockoutKind {
    /** A limit of the day is broken. */
    HARD,

    /** A pause. */
    COOLDOWN,

    /** Outside the trading session. */
    SESSION,

    /** While a condition holds; it has no end in time. */
    CONDITION,

    /** Damage of the store left open whether the account is locked; it has no end in time. Rules never set it. */
    UNKNOWN
}
