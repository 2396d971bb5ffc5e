package io.riskgate.api.event;

import io.riskgate.api.Decimal;
import io.riskgate.api.OrderSide;
import io.riskgate.api.OrderStatus;
import io.riskgate.api.OrderType;
import java.time.Instant;

/**
 * The state of one order: absolute, not a change.
 *
 * @param time when the broker said it
 * @param account the account's id
 * @param orderId the broker's id of the order
 * @param contract the contract
 * @param side buys or sells
 * @param orderType the type
 * @param status the status
 * @param quantity contracts ordered, 0 to 1,000,000
 * @param limitPrice the limit, or null
 * @param stopPrice the stop, or null
 * @param trailPrice the trail, or null
 * @param filledQuantity contracts filled so far, 0 to 1,000,000
 * @param own whether the platform itself sent it
 */
public record OrderUpdate(
        Instant time,
        String account,
        String orderId,
        String contract,
        OrderSide side,
        OrderType orderType,
        OrderStatus status,
        int quantity,
        Decimal limitPrice,
        Decimal stopPrice,
        Decimal trailPrice,
        int filledQuantity,
        boolean own)
        implements BrokerEvent {
    /** Checks the fields. */
    public OrderUpdate {
        Check.time(time);
        Check.name("account", account);
        Check.name("orderId", orderId);
        Check.name("contract", contract);
        Check.present("side", side);
        Check.present("orderType", orderType);
        Check.present("status", status);
        Check.quantity("quantity", quantity);
        Check.quantity("filledQuantity", filledQuantity);
        Check.inRange("limitPrice", limitPrice);
        Check.inRange("stopPrice", stopPrice);
        Check.inRange("trailPrice", trailPrice);
    }
}
