package io.riskgate.core.internal.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The segment that is written to. Space ahead of the records is filled with zeros, so that most syncs have no change of
 * the file's size to write. Used by one thread; after a failure it is closed and never used again.
 */
final class SegmentFile implements Closeable {
    private final StoreFile file;
    private final int ahead;
    private long position;
    private long filled;

    private SegmentFile(StoreFile file, int ahead) {
        this.file = file;
        this.ahead = ahead;
    }

    /**
     * Makes a segment that begins with these bytes; all of it survives when this returns.
     *
     * @param ahead bytes to fill with zeros at a time, 0 for none
     */
    static SegmentFile create(FileLayer files, String name, ByteBuffer bytes, int ahead) throws IOException {
        String unnamed = name + ".tmp";
        files.delete(unnamed);
        SegmentFile segment = new SegmentFile(files.create(unnamed), ahead);
        try {
            segment.append(bytes);
            files.rename(unnamed, name);
            files.syncDirectory(Layout.JOURNAL);
        } catch (IOException failure) {
            segment.close();
            throw failure;
        }
        return segment;
    }

    /** Writes all of these bytes after the ones before, and syncs them. */
    void append(ByteBuffer bytes) throws IOException {
        int length = bytes.remaining();
        file.write(bytes, position);
        position += length;
        if (position > filled && ahead > 0) {
            file.write(ByteBuffer.allocate(ahead), position);
            filled = position + ahead;
        }
        file.force();
    }

    /** The bytes written. */
    long length() {
        return position;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
