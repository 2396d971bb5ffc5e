package io.riskgate.core.internal.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.riskgate.api.recording.RecordedLine;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a recording in memory gives. */
final class Reading {
    private Reading() {}

    /** The lines of a recording of these lines, each ended by LF. */
    static List<RecordedLine> lines(String... lines) {
        return text(String.join("\n", lines) + "\n");
    }

    /** The lines of a recording. */
    static List<RecordedLine> text(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The lines of a recording. */
    static List<RecordedLine> bytes(byte[] bytes) {
        return stream(new ByteArrayInputStream(bytes));
    }

    /** The lines of a recording. */
    static List<RecordedLine> stream(InputStream in) {
        List<RecordedLine> read = new ArrayList<>();
        try {
            new RecordingReader().read(in, read::add);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
        return read;
    }

    /** The only line of a recording of one line. */
    static RecordedLine only(String line) {
        List<RecordedLine> read = lines(line);
        assertEquals(1, read.size(), () -> "lines of " + line);
        return read.get(0);
    }

    /** The event of a recording of one line. */
    static <E> E event(Class<E> type, String line) {
        RecordedLine.Event event = assertInstanceOf(RecordedLine.Event.class, only(line));
        return assertInstanceOf(type, event.event());
    }

    /** Why the only line is rejected. */
    static String reason(String line) {
        RecordedLine.Rejected rejected = assertInstanceOf(RecordedLine.Rejected.class, only(line));
        assertEquals(1, rejected.number());
        return rejected.reason();
    }
}
