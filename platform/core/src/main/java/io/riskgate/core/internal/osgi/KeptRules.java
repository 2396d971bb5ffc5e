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

    /** Whether {@code bundle} is where commands install. */
    static boolean isAtItsPlace(Bundle bundle) {
        return bundle.getLocation().startsWith(LOCATION);
    }

    /** Installs and starts what is missing or was updated to what is not kept, uninstalls what nobody put in force. */
    void install() {
        Map<String, String> wanted = shelf.all().entrySet().stream()
                .collect(Collectors.toMap(
                        kept -> kept.getValue().inForce().location(), Map.Entry::getKey, (one, other) -> one));
        for (Bundle bundle : context.getBundles()) {
            if (isAtItsPlace(bundle) && !wanted.containsKey(bundle.getLocation())) {
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
            } else if (!isMadeOf(bundle, version.sha256())) {
                LOG.warn(
                        "Rule {}: {} was updated to a jar that is not kept; {} comes back",
                        id,
                        Candidate.name(bundle),
                        version.bundle());
                update(bundle, shelf.jar(version.sha256()));
            }
            start(bundle);
        } catch (IOException | BundleException | RuntimeException e) {
            LOG.error("{}, which a command put in force for rule {}, cannot be started", version.bundle(), id, e);
        }
    }

    /** Whether it is, or nobody can tell. */
    private static boolean isMadeOf(Bundle bundle, String sha256) {
        try {
            return RuleJar.of(bundle).sha256().equals(sha256);
        } catch (IOException e) {
            LOG.warn("The jar of {} cannot be read: {}", bundle, e.toString());
            return true;
        }
    }

    /** It stops for that, and starts again if it ran. */
    private static void update(Bundle bundle, RuleJar jar) {
        LimitedRule.within(10, "update", () -> {
            bundle.update(jar.stream());
            return null;
        });
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
