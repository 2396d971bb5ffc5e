package io.riskgate.broker.paper.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Time that passes only by waiting for it, and then at once. */
final class ManualTime implements InstantSource, Pause {
    private final CountDownLatch never = new CountDownLatch(1);
    private final Semaphore hanging = new Semaphore(0);
    private final List<Duration> pauses = new CopyOnWriteArrayList<>();
    private volatile Instant now;
    private volatile Runnable beforePause = () -> {};

    ManualTime(Instant now) {
        this.now = now;
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public void of(Duration length) {
        beforePause.run();
        pauses.add(length);
        advance(length);
    }

    @Override
    public void untilInterrupted() throws InterruptedException {
        hanging.release();
        never.await();
    }

    /** Lets time pass. */
    void advance(Duration length) {
        now = now.plus(length);
    }

    /** Runs {@code action} at the beginning of every pause. */
    void beforePause(Runnable action) {
        beforePause = action;
    }

    /** The pauses so far. */
    List<Duration> pauses() {
        return pauses;
    }

    /** Returns once one more thread waits for ever. */
    void awaitHanging() throws InterruptedException {
        if (!hanging.tryAcquire(10, TimeUnit.SECONDS)) {
            throw new AssertionError("no thread hangs after 10 s");
        }
    }
}
