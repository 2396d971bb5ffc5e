package io.riskgate.core.internal.engine;

import java.util.Arrays;

/** Numbers by number, in two arrays; a key is above zero. */
final class LongTable {
    private long[] keys = new long[1024];
    private long[] values = new long[1024];
    private int size;

    private int slot(long key) {
        int mask = keys.length - 1;
        int slot = (int) (key * 0x9E3779B97F4A7C15L >>> 40) & mask;
        while (keys[slot] != 0 && keys[slot] != key) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    boolean contains(long key) {
        return keys[slot(key)] == key;
    }

    /** The value of {@code key}, or 0. */
    long get(long key) {
        int slot = slot(key);
        return keys[slot] == key ? values[slot] : 0;
    }

    void put(long key, long value) {
        int slot = slot(key);
        if (keys[slot] == 0) {
            keys[slot] = key;
            size++;
        }
        values[slot] = value;
        if (2 * size > keys.length) {
            grow();
        }
    }

    private void grow() {
        long[] oldKeys = keys;
        long[] oldValues = values;
        keys = new long[2 * oldKeys.length];
        values = new long[2 * oldKeys.length];
        size = 0;
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                put(oldKeys[i], oldValues[i]);
            }
        }
    }

    void clear() {
        Arrays.fill(keys, 0);
        size = 0;
    }
}
