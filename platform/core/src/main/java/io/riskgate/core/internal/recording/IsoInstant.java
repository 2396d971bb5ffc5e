package io.riskgate.core.internal.recording;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.regex.Pattern;

/** Instants as recordings and decision files write them: ISO-8601, read with any offset, written as UTC. */
final class IsoInstant {
    private static final Instant FIRST = Instant.EPOCH;
    private static final Instant END = Instant.parse("2262-01-01T00:00:00Z");
    private static final int MAX_LENGTH = 64;
    private static final Pattern COMPACT_OFFSET = Pattern.compile("([+-]\\d\\d)(\\d\\d)$");
    private static final DateTimeFormatter UTC = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .appendLiteral('Z')
            .toFormatter(Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private IsoInstant() {}

    /**
     * Reads an instant of the years 1970 to 2261 (UTC). Seconds may be missing, a fraction has at most 9 digits, the
     * offset is {@code Z}, {@code -05:00} or {@code -0500}.
     *
     * @return null if {@code text} is no such instant, or none that exists
     */
    static Instant parseOrNull(String text) {
        if (text.length() > MAX_LENGTH) {
            return null;
        }
        try {
            String extended = COMPACT_OFFSET.matcher(text).replaceFirst("$1:$2");
            Instant instant = OffsetDateTime.parse(extended).toInstant();
            return instant.isBefore(FIRST) || !instant.isBefore(END) ? null : instant;
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** In UTC with {@code Z}, always with seconds, the fraction without trailing zeros. */
    static String format(Instant instant) {
        return UTC.format(instant);
    }
}
