package io.riskgate.core.internal.store;

/** Questions about ranges of bytes. */
final class Bytes {
    private Bytes() {}

    static boolean zero(byte[] bytes, int from, int to) {
        return lastNonZero(bytes, from, to) < from;
    }

    /** The index of the last byte that is not 0, {@code from - 1} for none. */
    static int lastNonZero(byte[] bytes, int from, int to) {
        int index = to - 1;
        while (index >= from && bytes[index] == 0) {
            index--;
        }
        return index;
    }
}
