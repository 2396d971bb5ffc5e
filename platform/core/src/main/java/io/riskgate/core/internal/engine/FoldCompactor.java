package io.riskgate.core.internal.engine;

import io.riskgate.core.internal.store.Compactor;
import io.riskgate.core.internal.store.Entry;
import java.util.List;
import java.util.function.Consumer;

/** Makes images of the journal: the facts that rebuild the state that all facts together give, and those of history. */
final class FoldCompactor implements Compactor {
    private final Fold fold = new Fold();
    private final Chronicle chronicle = new Chronicle(fold);

    @Override
    public void apply(Entry entry) {
        chronicle.apply(FactCodec.decode(entry));
    }

    @Override
    public void forEachRemaining(Consumer<Entry> entries) {
        fold.forEachKept(fact -> entries.accept(FactCodec.encode(fact)));
    }

    @Override
    public List<Entry> history() {
        return chronicle.noted().stream().map(FactCodec::encode).toList();
    }

    @Override
    public long day() {
        return chronicle.day();
    }
}
