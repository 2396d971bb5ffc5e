package io.riskgate.core.internal.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RecurringTest {
    @Test
    void isDoneAgainThoughItFails() throws Exception {
        CountDownLatch times = new CountDownLatch(4);
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        try {
            Recurring.on(timer, 1, () -> {
                times.countDown();
                if (times.getCount() % 2 == 0) {
                    throw new IllegalStateException("scripted");
                }
                throw new OutOfMemoryError("scripted");
            });

            assertTrue(times.await(30, TimeUnit.SECONDS));
        } finally {
            timer.shutdownNow();
        }
    }
}
