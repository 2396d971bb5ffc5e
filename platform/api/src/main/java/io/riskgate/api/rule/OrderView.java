package io.riskgate.api.rule;

import io.riskgate.api.Decimal;
import io.riskgate.api.OrderSide;
import io.riskgate.api.OrderType;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** A working order. */
@ProviderType
public interface OrderView {
    /** The broker's id. */
    String orderId();

    /** The contract as the broker names it. */
    String contract();

    /** The CME root after aliases, upper-case; empty if the contract's id cannot be parsed. */
    String root();

    /** Buys or sells. */
    OrderSide side();

    /** The type. */
    OrderType type();

    /** Contracts not filled yet. */
    int quantityLeft();

    /** The limit price. */
    Optional<Decimal> limitPrice();

    /** The stop price. */
    Optional<Decimal> stopPrice();

    /** Whether it protects the position in its contract: a stop on the other side with a price. */
    boolean protective();

    /** Whether it could open or enlarge a position: no position, the position's side, or more than the position. */
    boolean couldOpen();
}
