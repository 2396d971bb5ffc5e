package io.riskgate.core.internal.store;

import java.io.IOException;

/**
 * Hears what went wrong with the store while it runs.
 *
 * <p>Called by the thread that meets the failure: the journal's writer or the imager. It must not block and not throw.
 */
public interface Alarm {
    /**
     * A write or sync failed. Nothing of it was acknowledged, and it is tried again on a new file at the next drain;
     * called for every failed try.
     */
    void onWriteFailed(IOException failure);

    /**
     * The first try that succeeded after {@link #onWriteFailed}, the high-water mark included: everything queued before it
     * is durable.
     */
    default void onWriteRecovered() {}

    /** An acknowledgement threw; the entry is durable all the same and the ones after it are acknowledged. */
    default void onAcknowledgementFailed(RuntimeException failure) {}

    /** An image could not be made. The journal is unharmed; the next run tries again. */
    default void onImageFailed(IOException failure) {}

    /** The mirror cannot be written. The journal is unharmed and goes on; called for every failed try. */
    default void onMirrorFailed(IOException failure) {}

    /** The mirror has less than the journal at the start; it is filled up. */
    default void onMirrorBehind(long records) {}

    /** The mirror has all that the journal has, for the first time after {@link #onMirrorFailed}. */
    default void onMirrorRecovered() {}
}
