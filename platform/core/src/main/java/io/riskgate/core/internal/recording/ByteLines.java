package io.riskgate.core.internal.recording;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The lines of a stream as bytes, ended by LF or CRLF, the last one also by the end of the stream. Holds one line at a
 * time; of a line that is too long it only counts the bytes.
 */
final class ByteLines {
    /** The bytes a line may have, without its end. */
    static final int MAX_LENGTH = 1_048_576;

    private static final int MAX_KEPT = MAX_LENGTH + 1;

    private final InputStream in;
    private final byte[] chunk = new byte[1 << 16];
    private int chunkStart;
    private int chunkEnd;

    private byte[] line = new byte[1 << 10];
    private int kept;
    private long length;
    private byte last;
    private int number;

    ByteLines(InputStream in) {
        this.in = in;
    }

    /** Goes to the next line; false if there is none. */
    boolean next() throws IOException {
        kept = 0;
        length = 0;
        last = 0;
        boolean ended = false;
        while (!ended && hasBytes()) {
            int end = endOfLine();
            append(end);
            ended = end < chunkEnd;
            chunkStart = ended ? end + 1 : end;
        }
        if (!ended && length == 0) {
            return false;
        }
        if (ended && last == '\r') {
            length--;
            kept = (int) Math.min(kept, length);
        }
        number++;
        return true;
    }

    private boolean hasBytes() throws IOException {
        if (chunkStart == chunkEnd) {
            chunkStart = 0;
            chunkEnd = Math.max(0, in.read(chunk));
        }
        return chunkStart < chunkEnd;
    }

    private int endOfLine() {
        int index = chunkStart;
        while (index < chunkEnd && chunk[index] != '\n') {
            index++;
        }
        return index;
    }

    private void append(int end) {
        int count = end - chunkStart;
        if (count == 0) {
            return;
        }
        length += count;
        last = chunk[end - 1];
        int taken = Math.min(count, MAX_KEPT - kept);
        if (kept + taken > line.length) {
            line = Arrays.copyOf(line, Math.min(MAX_KEPT, Math.max(kept + taken, 2 * line.length)));
        }
        System.arraycopy(chunk, chunkStart, line, kept, taken);
        kept += taken;
    }

    /** The number of the line, from 1. */
    int number() {
        return number;
    }

    /** How many bytes the line has, without its end. */
    long length() {
        return length;
    }

    /** Whether the line has more bytes than it may have. */
    boolean isTooLong() {
        return length > MAX_LENGTH;
    }

    /** Whether the line is empty but for spaces and tabs. */
    boolean isBlank() {
        for (int index = 0; index < kept; index++) {
            if (line[index] != ' ' && line[index] != '\t' && line[index] != '\r') {
                return false;
            }
        }
        return !isTooLong();
    }

    /** The line without its end, valid until the next one; not to be asked if it is too long. */
    ByteBuffer bytes() {
        return ByteBuffer.wrap(line, 0, kept).slice();
    }
}
