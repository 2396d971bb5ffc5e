package io.riskgate.core.internal.engine;

import io.riskgate.api.Decimal;
import io.riskgate.api.event.QuoteUpdate;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * The last usable prices, and which accounts hold what they price. One per stripe, touched by it alone; lost when the
 * process stops.
 */
final class Market {
    /** A usable price and its time. */
    static final class Price {
        /** Null until a quote had one. */
        Decimal value;

        Instant time;
    }

    private final Map<String, Price> byContract = new HashMap<>();
    private final Map<String, Price> byRoot = new HashMap<>();
    private final Map<String, Holders> holdersByRoot = new HashMap<>();
    private Instruments instruments;

    /** What is quoted, by the name it is quoted under. */
    private final Map<String, Source> sources = new HashMap<>();

    /** What the newest quote was of. */
    private Source quoted;

    /** One thing that is quoted: what is known of it, where its price is noted, and who may hold what it prices. */
    private record Source(Instruments.Known known, Price price, Holders holders) {}

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
        sources.clear();
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
        if (holds) {
            holders(root).add(account);
        } else {
            holders(root).remove(account);
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
     * @return who may hold what it prices, or null if it has no usable price
     */
    Holders quote(QuoteUpdate quote, Instant now) {
        Decimal usable = quote.usablePrice();
        if (usable == null) {
            return null;
        }
        quoted = sources.get(quote.instrument());
        if (quoted == null) {
            quoted = source(instruments.known(quote.instrument()));
            sources.put(quote.instrument(), quoted);
        }
        quoted.price.value = usable;
        quoted.price.time = now;
        return quoted.holders;
    }

    private Source source(Instruments.Known known) {
        Price price = known.byRoot() ? price(byRoot, known.root()) : price(byContract, known.contract());
        return new Source(known, price, holders(rootKey(known)));
    }

    private Holders holders(String root) {
        return holdersByRoot.computeIfAbsent(root, key -> new Holders());
    }

    private static Price price(Map<String, Price> prices, String key) {
        Price price = prices.get(key);
        if (price == null) {
            price = new Price();
            prices.put(key, price);
        }
        return price;
    }

    /** Whether the newest quote prices {@code position}. */
    boolean prices(AccountState account, PositionState position) {
        if (!quoted.known.byRoot()) {
            return own(position) == quoted.price;
        }
        return quoted.known.root().equals(known(position).root()) && price(account, position) == quoted.price;
    }

    private Price own(PositionState position) {
        if (position.ownPrice == null) {
            position.ownPrice = price(byContract, position.contract);
        }
        return position.ownPrice;
    }

    /** Whether {@code account} holds no other contract of that root, whose price could depend on this one. */
    boolean isOnlyOfRoot(AccountState account, String contract) {
        String root = instruments.known(contract).root();
        for (int i = 0; i < account.positions.size(); i++) {
            PositionState other = account.positions.valueAt(i);
            if (!other.contract.equals(contract) && known(other).root().equals(root)) {
                return false;
            }
        }
        return true;
    }

    /** The last usable price of a position, or null. */
    Price price(AccountState account, PositionState position) {
        Price own = own(position);
        if (own.value != null) {
            return own;
        }
        String root = known(position).root();
        Price shared = root.isEmpty() ? null : byRoot.get(root);
        if (shared == null) {
            return null;
        }
        return isOnlyOfRoot(account, position.contract) ? shared : null;
    }

    /** Open P&amp;L in dollars at the last usable price, or null if it is not known. */
    Decimal openProfit(AccountState account, PositionState position) {
        Price price = price(account, position);
        Decimal pointValue = known(position).pointValue();
        if (price == null || pointValue == null) {
            return null;
        }
        return position.openProfit(price.value, pointValue, position.quantity);
    }
}
