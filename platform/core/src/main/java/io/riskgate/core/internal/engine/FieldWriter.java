package io.riskgate.core.internal.engine;

import io.riskgate.api.Decimal;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Writes numbered fields: number, length, bytes. Absent fields are not written, so that a reader of another version
 * finds what it knows and passes over the rest.
 */
final class FieldWriter {
    /** Before a text that UTF-8 cannot hold: two bytes for each char follow. No UTF-8 has this byte. */
    static final byte AS_CHARS = (byte) 0xff;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
    private final DataOutputStream out = new DataOutputStream(bytes);

    /** The bytes written. */
    byte[] toBytes() {
        return bytes.toByteArray();
    }

    FieldWriter field(int number, byte[] value) {
        try {
            out.writeByte(number);
            varint(value.length);
            out.write(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    private void varint(int value) throws IOException {
        int rest = value;
        while (rest >= 0x80) {
            out.writeByte(rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        out.writeByte(rest);
    }

    /** A text; every char is kept, lone surrogates too. */
    FieldWriter text(int number, String value) {
        if (value == null) {
            return this;
        }
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        if (new String(utf8, StandardCharsets.UTF_8).equals(value)) {
            return field(number, utf8);
        }
        ByteBuffer chars = ByteBuffer.allocate(1 + 2 * value.length()).put(AS_CHARS);
        chars.slice().asCharBuffer().put(value);
        return field(number, chars.array());
    }

    FieldWriter number(int number, long value) {
        byte[] raw = new byte[8];
        long rest = value;
        for (int i = 7; i >= 0; i--) {
            raw[i] = (byte) rest;
            rest >>= 8;
        }
        int skip = 0;
        while (skip < 7 && raw[skip] == (raw[skip + 1] < 0 ? -1 : 0)) {
            skip++;
        }
        return field(number, java.util.Arrays.copyOfRange(raw, skip, 8));
    }

    FieldWriter flag(int number, boolean value) {
        return value ? number(number, 1) : this;
    }

    FieldWriter constant(int number, Enum<?> value) {
        return value == null ? this : text(number, value.name());
    }

    FieldWriter instant(int number, Instant value) {
        if (value == null) {
            return this;
        }
        FieldWriter inner = new FieldWriter().number(1, value.getEpochSecond());
        if (value.getNano() != 0) {
            inner.number(2, value.getNano());
        }
        return field(number, inner.toBytes());
    }

    FieldWriter decimal(int number, Decimal value) {
        if (value == null) {
            return this;
        }
        BigDecimal exact = value.toBigDecimal().stripTrailingZeros();
        FieldWriter inner = new FieldWriter().field(1, exact.unscaledValue().toByteArray());
        if (exact.scale() != 0) {
            inner.number(2, exact.scale());
        }
        return field(number, inner.toBytes());
    }

    FieldWriter group(int number, FieldWriter value) {
        return value == null ? this : field(number, value.toBytes());
    }
}
