package io.riskgate.core.internal.osgi;

import io.riskgate.api.broker.SimulatedBroker;
import io.riskgate.api.engine.Replay;
import io.riskgate.core.internal.engine.Replays;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Offers replay on the rules that are installed. */
@Component(service = Replay.class)
public final class ReplayComponent implements Replay {
    private final Replays replays;

    /** Replays with the rules of the desk. */
    @Activate
    public ReplayComponent(@Reference RuleTracker rules, @Reference SimulatedBroker.Factory brokers) {
        replays = new Replays(() -> rules.desk().offers(), brokers);
    }

    @Override
    public Result replay(Path recording, Map<String, Map<String, String>> defaults, Lines decisions)
            throws IOException {
        return replays.replay(recording, defaults, decisions);
    }
}
