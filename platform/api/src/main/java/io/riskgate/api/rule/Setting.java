package io.riskgate.api.rule;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One key of a set of settings while it is being read: narrow it with {@link #where}, then take its value.
 *
 * @param <T> the type of the value
 */
public final class Setting<T> {
    private final Settings settings;
    private final String key;
    private final String expected;
    private final Function<String, T> reader;

    Setting(Settings settings, String key, String expected, Function<String, T> reader) {
        this.settings = settings;
        this.key = key;
        this.expected = expected;
        this.reader = reader;
    }

    /** Accepts only values for which {@code condition} holds; {@code narrower} completes what is expected. */
    public Setting<T> where(String narrower, Predicate<? super T> condition) {
        String all = expected + " " + narrower;
        return new Setting<>(settings, key, all, text -> {
            T value = reader.apply(text);
            if (value == null || !condition.test(value)) {
                return null;
            }
            return value;
        });
    }

    /** Accepts values of at least {@code least}. */
    public <C extends Comparable<? super T>> Setting<T> atLeast(C least) {
        return where("of at least " + Settings.show(least), value -> least.compareTo(value) <= 0);
    }

    /** Accepts values of at most {@code most}. */
    public <C extends Comparable<? super T>> Setting<T> atMost(C most) {
        return where("of at most " + Settings.show(most), value -> most.compareTo(value) >= 0);
    }

    /** Accepts values below {@code limit}. */
    public <C extends Comparable<? super T>> Setting<T> below(C limit) {
        return where("below " + Settings.show(limit), value -> limit.compareTo(value) > 0);
    }

    /** Accepts values above {@code limit}. */
    public <C extends Comparable<? super T>> Setting<T> above(C limit) {
        return where("above " + Settings.show(limit), value -> limit.compareTo(value) < 0);
    }

    /**
     * The value.
     *
     * @throws SettingsRefused if the key is missing or its value is not acceptable
     */
    public T required() {
        settings.describe(key, expected, "required");
        String text = settings.text(key);
        if (text == null) {
            throw new SettingsRefused(key, expected, null);
        }
        return read(text);
    }

    /**
     * The value, or {@code fallback} if the key is missing.
     *
     * @throws SettingsRefused if the value is not acceptable; a refused value never becomes the default
     */
    public T orElse(T fallback) {
        settings.describe(key, expected, "default " + Settings.show(fallback));
        String text = settings.text(key);
        return text == null ? fallback : read(text);
    }

    /**
     * The value, or empty if the key is missing.
     *
     * @throws SettingsRefused if the value is not acceptable
     */
    public Optional<T> optional() {
        settings.describe(key, expected, "optional");
        String text = settings.text(key);
        return text == null ? Optional.empty() : Optional.of(read(text));
    }

    private T read(String text) {
        T value = reader.apply(text);
        if (value == null) {
            throw new SettingsRefused(key, expected, text);
        }
        return value;
    }
}
