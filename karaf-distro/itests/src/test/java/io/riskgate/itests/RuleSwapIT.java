package io.riskgate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.api.Decimal;
import io.riskgate.api.OrderSide;
import io.riskgate.api.engine.AccountStatus;
import io.riskgate.api.engine.Lockout;
import io.riskgate.api.engine.RiskEngine;
import io.riskgate.api.engine.RuleBundles;
import io.riskgate.api.engine.RuleBundles.ChangeRefused;
import io.riskgate.api.engine.RuleStatus;
import io.riskgate.api.engine.ShadowReport;
import io.riskgate.api.event.TradeUpdate;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.apache.karaf.features.FeaturesService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.wiring.BundleWiring;

/** Rules that are swapped while events come: each is judged by exactly one version, and nothing is lost. */
@ExtendWith(InKaraf.class)
class RuleSwapIT {
    private static final boolean FULL = Boolean.getBoolean("riskgate.faults");
    private static final int SWAPS = FULL ? 600 : 20;
    private static final int LOADERS = FULL ? 200 : 20;
    private static final int EVENTS_A_SECOND = FULL ? 5_000 : 1_000;
    private static final List<String> ACCOUNTS = List.of("SWAP-1", "SWAP-2", "SWAP-3", "SWAP-4");
    private static final String DURING = "SWAP-DURING-";
    private static final String WITHOUT = "SWAP-WITHOUT-";

    private final BundleContext context;
    private final RiskEngine engine;
    private final RuleBundles rules;
    private final FeaturesService features;

    private final Queue<String> judged = new ConcurrentLinkedQueue<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private RuleJars jars;
    private int version;
    private static int trades;

    RuleSwapIT(BundleContext context, RiskEngine engine, RuleBundles rules, FeaturesService features) {
        this.context = context;
        this.engine = engine;
        this.rules = rules;
        this.features = features;
    }

    @BeforeEach
    void givenTheProbeInForce() throws Exception {
        Eventually.holds(() -> assertTrue(engine.status().armed(), engine.status()::notArmedBecause));
        System.getProperties().put(ProbeRule.NOTES, judged);
        System.getProperties().put(ProbeRule.END, end);
        jars = new RuleJars(Files.createTempDirectory("riskgate-rules"));
        Files.writeString(file(), "edit = 1\n");
        Files.writeString(frequency(), "accounts = SWAP-*\nenabled = false\n");
        Eventually.holds(() -> assertEquals(1, rule().settings().size()));
        Eventually.holds(() ->
                assertTrue(engine.rules().toString().contains("riskgate.rule.trade_frequency_limit-swap, state=OFF")));
        rules.install(jars.version(next()));
        for (String account : ACCOUNTS) {
            engine.accept(trade(account, "first"));
        }
        Eventually.holds(() -> assertEquals(ACCOUNTS.size(), judged.size(), judged::toString));
        judged.clear();
    }

    @AfterEach
    void thenItIsGone() throws Exception {
        end.countDown();
        rules.remove(RuleJars.RULE);
        Files.delete(file());
        Files.delete(frequency());
        Eventually.holds(() -> assertTrue(engine.rules().stream()
                .noneMatch(rule ->
                        rule.id().equals(RuleJars.RULE) && !rule.settings().isEmpty())));
    }

    private static Path file() {
        return Path.of(System.getProperty("karaf.etc"), "riskgate.rule." + RuleJars.RULE + "-default.cfg");
    }

    /** So many trades are too many for the shipped settings. */
    private static Path frequency() {
        return file().resolveSibling("riskgate.rule.trade_frequency_limit-swap.cfg");
    }

    private String next() {
        return "1.0." + ++version;
    }

    private RuleStatus rule() {
        return engine.rules().stream()
                .filter(rule -> rule.id().equals(RuleJars.RULE))
                .findFirst()
                .orElseThrow();
    }

    private static TradeUpdate trade(String account, String id) {
        Instant now = Instant.now();
        return new TradeUpdate(
                now,
                account,
                id + "-" + ++trades,
                "CON.F.US.MNQ.Z25",
                OrderSide.SELL,
                1,
                Decimal.of(100),
                Decimal.of(1),
                null,
                null,
                false,
                now,
                false);
    }

    private Bundle bundle() {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> RuleJars.BUNDLE.equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow();
    }

    /** Numbered trades of every account in turn, until it is ended. */
    private final class Source extends Thread {
        private final Map<String, List<String>> sent = new HashMap<>();
        private volatile boolean ended;
        private volatile Throwable failure;

        @Override
        public void run() {
            try {
                long began = System.nanoTime();
                for (long i = 0; !ended; i++) {
                    String account = DURING + i % ACCOUNTS.size();
                    TradeUpdate trade = trade(account, "t" + i);
                    engine.accept(trade);
                    sent.computeIfAbsent(account, key -> new ArrayList<>()).add(trade.tradeId());
                    long due = began + (i + 1) * 1_000_000_000L / EVENTS_A_SECOND;
                    LockSupport.parkNanos(Math.max(0, due - System.nanoTime()));
                }
            } catch (InterruptedException | RuntimeException | Error e) {
                failure = e;
            }
        }
    }

