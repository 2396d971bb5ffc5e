package io.riskgate.core.internal.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IsoInstantTest {
    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    2025-10-29T19:00:00Z, 2025-10-29T19:00:00Z
                    2025-10-29T19:00:00+00:00, 2025-10-29T19:00:00Z
                    2025-10-29T19:00:00-00:00, 2025-10-29T19:00:00Z
                    2025-10-29T14:00:00-05:00, 2025-10-29T19:00:00Z
                    2025-10-29T14:00:00-0500, 2025-10-29T19:00:00Z
                    2025-10-30T00:45:00+0545, 2025-10-29T19:00:00Z
                    2025-10-29T19:00Z, 2025-10-29T19:00:00Z
                    2025-10-29T14:00-0500, 2025-10-29T19:00:00Z
                    2025-10-29T19:00:01.3Z, 2025-10-29T19:00:01.3Z
                    2025-10-29T19:00:01.300Z, 2025-10-29T19:00:01.3Z
                    2025-10-29T19:00:01.000Z, 2025-10-29T19:00:01Z
                    2025-10-29T19:00:01.123456789Z, 2025-10-29T19:00:01.123456789Z
                    2025-10-29T19:00:01.10-05:00, 2025-10-30T00:00:01.1Z
                    2024-02-29T00:00:00Z, 2024-02-29T00:00:00Z
                    1970-01-01T00:00:00Z, 1970-01-01T00:00:00Z
                    1969-12-31T19:00:00-05:00, 1970-01-01T00:00:00Z
                    2261-12-31T23:59:59.999999999Z, 2261-12-31T23:59:59.999999999Z
                    """)
    void readsAnyOffsetAndWritesUtcWithoutTrailingZeros(String text, String written) {
        Instant instant = IsoInstant.parseOrNull(text);

        assertEquals(Instant.parse(written), instant);
        assertEquals(written, IsoInstant.format(instant));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2025-10-29",
                "2025-10-29T19:00:00",
                "2025-10-29 19:00:00Z",
                "2025-10-29T19Z",
                "2025-02-30T00:00:00Z",
                "2025-02-29T00:00:00Z",
                "2025-13-01T00:00:00Z",
                "2025-10-29T24:00:00Z",
                "2025-10-29T23:60:00Z",
                "2025-10-29T23:59:60Z",
                "2016-12-31T23:59:60Z",
                "2025-10-29T19:00:00.1234567890Z",
                "2025-10-29T19:00:00,5Z",
                "2025-10-29T19:00:00+24:00",
                "2025-10-29T19:00:00+5",
                "2025-10-29T19:00:00+005",
                "2025-10-29T19:00:00 Z",
                " 2025-10-29T19:00:00Z",
                "2025-10-29T19:00:00[UTC]",
                "2025-10-29T19:00:00Z[UTC]",
                "2025-1-1T00:00:00Z",
                "25-10-29T19:00:00Z",
                "1969-12-31T23:59:59.999999999Z",
                "1970-01-01T00:00:00+00:01",
                "2262-01-01T00:00:00Z",
                "2261-12-31T23:59:59-00:01",
                "+12025-10-29T19:00:00Z",
                "+999999999-12-31T23:59:59-18:00",
                "-2025-10-29T19:00:00Z",
                "now",
                "1761764400",
                "2025-302T19:00:00Z",
                "\u0662025-10-29T19:00:00Z"
            })
    void whatIsNoInstantOfTheseYearsIsNull(String text) {
        assertNull(IsoInstant.parseOrNull(text));
    }
}
