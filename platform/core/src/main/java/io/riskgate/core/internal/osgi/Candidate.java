package io.riskgate.core.internal.osgi;

import io.riskgate.api.engine.RuleBundles.ChangeRefused;
import io.riskgate.core.internal.engine.RuleOffer;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;

/** A version of a rule that is installed and started but not in force. Unless it stays nothing of it is left. */
final class Candidate {
    private static final int SECONDS = 10;

    private final RuleTracker rules;
    private final Bundle bundle;
    private final RuleJar jar;
    private final RuleOffer offer;
    private final String url;
    private final boolean ours;
    private boolean stays;

    private Candidate(RuleTracker rules, Bundle bundle, RuleJar jar, RuleOffer offer, String url, boolean ours) {
        this.rules = rules;
        this.bundle = bundle;
        this.jar = jar;
        this.offer = offer;
        this.url = url;
        this.ours = ours;
    }

    /** Something to do with a candidate. */
    interface Step<T> {
        /** Does it. */
        T take() throws ChangeRefused, InterruptedException, IOException;
    }

    /** Installs and starts a jar that is new here. */
    static Candidate at(BundleContext context, RuleTracker rules, RuleJar jar, String url) throws ChangeRefused {
        return start(context, rules, jar, url);
    }

    /** The version before: as a command installed it, shadowed, or installed again; what others installed may go. */
    static Candidate again(BundleContext context, RuleTracker rules, RuleJar jar, RuleShelf.Version before)
            throws ChangeRefused {
        for (RuleOffer offer : rules.desk().offers()) {
            Bundle there = rules.bundleOf(offer);
            if (there != null
                    && KeptRules.isAtItsPlace(there)
                    && jar.sha256().equals(offer.origin().sha256())) {
                return new Candidate(rules, there, jar, offer, before.url(), false);
            }
        }
        return start(context, rules, jar, before.url());
    }

    private static Candidate start(BundleContext context, RuleTracker rules, RuleJar jar, String url)
            throws ChangeRefused {
        String location = freeLocation(context, jar);
        Bundle bundle = null;
        try {
            bundle = context.installBundle(location, jar.stream());
            if (bundle.getSymbolicName() == null) {
                throw new ChangeRefused(url + " is not a bundle: it has no Bundle-SymbolicName");
            }
            return new Candidate(rules, bundle, jar, offer(context, rules, bundle), url, true);
        } catch (BundleException e) {
            discard(rules, bundle);
            throw new ChangeRefused(why(context, e), e);
        } catch (ChangeRefused | RuntimeException | Error e) {
            discard(rules, bundle);
            throw e;
        }
    }

    /** Named by the hash of the jar; what was updated in its place has another jar by now. */
    private static String freeLocation(BundleContext context, RuleJar jar) throws ChangeRefused {
        String location = KeptRules.LOCATION + jar.sha256();
        for (int i = 1; context.getBundle(location) != null; i++) {
            Bundle there = context.getBundle(location);
            if (jar.sha256().equals(Origins.of(there, Optional.empty()).sha256())) {
                throw new ChangeRefused(
                        "this jar is installed already: %s, which %s".formatted(name(there), state(there)));
            }
            location = KeptRules.LOCATION + jar.sha256() + "." + i;
        }
        return location;
    }

    /** Name, version and number of a bundle, for people. */
    static String name(Bundle bundle) {
        return "%s %s [%d]".formatted(bundle.getSymbolicName(), bundle.getVersion(), bundle.getBundleId());
    }

    /** What a bundle does at the moment, for people. */
    static String state(Bundle bundle) {
        return switch (bundle.getState()) {
            case Bundle.ACTIVE -> "runs";
            case Bundle.STARTING -> "is starting";
            case Bundle.STOPPING -> "is stopping";
            case Bundle.INSTALLED -> "lacks something that it needs";
            case Bundle.RESOLVED -> "is stopped";
            default -> "is uninstalled";
        };
    }

    private static String why(BundleContext context, BundleException e) {
        if (e.getType() == BundleException.DUPLICATE_BUNDLE_ERROR) {
            return "a bundle of the same name and version is installed already: give the new one another version";
        }
        return "it does not install or start: " + e.getMessage();
    }

    private static RuleOffer offer(BundleContext context, RuleTracker rules, Bundle bundle)
            throws ChangeRefused, BundleException {
        List<String> missing = new Wiring(context).missing(bundle);
        if (!missing.isEmpty()) {
            throw new ChangeRefused("it does not resolve, it needs " + String.join("; ", missing));
        }
        RuleTracker.Trial trial = rules.tryOut(bundle);
        started(bundle);
        try {
            if (trial.size() == 0) {
                throw new ChangeRefused(bundle + " offers no rule: expected a component with @RuleId");
            }
            RuleOffer offer = trial.offer.get(SECONDS, TimeUnit.SECONDS);
            if (trial.size() > 1) {
                throw new ChangeRefused(bundle + " offers " + trial.size() + " rules: expected one");
            }
            return offer;
        } catch (TimeoutException e) {
            throw new ChangeRefused("its component has not been activated after " + SECONDS + " s", e);
        } catch (ExecutionException | CompletionException e) {
            throw new ChangeRefused("its component cannot be activated: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChangeRefused("interrupted", e);
        }
    }

    private static void started(Bundle bundle) throws ChangeRefused, BundleException {
        try {
            LimitedRule.within(SECONDS, "start", () -> {
                bundle.start();
                return null;
            });
        } catch (IllegalStateException e) {
            if (e.getCause() instanceof BundleException failure) {
                throw failure;
            }
            throw new ChangeRefused(bundle + " does not start: " + e.getMessage(), e);
        }
    }

    Bundle bundle() {
        return bundle;
    }

    RuleJar jar() {
        return jar;
    }

    RuleOffer offer() {
        return offer;
    }

    RuleShelf.Version version() {
        return new RuleShelf.Version(jar.sha256(), bundle.getLocation(), offer.bundle(), url);
    }

    /** It stays, in force or tried on. */
    void stays() {
        stays = true;
    }

    /** It goes, if it is not there for other reasons. */
    void go() {
        if (ours) {
            discard(rules, bundle);
        }
    }

    /** What {@code step} gives; the candidate is uninstalled unless it stays. */
    <T> T orGone(Step<T> step) throws ChangeRefused, InterruptedException, IOException {
        try {
            return step.take();
        } finally {
            if (!stays) {
                go();
            }
        }
    }

    /** A bundle that does not come back from its start cannot be uninstalled before: nobody waits for that. */
    private static void discard(RuleTracker rules, Bundle bundle) {
        if (bundle != null) {
            rules.forget(bundle);
            Thread thread = new Thread(() -> KeptRules.uninstall(bundle), "riskgate-rule-discarded");
            thread.setDaemon(true);
            thread.start();
            try {
                thread.join(TimeUnit.SECONDS.toMillis(SECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
