package io.riskgate.broker.paper.internal;

import io.riskgate.api.Decimal;
import io.riskgate.api.broker.Instruments;
import io.riskgate.api.event.PositionUpdate;
import io.riskgate.api.event.QuoteUpdate;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The last usable prices. A quote under the very name of a contract is the contract's own; one by symbol or plain root
 * prices the contracts of that root, but only in an account all of whose positions of that root are of one expiry and
 * where none of them ever had a quote of its own.
 */
final class Prices {
    private final Instruments instruments;

    /** Every name that was quoted, usable or not. */
    private final Set<String> quoted = new HashSet<>();

    /** By contract, symbol or root as quoted. */
    private final Map<String, Decimal> byName = new HashMap<>();

    /** By root, from quotes that name no expiry. */
    private final Map<String, Decimal> byRoot = new HashMap<>();

    Prices(Instruments instruments) {
        this.instruments = instruments;
    }

    void observe(QuoteUpdate quote) {
        String name = quote.instrument();
        quoted.add(name);
        Decimal price = quote.usablePrice();
        if (price != null) {
            byName.put(name, price);
            if (!isContractId(name)) {
                byRoot.put(instruments.root(name), price);
            }
        }
    }

    /** The last usable price of {@code contract} in an account that holds {@code positions}, or null. */
    Decimal lastUsable(String contract, Collection<PositionUpdate> positions) {
        if (quoted.contains(contract)) {
            return byName.get(contract);
        }
        String root = instruments.root(contract);
        if (root.isEmpty()) {
            return null;
        }
        List<String> held = positions.stream()
                .map(PositionUpdate::contract)
                .filter(other -> root.equals(instruments.root(other)))
                .toList();
        boolean oneExpiry = held.stream().map(Prices::expiry).distinct().count() <= 1;
        return oneExpiry && held.stream().noneMatch(quoted::contains) ? byRoot.get(root) : null;
    }

    private static boolean isContractId(String name) {
        return name.startsWith("CON.");
    }

    private static String expiry(String contract) {
        return isContractId(contract) ? contract.substring(contract.lastIndexOf('.') + 1) : "";
    }
}
