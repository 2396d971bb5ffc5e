package io.riskgate.core.internal.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;

/**
 * The file that says from which segment on the archive is kept, so that what was deleted when its time had come is told
 * from what is missing.
 */
final class Floor {
    static final String NAME = Layout.ARCHIVE + "/floor";

    private static final int BYTES = 8 + 16 + Sealer.LENGTH;

    private Floor() {}

    /** The first segment that is kept; 1 when nothing was deleted yet, or the file does not say. */
    static long read(FileLayer files, Sealer sealer, UUID storeId) throws IOException {
        if (!files.exists(NAME)) {
            return 1;
        }
        byte[] bytes = files.load(NAME);
        if (bytes.length != BYTES) {
            return 1;
        }
        long first = ByteBuffer.wrap(bytes).getLong();
        return Arrays.equals(bytes, encode(first, sealer, storeId)) ? first : 1;
    }

    /** Says it; survives when this returns. */
    static void write(FileLayer files, Sealer sealer, UUID storeId, long first) throws IOException {
        Evidence.replace(files, NAME, encode(first, sealer, storeId));
    }

    private static byte[] encode(long first, Sealer sealer, UUID storeId) {
        ByteBuffer buffer = ByteBuffer.allocate(BYTES).putLong(first);
        buffer.putLong(storeId.getMostSignificantBits()).putLong(storeId.getLeastSignificantBits());
        return buffer.put(sealer.seal(new byte[Sealer.LENGTH], buffer.array(), 0, BYTES - Sealer.LENGTH))
                .array();
    }
}
