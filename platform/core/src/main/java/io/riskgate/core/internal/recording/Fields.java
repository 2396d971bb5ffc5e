package io.riskgate.core.internal.recording;

import io.riskgate.api.Decimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The fields of one object of a recording, read strictly. An optional field that is absent or null gives null or the
 * fallback; a required one is then missing. Every getter throws {@link IllegalArgumentException} with the name of the
 * field, what was expected and what was there.
 */
final class Fields {
    private static final int MAX_TEXT = 1024;
    private static final int MAX_QUANTITY = 1_000_000;
    private static final int MAX_QUANTITY_DIGITS = 7;

    private static final String ID = "a Unicode text of 1 to " + MAX_TEXT + " characters";
    private static final String TEXT = "a Unicode text of at most " + MAX_TEXT + " characters";
    private static final String DECIMAL = "a decimal of at most 15 digits before and 9 after the point";
    private static final String TRUTH = "true or false";
    private static final String INSTANT = "an instant of 1970 to 2261 like 2025-10-29T19:00:00Z";

    private final String path;
    private final Map<String, JsonValue> values;

    /**
     * The fields of an object.
     *
     * @param path what stands before their names in a message, empty or like {@code positions[1].}
     * @param values their values
     */
    Fields(String path, Map<String, JsonValue> values) {
        this.path = path;
        this.values = values;
    }

    /** A name that is not empty. */
    String id(String name) {
        return required(name, ID, Fields::idOrNull);
    }

    /** A name that is not empty, or null. */
    String optionalId(String name) {
        return optional(name, ID, Fields::idOrNull);
    }

    /** An account: a name that is not empty; an integer is the account of these digits. */
    String account(String name) {
        return required(name, ID + " or an integer", Fields::accountOrNull);
    }

    /** An account, or null. */
    String optionalAccount(String name) {
        return optional(name, ID + " or an integer", Fields::accountOrNull);
    }

    /** A text that may be empty, or null. */
    String optionalText(String name) {
        return optional(name, TEXT, Fields::textOrNull);
    }

    /** Money or a price. */
    Decimal decimal(String name) {
        return required(name, DECIMAL, Fields::decimalOrNull);
    }

    /** Money or a price, or null. */
    Decimal optionalDecimal(String name) {
        return optional(name, DECIMAL, Fields::decimalOrNull);
    }

    /** A number of contracts, 0 to 1,000,000. */
    int quantity(String name) {
        return required(name, integer(0), value -> integerOrNull(value, 0));
    }

    /** A number of contracts or trades, 0 to 1,000,000, or null. */
    Integer optionalQuantity(String name) {
        return optional(name, integer(0), value -> integerOrNull(value, 0));
    }

    /** A number of times, 1 to 1,000,000, or null. */
    Integer optionalCount(String name) {
        return optional(name, integer(1), value -> integerOrNull(value, 1));
    }

    /** True, false, or null. */
    Boolean optionalTruth(String name) {
        return optional(name, TRUTH, value -> value instanceof JsonValue.Truth truth ? truth.value() : null);
    }

    /** An instant. */
    Instant instant(String name) {
        return required(name, INSTANT, Fields::instantOrNull);
    }

    /** An instant, or {@code fallback}. */
    Instant instant(String name, Instant fallback) {
        Instant instant = optional(name, INSTANT, Fields::instantOrNull);
        return instant == null ? fallback : instant;
    }

    /** One of {@code words}. */
    String oneOf(String name, List<String> words) {
        return required(name, among(words), value -> wordOrNull(value, words));
    }

    /** A constant of {@code type}, exactly as spelled. */
    <E extends Enum<E>> E oneOf(String name, Class<E> type) {
        return Enum.valueOf(type, oneOf(name, spellings(type)));
    }

    /** A constant of the type of {@code fallback}, exactly as spelled, or {@code fallback}. */
    <E extends Enum<E>> E oneOf(String name, E fallback) {
        List<String> words = spellings(fallback.getDeclaringClass());
        String word = optional(name, among(words), value -> wordOrNull(value, words));
        return word == null ? fallback : Enum.valueOf(fallback.getDeclaringClass(), word);
    }

    /** The objects of a list. */
    List<Fields> elements(String name) {
        return elements(name, required(name, "a list", Fields::sequenceOrNull));
    }

    /** The objects of a list, none if it is absent. */
    List<Fields> optionalElements(String name) {
        List<JsonValue> sequence = optional(name, "a list", Fields::sequenceOrNull);
        return sequence == null ? List.of() : elements(name, sequence);
    }

