package io.riskgate.core.internal.recording;

import io.riskgate.api.recording.RecordedLine;
import io.riskgate.api.recording.Recordings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.osgi.service.component.annotations.Component;

/**
 * Reads recordings from JSON Lines in UTF-8. Whatever a line holds, it gives one {@link RecordedLine}, or none if it is
 * blank; lines go back in time where they are earlier than the last accepted one. Holds one line of at most 1 MB at a
 * time. Safe in all threads.
 */
@Component
public final class RecordingReader implements Recordings {
    private static final ByteBuffer BYTE_ORDER_MARK = StandardCharsets.UTF_8.encode("\uFEFF");

    @Override
    public void read(Path file, Visitor visitor) throws IOException, InterruptedException {
        try (InputStream in = Files.newInputStream(file)) {
            read(in, visitor);
        }
    }

    /** Reads a recording from a stream, as {@link #read(Path, Visitor)}. */
    void read(InputStream in, Visitor visitor) throws IOException, InterruptedException {
        ByteLines lines = new ByteLines(in);
        LineDecoder decoder = new LineDecoder();
        while (lines.next()) {
            if (!lines.isBlank()) {
                visitor.line(line(lines, decoder));
            }
        }
    }

    private static RecordedLine line(ByteLines lines, LineDecoder decoder) {
        if (lines.isTooLong()) {
            return new RecordedLine.Rejected(
                    lines.number(), "line must have at most " + ByteLines.MAX_LENGTH + " bytes, was " + lines.length());
        }
        ByteBuffer bytes = lines.bytes();
        if (lines.number() == 1 && startsWithByteOrderMark(bytes)) {
            return new RecordedLine.Rejected(1, "line must begin with an object, was a byte order mark (BOM)");
        }
        return decoder.decode(lines.number(), bytes);
    }

    private static boolean startsWithByteOrderMark(ByteBuffer bytes) {
        int length = BYTE_ORDER_MARK.remaining();
        return bytes.remaining() >= length && bytes.slice(0, length).mismatch(BYTE_ORDER_MARK) < 0;
    }
}
