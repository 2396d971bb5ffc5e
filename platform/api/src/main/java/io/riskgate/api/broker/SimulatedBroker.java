package io.riskgate.api.broker;

import io.riskgate.api.event.BookSnapshot;
import io.riskgate.api.event.BrokerEvent;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A broker made of a book and no clock: what a replay plays against. Everything happens at the instant it is told, on
 * the caller's thread; equal calls give equal answers. Not safe for several threads.
 */
@ConsumerType
public interface SimulatedBroker {
    /**
     * Sets how commands are answered from now on.
     *
     * @param mode the mode
     * @param account only for this account, or null for all
     * @param contract only for this contract, or null for all
     * @param calls only for the next so many commands it applies to, or 0 for all; then the mode before applies again
     */
    void set(BrokerMode mode, String account, String contract, int calls);

    /**
     * The mode that answers one command of {@code account}, for each of {@code contracts} in their order; a command
     * counts once for every setting that is limited to a number of calls, however many contracts it has. A command
     * about no contract gives an empty list and counts all the same. For {@link BrokerMode#UNAUTHORIZED} it is
     * followed by a call of {@link #modesSignedIn}.
     */
    List<BrokerMode> modes(String account, List<String> contracts);

    /** As {@link #modes}, for the repetition after signing in: never {@link BrokerMode#UNAUTHORIZED}, counts nothing. */
    List<BrokerMode> modesSignedIn(String account, List<String> contracts);

    /** Corrects the book by an event from outside: positions, orders, prices, snapshots. */
    void observe(BrokerEvent event);

    /**
     * Carries out a command on the book.
     *
     * @return the order, trade and position events that follow, in order; empty if there was nothing to do
     */
    List<BrokerEvent> carryOut(BrokerCommand command, Instant now);

    /** Everything the account holds and has working in the book; trades are the executions of this broker. */
    BookSnapshot read(String account, Instant now);

    /** The accounts in the book. */
    Set<String> accounts();

    /** Makes simulated brokers; offered as an OSGi service. */
    @ConsumerType
    @FunctionalInterface
    interface Factory {
        /** A new broker with an empty book in mode SILENT, which values fills by {@code instruments}. */
        SimulatedBroker open(Instruments instruments);
    }
}
