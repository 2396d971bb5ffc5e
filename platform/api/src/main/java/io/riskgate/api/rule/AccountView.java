package io.riskgate.api.rule;

import io.riskgate.api.Decimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** One account at one moment, read-only; valid only during the call that received it, and only on its thread. */
@ProviderType
public interface AccountView {
    /** The account's id. */
    String id();

    /** The moment: the only clock a rule has. */
    Instant now();

    /** The running trading day. */
    TradingDay day();

    /** The open positions by contract id. */
    List<PositionView> positions();

    /** The open position in {@code contract}, if there is one. */
    default Optional<PositionView> position(String contract) {
        for (PositionView position : positions()) {
            if (position.contract().equals(contract)) {
                return Optional.of(position);
            }
        }
        return Optional.empty();
    }

    /** The working orders by order id. */
    List<OrderView> orders();

    /**
     * Trades in {@code (now - window, now]}; a window of more than an hour counts the last hour. Partial fills of one order
     * count once, the platform's own never, a trade that was taken back still does, and so does one that a broker whose
     * clock is ahead says was made later than now.
     */
    int tradesWithin(Duration window);

    /**
     * Realized P&amp;L in dollars of the fills of {@code orderId}; zero for an order without any. A fill is remembered until
     * the end of the trading day after its own.
     */
    Decimal realizedByOrder(String orderId);

    /** Whether the broker lets the account trade; true until it says otherwise. */
    boolean canTrade();

    /** Whether the link to the broker stands. */
    boolean connected();

    /** Whether the broker accepts the credentials. */
    boolean authenticated();

    /** What this rule remembered for this account with {@link Action#remember}, or empty. */
    Optional<String> memory(String key);

    /** The trading day of an account; it begins at one reset and ends at the next. */
    @ProviderType
    interface TradingDay {
        /** The reset at which it began. */
        Instant start();

        /** The next reset: the first instant that does not belong to it. */
        Instant end();

        /** Realized P&amp;L in dollars. */
        Decimal realized();

        /** Fees in dollars; positive costs money. */
        Decimal fees();

        /** Trades; partial fills of one order count once, the platform's own never, one that was taken back still does. */
        int tradeCount();

        /**
         * Whether the realized P&amp;L left the range of numbers; it then stays at the edge of the range, and a rule with a
         * money limit must count it as broken.
         */
        boolean outOfRange();
    }
}
