package io.riskgate.core.internal.store;

import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * A file that holds the entries which rebuild the state up to a position of the journal.
 *
 * @param name relative to the store's directory
 * @param position where the journal goes on after it
 * @param entries how many it holds
 */
record Image(int version, UUID storeId, String name, Position position, long entries) {
    static final int VERSION = 1;

    private static final int BYTES = 4 + 16 + 8 + 8 + Sealer.LENGTH + 8;

    /** All but the name, as it is kept inside the file. */
    byte[] encode() {
        ByteBuffer buffer = ByteBuffer.allocate(BYTES).putInt(version);
        buffer.putLong(storeId.getMostSignificantBits()).putLong(storeId.getLeastSignificantBits());
        buffer.putLong(position.segment())
                .putLong(position.next())
                .put(position.before())
                .putLong(entries);
        return buffer.array();
    }

    static Image decode(String name, byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        int version = buffer.getInt();
        UUID storeId = new UUID(buffer.getLong(), buffer.getLong());
        long segment = buffer.getLong();
        long next = buffer.getLong();
        byte[] before = new byte[Sealer.LENGTH];
        buffer.get(before);
        return new Image(version, storeId, name, new Position(segment, next, before), buffer.getLong());
    }
}
