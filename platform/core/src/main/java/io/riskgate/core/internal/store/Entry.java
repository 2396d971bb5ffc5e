package io.riskgate.core.internal.store;

import java.util.Arrays;

/**
 * One fact: a type code and its encoded payload.
 *
 * <p>The store looks into neither. The payload belongs to the store from the moment it is handed over: nobody changes
 * it afterwards. Two entries are equal when type and bytes are.
 */
public record Entry(int type, byte[] payload) {
    /** The largest payload in bytes. */
    public static final int MAX_PAYLOAD = 16 * 1024 * 1024;

    public Entry {
        if (payload.length > MAX_PAYLOAD) {
            throw new IllegalArgumentException(
                    "payload must be at most %d bytes, was %d".formatted(MAX_PAYLOAD, payload.length));
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Entry entry && type == entry.type && Arrays.equals(payload, entry.payload);
    }

    @Override
    public int hashCode() {
        return 31 * type + Arrays.hashCode(payload);
    }

    @Override
    public String toString() {
        return "Entry[type=%d, %d bytes]".formatted(type, payload.length);
    }
}
