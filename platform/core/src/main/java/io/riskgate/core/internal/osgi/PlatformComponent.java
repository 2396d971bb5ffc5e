package io.riskgate.core.internal.osgi;

import io.riskgate.api.broker.Broker;
import io.riskgate.api.engine.Decision;
import io.riskgate.api.engine.DecisionListener;
import io.riskgate.api.engine.LockoutStore;
import io.riskgate.api.engine.PlatformStore;
import io.riskgate.api.engine.PreCheckGate;
import io.riskgate.api.engine.RiskEngine;
import io.riskgate.api.engine.RuleBundles;
import io.riskgate.core.internal.engine.LivePlatform;
import io.riskgate.core.internal.store.Alarm;
import io.riskgate.core.internal.store.DiskFiles;
import io.riskgate.core.internal.store.StoreIdFile;
import io.riskgate.core.internal.store.StoreIdentity;
import io.riskgate.core.internal.store.StoreOptions;
import io.riskgate.core.internal.store.StoreRefused;
import io.riskgate.core.internal.store.StoreSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts and stops the live platform and offers its services. The start runs on a thread of its own: settings, store,
 * lockouts, rules, broker, reconciliation, armed. Not in a replay.
 */
@Component(
        service = {},
        immediate = true)
public final class PlatformComponent {
    private static final Logger LOG = LoggerFactory.getLogger(PlatformComponent.class);
    private static final int RULES_SECONDS = 10;
    private static final int BROKER_SECONDS = 10;
    private static final int STORE_SECONDS = 5;
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final String STORE_FILE = "riskgate.store.cfg";

    /** Holds for one store: when this bundle starts again in the same process, it goes on with that one. */
    private static final String NEW_STORE = "riskgate.newStore";
    /** Where what was there before a new store is moved: once, however often its beginning is tried. */
    private static final String ASIDE =
            InstantSource.system().instant().toString().replace(':', '-');

    private final BundleContext context;
    private final LivePlatform platform;
    private final RuleTracker rules;
    private final List<ServiceRegistration<?>> services;
    private final ExecutorService starter =
            Executors.newSingleThreadExecutor(task -> new Thread(task, "riskgate-start"));
    private volatile Broker broker;
    private volatile boolean restored;
    private StoreIdentity opened;
    private Optional<StoreIdentity> namedAtOpening = Optional.empty();
    private volatile boolean stopping;

    /** Offers the services at once, and starts. */
    @Activate
    public PlatformComponent(BundleContext context, @Reference RuleTracker rules, @Reference SettingsTracker settings) {
        this.context = context;
        this.rules = rules;
        this.platform = LivePlatform.of(
                () -> InstantSource.system().instant().truncatedTo(ChronoUnit.MILLIS),
                System::nanoTime,
                Runtime.getRuntime().availableProcessors(),
                rules.desk());
        if (ReplayProcess.isWanted()) {
            services = List.of();
            return;
        }
        services = List.of(
                context.registerService(RiskEngine.class, platform, null),
                context.registerService(LockoutStore.class, platform.lockouts(), null),
                context.registerService(PreCheckGate.class, platform.gate(), null),
                context.registerService(PlatformStore.class, platform.store(), null),
                context.registerService(
                        RuleBundles.class, new RuleSwaps(context, rules, platform::tryOut, () -> restored), null));
        starter.execute(this::start);
    }

    private void start() {
        try {
            rules.settled().join();
            awaitStore();
            if (stopping) {
                return;
            }
            awaitRules();
            rules.settled().join();
            platform.enforceRules();
            awaitSettings();
            restored = true;
            connect(BROKER_SECONDS);
        } catch (StoreRefused e) {
            LOG.error("Riskgate ends: it was refused the store");
            platform.notArmed(e.getMessage());
            endProcess();
        } catch (RuntimeException | Error e) {
            LOG.error("The platform could not start", e);
            platform.notArmed(String.valueOf(e.getMessage()));
        }
    }