    @Test
    void eachEventIsJudgedByExactlyOneVersionInItsOrder() throws Exception {
        Source source = new Source();
        source.start();
        for (int i = 0; i < SWAPS; i++) {
            swap(i);
        }
        source.ended = true;
        source.join();

        assertEquals(null, source.failure);
        int sent = source.sent.values().stream().mapToInt(List::size).sum();
        assertTrue(sent > SWAPS, "only " + sent + " events");
        Eventually.holds(() -> assertEquals(sent, judged.size()));
        Map<String, List<String>> byAccount = new HashMap<>();
        Set<String> versions = new TreeSet<>();
        for (String note : judged) {
            String[] parts = note.split(" ");
            byAccount.computeIfAbsent(parts[0], key -> new ArrayList<>()).add(parts[1]);
            versions.add(parts[2]);
        }
        assertEquals(source.sent, byAccount);
        assertTrue(versions.size() > SWAPS / 4, versions::toString);
        assertEquals(0, rule().faults());
        assertEquals(List.of(), rule().quarantined());
        judged.clear();
        assertEquals(withoutSwaps(source.sent), asTheyEnd(source.sent));
    }

    /** The same trades of other accounts while no rule is swapped. */
    private Map<String, String> withoutSwaps(Map<String, List<String>> sent) throws Exception {
        Map<String, List<String>> same = new HashMap<>();
        for (Map.Entry<String, List<String>> account : sent.entrySet()) {
            String other = account.getKey().replace(DURING, WITHOUT);
            same.put(other, account.getValue());
            for (String id : account.getValue()) {
                engine.accept(trade(other, id));
            }
        }
        return asTheyEnd(same);
    }

    /** The day, and the lockout at a last trade whose reason tells what the rule remembers; by number of the account. */
    private Map<String, String> asTheyEnd(Map<String, List<String>> sent) throws Exception {
        Map<String, String> ends = new TreeMap<>();
        for (Map.Entry<String, List<String>> sentTo : sent.entrySet()) {
            String account = sentTo.getKey();
            int trades = sentTo.getValue().size() + 1;
            engine.accept(trade(account, ProbeRule.LAST));
            AccountStatus status = Eventually.is(() -> {
                AccountStatus locked = engine.account(account).orElseThrow();
                assertTrue(locked.state().governing() != null, account);
                return locked;
            });
            Lockout lockout = status.state().governing();
            assertEquals(Decimal.of(trades), status.state().dayRealized(), account);
            assertEquals("seen " + trades, lockout.reason(), account);
            ends.put(
                    account.substring(account.lastIndexOf('-')),
                    "%s %d %s %s %s %s"
                            .formatted(
                                    status.state().dayRealized(),
                                    status.state().tradeCount(),
                                    lockout.rule(),
                                    lockout.kind(),
                                    lockout.until(),
                                    lockout.reason()));
        }
        return ends;
    }

    private void swap(int i) throws Exception {
        switch (i % 5) {
            case 0 -> rules.upgrade(jars.version(next()));
            case 1 -> rules.rollback(RuleJars.RULE);
            case 2 -> {
                String updated = next();
                try (InputStream jar = Files.newInputStream(jars.file(updated))) {
                    bundle().update(jar);
                }
                Eventually.holds(() -> assertEquals(RuleJars.BUNDLE + " " + updated, rule().bundle()));
            }
            case 3 -> {
                rules.remove(RuleJars.RULE);
                rules.install(jars.version(next()));
            }
            default -> {
                Files.writeString(file(), "edit = " + i + "\n");
                String edit = Integer.toString(i);
                Eventually.holds(() ->
                        assertEquals(edit, rule().settings().get(0).values().get("edit")));
            }
        }
    }

    @Test
    void noClassLoaderIsLeftBehind() throws Exception {
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        for (int i = 0; i < LOADERS; i++) {
            loaders.add(new WeakReference<>(bundle().adapt(BundleWiring.class).getClassLoader()));
            rules.upgrade(jars.version(next()));
            for (String account : ACCOUNTS) {
                engine.accept(trade(account, "l" + i));
            }
        }
        Eventually.holds(() -> assertEquals(LOADERS * ACCOUNTS.size(), judged.size()));
        Eventually.holds(() -> {
            System.gc();
            assertEquals(
                    0, loaders.stream().filter(loader -> loader.get() != null).count());
        });
    }

    @Test
    void faultyBundlesAreRefusedAndLeaveNoTrace() throws Exception {
        for (String behaviour :
                List.of("throws", "never returns", "returns null", "commands another account", "blocks in @Activate")) {
            refused(jars.misbehaving(next(), behaviour));
        }
        assertTrue(refused(jars.misbehaving(next(), "allocates without end")).contains(" fails on account "));
        assertTrue(refused(jars.truncated(next())).contains("is not a jar that can be read to its end"));
        assertTrue(refused(jars.forApi(next(), "[9,10)"))
                .contains("it needs package io.riskgate.api.rule of version [9.0.0,10.0.0), there is 1."));
        assertTrue(refused(jars.version("0.9.0")).contains("com.acme.probe 0.9.0 is not higher than"));
        assertTrue(refused(jars.offering("1.0.0", "com.acme.other")).contains("no bundle offers rule com.acme.other"));
        assertThrows(ChangeRefused.class, () -> rules.install(jars.version(next())), "its id is taken");
    }

