package io.riskgate.itests;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Asks again and again for what the platform does on threads of its own, or in a process of its own. */
final class Eventually {

    private static final int TRIES = 600;
    private static final Duration PAUSE = Duration.ofMillis(50);

    private Eventually() {}

    /** A condition that may fail to be asked for a while. */
    interface Assertion {
        /** Fails, or throws anything else, as long as it does not hold. */
        void holds() throws Exception;
    }

    /** Waits until {@code assertion} holds; fails with its last failure if it never does. */
    static void holds(Assertion assertion) throws Exception {
        is(() -> {
            assertion.holds();
            return null;
        });
    }

    /** What {@code question} answers once it does not fail any more. */
    static <T> T is(Callable<T> question) throws Exception {
        for (int i = 1; ; i++) {
            try {
                return question.call();
            } catch (Exception | AssertionError e) {
                if (i == TRIES) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }
}
