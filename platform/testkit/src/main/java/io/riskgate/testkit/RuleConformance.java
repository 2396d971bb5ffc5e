package io.riskgate.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.riskgate.api.rule.AccountView;
import io.riskgate.api.rule.Action;
import io.riskgate.api.rule.Occasion;
import io.riskgate.api.rule.RiskEvent;
import io.riskgate.api.rule.RiskRule;
import io.riskgate.api.rule.RuleEvaluator;
import io.riskgate.api.rule.Settings;
import io.riskgate.api.rule.Settings.Asked;
import io.riskgate.api.rule.Verdict;
import io.riskgate.api.rule.Violation;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * What every rule must keep; the test of a rule inherits it and says which rule and which settings.
 *
 * <pre>{@code
 * class MaxContractsConformanceTest extends RuleConformance {
 *     @Override
 *     protected RiskRule rule() {
 *         return new MaxContractsRule();
 *     }
 *
 *     @Override
 *     protected Map<String, String> goodSettings() {
 *         return Map.of("limit", "5");
 *     }
 *
 *     @Override
 *     protected Map<String, List<String>> refusedSettings() {
 *         return Map.of("limit", List.of("0", "five"));
 *     }
 * }
 * }</pre>
 */
public abstract class RuleConformance {
    private static final long[] SEEDS = {1, 2, 3, 4};
    private static final int STEPS = 500;
    private static final int CALLS = 1_000;
    private static final long MOST_BYTES = 2L << 30;

    /** The rule. */
    protected abstract RiskRule rule();

    /** Settings it accepts, near enough to a busy account that they are broken now and then. */
    protected abstract Map<String, String> goodSettings();

    /** More settings it accepts, for what {@link #goodSettings} leave out; none by default. */
    protected List<Map<String, String>> otherSettings() {
        return List.of();
    }

    /** By key, values it refuses when everything else is as in {@link #goodSettings}. */
    protected abstract Map<String, List<String>> refusedSettings();

    /** Whether it judges events and not what is, so that an event it does not hear can hide nothing from it. */
    protected boolean judgesEvents() {
        return false;
    }

    private List<Map<String, String>> allSettings() {
        List<Map<String, String>> all = new ArrayList<>();
        all.add(goodSettings());
        all.addAll(otherSettings());
        return all;
    }

    private RuleFixture fixture(Map<String, String> settings) {
        return RuleFixture.of(rule()).with(settings);
    }

    /** Settings that are not acceptable are refused, and the refusal names the key. */
    @Test
    public final void refusesWhatIsNotAcceptable() {
        RuleFixture fixture = fixture(goodSettings());
        refusedSettings().forEach((key, values) -> values.forEach(value -> fixture.refuses(key, value)));
    }

    /** Settings that lack a required key are refused, and the refusal names the key. */
    @Test
    public final void refusesWhatIsMissing() {
        RuleFixture fixture = fixture(goodSettings());
        Settings settings = fixture.readable();
        rule().configure(settings);
        for (Asked asked : settings.asked()) {
            if (asked.presence().equals("required")) {
                fixture.refusesWithout(asked.key());
            }
        }
    }

    /** Keys that nobody asked for are found. */
    @Test
    public final void leavesNoKeyUnread() {
        for (Map<String, String> good : allSettings()) {
            Map<String, String> values = new TreeMap<>(good);
            values.put("notASetting", "1");
            Settings settings = fixture(values).readable();
            rule().configure(settings);
            assertEquals(Set.of("notASetting"), settings.unknownKeys(), "unknown keys");
        }
    }

    /** The same input gives the same verdict, and a new evaluator at any point changes nothing. */
    @Test
    public final void keepsNoStateOfItsOwn() {
        for (Map<String, String> settings : allSettings()) {
            RuleFixture fixture = fixture(settings);
            RuleEvaluator evaluator = fixture.evaluator();
            RiskEvent unrelated = new RiskEvent.Asked(Occasion.RECONCILED);
            List<InMemoryAccount> others = List.copyOf(HardCases.accounts().values());
            Random random = new Random(1);
            run(evaluator, (event, account) -> {
                Verdict verdict = evaluator.evaluate(event, account);
                random.ints(random.nextInt(4), 0, others.size())
                        .forEach(other -> evaluator.evaluate(unrelated, others.get(other)));
                assertEquals(verdict, evaluator.evaluate(event, account), () -> "asked again on " + event);
                assertEquals(verdict, fixture.evaluator().evaluate(event, account), () -> "made anew on " + event);
            });
        }
    }