    private List<Fields> elements(String name, List<JsonValue> sequence) {
        List<Fields> elements = new ArrayList<>();
        for (JsonValue value : sequence) {
            String element = path + name + "[" + elements.size() + "]";
            if (!(value instanceof JsonValue.Composite composite)) {
                throw new IllegalArgumentException(element + " must be an object, was " + value.shown());
            }
            elements.add(new Fields(element + ".", composite.values()));
        }
        return elements;
    }

    /** Texts by name, in their order, or null if the field is null; it must be there. */
    Map<String, String> nullableTexts(String name) {
        if (values.get(name) instanceof JsonValue.Null) {
            return null;
        }
        JsonValue.Composite object = required(
                name, "an object of texts, or null", value -> value instanceof JsonValue.Composite c ? c : null);
        Fields inside = new Fields(path + name + ".", object.values());
        Map<String, String> texts = new LinkedHashMap<>();
        for (String key : object.values().keySet()) {
            if (!isText(key)) {
                throw new IllegalArgumentException(
                        path + name + " must have names of " + TEXT + ", was " + new JsonValue.Text(key).shown());
            }
            texts.put(key, inside.required(key, TEXT, Fields::textOrNull));
        }
        return Collections.unmodifiableMap(texts);
    }

    /** Whether the field is there and not null. */
    boolean has(String name) {
        return values.containsKey(name) && !(values.get(name) instanceof JsonValue.Null);
    }

    /** The complaint that the field {@code name} is not {@code expected}. */
    IllegalArgumentException wrong(String name, String expected) {
        JsonValue value = values.get(name);
        return new IllegalArgumentException(
                path + name + " must be " + expected + ", was " + (value == null ? "missing" : value.shown()));
    }

    private <T> T required(String name, String expected, Function<JsonValue, T> read) {
        T value = optional(name, expected, read);
        if (value == null) {
            throw wrong(name, expected);
        }
        return value;
    }

    private <T> T optional(String name, String expected, Function<JsonValue, T> read) {
        if (!has(name)) {
            return null;
        }
        T value = read.apply(values.get(name));
        if (value == null) {
            throw wrong(name, expected);
        }
        return value;
    }

    private static String integer(int least) {
        return "an integer from " + least + " to " + MAX_QUANTITY;
    }

    private static String among(List<String> words) {
        return "one of " + String.join(", ", words);
    }

    private static <E extends Enum<E>> List<String> spellings(Class<E> type) {
        return Arrays.stream(type.getEnumConstants()).map(Enum::name).toList();
    }

    private static boolean isText(String text) {
        return text.length() <= MAX_TEXT && text.codePoints().noneMatch(Fields::isLoneSurrogate);
    }

    private static boolean isLoneSurrogate(int codePoint) {
        return Character.getType(codePoint) == Character.SURROGATE;
    }

    private static String textOrNull(JsonValue value) {
        return value instanceof JsonValue.Text text && isText(text.value()) ? text.value() : null;
    }

    private static String idOrNull(JsonValue value) {
        String text = textOrNull(value);
        return text == null || text.isEmpty() ? null : text;
    }

    private static String accountOrNull(JsonValue value) {
        if (value instanceof JsonValue.Number number
                && number.isInteger()
                && number.literal().length() <= MAX_TEXT) {
            return number.literal();
        }
        return idOrNull(value);
    }

    private static String wordOrNull(JsonValue value, List<String> words) {
        return value instanceof JsonValue.Text text && words.contains(text.value()) ? text.value() : null;
    }

    private static Instant instantOrNull(JsonValue value) {
        return value instanceof JsonValue.Text text ? IsoInstant.parseOrNull(text.value()) : null;
    }

    private static Integer integerOrNull(JsonValue value, int least) {
        if (!(value instanceof JsonValue.Number number)
                || !number.isInteger()
                || number.literal().length() > MAX_QUANTITY_DIGITS) {
            return null;
        }
        int integer = Integer.parseInt(number.literal());
        return integer < least || integer > MAX_QUANTITY ? null : Integer.valueOf(integer);
    }

    private static Decimal decimalOrNull(JsonValue value) {
        String literal = null;
        if (value instanceof JsonValue.Text text) {
            literal = text.value();
        } else if (value instanceof JsonValue.Number number) {
            literal = number.literal();
        }
        try {
            return literal == null ? null : Decimal.parse(literal);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static List<JsonValue> sequenceOrNull(JsonValue value) {
        return value instanceof JsonValue.Sequence sequence ? sequence.values() : null;
    }
}
