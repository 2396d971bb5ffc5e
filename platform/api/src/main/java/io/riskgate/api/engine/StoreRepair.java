package io.riskgate.api.engine;

import java.util.List;

/**
 * What a repair of the store came to.
 *
 * @param healed what was put right
 * @param left what was found in the store afterwards
 * @param locked whether accounts are locked because of damage that was found at the start; when nothing is missing any
 *     more the next start frees them
 */
public record StoreRepair(List<Healed> healed, StoreReport left, boolean locked) {
    /** Copies the list. */
    public StoreRepair {
        healed = List.copyOf(healed);
    }

    /**
     * A file that was put right.
     *
     * @param file the file, relative to the store's directory, or with the mirror's directory before it
     * @param from where its content came from: mirror, journal, running platform
     * @param evidence where the damaged file is kept, empty if there was none
     */
    public record Healed(String file, String from, String evidence) {}
}
