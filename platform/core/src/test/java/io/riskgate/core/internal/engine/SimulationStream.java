package io.riskgate.core.internal.engine;

import io.riskgate.api.event.BrokerEvent;
import io.riskgate.api.event.TradeUpdate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** The way of the broker's events to the platform: late, in order for each account, lost with the link. */
final class SimulationStream {
    private final Simulation simulation;
    private final SimulationBroker broker;
    private final Random random;
    private final Map<String, Instant> channels = new TreeMap<>();
    private int cuts;

    SimulationStream(Simulation simulation, SimulationBroker broker, Random random) {
        this.simulation = simulation;
        this.broker = broker;
        this.random = random;
    }

    /** What is on its way is lost. */
    void cut() {
        cuts++;
    }

    /** Hands what happened to an account to the stream, sometimes one kind of event before another. */
    void tell(List<BrokerEvent> events) {
        List<BrokerEvent> mixed = new ArrayList<>(events);
        if (random.nextInt(4) == 0) {
            mixed.sort(Comparator.comparing(event -> event.getClass().getName()));
        } else if (random.nextInt(4) == 0) {
            mixed.sort(Comparator.comparing(event -> event instanceof TradeUpdate));
        }
        mixed.forEach(this::tell);
    }

    /** In order, late, sometimes twice; lost if the link is. */
    void tell(BrokerEvent event) {
        if (!simulation.armed() || !broker.linked) {
            return;
        }
        String channel = event.account() == null ? "" : event.account();
        Instant at = simulation.now().plusMillis(random.nextInt(3) > 0 ? 0 : random.nextInt(2_000));
        Instant last = channels.getOrDefault(channel, at);
        channels.put(channel, last.isAfter(at) ? last : at);
        int begun = cuts;
        simulation.at(channels.get(channel), () -> {
            if (begun == cuts && simulation.armed()) {
                simulation.deliver(event);
            }
        });
    }
}
