package io.riskgate.core.internal.engine;

import io.riskgate.api.event.BrokerEvent;

/** One way to handle the events. Each has a loop of its own, or the compiler would share what it learns of them. */
interface Contender {
    /** What it is, for the table. */
    String name();

    /**
     * Handles events.
     *
     * @param events those of the next cycle; who needs none prepared makes its own
     * @return how many it handled
     */
    int run(BrokerEvent[] events);

    /** Something that depends on all it did. */
    long outcome();
}
