package io.riskgate.api.engine;

import java.util.List;

/**
 * What was found when the store was read.
 *
 * @param storeId the id of the store
 * @param directory where it lies
 * @param mirror where its mirror lies, or null without one
 * @param lastRecord the last record that was durable when the reading began
 * @param records how many records were read and are whole
 * @param parts what the store is made of
 * @param damages every damage, in the order of the parts; empty if all is as it was written
 */
public record StoreReport(
        String storeId,
        String directory,
        String mirror,
        long lastRecord,
        long records,
        List<Part> parts,
        List<Damage> damages) {
    /** Copies the lists. */
    public StoreReport {
        parts = List.copyOf(parts);
        damages = List.copyOf(damages);
    }

    /**
     * One part of the store.
     *
     * @param name journal, archive, images, mark or mirror
     * @param files how many files it has
     * @param bytes their sizes together
     * @param damages how many damages are in them
     */
    public record Part(String name, int files, long bytes, int damages) {}

    /**
     * A place that is not as it was written.
     *
     * @param file the file, relative to the store's directory, or with the mirror's directory before it
     * @param offset the byte in it where the damage was noticed
     * @param message what was expected there and what was found
     * @param redundant whether all that it held is also elsewhere in the store or its mirror; otherwise facts are
     *     missing
     */
    public record Damage(String file, long offset, String message, boolean redundant) {}
}
