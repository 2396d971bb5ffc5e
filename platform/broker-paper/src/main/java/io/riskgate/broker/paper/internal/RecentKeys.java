package io.riskgate.broker.paper.internal;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is known of the newest keys of commands; the oldest are forgotten, so that a broker can run for ever. Not safe
 * for several threads.
 *
 * @param <V> what is known of a key
 */
final class RecentKeys<V> {
    private static final int MAX_KEYS = 10_000;

    private final Map<String, V> known = new LinkedHashMap<>();

    /** What is known of {@code key}, or null. */
    V get(String key) {
        return known.get(key);
    }

    /** Remembers {@code value}, unless something is known of {@code key}; returns whether nothing was. */
    boolean add(String key, V value) {
        if (known.putIfAbsent(key, value) != null) {
            return false;
        }
        if (known.size() > MAX_KEYS) {
            known.remove(known.keySet().iterator().next());
        }
        return true;
    }
}
