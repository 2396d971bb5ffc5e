package io.riskgate.api.rule;

import io.riskgate.api.Decimal;
import io.riskgate.api.PositionSide;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** An open position. */
@ProviderType
public interface PositionView {
    /** Whether, and why not, a position can be valued. */
    enum Valuation {
        /** There are a price and tick data: {@link PositionView#openProfit} works. */
        VALUED,

        /** There was no price since the position opened. */
        NO_QUOTE,

        /** The last price is too old. */
        STALE,

        /** There are no tick data for the contract. */
        NO_TICK_DATA
    }

    /** The contract as the broker names it. */
    String contract();

    /** The CME root after aliases, upper-case; empty if the contract's id cannot be parsed: it matches no symbol. */
    String root();

    /** Long or short. */
    PositionSide side();

    /** Contracts, at least 1. */
    int quantity();

    /** Contracts, at least 0, that will be left once the commands under way are carried out. */
    default int remaining() {
        return quantity();
    }

    /** Contracts with sign: positive long, negative short. */
    default int signedQuantity() {
        return side() == PositionSide.SHORT ? -quantity() : quantity();
    }

    /** The average entry price. */
    Decimal averagePrice();

    /** When it opened, or reversed. */
    Instant openedAt();

    /** Since when no protective stop has been working, or empty if one is. */
    Optional<Instant> unprotectedSince();

    /** Whether it can be valued with a price at most {@code staleAfter} old. */
    Valuation valuation(Duration staleAfter);

    /** Since when there has been no newer price: the time of the last usable one, or when the position opened. */
    Instant pricedAt();

    /**
     * The last usable price.
     *
     * @throws java.util.NoSuchElementException if there is none
     */
    Decimal price();

    /**
     * Open P&amp;L in dollars at the last usable price, however old.
     *
     * @throws java.util.NoSuchElementException if there is no price or no tick data
     */
    Decimal openProfit();

    /** The best price seen since the entry: the highest for a long, the lowest for a short; empty before any. */
    Optional<Decimal> bestPrice();

    /** The tick size, or empty without tick data. */
    Optional<Decimal> tickSize();
}
