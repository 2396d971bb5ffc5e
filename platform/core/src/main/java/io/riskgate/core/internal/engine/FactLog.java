package io.riskgate.core.internal.engine;

/** Where facts go. */
interface FactLog {
    /** Hands over a fact; returns at once. */
    void append(Fact fact);

    /**
     * Goes on with {@code next} on the account's stripe once everything appended so far for {@code account} is durable,
     * or cannot be made durable in time. At once if durability takes no time; else {@link AccountState#waiting} is true
     * meanwhile, and the account's further events are to be parked.
     */
    void whenDurable(AccountState account, Runnable next);
}
