package io.riskgate.core.internal.engine;

import java.util.Arrays;

/** What is due when, as a heap of numbers: milliseconds, then the phase within the instant, then the account. */
final class DueHeap {
    private static final int ACCOUNT_BITS = 17;
    private static final int PHASE_BITS = 3;

    private long[] keys = new long[1024];
    private int size;

    void add(long millis, int phase, int account) {
        if (++size == keys.length) {
            keys = Arrays.copyOf(keys, 2 * size);
        }
        long key = (millis << PHASE_BITS | phase) << ACCOUNT_BITS | account;
        int at = size;
        while (at > 1 && keys[at >> 1] > key) {
            keys[at] = keys[at >> 1];
            at >>= 1;
        }
        keys[at] = key;
    }

    /** When the first is due; never, if there is none. */
    long millis() {
        return size == 0 ? Long.MAX_VALUE : keys[1] >> ACCOUNT_BITS + PHASE_BITS;
    }

    int phase() {
        return (int) (keys[1] >> ACCOUNT_BITS) & (1 << PHASE_BITS) - 1;
    }

    int account() {
        return (int) keys[1] & (1 << ACCOUNT_BITS) - 1;
    }

    void removeFirst() {
        long last = keys[size--];
        int at = 1;
        for (int child = 2; child <= size; child = 2 * at) {
            if (child < size && keys[child + 1] < keys[child]) {
                child++;
            }
            if (keys[child] >= last) {
                break;
            }
            keys[at] = keys[child];
            at = child;
        }
        keys[at] = last;
    }
}
