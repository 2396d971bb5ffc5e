package io.riskgate.api.broker;

import io.riskgate.api.event.BookSnapshot;
import io.riskgate.api.event.BrokerEvent;
import java.io.IOException;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A broker, offered as an OSGi service. The platform calls it on threads made for that, never on a thread that handles
 * events; every method may block and is interrupted when its time is over.
 */
@ConsumerType
public interface Broker {
    /** The name for people. */
    String name();

    /**
     * Connects and from then on hands every event to {@code events}, in order for each account. Called once; a lost
     * link is reported and restored by the broker itself with {@link io.riskgate.api.event.ConnectionUpdate}.
     *
     * @throws IOException if it cannot connect
     */
    void connect(Events events) throws IOException, InterruptedException;

    /** Ends the connection; no event comes after the return. */
    void disconnect();

    /** Signs in again after {@link BrokerAnswer.Kind#UNAUTHORIZED}. */
    void signIn() throws IOException, InterruptedException;

    /** The accounts the broker knows now. */
    List<String> accounts() throws IOException, InterruptedException;

    /**
     * The broker's own records of its contracts, read once after {@link #connect}. They win over the platform's table
     * of instruments; a contract without a record goes by the table.
     */
    default List<ContractRecord> contracts() throws IOException, InterruptedException {
        return List.of();
    }

    /**
     * Where the broker stands. Asked every two seconds while it is connected, so it should be light; a broker that says
     * {@link BrokerPulse#NONE} at first is not asked again. What is not said cannot be watched. Times must be those of the broker's own clock.
     */
    default BrokerPulse pulse() throws IOException, InterruptedException {
        return BrokerPulse.NONE;
    }

    /**
     * Whether it takes only so many requests in a time, as brokers do. The platform then keeps within the
     * {@code brokerCalls} of its settings, counts reads too, and lets calls that close go first.
     */
    default boolean limitsCalls() {
        return true;
    }

    /** Reads everything an account holds and has working, and its executions since the day began. */
    BookSnapshot read(String account) throws IOException, InterruptedException;

    /**
     * Makes one call.
     *
     * @throws IOException if no answer came; whether the call was carried out is then unknown
     */
    BrokerAnswer call(BrokerCommand command) throws IOException, InterruptedException;

    /** Where a broker's events go. */
    @FunctionalInterface
    interface Events {
        /**
         * Takes one event. Blocks while the queue of its account is full.
         *
         * @throws InterruptedException if interrupted while it waits
         */
        void accept(BrokerEvent event) throws InterruptedException;
    }
}
