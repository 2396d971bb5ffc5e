package io.riskgate.core.internal.engine;

import io.riskgate.core.internal.store.Compactor;
import io.riskgate.core.internal.store.Entry;
import java.util.function.Consumer;

/** Makes images of the journal: the facts that rebuild the state that all facts together give. */
final class FoldCompactor implements Compactor {
    private final Fold fold = new Fold();

    @Override
    public void apply(Entry entry) {
        fold.apply(FactCodec.decode(entry));
    }

    @Override
    public void forEachRemaining(Consumer<Entry> entries) {
        fold.forEachKept(fact -> entries.accept(FactCodec.encode(fact)));
    }
}
