package io.riskgate.core.internal.recording;

import java.util.List;
import java.util.Map;

/** A value of a line of JSON, as far as a recording can mean anything by it. */
sealed interface JsonValue {
    /** For a message: what was there. */
    String shown();

    /**
     * A string.
     *
     * @param value its characters
     */
    record Text(String value) implements JsonValue {
        @Override
        public String shown() {
            return "'" + Excerpt.of(value) + "'" + (Excerpt.isCut(value) ? " (" + value.length() + " characters)" : "");
        }
    }

    /**
     * A number.
     *
     * @param literal the text it was written as
     * @param isInteger whether that has neither point nor exponent
     */
    record Number(String literal, boolean isInteger) implements JsonValue {
        @Override
        public String shown() {
            return Excerpt.of(literal);
        }
    }

    /**
     * {@code true} or {@code false}.
     *
     * @param value which
     */
    record Truth(boolean value) implements JsonValue {
        @Override
        public String shown() {
            return String.valueOf(value);
        }
    }

    /** {@code null}. */
    record Null() implements JsonValue {
        @Override
        public String shown() {
            return "null";
        }
    }

    /**
     * A list.
     *
     * @param values its elements, none where no recording has a list
     */
    record Sequence(List<JsonValue> values) implements JsonValue {
        @Override
        public String shown() {
            return "a list";
        }
    }

    /**
     * An object.
     *
     * @param values its fields by name, none where no recording has an object
     */
    record Composite(Map<String, JsonValue> values) implements JsonValue {
        @Override
        public String shown() {
            return "an object";
        }
    }
}