    @Test
    void aRuleWhoseBundleIsStoppedOrUpdatedToNoRuleIsNamedAndBroughtBack() throws Exception {
        String good = "com.acme.probe 1.0." + version;
        bundle().stop();
        Eventually.holds(() -> assertEquals(null, rule().bundle()));

        for (Executable change : List.<Executable>of(
                () -> rules.upgrade(jars.version(next())),
                () -> rules.rollback(RuleJars.RULE),
                () -> rules.remove(RuleJars.RULE),
                () -> rules.differences(RuleJars.RULE))) {
            String refusal = assertThrows(ChangeRefused.class, change).getMessage();
            assertTrue(
                    refusal.contains("the bundle of rule com.acme.probe, " + good) && refusal.contains("is stopped"),
                    refusal);
        }
        bundle().start();
        Eventually.holds(() -> assertEquals(good, rule().bundle()));
        assertTrue(assertThrows(ChangeRefused.class, () -> rules.differences(RuleJars.RULE))
                .getMessage()
                .contains("looks on beside " + good));
        assertTrue(assertThrows(ChangeRefused.class, () -> rules.differences("com.acme.nobody"))
                .getMessage()
                .startsWith("no bundle offers rule com.acme.nobody"));

        try (InputStream jar = new URL(jars.forApi(next(), "[9,10)")).openStream()) {
            bundle().update(jar);
        } catch (BundleException e) {
            assertEquals(BundleException.RESOLVE_ERROR, e.getType());
        }
        Eventually.holds(() -> assertEquals(null, rule().bundle()));
        rules.rollback(RuleJars.RULE);
        assertEquals(good, rule().bundle());
        assertEquals(
                1,
                Arrays.stream(context.getBundles())
                        .filter(bundle -> RuleJars.BUNDLE.equals(bundle.getSymbolicName()))
                        .count());
    }

    private String refused(String url) throws Exception {
        String inForce = rule().bundle();
        List<String> bundles = bundles();
        ChangeRefused refusal = assertThrows(ChangeRefused.class, () -> rules.upgrade(url), url);
        assertEquals(inForce, rule().bundle());
        assertEquals(0, rule().faults());
        assertEquals(List.of(), rule().quarantined());
        if (refusal.getMessage().contains("activated")) {
            end.countDown();
        }
        Eventually.holds(() -> assertEquals(bundles, bundles()));
        int before = judged.size();
        engine.accept(trade(ACCOUNTS.get(0), "after"));
        Eventually.holds(() -> assertEquals(before + 1, judged.size()));
        return refusal.getMessage();
    }

    private List<String> bundles() {
        return Arrays.stream(context.getBundles()).map(Bundle::getLocation).toList();
    }

    @Test
    void aVersionLooksOnIsShownAndPromoted() throws Exception {
        rules.shadow(jars.misbehaving(next(), "throws when asked"));
        String shadow = RuleJars.BUNDLE + " 1.0." + version;
        engine.accept(trade(ACCOUNTS.get(0), "seen"));
        Eventually.holds(() -> assertEquals(1, judged.size()));
        ShadowReport report = Eventually.is(() -> {
            ShadowReport noted = rules.differences(RuleJars.RULE);
            assertTrue(noted.faults() > 0);
            return noted;
        });

        assertEquals(shadow, report.bundle());
        assertEquals(0, rule().faults());
        rules.endShadow(RuleJars.RULE);
        rules.shadow(jars.version(next()));
        rules.promote(RuleJars.RULE);
        assertEquals(RuleJars.BUNDLE + " 1.0." + version, rule().bundle());
        assertTrue(rule().origin().pinned());
        assertEquals(64, rule().origin().sha256().length());
        assertThrows(ChangeRefused.class, () -> rules.differences(RuleJars.RULE));
    }

    @Test
    void aFeatureThatIsInstalledAndRemovedTouchesNoBundleOfRiskgate() throws Exception {
        List<String> touched = new CopyOnWriteArrayList<>();
        SynchronousBundleListener listener = event -> {
            String name = String.valueOf(event.getBundle().getSymbolicName());
            if (name.startsWith("io.riskgate") && !name.contains("itests") || name.equals(RuleJars.BUNDLE)) {
                touched.add(name + " " + event.getType());
            }
        };
        context.addBundleListener(listener);
        try {
            EnumSet<FeaturesService.Option> options = EnumSet.noneOf(FeaturesService.Option.class);
            features.installFeature("wrap", options);
            features.uninstallFeature("wrap", options);
        } finally {
            context.removeBundleListener(listener);
        }

        assertEquals(List.of(), touched);
        assertTrue(bundle().getState() == Bundle.ACTIVE);
    }
}
