package io.riskgate.broker.paper.internal;

import io.riskgate.api.broker.Instruments;
import io.riskgate.api.broker.SimulatedBroker;
import org.osgi.service.component.annotations.Component;

/** Offers simulated brokers to replays; there without any configuration. */
@Component
public final class PaperSimulations implements SimulatedBroker.Factory {
    @Override
    public SimulatedBroker open(Instruments instruments) {
        return new PaperSimulation(instruments);
    }
}
