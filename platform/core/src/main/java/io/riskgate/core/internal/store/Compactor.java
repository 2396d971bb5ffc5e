package io.riskgate.core.internal.store;

import java.util.List;
import java.util.function.Consumer;

/**
 * The state as a fold over entries: what an image is made with.
 *
 * <p>Used by one thread at a time, never shared with live state. Feeding what {@link #forEachRemaining} gives to a new
 * compactor must rebuild the same state.
 */
public interface Compactor extends Entries {
    /** Takes in the next entry of the journal, or of the image before it. */
    void apply(Entry entry);

    /** Gives the entries that rebuild the state so far, in order; the same ones every time until the next apply. */
    @Override
    void forEachRemaining(Consumer<Entry> entries);

    /** Gives, once, the entries that are history of what was applied since the last call, in order. */
    default List<Entry> history() {
        return List.of();
    }

    /** The day of the newest entry so far, counted from 1970-01-01 UTC; 0 while there is none. */
    default long day() {
        return 0;
    }
}
