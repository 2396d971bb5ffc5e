package io.riskgate.core.internal.engine;

import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What the broker's book holds and the ledger of an account has not seen yet; empty but while the events of a call
 * arrive.
 */
final class BookLead {
    private Map<String, Integer> quantities = Collections.emptyMap();

    /** Orders that left the book though the ledger still shows them. */
    private Set<String> gone = Collections.emptySet();

    /** Contracts with sign that the book has, or null if that is what the ledger shows. */
    Integer quantity(String contract) {
        return quantities.isEmpty() ? null : quantities.get(contract);
    }

    /** Whether the book is flat wherever it is ahead. */
    boolean flat() {
        for (int quantity : quantities.values()) {
            if (quantity != 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether an order left the book. */
    boolean isGone(String orderId) {
        return !gone.isEmpty() && gone.contains(orderId);
    }

    /** The book has {@code quantity} of a contract, with sign. */
    void booked(String contract, int quantity) {
        quantities = quantities.isEmpty() ? new ArrayMap<>() : quantities;
        quantities.put(contract, quantity);
    }

    /** The ledger has seen what the book has of a contract. */
    void caughtUp(String contract) {
        if (!quantities.isEmpty()) {
            quantities.remove(contract);
        }
    }

    /** An order left the book. */
    void gone(String orderId) {
        gone = gone.isEmpty() ? new HashSet<>() : gone;
        gone.add(orderId);
    }

    /** The ledger has seen what became of an order. */
    void notGone(String orderId) {
        if (!gone.isEmpty()) {
            gone.remove(orderId);
        }
    }

    /** The ledger has seen all that the book has. */
    void caughtUp() {
        quantities = Collections.emptyMap();
        gone = Collections.emptySet();
    }
}
