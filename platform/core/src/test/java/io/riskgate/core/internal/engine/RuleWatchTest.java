package io.riskgate.core.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.riskgate.api.rule.Occasion;
import io.riskgate.api.rule.RiskEvent;
import io.riskgate.api.rule.RuleEvaluator;
import io.riskgate.api.rule.Verdict;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RuleWatchTest {
    private static final Duration BUDGET = Duration.ofMillis(50);
    private static final RiskEvent EVENT = new RiskEvent.Asked(Occasion.WAKE_UP);

    private final AtomicLong processorTime = new AtomicLong();
    private final RuleWatch watch = new RuleWatch(thread -> processorTime.get());

    private RuleTable.Bound rule(Duration takes) {
        RuleEvaluator evaluator = (event, account) -> {
            watch.look();
            processorTime.addAndGet(takes.toNanos());
            watch.look();
            return Verdict.pass();
        };
        return bound(evaluator);
    }

    private static RuleTable.Bound bound(RuleEvaluator evaluator) {
        return new RuleTable.Bound("slow", 0, settings(evaluator).inForce(), BUDGET, true);
    }

    private static RuleSettings settings(RuleEvaluator evaluator) {
        RuleSettings settings = new RuleSettings("slow", "default");
        settings.write(Map.of());
        settings.tryWith(new RuleOffer("slow", null, null, "slow 1", "1", asked -> evaluator), Instruments.shipped());
        return settings;
    }

    @Test
    void saysWhichVersionDoesNotComeBack() {
        RuleTable.Bound inForce = bound((event, account) -> Verdict.pass());
        RuleTable.Bound tried =
                new RuleTable.Bound("slow", 0, settings(inForce.evaluator).inForce(), BUDGET, false);

        assertEquals("slow 1 of rule slow has not returned for 1 s on account none", RuleWatch.notBack(inForce, null));
        assertEquals(
                "slow 1, which is not in force but tried or looking on, of rule slow has not returned for 1 s on account none",
                RuleWatch.notBack(tried, null));
    }

    @Test
    void letsARuleTakeItsBudget() {
        assertSame(Verdict.pass(), watch.evaluate(rule(BUDGET), EVENT, null));
    }

    @Test
    void failsARuleThatTakesMore() {
        RuleTable.Bound slow = rule(BUDGET.plusNanos(1));

        assertThrows(Watch.Overrun.class, () -> watch.evaluate(slow, EVENT, null));
    }

    @Test
    void countsEachEvaluationByItself() {
        RuleTable.Bound brisk = rule(BUDGET.minusMillis(10));

        assertSame(Verdict.pass(), watch.evaluate(brisk, EVENT, null));
        assertSame(Verdict.pass(), watch.evaluate(brisk, EVENT, null));
        assertThrows(Watch.Overrun.class, () -> watch.evaluate(rule(BUDGET.multipliedBy(2)), EVENT, null));
        assertSame(Verdict.pass(), watch.evaluate(brisk, EVENT, null));
    }
}
