package io.riskgate.core.internal.store;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * What a segment of the journal begins with: {@link #BYTES} bytes, big endian, with a CRC32C and a seal of their own.
 *
 * @param version of the format
 * @param number of the segment, counted from 1 without a gap
 * @param firstSequence of the first record in it; records of earlier segments with this or a later number do not count
 * @param before the seal of the record before the first
 * @param epoch which opening of the store made it
 * @param keyed whether the seals need a key
 * @param authentic whether it was sealed with the key in use
 */
record SegmentHeader(
        int version,
        UUID storeId,
        long number,
        long firstSequence,
        byte[] before,
        int epoch,
        boolean keyed,
        boolean authentic) {
    static final int BYTES = 128;
    static final int VERSION = 1;

    private static final long MAGIC = 0x5249534b4a524e4cL;
    private static final int SEAL = BYTES - 4 - Sealer.LENGTH;
    private static final byte[] UNCHAINED = new byte[Sealer.LENGTH];

    SegmentHeader(UUID storeId, long number, long firstSequence, byte[] before, int epoch, boolean keyed) {
        this(VERSION, storeId, number, firstSequence, before, epoch, keyed, true);
    }

    void put(ByteBuffer buffer, Sealer sealer) {
        int start = buffer.position();
        buffer.putLong(MAGIC).putInt(version);
        buffer.putLong(storeId.getMostSignificantBits()).putLong(storeId.getLeastSignificantBits());
        buffer.putLong(number).putLong(firstSequence).put(before).putInt(epoch).putInt(keyed ? 1 : 0);
        buffer.put(start + SEAL, sealer.seal(UNCHAINED, buffer.array(), start, SEAL));
        CRC32C crc = new CRC32C();
        crc.update(buffer.array(), start, BYTES - 4);
        buffer.putInt(start + BYTES - 4, (int) crc.getValue());
        buffer.position(start + BYTES);
    }

    /** The header a segment begins with; empty when the bytes there are none. */
    static Optional<SegmentHeader> of(byte[] segment, Sealer sealer) {
        if (segment.length < BYTES) {
            return Optional.empty();
        }
        ByteBuffer buffer = ByteBuffer.wrap(segment);
        CRC32C crc = new CRC32C();
        crc.update(segment, 0, BYTES - 4);
        if (buffer.getLong() != MAGIC || buffer.getInt(BYTES - 4) != (int) crc.getValue()) {
            return Optional.empty();
        }
        byte[] seal = Arrays.copyOfRange(segment, SEAL, SEAL + Sealer.LENGTH);
        boolean authentic = Arrays.equals(seal, sealer.seal(UNCHAINED, segment, 0, SEAL));
        int version = buffer.getInt();
        UUID storeId = new UUID(buffer.getLong(), buffer.getLong());
        long number = buffer.getLong();
        long firstSequence = buffer.getLong();
        byte[] before = new byte[Sealer.LENGTH];
        buffer.get(before);
        return Optional.of(new SegmentHeader(
                version, storeId, number, firstSequence, before, buffer.getInt(), buffer.getInt() == 1, authentic));
    }
}
