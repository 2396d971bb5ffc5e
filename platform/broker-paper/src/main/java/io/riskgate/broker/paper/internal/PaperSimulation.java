package io.riskgate.broker.paper.internal;

import io.riskgate.api.broker.BrokerCommand;
import io.riskgate.api.broker.BrokerMode;
import io.riskgate.api.broker.Instruments;
import io.riskgate.api.broker.SimulatedBroker;
import io.riskgate.api.event.BookSnapshot;
import io.riskgate.api.event.BrokerEvent;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** The simulated broker of a replay: a book and its modes. */
final class PaperSimulation implements SimulatedBroker {
    private final PaperBook book;
    private final FaultModes modes;

    PaperSimulation(Instruments instruments) {
        this.book = new PaperBook(instruments);
        this.modes = new FaultModes(instruments);
    }

    @Override
    public void set(BrokerMode mode, String account, String contract, int calls) {
        modes.set(mode, account, contract, calls);
    }

    @Override
    public List<BrokerMode> modes(String account, List<String> contracts) {
        return modes.modes(account, contracts);
    }

    @Override
    public List<BrokerMode> modesSignedIn(String account, List<String> contracts) {
        return modes.modesSignedIn(account, contracts);
    }

    @Override
    public void observe(BrokerEvent event) {
        book.observe(event);
    }

    @Override
    public List<BrokerEvent> carryOut(BrokerCommand command, Instant now) {
        return book.carryOut(command, now);
    }

    @Override
    public BookSnapshot read(String account, Instant now) {
        return book.read(account, now);
    }

    @Override
    public Set<String> accounts() {
        return book.accounts();
    }
}
