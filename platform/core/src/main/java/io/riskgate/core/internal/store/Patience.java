package io.riskgate.core.internal.store;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How long a disk is waited for that may hang. Any thread. */
@FunctionalInterface
public interface Patience {
    /**
     * Waits until a call of the disk is over, whatever it came to.
     *
     * @throws TimeoutException when it is not over in time; its message says what that was, as in "within 10s"
     * @throws InterruptedException when the thread that waits is interrupted
     */
    void await(CompletableFuture<?> call) throws TimeoutException, InterruptedException;

    /**
     * That of real time.
     *
     * @param limit how long, above zero
     */
    static Patience of(Duration limit) {
        return call -> {
            try {
                call.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException over) {
                // in time, and what it came to is asked of the call
            } catch (TimeoutException late) {
                throw new TimeoutException("within %ds".formatted(limit.toSeconds()));
            }
        };
    }
}
