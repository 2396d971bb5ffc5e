package io.riskgate.broker.paper.internal;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets real time pass. */
enum SystemPause implements Pause {
    /** The only one. */
    INSTANCE;

    private final CountDownLatch never = new CountDownLatch(1);

    @Override
    public void of(Duration length) throws InterruptedException {
        never.await(length.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void untilInterrupted() throws InterruptedException {
        never.await();
    }
}
