package io.riskgate.core.internal.store;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** One open file of a {@link FileLayer}; used by one thread at a time. */
public interface StoreFile extends Closeable {
    /** Writes all that remains in the buffer at this position of the file; survives after {@link #force}. */
    void write(ByteBuffer bytes, long position) throws IOException;

    /** Makes every write so far survive. After a failure nothing may be concluded about any of them, ever. */
    void force() throws IOException;

    /** Reads up to the buffer's remaining bytes from this position; -1 at the end. */
    int read(ByteBuffer bytes, long position) throws IOException;

    long size() throws IOException;

    /** Cuts the file to this many bytes. */
    void truncate(long size) throws IOException;

    /** The whole content, at most 2 GB. */
    default byte[] load() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(size()));
        while (bytes.hasRemaining()) {
            if (read(bytes, bytes.position()) < 0) {
                throw new EOFException("file became shorter than %d bytes".formatted(bytes.capacity()));
            }
        }
        return bytes.array();
    }
}
