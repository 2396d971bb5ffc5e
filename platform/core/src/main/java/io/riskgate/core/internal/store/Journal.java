package io.riskgate.core.internal.store;

/**
 * Where facts are written down.
 *
 * <p>Both methods may be called from any thread and only put the entry into a queue in memory: they never wait for a
 * file. Entries of one thread keep their order. What is written and when it is durable is the matter of the
 * {@link JournalWriter} behind it.
 */
public interface Journal {
    /** Adds an entry; nobody hears when it is durable. */
    void append(Entry entry);

    /** Adds an entry; the acknowledgement is called when it is durable, never before. */
    void append(Entry entry, Acknowledgement acknowledgement);
}
