package io.riskgate.api.event;

import java.time.Instant;
import java.util.List;

/**
 * What a fresh read of the broker returned: everything an account holds and has working. What is not listed is not
 * there.
 *
 * @param time when it was read
 * @param account the account's id
 * @param positions the open positions
 * @param orders the working orders
 * @param trades executions the broker remembers, oldest first
 * @param canTrade whether the account may trade, or null if the broker did not say
 */
public record BookSnapshot(
        Instant time,
        String account,
        List<PositionUpdate> positions,
        List<OrderUpdate> orders,
        List<TradeUpdate> trades,
        Boolean canTrade)
        implements BrokerEvent {
    /** Checks the fields and copies the lists. */
    public BookSnapshot {
        Check.time(time);
        Check.name("account", account);
        positions = List.copyOf(positions);
        orders = List.copyOf(orders);
        trades = List.copyOf(trades);
    }
}
