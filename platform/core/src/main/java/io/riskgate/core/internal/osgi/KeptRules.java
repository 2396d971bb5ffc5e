package io.riskgate.core.internal.osgi;

import java.io.IOException;
import java.util.Map;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings back at the start what commands put in force, and takes away what a command began and did not finish. */
final class KeptRules {
    /** Where bundles are installed that commands brought: this, then the hash of the jar. */
    static final String LOCATION = "riskgate-rule:";

    private static final Logger LOG = LoggerFactory.getLogger(KeptRules.class);

    private final BundleContext context;
    private final RuleShelf shelf;

    KeptRules(BundleContext context, RuleShelf shelf) {
        this.context = context;
        this.shelf = shelf;
    }

    /** Installs and starts what is missing, uninstalls what nobody put in force. */
    void install() {
        Map<String, String> wanted = shelf.all().entrySet().stream()
                .collect(Collectors.toMap(
                        kept -> kept.getValue().inForce().location(), Map.Entry::getKey, (one, other) -> one));
        for (Bundle bundle : context.getBundles()) {
            if (bundle.getLocation().startsWith(LOCATION) && !wanted.containsKey(bundle.getLocation())) {
                uninstall(bundle);
            }
        }
        shelf.all().forEach((id, kept) -> install(id, kept.inForce()));
    }

    private void install(String id, RuleShelf.Version version) {
        try {
            Bundle bundle = context.getBundle(version.location());
            if (bundle == null) {
                bundle = context.installBundle(version.location(), shelf.jar(version.sha256()).stream());
            }
            start(bundle);
        } catch (IOException | BundleException | RuntimeException e) {
            LOG.error("{}, which a command put in force for rule {}, cannot be started", version.bundle(), id, e);
        }
    }

    private static void start(Bundle bundle) throws BundleException {
        if (bundle.getState() != Bundle.ACTIVE && bundle.getState() != Bundle.STARTING) {
            LimitedRule.within(10, "start", () -> {
                bundle.start();
                return null;
            });
        }
    }

    static void uninstall(Bundle bundle) {
        try {
            bundle.uninstall();
        } catch (BundleException | IllegalStateException e) {
            LOG.warn("{} could not be uninstalled", bundle, e);
        }
    }
}
