package io.riskgate.core.internal.engine;

import io.riskgate.api.Decimal;
import io.riskgate.api.event.QuoteUpdate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The last usable prices, and which accounts hold what they price. One per stripe, touched by it alone; lost when the
 * process stops.
 */
final class Market {
    /** A usable price and its time. */
    static final class Price {
        Decimal value;
        Instant time;
    }

    private final Map<String, Price> byContract = new HashMap<>();
    private final Map<String, Price> byRoot = new HashMap<>();
    private final Map<String, TreeMap<String, AccountState>> holdersByRoot = new HashMap<>();
    private Instruments instruments;
    private Instant lostUntil = Instant.EPOCH;

    Market(Instruments instruments) {
        this.instruments = instruments;
    }

    Instruments instruments() {
        return instruments;
    }

    /** Notes that what was quoted before {@code start} is not known. */
    void lostUntil(Instant start) {
        lostUntil = start;
    }

    /** Since when a price could be known: the last one's time, else the later of the opening and the start. */
    Instant pricedAt(AccountState account, PositionState position) {
        Price price = price(account, position);
        Instant opened = position.openedAt.isBefore(lostUntil) ? lostUntil : position.openedAt;
        return price == null || price.time.isBefore(opened) ? opened : price.time;
    }

    /** Takes another table; the accounts must be {@link #index}ed again. */
    void use(Instruments table) {
        instruments = table;
        holdersByRoot.clear();
    }

    /** Notes whether {@code account} holds positions of the root of {@code contract}. */
    void index(AccountState account, String contract) {
        String root = rootKey(instruments.known(contract));
        boolean holds = false;
        for (PositionState position : account.positions.values()) {
            if (rootKey(known(position)).equals(root)) {
                holds = true;
                break;
            }
        }
        TreeMap<String, AccountState> holders = holdersByRoot.get(root);
        if (holds) {
            if (holders == null) {
                holders = new TreeMap<>(CodePoints.ORDER);
                holdersByRoot.put(root, holders);
            }
            holders.put(account.id, account);
        } else if (holders != null) {
            holders.remove(account.id);
        }
    }

    private static String rootKey(Instruments.Known known) {
        return known.root().isEmpty() ? known.contract() : known.root();
    }

    Instruments.Known known(PositionState position) {
        if (position.instrument == null) {
            position.instrument = instruments.known(position.contract);
        }
        return position.instrument;
    }

    /**
     * Takes a quote.
     *
     * @return the accounts that may hold what it prices, by id; empty if the quote has no usable price
     */
    List<AccountState> quote(QuoteUpdate quote, Instant now) {
        Decimal usable = quote.usablePrice();
        if (usable == null) {
            return List.of();
        }
        Instruments.Known known = instruments.known(quote.instrument());
        Price price = known.byRoot()
                ? byRoot.computeIfAbsent(known.root(), key -> new Price())
                : byContract.computeIfAbsent(known.contract(), key -> new Price());
        price.value = usable;
        price.time = now;
        TreeMap<String, AccountState> holders = holdersByRoot.get(rootKey(known));
        return holders == null ? List.of() : new ArrayList<>(holders.values());
    }

    /** Whether the newest quote of {@code instrument} prices {@code position}. */
    boolean prices(QuoteUpdate quote, AccountState account, PositionState position) {
        Instruments.Known quoted = instruments.known(quote.instrument());
        if (!quoted.byRoot()) {
            return position.contract.equals(quoted.contract());
        }
        return quoted.root().equals(known(position).root()) && byRoot.get(quoted.root()) == price(account, position);
    }

    /** The last usable price of a position, or null. */
    Price price(AccountState account, PositionState position) {
        Price own = byContract.get(position.contract);
        if (own != null) {
            return own;
        }
        String root = known(position).root();
        Price shared = root.isEmpty() ? null : byRoot.get(root);
        if (shared == null) {
            return null;
        }
        for (PositionState other : account.positions.values()) {
            if (other != position && known(other).root().equals(root)) {
                return null;
            }
        }
        return shared;
    }

    /** Open P&amp;L in dollars at the last usable price, or null if it is not known. */
    Decimal openProfit(AccountState account, PositionState position) {
        Price price = price(account, position);
        Decimal pointValue = known(position).pointValue();
        if (price == null || pointValue == null) {
            return null;
        }
        return price.value.minus(position.averagePrice).times(pointValue).times(position.quantity);
    }
}
