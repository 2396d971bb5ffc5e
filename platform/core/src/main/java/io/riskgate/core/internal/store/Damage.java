package io.riskgate.core.internal.store;

/**
 * A place where the stored data are not what was written.
 *
 * @param file the file, relative to the store's directory
 * @param offset the byte in it where the damage was noticed
 * @param message what was expected there and what was found
 * @param healed whether everything it held was restored from what is redundant; otherwise facts may be missing
 */
public record Damage(String file, long offset, String message, boolean healed) {
    /** The same, healed for this reason. */
    Damage healed(String why) {
        return new Damage(file, offset, message + ": " + why, true);
    }

    @Override
    public String toString() {
        return "%s at offset %d: %s%s".formatted(file, offset, message, healed ? " (healed)" : "");
    }
}
