package io.riskgate.core.internal.engine;

import static io.riskgate.core.internal.engine.LiveFixture.ACCOUNT;
import static io.riskgate.core.internal.engine.LiveFixture.MNQ;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.api.engine.Decision;
import io.riskgate.api.engine.RuleBundles.ChangeRefused;
import io.riskgate.api.engine.RuleStatus;
import io.riskgate.api.event.QuoteUpdate;
import io.riskgate.api.rule.AccountView;
import io.riskgate.api.rule.Action;
import io.riskgate.api.rule.RiskEvent;
import io.riskgate.api.rule.RuleEvaluator;
import io.riskgate.api.rule.Verdict;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A rule that does not come back loses its stripe its thread, and nothing else. */
@Timeout(20)
class RuleThatNeverReturnsTest {
    private static final String RULE = "com.acme.stuck";
    private static final int LOOKS_OF_A_SECOND = 101;

    private final RuleWatch watch = new RuleWatch(thread -> 0);
    private final LiveFixture live = LiveFixture.watched(1, watch);
    private final CountDownLatch inside = new CountDownLatch(1);
    private final CountDownLatch letGo = new CountDownLatch(1);
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private volatile Thread stuck;

    @AfterEach
    void stop() throws Exception {
        letGo.countDown();
        live.stop();
    }

    private RuleOffer offer(String id, String code, RuleEvaluator evaluator) {
        return new RuleOffer(id, code, null, id + " 1", "1", settings -> evaluator);
    }

    /** Is stuck in one evaluation, then says that everything must be closed. */
    private Verdict stuckOn(AccountView account) {
        stuck = Thread.currentThread();
        inside.countDown();
        try {
            letGo.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            seen.add("after " + account.positions().size());
        } catch (RuntimeException e) {
            seen.add("the view is dead");
        }
        return Verdict.violation("too late", Action.closeAll());
    }

    private void armed(RuleEvaluator stuckRule) throws Exception {
        live.desk.offered(offer(RULE, "RULE-100", stuckRule));
        live.desk.offered(offer("before", "RULE-000", (event, account) -> note("before", event, account)));
        live.desk.offered(offer("after", "RULE-200", (event, account) -> note("after", event, account)));
        live.with("riskgate.rule." + RULE + "-default", Map.of())
                .with("riskgate.rule.before-default", Map.of())
                .with("riskgate.rule.after-default", Map.of())
                .withLimits();
        live.armed();
        live.broker.open(ACCOUNT, MNQ, 1);
    }

    private Verdict note(String rule, RiskEvent event, AccountView account) {
        if (event instanceof RiskEvent.TradeBooked trade) {
            seen.add(rule + " " + account.id() + " " + trade.tradeId());
        } else if (event instanceof RiskEvent.PriceMoved) {
            seen.add(rule + " " + account.id() + " quote");
        }
        return Verdict.pass();
    }

    private void trade(String account, String id, String profit) {
        live.broker.tell(live.broker.trade(account, id, profit));
    }

    private void aSecondPasses() throws InterruptedException {
        assertTrue(inside.await(30, TimeUnit.SECONDS));
        for (int i = 0; i < LOOKS_OF_A_SECOND; i++) {
            watch.look();
        }
    }

    private static void eventually(BooleanSupplier holds) {
        while (!holds.getAsBoolean()) {
            if (Thread.currentThread().isInterrupted()) {
                throw new AssertionError("it did not come about in time");
            }
            Thread.onSpinWait();
        }
    }

    private RuleStatus status() {
        return live.platform.rules().stream()
                .filter(rule -> rule.id().equals(RULE))
                .findFirst()
                .orElseThrow();
    }

    private void letGoAndAwaitTheEndOfTheThread() throws InterruptedException {
        letGo.countDown();
        stuck.join();
    }

