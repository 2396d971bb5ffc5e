package io.riskgate.core.internal.osgi;

import io.riskgate.api.broker.Instruments;
import io.riskgate.api.rule.RiskRule;
import io.riskgate.core.internal.engine.InstrumentsInForce;
import io.riskgate.core.internal.engine.RuleDesk;
import io.riskgate.core.internal.engine.RuleOffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the rules that bundles offer to the rule desk. The registry is never held up: binding and unbinding only
 * enqueue, one thread configures.
 */
@Component(service = RuleTracker.class, immediate = true)
public final class RuleTracker {
    private static final Logger LOG = LoggerFactory.getLogger(RuleTracker.class);
    private static final String ID = "riskgate.rule.id";

    private final RuleDesk desk = new RuleDesk();
    private final ExecutorService changes =
            Executors.newSingleThreadExecutor(task -> new Thread(task, "riskgate-rules"));
    private final Map<ServiceReference<RiskRule>, RuleOffer> offers = new HashMap<>();

    /** Starts the thread that configures. */
    @Activate
    public RuleTracker() {}

    /** The desk. */
    public RuleDesk desk() {
        return desk;
    }

    /** Enqueues a change. */
    public void enqueue(Runnable change) {
        try {
            changes.execute(() -> run(change));
        } catch (RejectedExecutionException e) {
            LOG.debug("Stopping: a change of rules or settings comes too late");
        }
    }

    private static void run(Runnable change) {
        try {
            change.run();
        } catch (RuntimeException | Error e) {
            LOG.error("A change of rules or settings failed", e);
        }
    }

    /** Done when every change enqueued before is. */
    public CompletableFuture<Void> settled() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        changes.execute(() -> done.complete(null));
        return done;
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            unbind = "withdrawn",
            service = RiskRule.class)
    void offered(ServiceReference<RiskRule> reference, RiskRule rule) {
        Object id = reference.getProperty(ID);
        if (!(id instanceof String text) || !text.matches("[a-z][a-z0-9_.]*")) {
            LOG.error("{} offers a rule whose {} is {}: expected [a-z][a-z0-9_.]*", reference.getBundle(), ID, id);
            return;
        }
        Bundle bundle = reference.getBundle();
        RuleOffer offer = new RuleOffer(
                text,
                (String) reference.getProperty("riskgate.rule.code"),
                (String) reference.getProperty("riskgate.rule.description"),
                bundle.getSymbolicName() + " " + bundle.getVersion(),
                bundle.getVersion(),
                rule);
        enqueue(() -> {
            offers.put(reference, offer);
            desk.offered(offer);
        });
    }

    void withdrawn(ServiceReference<RiskRule> reference) {
        Bundle framework = org.osgi.framework.FrameworkUtil.getBundle(RuleTracker.class)
                .getBundleContext()
                .getBundle(Constants.SYSTEM_BUNDLE_LOCATION);
        if (framework != null && framework.getState() != Bundle.ACTIVE) {
            return;
        }
        enqueue(() -> {
            RuleOffer offer = offers.remove(reference);
            if (offer != null) {
                desk.withdrawn(offer);
            }
        });
    }

    @Deactivate
    void stop() {
        changes.shutdown();
    }

    /** The instruments in force, for brokers. */
    @Component(service = Instruments.class)
    public static final class CurrentInstruments extends InstrumentsInForce {
        /** Those of the desk. */
        @Activate
        public CurrentInstruments(@Reference RuleTracker rules) {
            super(rules.desk()::instruments);
        }
    }
}
