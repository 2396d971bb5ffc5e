package io.riskgate.core.internal.store;

import java.util.function.Consumer;

/** Some entries in an order. */
@FunctionalInterface
public interface Entries {
    /** Gives them in order, the same ones every time. */
    void forEachRemaining(Consumer<Entry> entries);
}
