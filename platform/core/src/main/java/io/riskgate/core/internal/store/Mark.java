package io.riskgate.core.internal.store;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * How far the journal is known to reach: every record up to this sequence was synced.
 *
 * @param version of the format
 * @param sequence of the last record known to be synced, 0 for none
 * @param seal of that record
 */
record Mark(int version, UUID storeId, long sequence, byte[] seal) {
    static final int BYTES = 128;
    static final int VERSION = 1;

    private static final long MAGIC = 0x5249534b4d41524bL;
    private static final int TAG = BYTES - 4 - Sealer.LENGTH;
    private static final byte[] UNCHAINED = new byte[Sealer.LENGTH];

    Mark(UUID storeId, long sequence, byte[] seal) {
        this(VERSION, storeId, sequence, seal);
    }

    /** Its bytes, with a CRC32C and a seal of its own. */
    ByteBuffer encode(Sealer sealer) {
        ByteBuffer buffer = ByteBuffer.allocate(BYTES);
        buffer.putLong(MAGIC).putInt(version);
        buffer.putLong(storeId.getMostSignificantBits()).putLong(storeId.getLeastSignificantBits());
        buffer.putLong(sequence).put(seal);
        buffer.put(TAG, sealer.seal(UNCHAINED, buffer.array(), 0, TAG));
        CRC32C crc = new CRC32C();
        crc.update(buffer.array(), 0, BYTES - 4);
        buffer.putInt(BYTES - 4, (int) crc.getValue());
        return buffer.clear();
    }

    /** The mark in these bytes; empty when there is none, or none sealed with the key in use. */
    static Optional<Mark> of(byte[] bytes, Sealer sealer) {
        if (bytes.length < BYTES) {
            return Optional.empty();
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, BYTES - 4);
        byte[] tag = Arrays.copyOfRange(bytes, TAG, TAG + Sealer.LENGTH);
        if (buffer.getLong() != MAGIC
                || buffer.getInt(BYTES - 4) != (int) crc.getValue()
                || !Arrays.equals(tag, sealer.seal(UNCHAINED, bytes, 0, TAG))) {
            return Optional.empty();
        }
        int version = buffer.getInt();
        UUID storeId = new UUID(buffer.getLong(), buffer.getLong());
        long sequence = buffer.getLong();
        byte[] seal = new byte[Sealer.LENGTH];
        buffer.get(seal);
        return Optional.of(new Mark(version, storeId, sequence, seal));
    }
}
