package io.riskgate.core.internal.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.api.recording.RecordedLine;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingReaderTest {
    private static final String CLOCK = SampleLines.line("clock");
    private static final int LIMIT = 1_048_576;

    @Test
    void anEmptyRecordingHasNoLines() {
        assertEquals(List.of(), Reading.text(""));
        assertEquals(List.of(), Reading.text("\n\r\n  \t\n\n"));
    }

    @Test
    void blankLinesAreIgnoredButCounted() {
        assertEquals(List.of(2, 6), numbers("\n" + CLOCK + "\n \t \n\r\n\n" + CLOCK + "\n\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n"})
    void linesEndWithLfOrCrLfTheLastOneAlsoWithTheFile(String end) {
        List<RecordedLine> expected = Reading.lines(CLOCK, CLOCK);

        assertEquals(expected, Reading.text(CLOCK + end + CLOCK + end));
        assertEquals(expected, Reading.text(CLOCK + end + CLOCK));
        assertEquals(expected, Reading.text(CLOCK + end + CLOCK + "\r"));
    }

    @Test
    void aLineEndMayFallOnAnyByteOfAChunk() {
        String text = (CLOCK + "\r\n").repeat(3000);

        List<RecordedLine> whole = Reading.text(text);
        List<RecordedLine> byteByByte = Reading.stream(new Dripping(text.getBytes(StandardCharsets.UTF_8)));

        assertEquals(3000, whole.size());
        assertTrue(whole.stream().allMatch(RecordedLine.Clock.class::isInstance));
        assertEquals(whole, byteByByte);
    }

    @Test
    void aByteOrderMarkMakesTheFirstLineRejectedAndNoOther() {
        List<RecordedLine> lines = Reading.lines("\ufeff" + CLOCK, CLOCK, "\ufeff" + CLOCK);

        assertEquals(
                new RecordedLine.Rejected(1, "line must begin with an object, was a byte order mark (BOM)"),
                lines.get(0));
        assertInstanceOf(RecordedLine.Clock.class, lines.get(1));
        assertInstanceOf(RecordedLine.Rejected.class, lines.get(2));
        assertEquals(1, Reading.text("\ufeff").size());
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    a byte that is none, ff, 0xff
                    a continuation alone, 80, 0x80
                    an overlong NUL, c080, 0xc0
                    an overlong slash, e080af, 0xe0
                    a surrogate, eda080, 0xed
                    beyond Unicode, f4908080, 0xf4
                    a sequence cut off, e282, 0xe2
                    """)
    void bytesThatAreNoUtf8AreRejectedWithTheirOffset(String what, String hex, String was) {
        byte[] prefix = "{\"a\":\"\u00e9".getBytes(StandardCharsets.UTF_8);
        byte[] line = join(prefix, unhex(hex));

        List<RecordedLine> lines = Reading.bytes(join(line, "\"}\n".getBytes(StandardCharsets.UTF_8)));
        List<RecordedLine> atTheEnd = Reading.bytes(line);

        RecordedLine expected = new RecordedLine.Rejected(1, "line must be UTF-8, was " + was + " at byte offset 8");
        assertEquals(List.of(expected), lines, what);
        assertEquals(List.of(expected), atTheEnd, what);
    }

    @Test
    void aLineOfAMegabyteIsReadAndALongerOneIsRejected() {
        String longest = CLOCK + " ".repeat(LIMIT - CLOCK.length());

        assertEquals(Reading.lines(CLOCK), Reading.text(longest));
        assertEquals(Reading.lines(CLOCK, CLOCK), Reading.text(longest + "\r\n" + longest + "\n"));
        assertEquals(
                List.of(
                        new RecordedLine.Rejected(1, "line must have at most 1048576 bytes, was 1048577"),
                        new RecordedLine.Rejected(2, "line must have at most 1048576 bytes, was 3145728"),
                        new RecordedLine.Rejected(3, "line must have at most 1048576 bytes, was 1048577")),
                Reading.text(longest + " \r\n" + " ".repeat(3 * LIMIT) + "\n" + longest + "\r"));
    }

    @Test
    void whatComesAfterALineThatIsTooLongIsRead() {
        List<RecordedLine> lines = Reading.lines("x".repeat(5 * LIMIT), CLOCK);

        assertInstanceOf(RecordedLine.Rejected.class, lines.get(0));
        assertEquals(2, assertInstanceOf(RecordedLine.Clock.class, lines.get(1)).number());
    }

    @Test
    void aLineThatGoesBackInTimeIsRejected() {
        List<RecordedLine> lines = Reading.lines(
                clock("2025-10-29T19:00:00.5Z"),
                clock("2025-10-29T19:00:00.499999999Z"),
                clock("2025-10-29T14:00:00.5-05:00"));

        assertEquals(
                "time must be at or after 2025-10-29T19:00:00.5Z, the time reached, was"
                        + " '2025-10-29T19:00:00.499999999Z'",
                assertInstanceOf(RecordedLine.Rejected.class, lines.get(1)).reason());
        assertInstanceOf(RecordedLine.Clock.class, lines.get(2));
    }

    @Test
    void aRejectedLineDoesNotMoveTheClock() {
        List<RecordedLine> lines = Reading.lines(
                clock("2025-10-29T19:00:00Z"),
                SampleLines.with("probe", "account", "1.5").replace("19:00:00", "20:00:00"),
                clock("2025-10-29T18:00:00Z"),
                clock("2025-10-29T19:30:00Z"));

        assertEquals(
                List.of(false, true, true, false),
                lines.stream().map(RecordedLine.Rejected.class::isInstance).toList());
    }

    @Test
    void linesWhileTheProcessIsDownAreFine() {
        List<RecordedLine> lines = Reading.lines(
                SampleLines.line("restart"), SampleLines.line("trade").replace("19:00:00", "19:30:00"));

        assertInstanceOf(RecordedLine.Restart.class, lines.get(0));
        assertInstanceOf(RecordedLine.Event.class, lines.get(1));
    }

    @Test
    void readsAFileEachTimeFromItsBeginning(@TempDir Path directory) throws IOException, InterruptedException {
        Path file = directory.resolve("a.jsonl");
        Files.writeString(file, CLOCK + "\n" + SampleLines.line("probe"));
        RecordingReader reader = new RecordingReader();

        for (int time = 0; time < 2; time++) {
            List<RecordedLine> lines = new ArrayList<>();
            reader.read(file, lines::add);
            assertEquals(Reading.lines(CLOCK, SampleLines.line("probe")), lines);
        }
    }

    @Test
    void aFileThatIsNotThereIsNoRecording(@TempDir Path directory) {
        Path file = directory.resolve("none.jsonl");

        assertThrows(NoSuchFileException.class, () -> new RecordingReader().read(file, line -> {}));
    }

    @Test
    void whatTheVisitorThrowsEndsTheReading() {
        byte[] text = (CLOCK + "\n" + CLOCK).getBytes(StandardCharsets.UTF_8);

        for (Exception thrown : List.of(
                new IOException("disk"), new InterruptedException("stop"), new IllegalArgumentException("bug"))) {
            List<RecordedLine> seen = new ArrayList<>();
            Exception caught = assertThrows(
                    Exception.class, () -> new RecordingReader().read(new ByteArrayInputStream(text), line -> {
                        seen.add(line);
                        raise(thrown);
                    }));
            assertSame(thrown, caught);
            assertEquals(1, seen.size());
        }
    }

    private static void raise(Exception e) throws IOException, InterruptedException {
        if (e instanceof IOException io) {
            throw io;
        }
        if (e instanceof InterruptedException interrupted) {
            throw interrupted;
        }
        throw (RuntimeException) e;
    }

    private static String clock(String time) {
        return SampleLines.with("clock", "time", "\"" + time + "\"");
    }

    private static List<Integer> numbers(String text) {
        return Reading.text(text).stream().map(RecordedLine::number).toList();
    }

    private static byte[] unhex(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static byte[] join(byte[] first, byte[] second) {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(first);
        both.writeBytes(second);
        return both.toByteArray();
    }

    /** A stream that gives one byte at a time. */
    private static final class Dripping extends FilterInputStream {
        Dripping(byte[] bytes) {
            super(new ByteArrayInputStream(bytes));
        }

        @Override
        public int read(byte[] target) throws IOException {
            return read(target, 0, 1);
        }
    }
}
