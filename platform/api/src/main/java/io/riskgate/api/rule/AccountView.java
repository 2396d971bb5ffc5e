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

    /** Trades in {@code (now - window, now]}; partial fills of one order count once, the platform's own never. */
    int tradesWithin(Duration window);

    /** Realized P&amp;L in dollars of all fills of {@code orderId} so far; zero for an order without any. */
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

        /** Trades; partial fills of one order count once, the platform's own never. */
        int tradeCount();

        /** Whether the realized P&amp;L left the range of numbers: then every money limit is broken. */
        boolean outOfRange();
    }
}
