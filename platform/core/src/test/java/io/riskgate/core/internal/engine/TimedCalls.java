package io.riskgate.core.internal.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Calls on threads of their own in the time of a test: what waits in a call goes on when the test has moved the time so
 * far, and is interrupted when the time of the call is over. Between its steps the test sees no call run.
 */
final class TimedCalls implements BrokerCalls {
    private final ThreadLocal<Duration> begun = new ThreadLocal<>();
    private final List<Duration> wakes = new ArrayList<>();
    private Duration now = Duration.ZERO;
    private int running;

    @Override
    public synchronized void start(Call call) {
        running++;
        Duration begins = now;
        LimitedCalls.daemon(() -> run(call, begins), "timed-call").start();
    }

    private void run(Call call, Duration begins) {
        begun.set(begins);
        try {
            call.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ended();
        }
    }

    private synchronized void ended() {
        running--;
        notifyAll();
    }

    @Override
    public void stop() {}

    /** Waits within a call. */
    synchronized void pause(Duration length) throws InterruptedException {
        Duration until = now.plus(length);
        Duration over = begun.get().plus(LivePort.LIMIT);
        Duration wake = until.compareTo(over) < 0 ? until : over;
        wakes.add(wake);
        ended();
        while (now.compareTo(wake) < 0) {
            wait();
        }
        if (wake.compareTo(until) < 0) {
            throw new InterruptedException("the time of the call is over");
        }
    }

    /** Lets time pass. */
    synchronized void move(Duration by) throws InterruptedException {
        now = now.plus(by);
        for (Iterator<Duration> each = wakes.iterator(); each.hasNext(); ) {
            if (each.next().compareTo(now) <= 0) {
                each.remove();
                running++;
            }
        }
        notifyAll();
        settle();
    }

    /** Waits until every call has ended, or waits. */
    synchronized void settle() throws InterruptedException {
        while (running > 0) {
            wait();
        }
    }
}