    /** On data that are not ours, or are somebody else's at the moment, nothing runs. */
    private void endProcess() {
        try {
            context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).stop();
        } catch (BundleException e) {
            LOG.error("The process could not be ended", e);
        }
    }

    /** A disk that is full, or not there yet, may be put right: what failed is tried again. */
    private void awaitStore() throws StoreRefused {
        String said = null;
        while (!stopping) {
            try {
                restore();
                return;
            } catch (IOException e) {
                String why = String.valueOf(e.getMessage());
                if (!why.equals(said)) {
                    said = why;
                    LOG.error("The store could not be opened, trying again", e);
                    platform.notArmed("the store cannot be opened: %s; it is tried again every %d s"
                            .formatted(why, STORE_SECONDS));
                }
                for (int i = 0; i < STORE_SECONDS * 20 && !stopping; i++) {
                    LockSupport.parkNanos(POLL_NANOS);
                }
            }
        }
    }

    private void restore() throws IOException, StoreRefused {
        Path idFile = Path.of(System.getProperty("karaf.etc", "etc")).resolve(STORE_FILE);
        Optional<StoreIdentity> expected = StoreIdFile.read(idFile);
        if (opened == null) {
            opened = open(idFile, expected);
            namedAtOpening = expected;
            System.clearProperty(NEW_STORE);
        } else if (!expected.equals(namedAtOpening)
                && expected.isPresent()
                && !expected.get().id().equals(opened.id())) {
            throw new StoreRefused("%s names the store %s, the one that was opened is %s: one of the two was exchanged"
                    .formatted(idFile, expected.get().id(), opened.id()));
        }
        boolean known = expected.isPresent() && expected.get().id().equals(opened.id());
        try {
            StoreIdFile.write(idFile, opened);
        } catch (IOException e) {
            if (!known) {
                throw e;
            }
            LOG.error("{} cannot be written: an older copy of the store would not be noticed", idFile, e);
        }
    }

    private StoreIdentity open(Path idFile, Optional<StoreIdentity> expected) throws IOException, StoreRefused {
        Path directory = RuleTracker.data().resolve("store");
        Files.createDirectories(directory);
        StoreOptions options = StoreOptions.of(new DiskFiles(directory), new Unheard());
        options = StoreSettings.read(idFile).applyTo(options, directory);
        if (expected.isPresent()) {
            options = options.withExpected(expected.get(), idFile.toString());
        }
        if (Boolean.getBoolean(NEW_STORE)) {
            options = options.withNewStore(ASIDE);
        }
        return platform.restore(options, directory.toString());
    }

    /** Before the platform takes over there is nothing to tell. */
    private static final class Unheard implements Alarm {
        @Override
        public void onWriteFailed(IOException failure) {
            LOG.error("The store cannot be written", failure);
        }
    }

    private void awaitRules() {
        Set<String> awaited = rules.waiting();
        if (!awaited.isEmpty()) {
            LOG.info("Waiting for the bundles of {}", awaited);
        }
        for (int i = 0; i < RULES_SECONDS * 20 && !stopping; i++) {
            if (rules.waiting().isEmpty()) {
                return;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        Set<String> missing = rules.waiting();
        if (!missing.isEmpty()) {
            LOG.error("Rules have settings but no bundle offers them: {}", missing);
        }
    }

    /** Without accepted settings of its own the platform does not know what it must guard. */
    private void awaitSettings() {
        String said = null;
        for (String refused = refusals(); !refused.isEmpty() && !stopping; refused = refusals()) {
            if (!refused.equals(said)) {
                said = refused;
                platform.notArmed("settings are refused: " + refused);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private String refusals() {
        StringJoiner refusals = new StringJoiner("; ");
        new TreeMap<>(rules.desk().platformRefusals()).forEach((pid, why) -> refusals.add(pid + ": " + why));
        return refusals.toString();
    }

    private void connect(int seconds) {
        for (int i = 0; i < seconds * 20 && broker == null && !stopping; i++) {
            LockSupport.parkNanos(POLL_NANOS);
        }
        Broker connecting = broker;
        if (connecting == null) {
            platform.notArmed("no broker is connected");
            return;
        }
        try {
            platform.connect(connecting);
        } catch (IOException | RuntimeException e) {
            LOG.error("The broker {} could not be connected, trying again", connecting.name(), e);
            platform.notArmed("broker " + connecting.name() + ": " + e.getMessage());
            tryAgain(connecting);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tryAgain(Broker failed) {
        for (int i = 0; i < BROKER_SECONDS * 20 && broker == failed && !stopping; i++) {
            LockSupport.parkNanos(POLL_NANOS);
        }
        if (broker == failed && !stopping) {
            starter.execute(() -> connect(0));
        }
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindBroker(Broker bound) {
        broker = bound;
        if (restored) {
            platform.expect(bound);
            starter.execute(() -> connect(0));
        }
    }

    void unbindBroker(Broker gone) {
        if (broker == gone) {
            broker = null;
            if (restored) {
                platform.expect(null);
            }
        }
        if (restored && !stopping) {
            starter.execute(() -> platform.disconnect(gone));
        }
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindListener(DecisionListener listener) {
        platform.listen(new Heard(listener));
    }

    void unbindListener(DecisionListener listener) {
        platform.ignore(new Heard(listener));
    }

    private record Heard(DecisionListener listener) implements Consumer<Decision> {
        @Override
        public void accept(Decision decision) {
            listener.decided(decision);
        }
    }

    @Deactivate
    void stop() {
        stopping = true;
        services.forEach(ServiceRegistration::unregister);
        starter.shutdown();
        try {
            if (!starter.awaitTermination(BROKER_SECONDS, TimeUnit.SECONDS)) {
                starter.shutdownNow();
            }
            platform.stop();
        } catch (IOException e) {
            LOG.error("The store could not be closed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
