package io.riskgate.core.internal.store;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * One record of the journal.
 *
 * <p>On the disk, big endian: length of the whole record (4 bytes), sequence (8), index within its group (4), epoch
 * (4), type (4), payload, seal (16), CRC32C over all before it (4). The seal is made of the seal of the record before
 * and of this one up to its payload.
 *
 * @param sequence counted from 1, without a gap
 * @param index how many records of the same group stand before it; a group is written and synced as one, so that this
 *     record was not written before every record up to {@code sequence - index - 1} was synced
 * @param epoch which opening of the store wrote it, counted from 1
 * @param offset where in its file it begins
 * @param length its bytes in the file
 */
record JournalRecord(long sequence, int index, int epoch, Entry entry, byte[] seal, int offset, int length) {
    /** The bytes of a record besides its payload. */
    static final int OVERHEAD = 44;

    private static final int SEQUENCE = 4;
    private static final int INDEX = 12;
    private static final int EPOCH = 16;
    private static final int TYPE = 20;
    private static final int PAYLOAD = 24;

    /** The first sequence of the group it was written with. */
    long groupStart() {
        return sequence - index;
    }

    /** Writes a record where the buffer stands and gives its seal; the buffer has an array and room for it. */
    static byte[] put(
            ByteBuffer buffer, long sequence, int index, int epoch, Entry entry, Sealer sealer, byte[] before) {
        int start = buffer.position();
        int length = OVERHEAD + entry.payload().length;
        buffer.putInt(length);
        buffer.putLong(sequence);
        buffer.putInt(index);
        buffer.putInt(epoch);
        buffer.putInt(entry.type());
        buffer.put(entry.payload());
        byte[] seal = sealer.seal(before, buffer.array(), start, buffer.position() - start);
        buffer.put(seal);
        buffer.putInt(crc(buffer.array(), start, length));
        return seal;
    }

    /** The record at this offset; empty when the bytes there are none, whole and with the right CRC. */
    static Optional<JournalRecord> at(ByteBuffer segment, int offset) {
        int length = lengthAt(segment, offset);
        if (length == 0 || segment.getInt(offset + length - 4) != crc(segment.array(), offset, length)) {
            return Optional.empty();
        }
        int end = offset + length - 4 - Sealer.LENGTH;
        byte[] payload = Arrays.copyOfRange(segment.array(), offset + PAYLOAD, end);
        return Optional.of(new JournalRecord(
                segment.getLong(offset + SEQUENCE),
                segment.getInt(offset + INDEX),
                segment.getInt(offset + EPOCH),
                new Entry(segment.getInt(offset + TYPE), payload),
                Arrays.copyOfRange(segment.array(), end, end + Sealer.LENGTH),
                offset,
                length));
    }

    /** Whether it is what follows the record with this seal. */
    boolean follows(byte[] before, ByteBuffer segment, Sealer sealer) {
        byte[] expected = sealer.seal(before, segment.array(), offset, length - 4 - Sealer.LENGTH);
        return Arrays.equals(expected, seal);
    }

    /** The length field at this offset, 0 when no record of that length can be there. */
    private static int lengthAt(ByteBuffer segment, int offset) {
        int rest = segment.capacity() - offset;
        if (rest < OVERHEAD) {
            return 0;
        }
        int length = segment.getInt(offset);
        boolean possible = length >= OVERHEAD && length <= rest && length <= OVERHEAD + Entry.MAX_PAYLOAD;
        int index = segment.getInt(offset + INDEX);
        return possible && index >= 0 && segment.getLong(offset + SEQUENCE) > index ? length : 0;
    }

    private static int crc(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length - 4);
        return (int) crc.getValue();
    }
}