    /** No account and no event, however odd, makes it throw or return null. */
    @Test
    public final void survivesWhatNobodyThinksOf() {
        for (Map<String, String> settings : allSettings()) {
            RuleEvaluator evaluator = fixture(settings).evaluator();
            HardCases.accounts().forEach((name, account) -> {
                for (RiskEvent event : HardCases.events()) {
                    judge(evaluator, event, account, () -> name + ": " + event);
                }
            });
        }
    }

    /** Whatever happens, its actions are about what the account holds, and its instants are to come. */
    @Test
    public final void asksOnlyForWhatCanBeDone() {
        for (Map<String, String> settings : allSettings()) {
            RuleEvaluator evaluator = fixture(settings).evaluator();
            run(evaluator, (event, account) -> judge(evaluator, event, account, event::toString));
        }
    }

    private static void judge(
            RuleEvaluator evaluator, RiskEvent event, InMemoryAccount account, Supplier<String> circumstances) {
        Verdict verdict;
        try {
            verdict = evaluator.evaluate(event, account);
        } catch (RuntimeException e) {
            throw new AssertionError("threw on " + circumstances.get(), e);
        }
        assertNotNull(verdict, () -> "null on " + circumstances.get());
        for (Action action : actionsOf(verdict)) {
            assertTrue(canBeDone(action, account), () -> action + " on " + circumstances.get());
        }
    }

    private static boolean canBeDone(Action action, InMemoryAccount account) {
        if (action instanceof Action.Reduce reduce) {
            return account.held(reduce.contract()) != null;
        }
        if (action instanceof Action.Undecided undecided) {
            return account.held(undecided.contract()) != null;
        }
        if (action instanceof Action.Cancel cancel) {
            return account.isWorking(cancel.orderId());
        }
        if (action instanceof Action.MoveStop move) {
            return account.isWorking(move.orderId());
        }
        if (action instanceof Action.WakeAt wake) {
            return wake.at().isAfter(account.now());
        }
        if (action instanceof Action.Lock lock) {
            return lock.until() == null || lock.until().isAfter(account.now());
        }
        return !(action instanceof Action.Remember row) || isWithinBounds(row);
    }

    private static boolean isWithinBounds(Action.Remember row) {
        int key = row.key().length();
        return key >= 1 && key <= 64 && (row.value() == null || row.value().length() <= 256);
    }

    private static List<Action> actionsOf(Verdict verdict) {
        List<Action> all = new ArrayList<>(verdict.actions());
        for (Violation violation : verdict.violations()) {
            all.addAll(violation.actions());
        }
        return all;
    }

    /** A violation is found on one of the occasions it declares; no other event would have shown it earlier. */
    @Test
    public final void isAskedOftenEnough() {
        assumeTrue(!judgesEvents(), "judges events");
        for (Map<String, String> settings : allSettings()) {
            RuleEvaluator evaluator = fixture(settings).evaluator();
            Set<String> known = new HashSet<>();
            run(evaluator, (event, account) -> {
                Set<String> found = new HashSet<>();
                for (Violation violation : evaluator.evaluate(event, account).violations()) {
                    found.add(violation.contract() == null ? "the account" : violation.contract());
                }
                if (evaluator.occasions().contains(event.occasion())) {
                    known.clear();
                    known.addAll(found);
                }
                assertTrue(
                        known.containsAll(found),
                        () -> "violations about " + found + ", seen only on " + event + " at " + account.now());
            });
        }
    }

