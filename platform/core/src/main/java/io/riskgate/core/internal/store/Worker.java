package io.riskgate.core.internal.store;

/** Work that comes in and is done by one thread: a {@link WriterThread}, or the caller of {@link #drain}. */
public interface Worker {
    /** Does all there is to do; false when it failed and is to be tried again. */
    boolean drain();

    /** Whether {@link #drain} has nothing to do. May be called from any thread. */
    boolean idle();

    /** Does what waits for a quiet moment; false when there was nothing. */
    boolean settle();

    /** Who is to be woken when work comes in; runs in the thread that brings it. */
    void onWork(Runnable wakeUp);
}
