package io.riskgate.api.broker;

import io.riskgate.api.Decimal;

/** One call to a broker. */
public sealed interface BrokerCommand {
    /** The account. */
    String account();

    /** A key unique to this call, for brokers that take one: a repeated key must not be carried out twice. */
    String key();

    /**
     * Closes contracts of one position at the market; never more than are open, whatever {@code quantity} says.
     *
     * @param account the account
     * @param key unique to this call
     * @param contract the contract
     * @param quantity contracts to close, at least 1
     */
    record ClosePosition(String account, String key, String contract, int quantity) implements BrokerCommand {}

    /**
     * Cancels one order.
     *
     * @param account the account
     * @param key unique to this call
     * @param contract the contract of the order
     * @param orderId the order
     */
    record CancelOrder(String account, String key, String contract, String orderId) implements BrokerCommand {}

    /**
     * Moves the stop price of one order.
     *
     * @param account the account
     * @param key unique to this call
     * @param contract the contract of the order
     * @param orderId the order
     * @param stopPrice the new stop price
     */
    record MoveStop(String account, String key, String contract, String orderId, Decimal stopPrice)
            implements BrokerCommand {}
}
