package io.riskgate.core.internal.osgi;

import io.riskgate.api.broker.SimulatedBroker;
import io.riskgate.api.engine.Replay;
import io.riskgate.api.engine.RuleBundles;
import io.riskgate.api.engine.ShadowReport;
import io.riskgate.core.internal.engine.Replays;
import io.riskgate.core.internal.engine.RuleOffer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Offers replay on the rules that are installed. */
@Component(service = Replay.class)
public final class ReplayComponent implements Replay {
    private final BundleContext context;
    private final RuleTracker rules;
    private final Replays replays;

    /** Replays with the rules of the desk. */
    @Activate
    public ReplayComponent(
            BundleContext context, @Reference RuleTracker rules, @Reference SimulatedBroker.Factory brokers) {
        this.context = context;
        this.rules = rules;
        replays = new Replays(() -> rules.desk().offers(), brokers);
    }

    @Override
    public Result replay(Path recording, Map<String, Map<String, String>> defaults, Lines decisions)
            throws IOException {
        return replays.replay(recording, defaults, decisions);
    }

    @Override
    public ShadowReport compare(Path recording, Map<String, Map<String, String>> defaults, String url)
            throws IOException {
        try {
            RuleJar jar = RuleSwaps.jar(url);
            Bundle there = context.getBundle(KeptRules.LOCATION + jar.sha256());
            RuleOffer known = there == null ? null : rules.offerOf(there);
            if (known != null && jar.sha256().equals(known.origin().sha256())) {
                return replays.compare(recording, defaults, known);
            }
            Candidate candidate = Candidate.at(context, rules, jar, url);
            return candidate.orGone(() -> replays.compare(recording, defaults, candidate.offer()));
        } catch (RuleBundles.ChangeRefused e) {
            throw new IOException(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped");
        }
    }
}
