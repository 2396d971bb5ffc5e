package io.riskgate.core.internal.osgi;

import io.riskgate.api.engine.RuleBundles;
import io.riskgate.api.engine.ShadowReport;
import io.riskgate.core.internal.engine.Differences;
import io.riskgate.core.internal.engine.RuleOffer;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out the commands that bring rules, replace them and take them away. One at a time. */
final class RuleSwaps implements RuleBundles {
    private static final Logger LOG = LoggerFactory.getLogger(RuleSwaps.class);

    /** How many differences are kept for each rule. */
    private static final int KEPT = 1_000;

    private final BundleContext context;
    private final RuleTracker rules;
    private final RuleShelf shelf;
    private final Trials trials;
    private final BooleanSupplier started;
    private final ReentrantLock one = new ReentrantLock();

    /** What only looks on, by rule id. */
    private final Map<String, Shadow> shadows = new ConcurrentHashMap<>();

    private record Shadow(Candidate candidate, Differences differences) {}

    /** Judges every known account with a rule that is not in force. */
    interface Trials {
        /** Fails if the rule does. */
        void tryOut(RuleOffer candidate) throws ChangeRefused, InterruptedException;
    }

    RuleSwaps(BundleContext context, RuleTracker rules, Trials trials, BooleanSupplier started) {
        this.context = context;
        this.rules = rules;
        this.shelf = rules.shelf();
        this.trials = trials;
        this.started = started;
    }

    private interface Change {
        String carryOut() throws ChangeRefused, InterruptedException, IOException;
    }

    private String alone(Change change) throws ChangeRefused, InterruptedException {
        if (!started.getAsBoolean()) {
            throw new ChangeRefused("the platform has not started yet, see risk:status");
        }
        if (!one.tryLock()) {
            throw new ChangeRefused("another change of rules is under way");
        }
        try {
            String done = change.carryOut();
            LOG.info("{}", done);
            return done;
        } catch (IOException e) {
            throw new ChangeRefused("the jar or its record could not be written or read: " + e.getMessage(), e);
        } finally {
            one.unlock();
        }
    }

    @Override
    public String install(String url) throws ChangeRefused, InterruptedException {
        return alone(() -> {
            Candidate candidate = Candidate.at(context, rules, trusted(jar(url)), url);
            return candidate.orGone(() -> {
                RuleOffer offer = candidate.offer();
                RuleOffer there = rules.desk().governing(offer.id());
                if (there != null) {
                    throw new ChangeRefused("rule %s is there already: %s; risk:rule-upgrade replaces it"
                            .formatted(offer.id(), there.bundle()));
                }
                trials.tryOut(offer);
                inForce(candidate, new RuleShelf.Kept(candidate.version(), null), candidate.jar());
                return "%s is in force: %s".formatted(offer.id(), offer.bundle());
            });
        });
    }

    @Override
    public String upgrade(String url) throws ChangeRefused, InterruptedException {
        return alone(() -> {
            Candidate candidate = Candidate.at(context, rules, trusted(jar(url)), url);
            return candidate.orGone(() -> {
                RuleOffer offer = candidate.offer();
                RuleOffer old = lower(offer);
                trials.tryOut(offer);
                return replace(candidate, old);
            });
        });
    }

    /** What is in force, if it is lower than {@code offer}. */
    private RuleOffer lower(RuleOffer offer) throws ChangeRefused {
        RuleOffer old = old(offer.id());
        if (((Version) offer.version()).compareTo((Version) old.version()) <= 0) {
            throw new ChangeRefused("%s is not higher than %s, which is in force; risk:rule-rollback goes back"
                    .formatted(offer.bundle(), old.bundle()));
        }
        return old;
    }

    @Override
    public String shadow(String url) throws ChangeRefused, InterruptedException {
        return alone(() -> {
            Candidate candidate = Candidate.at(context, rules, trusted(jar(url)), url);
            return candidate.orGone(() -> {
                RuleOffer offer = candidate.offer();
                RuleOffer old = lower(offer);
                trials.tryOut(offer);
                endShadowOf(offer.id());
                Shadow shadow = new Shadow(candidate, new Differences(KEPT));
                rules.settle(() -> rules.desk().shadowed(offer, shadow.differences));
                shadows.put(offer.id(), shadow);
                candidate.stays();
                return "%s looks on: %s, in force is %s".formatted(offer.id(), offer.bundle(), old.bundle());
            });
        });
    }

    @Override
    public ShadowReport differences(String rule) throws ChangeRefused {
        Shadow shadow = shadowOf(rule);
        return shadow.differences.report(
                shadow.candidate.offer(),
                rules.desk().governing(rule),
                rules.desk().refusedByShadow(rule));
    }

