package io.riskgate.api.event;

import io.riskgate.api.Decimal;
import io.riskgate.api.OrderSide;
import java.time.Instant;

/**
 * One execution.
 *
 * @param time when the broker said it
 * @param account the account's id
 * @param tradeId the broker's id of the execution; the same id may come again
 * @param contract the contract
 * @param side bought or sold
 * @param quantity contracts, 0 to 1,000,000
 * @param price the price of the execution
 * @param profitAndLoss realized profit (positive) or loss (negative) in dollars, or null for an opening half-turn
 * @param fees fees in dollars, positive costs money, or null
 * @param orderId the order it filled, or null
 * @param voided whether the broker takes the execution back
 * @param executedAt when it was executed
 * @param own whether the order was sent by the platform itself
 */
public record TradeUpdate(
        Instant time,
        String account,
        String tradeId,
        String contract,
        OrderSide side,
        int quantity,
        Decimal price,
        Decimal profitAndLoss,
        Decimal fees,
        String orderId,
        boolean voided,
        Instant executedAt,
        boolean own)
        implements BrokerEvent {
    /** Checks the fields. */
    public TradeUpdate {
        Check.time(time);
        Check.name("account", account);
        Check.name("tradeId", tradeId);
        Check.name("contract", contract);
        Check.present("side", side);
        Check.quantity("quantity", quantity);
        Check.present("price", price);
        Check.inRange("price", price);
        Check.inRange("profitAndLoss", profitAndLoss);
        Check.inRange("fees", fees);
        Check.text("orderId", orderId);
        Check.present("executedAt", executedAt);
    }
}
