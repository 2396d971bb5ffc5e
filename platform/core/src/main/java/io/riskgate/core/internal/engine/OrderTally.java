package io.riskgate.core.internal.engine;

import io.riskgate.api.Decimal;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What the fills of each order of an account came to, since the beginning of the day before. */
final class OrderTally {
    /** Orders whose first fill was counted. */
    private Set<String> counted = Collections.emptySet();

    private Map<String, Decimal> realized = Collections.emptyMap();

    /** Whether the first fill of an order was counted. */
    boolean counted(String orderId) {
        return counted.contains(orderId);
    }

    /** Counts the first fill of an order. */
    void count(String orderId) {
        counted = counted.isEmpty() ? new HashSet<>() : counted;
        counted.add(orderId);
    }

    /** Realized P&amp;L of an order. */
    Decimal realizedBy(String orderId) {
        return realized.getOrDefault(orderId, Decimal.ZERO);
    }

    /** Adds to the realized P&amp;L of an order. */
    void realize(String orderId, Decimal profit) {
        realized = realized.isEmpty() ? new HashMap<>() : realized;
        realized.merge(orderId, profit, Decimal::plus);
    }

    /** Forgets all orders. */
    void clear() {
        counted = Collections.emptySet();
        realized = Collections.emptyMap();
    }
}
