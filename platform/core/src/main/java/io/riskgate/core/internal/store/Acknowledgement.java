package io.riskgate.core.internal.store;

/** Hears that an entry is on the disk. */
@FunctionalInterface
public interface Acknowledgement {
    /**
     * The entry is synced: it is there after any crash.
     *
     * <p>Called once, in the order of the appends, by the thread that drains the journal; it must not block, and may
     * append.
     *
     * @param sequence the number the entry has in the journal, counted from 1
     */
    void durable(long sequence);
}
