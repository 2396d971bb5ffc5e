package io.riskgate.core.internal.store;

/**
 * The store does not open: going on would mean to work with data that are not the expected ones.
 *
 * <p>The message says what was expected where, what was found, and the way out.
 */
public final class StoreRefused extends Exception {
    private static final long serialVersionUID = 1L;

    public StoreRefused(String message) {
        super(message);
    }

    static StoreRefused newerVersion(String file, int found, int known) {
        return new StoreRefused(
                ("%s has format version %d, this program knows versions up to %d: start the version that wrote it, or a"
                                + " newer one")
                        .formatted(file, found, known));
    }
}
