package io.riskgate.core.internal.engine;

import io.riskgate.api.Decimal;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Reads what {@link FieldWriter} wrote; a field that is not there is null, zero or false. */
final class FieldReader {
    private record Field(int number, byte[] value) {}

    private final List<Field> fields = new ArrayList<>();

    /**
     * Reads all fields of {@code bytes}.
     *
     * @throws IllegalArgumentException if the bytes are no fields
     */
    FieldReader(byte[] bytes) {
        int at = 0;
        while (at < bytes.length) {
            int number = bytes[at++] & 0xff;
            int length = 0;
            int shift = 0;
            int part;
            do {
                if (at >= bytes.length || shift > 28) {
                    throw new IllegalArgumentException("field " + number + " is cut off at byte " + at);
                }
                part = bytes[at++];
                length |= (part & 0x7f) << shift;
                shift += 7;
            } while (part < 0);
            if (length < 0 || length > bytes.length - at) {
                throw new IllegalArgumentException("field " + number + " of " + length + " bytes is cut off");
            }
            fields.add(new Field(number, java.util.Arrays.copyOfRange(bytes, at, at + length)));
            at += length;
        }
    }

    private byte[] value(int number) {
        for (Field field : fields) {
            if (field.number == number) {
                return field.value;
            }
        }
        return null;
    }

    boolean has(int number) {
        return value(number) != null;
    }

    String text(int number) {
        byte[] value = value(number);
        if (value != null && value.length > 0 && value[0] == FieldWriter.AS_CHARS) {
            return ByteBuffer.wrap(value, 1, value.length - 1)
                    .slice()
                    .asCharBuffer()
                    .toString();
        }
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }

    long number(int number) {
        byte[] value = value(number);
        if (value == null || value.length == 0) {
            return 0;
        }
        long result = value[0];
        for (int i = 1; i < value.length; i++) {
            result = result << 8 | value[i] & 0xff;
        }
        return result;
    }

    int integer(int number) {
        return Math.toIntExact(number(number));
    }

    boolean flag(int number) {
        return number(number) != 0;
    }

    <E extends Enum<E>> E constant(int number, Class<E> type) {
        String name = text(number);
        return name == null ? null : Enum.valueOf(type, name);
    }

    Instant instant(int number) {
        byte[] value = value(number);
        if (value == null) {
            return null;
        }
        FieldReader inner = new FieldReader(value);
        return Instant.ofEpochSecond(inner.number(1), inner.number(2));
    }

    Decimal decimal(int number) {
        byte[] value = value(number);
        if (value == null) {
            return null;
        }
        FieldReader inner = new FieldReader(value);
        return Decimal.of(new BigDecimal(new BigInteger(inner.value(1)), inner.integer(2)));
    }

    FieldReader group(int number) {
        byte[] value = value(number);
        return value == null ? null : new FieldReader(value);
    }

    List<FieldReader> groups(int number) {
        List<FieldReader> groups = new ArrayList<>();
        for (Field field : fields) {
            if (field.number == number) {
                groups.add(new FieldReader(field.value));
            }
        }
        return groups;
    }
}
