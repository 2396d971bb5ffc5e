package io.riskgate.testkit;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.riskgate.api.rule.Action;
import io.riskgate.api.rule.Occasion;
import io.riskgate.api.rule.RiskRule;
import io.riskgate.api.rule.RuleEvaluator;
import io.riskgate.api.rule.Verdict;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The conformance test finds what it is there to find. */
class RuleConformanceTest {
    private static RuleConformance of(RiskRule rule) {
        return new RuleConformance() {
            @Override
            protected RiskRule rule() {
                return rule;
            }

            @Override
            protected Map<String, String> goodSettings() {
                return Map.of("limit", "2");
            }

            @Override
            protected Map<String, List<String>> refusedSettings() {
                return Map.of("limit", List.of("0", "two"));
            }
        };
    }

    /** A rule that reads its settings as it should and judges as {@code evaluator} does. */
    private static RuleConformance judging(RuleEvaluator evaluator) {
        return of(settings -> {
            settings.integer("limit").atLeast(1).required();
            return evaluator;
        });
    }

    private static void fails(Executable test) {
        assertThrows(AssertionError.class, test);
    }

    @Test
    void findsARefusalThatIsMissing() {
        fails(of(settings -> {
            settings.integer("limit").orElse(1);
            return (event, account) -> Verdict.pass();
        })::refusesWhatIsNotAcceptable);
    }

    @Test
    void findsAKeyThatIsNotNamed() {
        fails(of(settings -> {
            settings.integer("other").required();
            return (event, account) -> Verdict.pass();
        })::refusesWhatIsNotAcceptable);
    }

    @Test
    void findsASettingThatIsNotRead() {
        fails(of(settings -> (event, account) -> Verdict.pass())::leavesNoKeyUnread);
    }

    @Test
    void findsStateThatAllEvaluatorsShare() {
        AtomicInteger count = new AtomicInteger();

        fails(
                judging((event, account) ->
                        count.incrementAndGet() % 10 == 0 ? Verdict.violation("10th") : Verdict.pass())
                        ::keepsNoStateOfItsOwn);
    }

    @Test
    void findsStateOfAnEvaluator() {
        fails(of(settings -> {
            settings.integer("limit").required();
            AtomicReference<String> last = new AtomicReference<>();
            return (event, account) -> Verdict.pass(Action.remember("last", last.getAndSet(account.id())));
        })::keepsNoStateOfItsOwn);
    }

    @Test
    void findsAnException() {
        fails(judging((event, account) -> {
            account.positions().forEach(position -> position.openProfit());
            return Verdict.pass();
        })::survivesWhatNobodyThinksOf);
    }

    @Test
    void findsNull() {
        fails(judging((event, account) -> null)::survivesWhatNobodyThinksOf);
    }

    @Test
    void findsAnActionAboutAPositionThatIsNotThere() {
        fails(judging((event, account) -> event.contract() == null
                ? Verdict.pass()
                : Verdict.violation("Close it", Action.close(event.contract())))::asksOnlyForWhatCanBeDone);
    }

    @Test
    void findsAWakeUpThatIsNotAfterNow() {
        fails(judging((event, account) -> Verdict.pass(Action.wakeAt(account.now())))::asksOnlyForWhatCanBeDone);
    }

    @Test
    void findsAnOccasionThatIsNotDeclared() {
        RuleEvaluator tooManyPositions = (event, account) ->
                account.positions().size() > 2 ? Verdict.violation("Too many positions") : Verdict.pass();

        fails(judging(tooManyPositions.askedOn(Occasion.TRADE))::isAskedOftenEnough);
        judging(tooManyPositions.askedOn(Occasion.POSITION)).isAskedOftenEnough();
    }

    @Test
    void findsAllocation() {
        fails(
                judging((event, account) -> account.id().concat("!").isEmpty() ? null : Verdict.pass())
                        ::allocatesNothingOnAPass);
    }

    @Test
    void isContentWithAGoodRule() throws Exception {
        RuleConformance good = judging((event, account) -> {
            int quantity = account.positions().stream()
                    .mapToInt(position -> position.quantity())
                    .sum();
            return quantity <= 2 ? Verdict.pass() : Verdict.violation("Too much", Action.closeAll());
        });

        good.refusesWhatIsNotAcceptable();
        good.refusesWhatIsMissing();
        good.leavesNoKeyUnread();
        good.keepsNoStateOfItsOwn();
        good.survivesWhatNobodyThinksOf();
        good.asksOnlyForWhatCanBeDone();
        good.isAskedOftenEnough();
    }
}
