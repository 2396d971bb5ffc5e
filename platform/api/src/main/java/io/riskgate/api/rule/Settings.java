package io.riskgate.api.rule;

import io.riskgate.api.Decimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One set of settings of a rule, read strictly: a value that is not acceptable is refused, never repaired, and a key
 * that nobody asked for is refused too ({@link #unknownKeys}).
 *
 * <p>Blanks around a value and around the elements of a list do not count. Keys are compared as spelled; keys with a
 * dot are ignored. Not safe for several threads at once.
 */
public final class Settings {
    private static final Pattern INTEGER = Pattern.compile("-?\\d{1,9}");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,5})([smh])");
    private static final Pattern TIME = Pattern.compile("([01]\\d|2[0-3]):[0-5]\\d");
    private static final Duration DAY = Duration.ofHours(24);
    private static final Set<String> ZONES = ZoneId.getAvailableZoneIds();

    private final Map<String, String> values = new TreeMap<>();
    private final Map<String, Asked> asked = new TreeMap<>();
    private final UnaryOperator<String> aliases;

    private Settings(Map<String, String> values, UnaryOperator<String> aliases) {
        values.forEach((key, value) -> {
            if (key.indexOf('.') < 0) {
                this.values.put(key, value.strip());
            }
        });
        this.aliases = aliases;
    }

    /** Settings in which a symbol is its own root. */
    public static Settings of(Map<String, String> values) {
        return of(values, UnaryOperator.identity());
    }

    /**
     * Settings whose symbols go through {@code aliases}.
     *
     * @param aliases gives the CME root of an upper-case symbol
     */
    public static Settings of(Map<String, String> values, UnaryOperator<String> aliases) {
        return new Settings(values, aliases);
    }

    /** An integer of at most 9 digits, without point or exponent. */
    public Setting<Integer> integer(String key) {
        return value(key, "an integer", text -> INTEGER.matcher(text).matches() ? Integer.valueOf(text) : null);
    }

    /** An exact decimal of at most 15 digits before and 9 after the point. */
    public Setting<Decimal> decimal(String key) {
        return value(key, "a decimal", Settings::decimalOrNull);
    }

    /** {@code true} or {@code false}. */
    public Setting<Boolean> flag(String key) {
        return value(key, "true or false", text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> null;
        });
    }

    /** A duration {@code <n>s}, {@code <n>m} or {@code <n>h}, 1s to 24h. */
    public Setting<Duration> duration(String key) {
        return durationFrom(key, Duration.ofSeconds(1));
    }

    /** A duration {@code <n>s}, {@code <n>m} or {@code <n>h}, 0s to 24h. */
    public Setting<Duration> durationOrZero(String key) {
        return durationFrom(key, Duration.ZERO);
    }

    private Setting<Duration> durationFrom(String key, Duration least) {
        return value(key, "a duration of " + show(least) + " to 24h (like 30s, 5m, 1h)", text -> {
            Duration value = durationOrNull(text);
            return value == null || value.compareTo(least) < 0 ? null : value;
        });
    }

    /** A duration, or {@code until-reset}. */
    public Setting<LockTime> lockTime(String key) {
        return value(key, "until-reset or a duration of 1s to 24h", text -> {
            if (text.equals("until-reset")) {
                return LockTime.UNTIL_RESET;
            }
            Duration value = durationOrNull(text);
            return value == null || value.isZero() ? null : LockTime.of(value);
        });
    }

    /** A two-digit 24-hour time of day, {@code HH:MM}. */
    public Setting<LocalTime> timeOfDay(String key) {
        return value(key, "a time of day HH:MM", Settings::timeOrNull);
    }

    /** A comma-separated list of dates, {@code 2025-12-25}; may be empty. */
    public Setting<List<LocalDate>> dates(String key) {
        return list(key, "dates like 2025-12-25", Settings::dateOrNull);
    }

    /** An IANA region such as {@code America/Chicago}; abbreviations and offsets are refused. */
    public Setting<ZoneId> zone(String key) {
        return value(key, "an IANA time zone like America/Chicago", Settings::zoneOrNull);
    }

    /** One of the constants of {@code type}, written in lower case with hyphens. */
    public <E extends Enum<E>> Setting<E> choice(String key, Class<E> type) {
        E[] constants = type.getEnumConstants();
        String expected = Stream.of(constants).map(Settings::show).collect(Collectors.joining(", "));
        return value(key, "one of " + expected, text -> Stream.of(constants)
                .filter(constant -> show(constant).equals(text))
                .findFirst()
                .orElse(null));
    }

    /** Any text, also none. */
    public Setting<String> string(String key) {
        return value(key, "a text", Function.identity());
    }

    /** A comma-separated list of symbols or of globs with {@code *} and {@code ?}, upper-case after aliases; may be empty, no element may. */
    public Setting<List<String>> symbols(String key) {
        return list(key, "symbols separated by commas", text -> symbolOrNull(text));
    }

    /**
     * A comma-separated list whose elements {@code reader} makes; it gives null for one that is not acceptable. The
     * list may be empty, no element may.
     *
     * @param expected what is acceptable, for messages
     */
    public <T> Setting<List<T>> list(String key, String expected, Function<String, T> reader) {
        return value(key, expected, text -> {
            List<T> elements = new ArrayList<>();
            if (text.isEmpty()) {
                return elements;
            }
            for (String part : text.split(",", -1)) {
                T element = part.isBlank() ? null : reader.apply(part.strip());
                if (element == null) {
                    return null;
                }
                elements.add(element);
            }
            return elements;
        });
    }

    /**
     * A value that {@code reader} makes; it gives null for a text that is not acceptable.
     *
     * @param expected what is acceptable, for messages
     */
    public <T> Setting<T> value(String key, String expected, Function<String, T> reader) {
        return new Setting<>(this, key, expected, reader);
    }

    /** The symbol upper-case after aliases, or null if {@code text} is none; for {@link #list} readers. */
    public String symbolOrNull(String text) {
        return text.matches("[A-Za-z0-9*?]{1,16}") ? aliases.apply(text.toUpperCase(Locale.ROOT)) : null;
    }

    /** The decimal, or null if {@code text} is none; for {@link #list} readers. */
    public static Decimal decimalOrNull(String text) {
        try {
            return Decimal.parse(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** The duration of 0s to 24h, or null if {@code text} is none; for {@link #list} readers. */
    public static Duration durationOrNull(String text) {
        var matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        long n = Long.parseLong(matcher.group(1));
        Duration value =
                switch (matcher.group(2)) {
                    case "s" -> Duration.ofSeconds(n);
                    case "m" -> Duration.ofMinutes(n);
                    default -> Duration.ofHours(n);
                };
        return value.compareTo(DAY) > 0 ? null : value;
    }

    /** The date, or null if {@code text} is none; for {@link #list} readers. */
    public static LocalDate dateOrNull(String text) {
        try {
            return text.length() == 10 ? LocalDate.parse(text) : null;
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** The time of day, or null if {@code text} is none; for {@link #list} readers. */
    public static LocalTime timeOrNull(String text) {
        return TIME.matcher(text).matches() ? LocalTime.parse(text) : null;
    }

    private static ZoneId zoneOrNull(String text) {
        boolean region = text.indexOf('/') > 0 && !text.startsWith("Etc/") && !text.startsWith("SystemV/");
        return (region || text.equals("UTC") || text.equals("Etc/UTC")) && ZONES.contains(text)
                ? ZoneId.of(text)
                : null;
    }

    /** The keys without a dot that nobody asked for, by name; refused by the platform after {@code configure}. */
    public Set<String> unknownKeys() {
        Set<String> unknown = new TreeSet<>(values.keySet());
        unknown.removeAll(asked.keySet());
        return unknown;
    }

    /** What was asked for, by key: the documentation of a rule's settings. */
    public List<Asked> asked() {
        return List.copyOf(asked.values());
    }

    /**
     * One key a rule asked for.
     *
     * @param key the key
     * @param expected what is acceptable
     * @param presence {@code required}, {@code optional} or {@code default <value>}
     */
    public record Asked(String key, String expected, String presence) {}

    String text(String key) {
        return values.get(key);
    }

    void describe(String key, String expected, String presence) {
        asked.put(key, new Asked(key, expected, presence));
    }

    static String show(Object value) {
        if (value instanceof Enum<?> constant) {
            return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
        if (value instanceof Duration duration) {
            return duration.toSeconds() % 3600 == 0 && !duration.isZero()
                    ? duration.toHours() + "h"
                    : duration.toSeconds() % 60 == 0 && !duration.isZero()
                            ? duration.toMinutes() + "m"
                            : duration.toSeconds() + "s";
        }
        if (value instanceof Collection<?> elements) {
            return elements.isEmpty()
                    ? "none"
                    : elements.stream().map(Settings::show).collect(Collectors.joining(","));
        }
        return String.valueOf(value);
    }
}