    @Test
    void theOthersJudgeThatEventAndEverythingGoesOn() throws Exception {
        armed((event, account) -> event instanceof RiskEvent.TradeBooked ? stuckOn(account) : Verdict.pass());
        trade(ACCOUNT, "t1", "1");
        trade("other", "u1", "1");
        trade(ACCOUNT, "t2", "1");

        aSecondPasses();
        eventually(() -> seen.contains("after " + ACCOUNT + " t2"));

        assertTrue(seen.contains("before " + ACCOUNT + " t1"));
        assertEquals(
                List.of("after " + ACCOUNT + " t1", "after other u1", "after " + ACCOUNT + " t2"),
                seen.stream().filter(line -> line.startsWith("after")).toList());
        assertEquals(List.of("*"), status().quarantined());
        assertEquals(1, status().faults());
        eventually(() -> live.all(Decision.RuleChanged.class).stream()
                .anyMatch(note -> RULE.equals(note.rule())
                        && note.change() == Decision.Change.QUARANTINED
                        && note.account() == null));
    }

    @Test
    void aLateAnswerIsThrownAwayAndItsThreadEnds() throws Exception {
        armed((event, account) -> event instanceof RiskEvent.TradeBooked ? stuckOn(account) : Verdict.pass());
        trade(ACCOUNT, "t1", "1");
        aSecondPasses();
        eventually(() -> seen.contains("after " + ACCOUNT + " t1"));

        letGoAndAwaitTheEndOfTheThread();
        trade(ACCOUNT, "t2", "1");
        eventually(() -> seen.contains("after " + ACCOUNT + " t2"));

        assertTrue(seen.contains("the view is dead"), seen::toString);
        assertEquals(List.of(), live.all(Decision.Violation.class));
        assertEquals(1, live.broker.held(ACCOUNT, MNQ));
    }

    @Test
    void whatTheOthersWantOfThatEventIsCarriedOutOnce() throws Exception {
        armed((event, account) -> event instanceof RiskEvent.TradeBooked ? stuckOn(account) : Verdict.pass());
        trade(ACCOUNT, "t1", "-170.50");
        aSecondPasses();

        eventually(() -> live.broker.held(ACCOUNT, MNQ) == 0);
        eventually(() -> !live.allows(ACCOUNT));
        letGoAndAwaitTheEndOfTheThread();
        eventually(() -> !live.all(Decision.Locked.class).isEmpty());
        assertEquals(1, live.all(Decision.Violation.class).size());
        assertEquals(1, live.all(Decision.Locked.class).size());
    }

    @Test
    void anAccountThatRequiresItIsReduceOnly() throws Exception {
        live.with("riskgate.engine", Map.of("requiredRules", RULE));
        armed((event, account) -> event instanceof RiskEvent.TradeBooked ? stuckOn(account) : Verdict.pass());
        trade(ACCOUNT, "t1", "1");
        aSecondPasses();

        eventually(() -> !live.allows(ACCOUNT));
        assertFalse(live.allows("nobody spoke of"));
    }

    @Test
    void aQuoteIsJudgedForTheOtherAccountsToo() throws Exception {
        armed((event, account) ->
                event instanceof RiskEvent.PriceMoved && account.id().equals("a") ? stuckOn(account) : Verdict.pass());
        live.broker.open("a", MNQ, 1);
        live.broker.open("b", MNQ, 1);
        live.broker.tell(
                new QuoteUpdate(live.clock.instant(), "MNQ", io.riskgate.api.Decimal.parse("100"), null, null));

        aSecondPasses();

        eventually(() -> seen.contains("after a quote") && seen.contains("after b quote"));
        assertTrue(seen.contains("after " + ACCOUNT + " quote"));
    }

    @Test
    void itIsAskedAgainOnceItIsReplaced() throws Exception {
        armed((event, account) -> event instanceof RiskEvent.TradeBooked ? stuckOn(account) : Verdict.pass());
        trade(ACCOUNT, "t1", "1");
        aSecondPasses();
        eventually(() -> status().quarantined().equals(List.of("*")));

        live.desk.replaced(offer(RULE, "RULE-100", (event, account) -> note("new", event, account)));
        eventually(() -> status().quarantined().isEmpty());
        trade(ACCOUNT, "t2", "1");

        eventually(() -> seen.contains("new " + ACCOUNT + " t2"));
    }

