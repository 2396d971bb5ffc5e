package io.riskgate.core.internal.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.api.Decimal;
import io.riskgate.api.recording.RecordedLine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Mutated lines: {@code -Driskgate.seed=…} repeats a run, {@code -Driskgate.faults=true} makes it a long one. */
class RecordingFuzzTest {
    private static final long SEED = Long.getLong("riskgate.seed", 20251029);
    private static final int ROUNDS = Boolean.getBoolean("riskgate.faults") ? 1_000_000 : 20_000;

    private static final Instant END = Instant.parse("2262-01-01T00:00:00Z");
    private static final Instant LAST = END.minusNanos(1);
    private static final String LAST_LINE = SampleLines.with("clock", "time", "\"" + LAST + "\"");
    private static final Pattern INTEGER = Pattern.compile("-0|0|[1-9]\\d{0,5}|1000000");

    private static final List<byte[]> SCRAPS = scraps(
            "NaN",
            "-Infinity",
            "1e400",
            "1e-400",
            "3e0",
            "3.0",
            "-1",
            "-0",
            "01",
            "1000001",
            "9".repeat(25),
            "1e15",
            "0.0000000001",
            "999999999999999.999999999",
            "null",
            "true",
            "\"true\"",
            "\"\"",
            "\"NaN\"",
            "\"1e2\"",
            "[]",
            "{}",
            "[{}]",
            "[[[[",
            "]]]]",
            "{\"a\":{\"a\":[1]}}",
            "\"\\ud800\"",
            "\"\\u0000\"",
            "\\",
            "\"",
            ",",
            ":",
            " ",
            "\ufeff",
            "\r\n",
            "\n",
            "\r",
            "\0",
            "/**/",
            "\"x\":1,",
            "\"type\":\"trade\",",
            "\"time\":null,",
            "\"2025-02-30T00:00:00Z\"",
            "\"2025-10-29T19:00:60Z\"",
            "\"2262-01-01T00:00:00Z\"",
            "\"1969-12-31T23:59Z\"",
            "\"2025-10-29T19:00:00\"",
            "\"2025-10-29T19:00:00-0500\"",
            "\"FLAT\"",
            "\"BUY\"",
            "\"snapshot\"",
            "\"" + "x".repeat(1025) + "\"",
            "\u2028",
            "\ud83d\ude00");
    private static final byte[][] BROKEN_UTF8 = {
        {(byte) 0xC0, (byte) 0x80}, {(byte) 0xED, (byte) 0xA0, (byte) 0x80}, {(byte) 0xFF}, {(byte) 0xE2, (byte) 0x82}
    };

    private final Random random = new Random(SEED);