    @Override
    public String promote(String rule) throws ChangeRefused, InterruptedException {
        return alone(() -> {
            Shadow shadow = shadowOf(rule);
            Candidate candidate = shadow.candidate;
            if (shadow.differences.isLost()) {
                throw new ChangeRefused(candidate.offer().bundle()
                        + " has not returned after 1 s when it looked on, see risk:rule-diff");
            }
            RuleOffer old = lower(candidate.offer());
            trials.tryOut(candidate.offer());
            return replace(candidate, old);
        });
    }

    @Override
    public String endShadow(String rule) throws ChangeRefused, InterruptedException {
        return alone(() -> {
            RuleOffer offer = shadowOf(rule).candidate.offer();
            endShadowOf(rule);
            return "%s no longer looks on; in force is %s"
                    .formatted(offer.bundle(), old(rule).bundle());
        });
    }

    private Shadow shadowOf(String rule) throws ChangeRefused {
        Shadow shadow = shadows.get(rule);
        if (shadow == null) {
            throw new ChangeRefused("no version of %s looks on beside %s: risk:rule-upgrade --shadow begins that"
                    .formatted(rule, old(rule).bundle()));
        }
        return shadow;
    }

    private void endShadowOf(String rule) {
        Shadow shadow = shadows.remove(rule);
        if (shadow != null) {
            rules.settle(() -> rules.desk().unshadowed(rule));
            shadow.candidate.go();
        }
    }

    @Override
    public String rollback(String rule) throws ChangeRefused, InterruptedException {
        return alone(() -> {
            RuleOffer old = rules.desk().governing(rule);
            RuleShelf.Version before = before(rule, old);
            RuleJar jar = shelf.jar(before.sha256());
            String distrust = distrust(jar);
            if (distrust != null) {
                throw new ChangeRefused(
                        "%s from %s was in force before, but %s".formatted(before.bundle(), before.url(), distrust));
            }
            Candidate candidate = Candidate.again(context, rules, jar, before);
            return candidate.orGone(() -> {
                if (!candidate.offer().id().equals(rule)) {
                    throw new ChangeRefused(before.bundle() + " does not offer rule " + rule);
                }
                trials.tryOut(candidate.offer());
                return replace(candidate, old);
            });
        });
    }

    /** What was in force before {@code old}; where nothing of it is in force, what a command or an update put there. */
    private RuleShelf.Version before(String rule, RuleOffer old) throws ChangeRefused {
        RuleShelf.Kept kept = shelf.of(rule).orElse(null);
        if (old == null && (kept == null || isInstalled(kept.inForce()))) {
            throw absent(rule);
        }
        if (kept != null
                && (old == null || !kept.inForce().sha256().equals(old.origin().sha256()))) {
            return kept.inForce();
        }
        if (kept == null || kept.before() == null) {
            throw new ChangeRefused(
                    "no version of %s before %s is known: it was neither upgraded by a command nor updated after one"
                            .formatted(rule, old.bundle()));
        }
        return kept.before();
    }

    private boolean isInstalled(RuleShelf.Version version) {
        Bundle there = context.getBundle(version.location());
        return there != null
                && version.sha256().equals(Origins.of(there, Optional.empty()).sha256());
    }

    @Override
    public String remove(String rule) throws ChangeRefused, InterruptedException {
        return alone(() -> {
            RuleOffer old = old(rule);
            Bundle bundle = bundle(old);
            boolean last = rules.desk().offers().stream()
                            .filter(offer -> offer.id().equals(rule))
                            .filter(offer -> rules.desk().distrust(offer.origin()) == null)
                            .count()
                    == 1;
            if (last && rules.desk().isRequired(rule)) {
                throw new ChangeRefused("rule " + rule + " is required: without it every account would be reduce-only;"
                        + " take it out of requiredRules in riskgate.engine.cfg first");
            }
            shelf.put(rule, null);
            endShadowOf(rule);
            rules.remove(rule);
            KeptRules.uninstall(bundle);
            RuleOffer now = rules.desk().governing(rule);
            return "%s is removed: %s%s"
                    .formatted(rule, old.bundle(), now == null ? "" : ", in force is " + now.bundle());
        });
    }

