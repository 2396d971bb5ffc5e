package io.riskgate.core.internal.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** Events of one account that wait until the consequences of earlier ones are durable. Belongs to the account's stripe. */
final class Parking {
    /** Consequences of handled events that are held. */
    private int held;

    /** What waits until nothing is held, in order; null before the first. */
    private ArrayDeque<Runnable> parked;

    /** Whether further events wait. */
    boolean waiting() {
        return held > 0;
    }

    /** Consequences of an event are held. */
    void hold() {
        held++;
    }

    /** Consequences that were held are carried out. */
    void release() {
        held--;
    }

    /** Goes on with {@code task} once nothing is held. */
    void park(Runnable task) {
        parked = parked == null ? new ArrayDeque<>() : parked;
        parked.addLast(task);
    }

    /** Goes on with an event from outside once nothing is held. */
    void parkEvent(Runnable event) {
        park(new ParkedEvent(event));
    }

    private record ParkedEvent(Runnable event) implements Runnable {
        @Override
        public void run() {
            event.run();
        }
    }

    /** Takes all events from outside that were parked, in order. */
    List<Runnable> takeEvents() {
        if (parked == null) {
            return List.of();
        }
        List<Runnable> events = new ArrayList<>(parked);
        events.removeIf(task -> !(task instanceof ParkedEvent));
        parked.removeAll(events);
        return events;
    }

    /** Takes the next that was parked, or null while something is held or nothing is parked. */
    Runnable next() {
        return waiting() || parked == null ? null : parked.pollFirst();
    }
}