    @Test
    void noLineCausesAnExceptionOrGetsPastTheBounds() throws IOException, URISyntaxException {
        System.out.println("RecordingFuzzTest: " + ROUNDS + " rounds, seed " + SEED);
        List<byte[]> lines = lines();
        int accepted = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] mutated = lines.get(random.nextInt(lines.size()));
            for (int count = 1 + random.nextInt(3); count > 0; count--) {
                mutated = mutate(mutated, lines);
            }
            accepted += check(mutated);
        }
        assertTrue(accepted > ROUNDS / 20, accepted + " mutated lines of " + ROUNDS + " rounds were accepted");
    }

    /** Reads lines and looks at what was made of them; returns how many were accepted. */
    static int check(byte[] mutated) {
        byte[][] lines = split(mutated);
        List<RecordedLine> read;
        try {
            read = Reading.bytes(join(mutated, ("\n" + LAST_LINE + "\n").getBytes(StandardCharsets.UTF_8)));
        } catch (RuntimeException e) {
            throw new AssertionError(describe(mutated), e);
        }

        assertEquals(
                new RecordedLine.Clock(lines.length + 1, LAST), read.get(read.size() - 1), () -> describe(mutated));
        Instant time = Instant.EPOCH;
        int number = 0;
        int accepted = 0;
        for (RecordedLine line : read.subList(0, read.size() - 1)) {
            assertTrue(line.number() > number && line.number() <= lines.length, () -> describe(mutated));
            number = line.number();
            if (line instanceof RecordedLine.Rejected rejected) {
                assertTrue(rejected.reason().contains(", was "), rejected::reason);
            } else {
                checkText(lines[number - 1]);
                checkBounds(line, () -> describe(mutated));
                Instant before = time;
                time = time(line);
                assertFalse(time.isBefore(before), () -> describe(mutated));
                accepted++;
            }
        }
        return accepted;
    }

    /** What is accepted is one JSON object in UTF-8 with a known type, an instant and integers where they belong. */
    private static void checkText(byte[] line) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new AssertionError(describe(line), e);
        }
        Map<String, String> fields = StrictJson.fieldsOrNull(text);
        assertTrue(fields != null, () -> describe(line));
        String type = fields.get("type");
        assertTrue(
                SampleLines.TYPES.stream().anyMatch(known -> ("\"" + known + "\"").equals(type)), () -> describe(line));
        assertTrue(fields.getOrDefault("time", "").startsWith("\""), () -> describe(line));
        boolean hasQuantity = List.of("\"trade\"", "\"position\"", "\"order\"").contains(type);
        assertTrue(
                !hasQuantity
                        || INTEGER.matcher(fields.getOrDefault("quantity", "")).matches(),
                () -> describe(line));
    }

    /** Whatever is in the record, however deep, keeps to the bounds all recordings have. */
    private static void checkBounds(Object value, Supplier<String> where) {
        if (value instanceof Decimal decimal) {
            BigDecimal exact = decimal.toBigDecimal();
            assertTrue(exact.abs().compareTo(BigDecimal.TEN.pow(15)) < 0, where);
            assertTrue(exact.stripTrailingZeros().scale() <= 9, where);
        } else if (value instanceof Integer integer) {
            assertTrue(integer >= 0 && integer <= 1_000_000, where);
        } else if (value instanceof Instant instant) {
            assertTrue(!instant.isBefore(Instant.EPOCH) && instant.isBefore(END), where);
        } else if (value instanceof String text) {
            assertTrue(
                    text.length() <= 1024 && StandardCharsets.UTF_8.newEncoder().canEncode(text), where);
        } else if (value instanceof List<?> list) {
            list.forEach(element -> checkBounds(element, where));
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((key, text) -> {
                checkBounds(key, where);
                checkBounds(text, where);
            });
        } else if (value instanceof Record) {
            for (RecordComponent component : value.getClass().getRecordComponents()) {
                checkBounds(get(value, component), where);
            }
        }
    }

    private static Instant time(RecordedLine line) {
        if (line instanceof RecordedLine.Event event) {
            return event.event().time();
        }
        return Arrays.stream(line.getClass().getRecordComponents())
                .filter(component -> component.getName().equals("time"))
                .map(component -> (Instant) get(line, component))
                .findFirst()
                .orElseThrow();
    }

    private static Object get(Object owner, RecordComponent component) {
        try {
            return component.getAccessor().invoke(owner);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private byte[] mutate(byte[] line, List<byte[]> lines) {
        int from = random.nextInt(line.length + 1);
        int to = Math.min(line.length, from + 1 + random.nextInt(8));
        byte[] head = Arrays.copyOf(line, from);
        byte[] tail = Arrays.copyOfRange(line, from, line.length);
        return switch (random.nextInt(12)) {
            case 0 -> flipBit(line);
            case 1 -> join(head, Arrays.copyOfRange(line, to, line.length));
            case 2 -> join(head, SCRAPS.get(random.nextInt(SCRAPS.size())), tail);
            case 3, 4, 5 -> replaceValue(line, SCRAPS.get(random.nextInt(SCRAPS.size())));
            case 6 -> join(head, Arrays.copyOfRange(line, from, to), tail);
            case 7 -> head;
            case 8 -> join(head, lines.get(random.nextInt(lines.size())));
            case 9 -> join(head, BROKEN_UTF8[random.nextInt(BROKEN_UTF8.length)], tail);
            case 10 -> replaceDigit(line);
            default -> join(head, new byte[] {(byte) random.nextInt(256)}, tail);
        };
    }

    private byte[] flipBit(byte[] line) {
        byte[] flipped = line.clone();
        if (line.length > 0) {
            flipped[random.nextInt(line.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return flipped;
    }

    private byte[] replaceDigit(byte[] line) {
        byte[] replaced = line.clone();
        int[] digits = positions(line, "0123456789");
        if (digits.length > 0) {
            replaced[digits[random.nextInt(digits.length)]] = (byte) ('0' + random.nextInt(10));
        }
        return replaced;
    }

    /** Puts {@code scrap} in the place of what stands between a colon and the next comma or brace. */
    private byte[] replaceValue(byte[] line, byte[] scrap) {
        int[] colons = positions(line, ":");
        if (colons.length == 0) {
            return line;
        }
        int start = colons[random.nextInt(colons.length)] + 1;
        int end = Arrays.stream(positions(line, ",}"))
                .filter(position -> position >= start)
                .findFirst()
                .orElse(line.length);
        return join(Arrays.copyOf(line, start), scrap, Arrays.copyOfRange(line, end, line.length));
    }

    private static int[] positions(byte[] line, String characters) {
        int[] found = new int[line.length];
        int count = 0;
        for (int index = 0; index < line.length; index++) {
            if (characters.indexOf(line[index]) >= 0) {
                found[count++] = index;
            }
        }
        return Arrays.copyOf(found, count);
    }

    private static byte[][] split(byte[] text) {
        List<byte[]> lines = new ArrayList<>();
        int start = 0;
        for (int end : positions(text, "\n")) {
            lines.add(Arrays.copyOfRange(text, start, end));
            start = end + 1;
        }
        lines.add(Arrays.copyOfRange(text, start, text.length));
        return lines.toArray(byte[][]::new);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static String describe(byte[] line) {
        return "seed " + SEED + ": " + new String(line, StandardCharsets.ISO_8859_1);
    }

    private static List<byte[]> scraps(String... texts) {
        return Arrays.stream(texts)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    private static List<byte[]> lines() throws IOException, URISyntaxException {
        List<byte[]> lines = new ArrayList<>();
        for (Path recording : PublicRecordingsTest.recordings()) {
            for (String line : Files.readAllLines(recording)) {
                lines.add(line.getBytes(StandardCharsets.UTF_8));
            }
        }
        for (int copy = 0; copy < 10; copy++) {
            SampleLines.TYPES.forEach(type -> lines.add(SampleLines.line(type).getBytes(StandardCharsets.UTF_8)));
        }
        return lines;
    }
}