    /** Puts a checked version in force, and only then the old one goes; null if there is none. */
    private String replace(Candidate candidate, RuleOffer old) throws ChangeRefused, InterruptedException, IOException {
        RuleOffer now = candidate.offer();
        if (old == null) {
            return bringBack(candidate);
        }
        Optional<RuleShelf.Kept> kept = shelf.of(now.id());
        Bundle oldBundle = bundle(old);
        RuleJar oldJar = RuleJar.of(oldBundle);
        RuleShelf.Version before = new RuleShelf.Version(
                oldJar.sha256(),
                oldBundle.getLocation(),
                old.bundle(),
                old.origin().location());
        inForce(candidate, new RuleShelf.Kept(candidate.version(), before), oldJar, candidate.jar());
        Shadow shadow = shadows.get(old.id());
        if (shadow != null && shadow.candidate == candidate) {
            shadows.remove(old.id());
            rules.settle(() -> rules.desk().unshadowed(old.id()));
        }
        endShadowOf(old.id());
        KeptRules.uninstall(oldBundle);
        kept.ifPresent(instead -> uninstall(instead, candidate));
        return "%s is in force: %s, was %s".formatted(now.id(), now.bundle(), old.bundle());
    }

    /** Puts in force again what was there before its bundle went, or was updated to something that offers no rule. */
    private String bringBack(Candidate candidate) throws ChangeRefused, IOException {
        RuleOffer now = candidate.offer();
        RuleShelf.Kept kept = shelf.of(now.id()).orElseThrow();
        inForce(candidate, new RuleShelf.Kept(candidate.version(), kept.before()), candidate.jar());
        uninstall(kept, candidate);
        return "%s is in force: %s, was nothing".formatted(now.id(), now.bundle());
    }

    /** What is where {@code kept} was in force goes: it is kept no more. */
    private void uninstall(RuleShelf.Kept kept, Candidate candidate) {
        Bundle there = context.getBundle(kept.inForce().location());
        if (there != null && there != candidate.bundle()) {
            KeptRules.uninstall(there);
        }
    }

    private void inForce(Candidate candidate, RuleShelf.Kept kept, RuleJar... jars) throws ChangeRefused, IOException {
        rules.check(candidate.bundle(), candidate.offer());
        String id = candidate.offer().id();
        RuleShelf.Kept before = shelf.of(id).orElse(null);
        shelf.put(id, kept, jars);
        try {
            rules.adopt(
                    candidate.bundle(),
                    candidate.offer().pinnedFrom(kept.inForce().url()));
            candidate.stays();
        } catch (RuntimeException e) {
            shelf.put(id, before);
            throw e;
        }
    }

    private RuleOffer old(String rule) throws ChangeRefused {
        RuleOffer old = rules.desk().governing(rule);
        if (old == null) {
            throw absent(rule);
        }
        return old;
    }

    /** Why there is no rule of that id. */
    private ChangeRefused absent(String rule) {
        Bundle idle = rules.idleBundleOf(rule);
        if (idle != null) {
            return new ChangeRefused(
                    "the bundle of rule %s, %s, %s: bundle:start %d starts it, bundle:diag %d says why not"
                            .formatted(
                                    rule,
                                    Candidate.name(idle),
                                    Candidate.state(idle),
                                    idle.getBundleId(),
                                    idle.getBundleId()));
        }
        List<String> known = rules.desk().offers().stream()
                .map(RuleOffer::id)
                .distinct()
                .sorted()
                .toList();
        return new ChangeRefused("no bundle offers rule %s; there are %s".formatted(rule, String.join(", ", known)));
    }

    /** The bundle of a rule, if that is all it offers. */
    private Bundle bundle(RuleOffer offer) throws ChangeRefused {
        Bundle bundle = rules.bundleOf(offer);
        if (bundle == null) {
            throw new ChangeRefused("the bundle of " + offer.id() + " is going right now");
        }
        if (rules.rulesOf(bundle) > 1) {
            throw new ChangeRefused(offer.bundle() + " offers other rules too: update it with bundle:update");
        }
        return bundle;
    }

    private RuleJar trusted(RuleJar jar) throws ChangeRefused, IOException {
        String distrust = distrust(jar);
        if (distrust != null) {
            throw new ChangeRefused(distrust);
        }
        return jar;
    }

    private String distrust(RuleJar jar) throws IOException {
        return rules.desk().distrust(Origins.of(null, jar, true));
    }

    /** A jar that can be read to its end. */
    static RuleJar jar(String url) throws ChangeRefused {
        try {
            URL address = new URL(url);
            if (address.getProtocol().equals("file") && new File(address.getPath()).isDirectory()) {
                throw new ChangeRefused(url + ": expected a jar, was a directory");
            }
            RuleJar jar = RuleJar.at(address);
            jar.signers();
            return jar;
        } catch (MalformedURLException e) {
            throw new ChangeRefused("expected the address of a jar (file:, mvn:, http:), was " + url, e);
        } catch (FileNotFoundException | NoSuchFileException e) {
            throw new ChangeRefused(url + ": expected a jar, there is no such file", e);
        } catch (RuleJar.NoJar e) {
            throw new ChangeRefused(url + " " + e.getMessage(), e);
        } catch (IOException e) {
            throw new ChangeRefused(url + " cannot be read: " + e.getMessage(), e);
        }
    }
}