    /** If it declares that it judges each contract by itself, it says the same of a contract when it is shown no other. */
    @Test
    public final void judgesEachContractByItselfIfItSaysSo() {
        for (Map<String, String> settings : allSettings()) {
            RuleEvaluator evaluator = fixture(settings).evaluator();
            if (evaluator.judgesEachContract()) {
                run(evaluator, (event, account) -> {
                    Verdict whole = evaluator.evaluate(event, account);
                    for (String contract : contracts(account)) {
                        Verdict part = evaluator.evaluate(event, new OneContract(account, contract));
                        assertEquals(
                                about(contract, whole, account),
                                about(contract, part, account),
                                () -> "what it says about " + contract + " on " + event + " at " + account.now());
                    }
                });
            }
        }
    }

    private static Set<String> contracts(AccountView account) {
        Set<String> contracts = new TreeSet<>();
        account.positions().forEach(position -> contracts.add(position.contract()));
        account.orders().forEach(order -> contracts.add(order.contract()));
        return contracts;
    }

    /** The violations about a contract, or about none in particular, and the actions that concern it. */
    private static List<Object> about(String contract, Verdict verdict, AccountView account) {
        List<Object> said = new ArrayList<>();
        for (Violation violation : verdict.violations()) {
            if (violation.contract() == null || violation.contract().equals(contract)) {
                said.add(violation);
            }
        }
        for (Action action : verdict.actions()) {
            if (concerns(action, contract, account)) {
                said.add(action);
            }
        }
        return said;
    }

    private static boolean concerns(Action action, String contract, AccountView account) {
        if (action instanceof Action.Reduce reduce) {
            return reduce.contract().equals(contract);
        }
        String order = action instanceof Action.Cancel cancel
                ? cancel.orderId()
                : action instanceof Action.MoveStop move ? move.orderId() : null;
        return account.orders().stream()
                .anyMatch(working ->
                        working.orderId().equals(order) && working.contract().equals(contract));
    }

    /** Where it passes and asks for nothing, it allocates nothing. */
    @Test
    public final void allocatesNothingOnAPass() {
        assumeTrue(
                ManagementFactory.getThreadMXBean() instanceof ThreadMXBean threads
                        && threads.isThreadAllocatedMemoryEnabled(),
                "the JVM counts allocated bytes");
        RuleEvaluator evaluator = fixture(goodSettings()).evaluator();
        Set<Occasion> measured = EnumSet.noneOf(Occasion.class);
        run(evaluator, (event, account) -> {
            Occasion occasion = event.occasion();
            boolean asked = evaluator.occasions().contains(occasion) && !measured.contains(occasion);
            if (asked && evaluator.evaluate(event, account).equals(Verdict.pass())) {
                measured.add(occasion);
                assertEquals(0, bytesPerCall(evaluator, event, account), () -> "bytes on " + event);
            }
        });
    }

    /** The least of many rounds, for the compiler gets to its work when it can; on a busy machine that takes a while. */
    private static long bytesPerCall(RuleEvaluator evaluator, RiskEvent event, AccountView account) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long least = Long.MAX_VALUE;
        for (long total = 0; total < MOST_BYTES && least >= CALLS; ) {
            long before = threads.getThreadAllocatedBytes(thread);
            callRepeatedly(evaluator, event, account);
            long round = threads.getThreadAllocatedBytes(thread) - before;
            total += round;
            least = Math.min(least, round);
            Thread.yield();
        }
        return least / CALLS;
    }

    private static void callRepeatedly(RuleEvaluator evaluator, RiskEvent event, AccountView account) {
        for (int call = 0; call < CALLS; call++) {
            if (evaluator.evaluate(event, account) == null) {
                throw new AssertionError("null on " + event);
            }
        }
    }

    private static void run(RuleEvaluator evaluator, BiConsumer<RiskEvent, InMemoryAccount> step) {
        for (long seed : SEEDS) {
            RandomRun run = new RandomRun(seed);
            InMemoryAccount account = run.account();
            run.play(STEPS, event -> {
                step.accept(event, account);
                if (evaluator.occasions().contains(event.occasion())) {
                    account.apply(evaluator.evaluate(event, account));
                }
            });
        }
    }
}
