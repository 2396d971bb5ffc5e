package io.riskgate.core.internal.recording;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;

/** A line that is one JSON object in UTF-8. */
final class JsonLine {
    private static final Set<String> FIELDS_WITH_INSIDE = Set.of("properties", "positions", "orders", "trades");

    /** A list of objects. */
    private static final int INSIDE = 2;

    /** The length of the line is the only limit: what is ignored may have any shape. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(ByteLines.MAX_LENGTH)
                    .maxNumberLength(ByteLines.MAX_LENGTH)
                    .maxNameLength(ByteLines.MAX_LENGTH)
                    .maxStringLength(ByteLines.MAX_LENGTH)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private JsonLine() {}

    /**
     * The fields of the object. Those no recording knows are there as well, but nothing of what a list or object in
     * them holds; it must be valid all the same.
     *
     * @throws IllegalArgumentException if the line is anything else, or a name comes twice in one object
     */
    static Map<String, JsonValue> read(ByteBuffer line) {
        CharBuffer text = decode(line);
        try (JsonParser parser = FACTORY.createParser(text.array(), 0, text.length())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("line must be one JSON object, was " + Excerpt.of(text.toString()));
            }
            Map<String, JsonValue> fields = fields(parser, name -> FIELDS_WITH_INSIDE.contains(name) ? INSIDE : 0);
            if (parser.nextToken() != null) {
                long end = parser.currentTokenLocation().getCharOffset();
                throw new IllegalArgumentException("line must be one JSON object, was followed by "
                        + Excerpt.of(text.subSequence((int) end, text.length()).toString()));
            }
            return fields;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(explain(e), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CharBuffer decode(ByteBuffer line) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer text = CharBuffer.allocate(line.remaining());
        CoderResult result = decoder.decode(line, text, true);
        if (result.isError()) {
            int offset = line.position();
            throw new IllegalArgumentException("line must be UTF-8, was 0x"
                    + Integer.toHexString(Byte.toUnsignedInt(line.get(offset))) + " at byte offset " + offset);
        }
        return text.flip();
    }

    private static Map<String, JsonValue> fields(JsonParser parser, ToIntFunction<String> depth) throws IOException {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            fields.put(name, value(parser, depth.applyAsInt(name)));
        }
        return fields;
    }

    private static JsonValue value(JsonParser parser, int depth) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> new JsonValue.Text(parser.getText());
            case VALUE_NUMBER_INT -> new JsonValue.Number(parser.getText(), true);
            case VALUE_NUMBER_FLOAT -> new JsonValue.Number(parser.getText(), false);
            case VALUE_TRUE, VALUE_FALSE -> new JsonValue.Truth(parser.getBooleanValue());
            case VALUE_NULL -> new JsonValue.Null();
            case START_ARRAY -> new JsonValue.Sequence(elements(parser, depth));
            case START_OBJECT -> new JsonValue.Composite(inside(parser, depth));
            default -> throw new IllegalStateException("a value begins with no " + parser.currentToken());
        };
    }

    private static Map<String, JsonValue> inside(JsonParser parser, int depth) throws IOException {
        if (depth == 0) {
            parser.skipChildren();
            return Map.of();
        }
        return fields(parser, name -> depth - 1);
    }

    private static List<JsonValue> elements(JsonParser parser, int depth) throws IOException {
        if (depth == 0) {
            parser.skipChildren();
            return List.of();
        }
        List<JsonValue> values = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            values.add(value(parser, depth - 1));
        }
        return values;
    }

    private static String explain(JsonProcessingException e) {
        String message = e.getOriginalMessage();
        int source = message.indexOf(" (start marker at");
        return "line must be one JSON object, was invalid at column "
                + e.getLocation().getColumnNr() + ": "
                + Excerpt.of(source < 0 ? message : message.substring(0, source));
    }
}
