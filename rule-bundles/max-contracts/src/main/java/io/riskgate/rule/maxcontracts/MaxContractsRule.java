package io.riskgate.rule.maxcontracts;

import static io.riskgate.api.rule.Action.close;
import static io.riskgate.api.rule.Action.reduce;
import static io.riskgate.api.rule.Action.remember;
import static io.riskgate.api.rule.Action.wakeAt;
import static io.riskgate.api.rule.Verdict.pass;
import static io.riskgate.api.rule.Verdict.violation;
import static java.util.Comparator.comparing;

import io.riskgate.api.rule.AccountView;
import io.riskgate.api.rule.Action;
import io.riskgate.api.rule.Occasion;
import io.riskgate.api.rule.PositionView;
import io.riskgate.api.rule.RiskEvent;
import io.riskgate.api.rule.RiskEvent.PositionChanged;
import io.riskgate.api.rule.RiskRule;
import io.riskgate.api.rule.RuleCode;
import io.riskgate.api.rule.RuleDescription;
import io.riskgate.api.rule.RuleEvaluator;
import io.riskgate.api.rule.RuleId;
import io.riskgate.api.rule.Settings;
import io.riskgate.api.rule.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;

/** Limits how many contracts an account holds in all symbols together. */
@Component
@RuleId("max_contracts")
@RuleCode("RULE-001")
@RuleDescription("Limits how many contracts an account holds in all symbols together.")
public final class MaxContractsRule implements RiskRule {
    private static final String FIRST = "first";
    private static final int LONGEST_MEMORY = 256;

    enum Counting {
        NET,
        GROSS
    }

    enum Enforcement {
        REDUCE,
        CLOSE
    }

    @Override
    public RuleEvaluator configure(Settings settings) {
        int limit = settings.integer("limit").atLeast(1).required();
        boolean gross = settings.choice("counting", Counting.class).orElse(Counting.NET) == Counting.GROSS;
        Enforcement enforcement =
                settings.choice("enforcement", Enforcement.class).orElse(Enforcement.REDUCE);

        RuleEvaluator rule = (event, account) -> {
            long net = 0;
            long all = 0;
            for (PositionView position : account.positions()) {
                net += position.signedQuantity();
                all += position.quantity();
            }
            long size = gross ? all : Math.abs(net);
            if (size <= limit) {
                return account.memory(FIRST).isEmpty() ? pass() : pass(remember(FIRST, null));
            }

            int side = gross ? 0 : Long.signum(net);
            String first = firstInTurn(event, account);
            List<PositionView> inTurn = account.positions().stream()
                    .filter(position -> side == 0 || side == Integer.signum(position.signedQuantity()))
                    .filter(position -> position.remaining() > 0)
                    .sorted(comparing((PositionView position) ->
                                    !position.contract().equals(first))
                            .thenComparing(position -> -position.remaining())
                            .thenComparing(PositionView::contract))
                    .toList();
            long excess = size - underWay(account.positions(), side) - limit;
            Verdict verdict = violation(
                            "Total position size exceeds limit: " + size + " (max: " + limit + ")",
                            excess <= 0
                                    ? new Action[0]
                                    : enforcement == Enforcement.CLOSE
                                            ? new Action[] {close(inTurn.get(0))}
                                            : reduceBy(excess, inTurn))
                    .measured(size, limit)
                    .and(remember(FIRST, first));
            return excess <= 0 ? verdict.and(wakeAt(account.now().plusSeconds(1))) : verdict;
        };
        return rule.askedOn(Occasion.POSITION);
    }

    /** By how much the commands under way will make the size smaller; those on the other side make it larger. */
    private static long underWay(List<PositionView> positions, int side) {
        long sum = 0;
        for (PositionView position : positions) {
            int part = position.quantity() - position.remaining();
            sum += side == 0 || side == Integer.signum(position.signedQuantity()) ? part : -part;
        }
        return sum;
    }

    /**
     * The contract that pays first: the event's; while a plan is being carried out and when it is tried again the one
     * that paid first when it was made, so that the commands of one plan do not become commands of several.
     */
    private static String firstInTurn(RiskEvent event, AccountView account) {
        boolean samePlan = event.occasion() == Occasion.RETRY
                || event.contract() == null
                || event instanceof PositionChanged change && Math.abs(change.after()) < Math.abs(change.before());
        Optional<String> before = samePlan ? account.memory(FIRST) : Optional.empty();
        String first = before.orElse(event.contract());
        return first == null || first.length() > LONGEST_MEMORY ? "" : first;
    }

    /** Takes the excess from one position after the other, from each as much as is left of it. */
    private static Action[] reduceBy(long excess, List<PositionView> inTurn) {
        List<Action> actions = new ArrayList<>();
        long left = excess;
        for (PositionView position : inTurn) {
            int part = (int) Math.min(left, position.remaining());
            if (part > 0) {
                actions.add(reduce(position.contract(), position.remaining() - part));
                left -= part;
            }
        }
        return actions.toArray(Action[]::new);
    }
}