    @Test
    void aNewVersionThatNeverReturnsFromItsFirstQuestionIsNotAskedASecondTime() throws Exception {
        live.with("riskgate.engine", Map.of("requiredRules", RULE));
        armed((event, account) -> Verdict.pass());
        AtomicInteger asked = new AtomicInteger();
        live.desk.replaced(offer(RULE, "RULE-100", (event, account) -> {
            asked.incrementAndGet();
            return stuckOn(account);
        }));
        aSecondPasses();
        trade(ACCOUNT, "t1", "1");

        eventually(() -> seen.contains("after " + ACCOUNT + " t1"));
        assertEquals(1, asked.get());
        assertEquals(List.of("*"), status().quarantined());
        assertFalse(live.allows(ACCOUNT));
    }

    @Test
    void aVersionThatIsTriedAndNeverReturnsIsRefusedAndTheOneInForceIsNotQuarantined() throws Exception {
        armed((event, account) -> note("old", event, account));
        Differences differences = new Differences(10);
        RuleOffer shadow = offer(RULE, "RULE-100", (event, account) -> note("shadow", event, account));
        live.desk.shadowed(shadow, differences);
        trade(ACCOUNT, "t0", "1");
        eventually(() -> seen.contains("old " + ACCOUNT + " t0"));
        Thread watchdog = new Thread(() -> {
            try {
                aSecondPasses();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        watchdog.start();

        ChangeRefused refused = assertThrows(
                ChangeRefused.class,
                () -> live.platform.tryOut(offer(RULE, "RULE-100", (event, account) -> stuckOn(account))));

        assertEquals(RULE + " 1 fails on account " + ACCOUNT + ": it has not returned after 1 s", refused.getMessage());
        trade(ACCOUNT, "t1", "1");
        eventually(() -> seen.contains("old " + ACCOUNT + " t1"));
        assertEquals(List.of(), status().quarantined());
        assertEquals(0, differences.report(shadow, null, List.of()).faults(), "it was not the one that looks on");
        letGoAndAwaitTheEndOfTheThread();
    }

    @Test
    void aVersionThatOnlyLooksOnAndNeverReturnsIsNotAskedAnyMoreAndTheOneInForceIs() throws Exception {
        armed((event, account) -> note("old", event, account));
        RuleOffer shadow = offer(
                RULE,
                "RULE-100",
                (event, account) -> event instanceof RiskEvent.TradeBooked ? stuckOn(account) : Verdict.pass());
        Differences differences = new Differences(10);
        live.desk.shadowed(shadow, differences);
        trade(ACCOUNT, "t1", "1");
        trade("other", "u1", "1");
        aSecondPasses();

        eventually(() -> seen.contains("after other u1"));
        trade(ACCOUNT, "t2", "1");
        eventually(() -> seen.contains("old " + ACCOUNT + " t2"));
        assertEquals(List.of(), status().quarantined());
        assertEquals(1, differences.report(shadow, null, List.of()).faults());
        assertEquals(
                List.of("it has not returned after 1 s and is not asked any more"),
                differences.report(shadow, null, List.of()).notJudging());
        letGoAndAwaitTheEndOfTheThread();
        assertEquals(List.of(), live.all(Decision.Violation.class));
    }

    @Test
    void aRuleThatIsBackBeforeTheSecondIsOverLosesNothing() throws Exception {
        armed((event, account) -> event instanceof RiskEvent.TradeBooked ? stuckOn(account) : Verdict.pass());
        trade(ACCOUNT, "t1", "1");
        assertTrue(inside.await(30, TimeUnit.SECONDS));
        for (int i = 0; i < LOOKS_OF_A_SECOND - 1; i++) {
            watch.look();
        }
        letGo.countDown();

        eventually(() -> live.all(Decision.Violation.class).size() == 1);
        assertEquals(List.of(), status().quarantined());
        assertTrue(stuck.isAlive());
    }
}
