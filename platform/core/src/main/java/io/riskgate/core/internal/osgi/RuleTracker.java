package io.riskgate.core.internal.osgi;

import io.riskgate.api.broker.Instruments;
import io.riskgate.api.engine.RuleBundles.ChangeRefused;
import io.riskgate.api.rule.RiskRule;
import io.riskgate.core.internal.engine.InstrumentsInForce;
import io.riskgate.core.internal.engine.RuleDesk;
import io.riskgate.core.internal.engine.RuleOffer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.hooks.bundle.CollisionHook;
import org.osgi.framework.hooks.bundle.FindHook;
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
    private final BundleContext context;
    private final RuleShelf shelf;

    /** What was offered and not withdrawn. */
    private final Set<ServiceReference<RiskRule>> present = ConcurrentHashMap.newKeySet();

    /** What the desk was told of. */
    private final Map<ServiceReference<RiskRule>, RuleOffer> offers = new ConcurrentHashMap<>();

    /** Bundles whose rules are not in force but tried, by id. */
    private final Map<Long, Trial> trials = new ConcurrentHashMap<>();

    /** Bundles that were tried in vain, by id: what they may still offer does not count. */
    private final Set<Long> discarded = ConcurrentHashMap.newKeySet();

    /** The rule of a bundle that is tried. */
    static final class Trial {
        final CompletableFuture<RuleOffer> offer = new CompletableFuture<>();

        private final Set<ServiceReference<RiskRule>> references = ConcurrentHashMap.newKeySet();

        /** How many rules the bundle offers. */
        int size() {
            return references.size();
        }
    }

    /** Starts the thread that configures, and the bundles that commands put in force. */
    @Activate
    public RuleTracker(BundleContext context) {
        this.context = context;
        this.shelf = new RuleShelf(data().resolve("rules"));
        if (!ReplayProcess.isWanted()) {
            context.registerService(
                    new String[] {CollisionHook.class.getName(), FindHook.class.getName()},
                    new SameVersions(context.getBundle()),
                    null);
            enqueue(() -> new KeptRules(context, shelf).install());
        }
    }

    /** The directory for all that is written. */
    static Path data() {
        return Path.of(System.getProperty("riskgate.data", System.getProperty("karaf.data", "data")));
    }

    /** What commands put in force. */
    RuleShelf shelf() {
        return shelf;
    }

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

    /** Settings without a bundle, and rules of which not yet the version is there that a command put in force. */
    Set<String> waiting() {
        Set<String> waiting = new TreeSet<>(desk.waiting());
        for (String id : shelf.all().keySet()) {
            RuleOffer governing = desk.governing(id);
            if (governing == null || !governing.origin().pinned()) {
                waiting.add(id);
            }
        }
        return waiting;
    }

    /** Has what {@code bundle} offers tried, not put in force. */
    Trial tryOut(Bundle bundle) {
        Trial trial = new Trial();
        trials.put(bundle.getBundleId(), trial);
        return trial;
    }

    /** What {@code bundle} offers is neither tried nor in force. */
    void forget(Bundle bundle) {
        discarded.add(bundle.getBundleId());
        trials.remove(bundle.getBundleId());
    }

    /**
     * Looks again at what was tried, which may have been a while ago.
     *
     * @throws ChangeRefused if it is not there as it was, is not trusted any more, or does not accept the settings by now
     */
    void check(Bundle bundle, RuleOffer offer) throws ChangeRefused {
        Trial trial = trials.get(bundle.getBundleId());
        if (trial != null && !present.containsAll(trial.references)) {
            throw new ChangeRefused(offer.bundle() + " was stopped or updated since it was checked");
        }
        desk.check(offer);
    }

    /** Puts what was tried in force in one step; what {@code bundle} offers counts from now on. */
    void adopt(Bundle bundle, RuleOffer offer) {
        Trial trial = trials.remove(bundle.getBundleId());
        settle(() -> {
            if (trial != null) {
                trial.references.forEach(reference -> offers.put(reference, offer));
            } else {
                offers.replaceAll((reference, before) -> reference.getBundle() == bundle ? offer : before);
            }
            desk.replaced(offer);
        });
    }

    /** Takes the rule in force away for good. */
    void remove(String id) {
        settle(() -> desk.removed(id));
    }

    /** Carries out a change on the thread for that, and waits. */
    void settle(Runnable change) {
        CompletableFuture.runAsync(change, changes).join();
    }

    /** The bundle that makes an offer, or null. */
    Bundle bundleOf(RuleOffer offer) {
        for (Map.Entry<ServiceReference<RiskRule>, RuleOffer> entry : offers.entrySet()) {
            if (entry.getValue().rule() == offer.rule()) {
                return entry.getKey().getBundle();
            }
        }
        return null;
    }

    /** An installed bundle that has rule {@code id} in it and does not run, or null. */
    Bundle idleBundleOf(String id) {
        for (Bundle bundle : context.getBundles()) {
            if (bundle.getState() != Bundle.ACTIVE && describesRule(bundle, id)) {
                return bundle;
            }
        }
        return null;
    }

    /** Whether {@code bundle} has rule {@code id} in it, or any (null); it is not resolved for that. */
    static boolean describesRule(Bundle bundle, String id) {
        Enumeration<String> components = bundle.getEntryPaths("OSGI-INF");
        while (components != null && components.hasMoreElements()) {
            String component = components.nextElement();
            if (component.endsWith(".xml") && describes(bundle.getEntry(component), id)) {
                return true;
            }
        }
        return false;
    }

    private static boolean describes(URL component, String id) {
        try (InputStream stream = component.openStream()) {
            String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            return text.contains(ID) && (id == null || text.contains('"' + id + '"'));
        } catch (IOException e) {
            LOG.debug("{} cannot be read", component, e);
            return false;
        }
    }

    /** What {@code bundle} offers, in force or tried; null if nothing. */
    RuleOffer offerOf(Bundle bundle) {
        Trial trial = trials.get(bundle.getBundleId());
        if (trial != null) {
            return trial.offer.getNow(null);
        }
        return offers.entrySet().stream()
                .filter(entry -> entry.getKey().getBundle() == bundle)
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    /** How many rules {@code bundle} offers. */
    long rulesOf(Bundle bundle) {
        return present.stream()
                .filter(reference -> reference.getBundle() == bundle)
                .count();
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            unbind = "withdrawn",
            service = RiskRule.class)
    void offered(ServiceReference<RiskRule> reference) {
        Object id = reference.getProperty(ID);
        if (!(id instanceof String text) || !text.matches("[a-z][a-z0-9_.]*")) {
            LOG.error("{} offers a rule whose {} is {}: expected [a-z][a-z0-9_.]*", reference.getBundle(), ID, id);
            return;
        }
        if (discarded.contains(reference.getBundle().getBundleId())) {
            return;
        }
        present.add(reference);
        Trial trial = trials.get(reference.getBundle().getBundleId());
        if (trial != null) {
            trial.references.add(reference);
        }
        Thread thread = new Thread(() -> take(reference, text, trial), "riskgate-rule-" + text);
        thread.setDaemon(true);
        thread.start();
    }

    /** Getting the rule activates it, which may take as long as its author likes. */
    private void take(ServiceReference<RiskRule> reference, String id, Trial trial) {
        try {
            RiskRule rule = context.getService(reference);
            if (rule == null) {
                throw new IllegalStateException("its component could not be activated");
            }
            RuleOffer offer = offer(reference, id, rule);
            if (trial != null) {
                trial.offer.complete(offer);
            } else {
                enqueue(() -> offer(reference, offer));
            }
        } catch (RuntimeException | Error e) {
            LOG.error("Rule {} of {} is not there", id, reference.getBundle(), e);
            if (trial != null) {
                trial.offer.completeExceptionally(e);
            }
        }
    }

    private RuleOffer offer(ServiceReference<RiskRule> reference, String id, RiskRule rule) {
        Bundle bundle = reference.getBundle();
        return new RuleOffer(
                id,
                (String) reference.getProperty("riskgate.rule.code"),
                (String) reference.getProperty("riskgate.rule.description"),
                bundle.getSymbolicName() + " " + bundle.getVersion(),
                bundle.getVersion(),
                new LimitedRule(rule),
                Origins.of(bundle, shelf.inForce(id, bundle.getLocation())));
    }

    private void offer(ServiceReference<RiskRule> reference, RuleOffer fresh) {
        if (present.contains(reference)) {
            RuleOffer offer = kept(reference.getBundle(), fresh);
            offers.put(reference, offer);
            desk.offered(offer);
        }
    }

    /** An update in place of what a command put in force is a decision too: it is kept from now on, if it is trusted. */
    private RuleOffer kept(Bundle bundle, RuleOffer offer) {
        Optional<RuleShelf.Version> pinned = shelf.inForce(offer.id(), bundle.getLocation());
        if (pinned.isEmpty() || offer.origin().pinned() || desk.distrust(offer.origin()) != null) {
            return offer;
        }
        try {
            String url = bundle.getHeaders().get(Constants.BUNDLE_UPDATELOCATION);
            shelf.updated(offer.id(), RuleJar.of(bundle), offer.bundle(), url);
            LOG.info(
                    "Rule {}: {} was updated to {}, which is kept from now on",
                    offer.id(),
                    pinned.get().bundle(),
                    offer.bundle());
        } catch (IOException e) {
            LOG.error(
                    "Rule {}: {} is in force, but not kept: at the next start {} comes back",
                    offer.id(),
                    offer.bundle(),
                    pinned.get().bundle(),
                    e);
        }
        return offer.withOrigin(Origins.of(bundle, shelf.inForce(offer.id(), bundle.getLocation())))
                .pinned(true);
    }

    void withdrawn(ServiceReference<RiskRule> reference) {
        Bundle framework = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION);
        if (framework != null && framework.getState() != Bundle.ACTIVE) {
            return;
        }
        present.remove(reference);
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
