package io.riskgate.core.internal.store;

import java.util.List;

/**
 * What a reading of the whole store found.
 *
 * @param lastRecord the last record that was durable when it began
 * @param records how many records of the journal and its archive are whole
 * @param parts what the store is made of
 * @param damages every damage, as healed where all it held is also elsewhere
 */
public record Verification(long lastRecord, long records, List<Part> parts, List<Damage> damages) {
    public Verification {
        parts = List.copyOf(parts);
        damages = List.copyOf(damages);
    }

    /** One part of a store: how many files it has, their bytes, and the damages found in them. */
    public record Part(String name, int files, long bytes, int damages) {}

    /** Whether no fact is missing. */
    public boolean intact() {
        return damages.stream().allMatch(Damage::healed);
    }
}
