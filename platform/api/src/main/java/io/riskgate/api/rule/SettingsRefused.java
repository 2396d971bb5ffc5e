package io.riskgate.api.rule;

/** A value in a set of settings is missing or not acceptable; the message names key, expectation and value. */
public final class SettingsRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String key;

    /**
     * Refuses a value.
     *
     * @param key the key
     * @param expected what is acceptable: {@code a decimal below 0}
     * @param was what was there, or null if the key is missing
     */
    public SettingsRefused(String key, String expected, String was) {
        super(key + ": expected " + expected + ", " + (was == null ? "was missing" : "was '" + was + "'"));
        this.key = key;
    }

    /** The key. */
    public String key() {
        return key;
    }
}
