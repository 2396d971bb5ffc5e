package io.riskgate.shell.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.riskgate.api.Decimal;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.karaf.shell.support.table.ShellTable;

/**
 * What a command says: fields, then tables, each in the order in which they were added; printed for people or as one
 * JSON document.
 *
 * <p>A {@link Decimal} is money, a {@link Duration} a countdown; a price is given as its text.
 */
final class Report {
    private static final DateTimeFormatter INSTANT =
            new DateTimeFormatterBuilder().appendInstant(-1).toFormatter();
    private static final JsonFactory JSON =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    /** What a terminal does not print but obeys, or what changes the order of what it prints. */
    private static final Pattern CONTROL =
            Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}\\x{202a}-\\x{202e}\\x{2066}-\\x{2069}]");

    /** A cell with more characters goes on in the next line of its table. */
    private static final int WIDEST = 60;

    /** The titles of the columns of the fields. */
    private static final List<String> FIELDS = List.of("", "");

    private final List<Field> fields = new ArrayList<>();
    private final List<Table> tables = new ArrayList<>();
    private String note;
    private String failure;

    private record Field(String title, String key, Object value) {}

    private record Table(
            String title, String key, String whenEmpty, List<? extends Column<?>> columns, List<Object[]> rows) {}

    /**
     * One column of a table.
     *
     * @param title its title for people
     * @param key its key in JSON
     * @param value gives its value in a row
     */
    record Column<T>(String title, String key, Function<? super T, ?> value) {}

    /** Adds a field; without title it is only in the JSON document, without key only for people. */
    Report field(String title, String key, Object value) {
        fields.add(new Field(title, key, value));
        return this;
    }

    /** Adds a table, whose title may be null; people read {@code whenEmpty} if it has no rows. */
    <T> Report table(String title, String key, String whenEmpty, Collection<T> elements, List<Column<T>> columns) {
        List<Object[]> rows = elements.stream()
                .map(element -> columns.stream()
                        .map(column -> column.value().apply(element))
                        .toArray())
                .toList();
        tables.add(new Table(title, key, whenEmpty, columns, rows));
        return this;
    }

    /** Sets a sentence that people read at the end. */
    Report note(String sentence) {
        note = sentence;
        return this;
    }

    /** Sets why the command fails after the report was printed; null if it does not. */
    Report failure(String why) {
        failure = why;
        return this;
    }

    /** Why the command fails, or null if it does not. */
    String failure() {
        return failure;
    }

    /** Prints it for people, or without format: only what was found, columns separated by tabs. */
    void print(PrintStream out, boolean format) {
        List<Object[]> titled = fields.stream()
                .filter(field -> field.title() != null)
                .map(field -> new Object[] {field.title(), field.value()})
                .toList();
        if (!titled.isEmpty()) {
            print(titled, FIELDS, new ShellTable().noHeaders(), out, format);
        }
        boolean gap = !titled.isEmpty();
        for (Table table : tables) {
            if (gap) {
                out.println();
            }
            gap = true;
            if (table.title() != null) {
                out.println(table.title());
            }
            if (!table.rows().isEmpty()) {
                List<String> titles =
                        table.columns().stream().map(Column::title).toList();
                print(table.rows(), titles, new ShellTable(), out, format);
            } else if (format) {
                out.println(table.whenEmpty());
            }
        }
        if (note != null && format) {
            out.println();
            out.println(visible(note));
        }
    }

    private static void print(
            List<Object[]> rows, List<String> titles, ShellTable table, PrintStream out, boolean format) {
        titles.forEach(table::column);
        for (Object[] row : rows) {
            Object[] texts = Stream.of(row).map(Report::text).toArray();
            if (format) {
                table.addRow().addContent(titles.equals(FIELDS) ? texts : folded(texts));
            } else {
                out.println(Stream.of(texts).map(String::valueOf).collect(Collectors.joining("\t")));
            }
        }
        if (format) {
            table.print(out);
        }
    }

    /**
     * Prints it as one JSON document on one line: keys in the order in which they were added, ASCII only. Why the command
     * fails is its {@code error}.
     */
    void printJson(PrintStream out) throws IOException {
        if (fields.isEmpty() && tables.isEmpty() && failure == null) {
            return;
        }
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            for (Field field : fields) {
                if (field.key() != null) {
                    json.writeFieldName(field.key());
                    write(json, field.value());
                }
            }
            for (Table table : tables) {
                json.writeArrayFieldStart(table.key());
                for (Object[] row : table.rows()) {
                    json.writeStartObject();
                    for (int i = 0; i < row.length; i++) {
                        json.writeFieldName(table.columns().get(i).key());
                        write(json, row[i]);
                    }
                    json.writeEndObject();
                }
                json.writeEndArray();
            }
            if (failure != null) {
                json.writeStringField("error", failure);
            }
            json.writeEndObject();
        }
        out.println(text);
    }

    private static void write(JsonGenerator json, Object value) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else if (value instanceof Integer || value instanceof Long) {
            json.writeNumber(((Number) value).longValue());
        } else if (value instanceof Duration duration) {
            json.writeNumber(duration.toSeconds());
        } else if (value instanceof Decimal money) {
            json.writeString(money.toMoney());
        } else if (value instanceof Instant instant) {
            json.writeString(INSTANT.format(instant));
        } else if (value instanceof Enum<?> constant) {
            json.writeString(constant.name());
        } else if (value instanceof Collection<?> elements) {
            json.writeStartArray();
            for (Object element : elements) {
                write(json, element);
            }
            json.writeEndArray();
        } else if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> entry : new TreeMap<>(map).entrySet()) {
                json.writeFieldName(entry.getKey().toString());
                write(json, entry.getValue());
            }
            json.writeEndObject();
        } else {
            json.writeString(value.toString());
        }
    }

    private static String text(Object value) {
        if (value == null) {
            return "";
        }
        if (value instanceof Boolean flag) {
            return flag ? "yes" : "no";
        }
        if (value instanceof Duration duration) {
            return countdown(duration);
        }
        if (value instanceof Decimal money) {
            return money.toDollars();
        }
        if (value instanceof Instant instant) {
            return INSTANT.format(instant);
        }
        if (value instanceof Collection<?> elements) {
            return elements.stream().map(Report::text).collect(Collectors.joining(", "));
        }
        if (value instanceof Map<?, ?> map) {
            return new TreeMap<>(map)
                    .entrySet().stream()
                            .map(entry -> visible(entry.getKey().toString()) + "=" + text(entry.getValue()))
                            .collect(Collectors.joining(", "));
        }
        return visible(value.toString());
    }

    /** The same text with escapes for what a terminal would obey. */
    static String visible(String text) {
        return CONTROL.matcher(text).replaceAll(found -> Matcher.quoteReplacement(escape(found.group())));
    }

    private static Object[] folded(Object[] texts) {
        return Stream.of(texts).map(text -> folded(text.toString())).toArray();
    }

    /** The same text in lines that fit into a cell, broken at blanks where there are any. */
    private static String folded(String text) {
        StringBuilder lines = new StringBuilder();
        int from = 0;
        while (text.length() - from > WIDEST) {
            int blank = text.lastIndexOf(' ', from + WIDEST);
            int end = blank > from ? blank : from + WIDEST;
            lines.append(text, from, end).append('\n');
            from = blank > from ? end + 1 : end;
        }
        return lines.append(text, from, text.length()).toString();
    }

    private static String escape(String control) {
        return switch (control) {
            case "\n" -> "\\n";
            case "\r" -> "\\r";
            case "\t" -> "\\t";
            default -> control.codePoints().mapToObj("\\u%04x"::formatted).collect(Collectors.joining());
        };
    }

    /** The time left, from the largest unit that is not zero: {@code 2h 59m 58s}. */
    static String countdown(Duration left) {
        StringBuilder text = new StringBuilder();
        if (left.toDays() > 0) {
            text.append(left.toDays()).append("d ");
        }
        if (left.toHours() > 0) {
            text.append(left.toHoursPart()).append("h ");
        }
        if (left.toMinutes() > 0) {
            text.append(left.toMinutesPart()).append("m ");
        }
        return text.append(left.toSecondsPart()).append('s').toString();
    }
}
