package io.riskgate.api.event;

import io.riskgate.api.Decimal;
import io.riskgate.api.PositionSide;
import java.time.Instant;

/**
 * What an account now holds of one contract: absolute, not a change.
 *
 * @param time when the broker said it
 * @param account the account's id
 * @param contract the contract
 * @param side long, short or flat
 * @param quantity contracts without sign, 0 to 1,000,000; 0 means flat whatever the side
 * @param averagePrice the average entry price; may be null only when flat
 */
public record PositionUpdate(
        Instant time, String account, String contract, PositionSide side, int quantity, Decimal averagePrice)
        implements BrokerEvent {
    /** Checks the fields; a quantity of zero or the side FLAT makes the position flat. */
    public PositionUpdate {
        Check.time(time);
        Check.name("account", account);
        Check.name("contract", contract);
        Check.present("side", side);
        Check.quantity("quantity", quantity);
        Check.inRange("averagePrice", averagePrice);
        if (side == PositionSide.FLAT && quantity != 0) {
            throw new IllegalArgumentException("quantity must be 0 when side is FLAT, was " + quantity);
        }
        if (side != PositionSide.FLAT) {
            Check.present("averagePrice", averagePrice);
        }
        if (quantity == 0) {
            side = PositionSide.FLAT;
            averagePrice = null;
        }
    }

    /** Contracts with sign: positive long, negative short, 0 flat. */
    public int signedQuantity() {
        return side == PositionSide.SHORT ? -quantity : quantity;
    }
}
