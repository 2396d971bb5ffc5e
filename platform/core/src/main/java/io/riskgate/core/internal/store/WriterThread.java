package io.riskgate.core.internal.store;

import java.io.Closeable;
import java.util.concurrent.locks.LockSupport;

/**
 * The live thread of a {@link Worker}: drains when there is work, settles when there was none for a while.
 *
 * <p>{@link #close} may be called from any thread but its own.
 */
public final class WriterThread implements Closeable {
    private final Worker writer;
    private final Waiting waiting;
    private final Thread thread;
    private volatile boolean stopping;
    private volatile boolean parked;

    /** How the thread waits; a test gives one that does not. */
    @FunctionalInterface
    public interface Waiting {
        /** Why the thread waits. */
        enum Reason {
            /** A write failed and is to be tried again. */
            RETRY,
            /** Nothing is queued, the high-water mark is to be synced if that stays so. */
            IDLE,
            /** Nothing is to be done. */
            NOTHING
        }

        /** Waits in the calling thread; may return at any time, and early after {@link LockSupport#unpark}. */
        void await(Reason reason);

        /** Parks: for these times in nanoseconds before a retry and before settling, else until there is work. */
        static Waiting parking(long retryNanos, long idleNanos) {
            return reason -> {
                switch (reason) {
                    case RETRY -> LockSupport.parkNanos(retryNanos);
                    case IDLE -> LockSupport.parkNanos(idleNanos);
                    case NOTHING -> LockSupport.park();
                }
            };
        }
    }

    /** A thread of this name, not started. It does not keep the process alive. */
    public WriterThread(Worker writer, String name, Waiting waiting) {
        this.writer = writer;
        this.waiting = waiting;
        this.thread = new Thread(this::run, name);
        this.thread.setDaemon(true);
    }

    public void start() {
        writer.onWork(this::wake);
        thread.start();
    }

    /** Lets the thread finish what is queued, one try when writes fail, and waits for its end. */
    @Override
    public void close() {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                closeWithin(0);
            } catch (InterruptedException interruption) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets the thread finish as {@link #close} does, and waits at most so long for it; 0 waits for its end. */
    public void closeWithin(long millis) throws InterruptedException {
        stopping = true;
        LockSupport.unpark(thread);
        thread.join(millis);
    }

    private void wake() {
        if (parked) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        while (!stopping) {
            if (!writer.drain()) {
                waiting.await(Waiting.Reason.RETRY);
            } else if (await(Waiting.Reason.IDLE) && !writer.settle()) {
                await(Waiting.Reason.NOTHING);
            }
        }
        writer.drain();
        writer.settle();
    }

    /** Waits unless there is work already; true when there still is none. */
    private boolean await(Waiting.Reason reason) {
        parked = true;
        if (writer.idle() && !stopping) {
            waiting.await(reason);
        }
        parked = false;
        return writer.idle();
    }
}
