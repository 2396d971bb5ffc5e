package io.riskgate.api.event;

import io.riskgate.api.Decimal;
import java.time.Instant;

/** The bounds all events share. */
final class Check {
    private static final int MAX_TEXT = 1024;
    private static final int MAX_QUANTITY = 1_000_000;

    private Check() {}

    static void present(String field, Object value) {
        if (value == null) {
            throw new IllegalArgumentException(field + " is missing");
        }
    }

    static void name(String field, String value) {
        present(field, value);
        if (value.isEmpty()) {
            throw new IllegalArgumentException(field + " must not be empty");
        }
        text(field, value);
    }

    static void text(String field, String value) {
        if (value != null && value.length() > MAX_TEXT) {
            throw new IllegalArgumentException(
                    field + " must have at most " + MAX_TEXT + " characters, was " + value.length());
        }
    }

    static void quantity(String field, int value) {
        if (value < 0 || value > MAX_QUANTITY) {
            throw new IllegalArgumentException(field + " must be 0 to " + MAX_QUANTITY + ", was " + value);
        }
    }

    static void inRange(String field, Decimal value) {
        if (value != null && !value.isInRange()) {
            throw new IllegalArgumentException(field + " must have at most 15 digits before the point, was " + value);
        }
    }

    static void time(Instant time) {
        present("time", time);
    }
}
