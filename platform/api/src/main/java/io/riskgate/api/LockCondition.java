package io.riskgate.api;

/** A condition of the platform while which an account can be locked; the platform alone ends such a lockout. */
public enum LockCondition {
    /** The last account state of the broker had {@code canTrade} false. */
    TRADING_DISABLED
}
