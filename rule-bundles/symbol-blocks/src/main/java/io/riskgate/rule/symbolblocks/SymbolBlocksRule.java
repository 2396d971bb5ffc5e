package io.riskgate.rule.symbolblocks;

import static io.riskgate.api.rule.Action.cancel;
import static io.riskgate.api.rule.Action.close;
import static io.riskgate.api.rule.Verdict.pass;

import io.riskgate.api.rule.AccountView;
import io.riskgate.api.rule.Action;
import io.riskgate.api.rule.Occasion;
import io.riskgate.api.rule.OrderView;
import io.riskgate.api.rule.PositionView;
import io.riskgate.api.rule.RiskRule;
import io.riskgate.api.rule.RuleCode;
import io.riskgate.api.rule.RuleDescription;
import io.riskgate.api.rule.RuleEvaluator;
import io.riskgate.api.rule.RuleId;
import io.riskgate.api.rule.Settings;
import io.riskgate.api.rule.Verdict;
import io.riskgate.api.rule.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.osgi.service.component.annotations.Component;

/**
 * Keeps an account out of symbols it must not trade; the others trade on.
 *
 * <p>A contract whose id cannot be parsed has no symbol and matches no pattern, not even {@code *}.
 */
@Component
@RuleId("symbol_blocks")
@RuleCode("RULE-011")
@RuleDescription("Keeps an account out of symbols it must not trade")
public final class SymbolBlocksRule implements RiskRule {
    @Override
    public RuleEvaluator configure(Settings settings) {
        List<SymbolPattern> patterns = settings.list(
                        "symbols",
                        "symbols or patterns with * and ?, like RTY,BTC*",
                        text -> SymbolPattern.readOrNull(text, settings))
                .orElse(List.of());
        SymbolPattern[] blocked = patterns.toArray(SymbolPattern[]::new);

        RuleEvaluator rule = (event, account) -> isTouched(account, blocked) ? violations(account, blocked) : pass();
        return rule.askedOn(Occasion.POSITION, Occasion.ORDER)
                .judgingEachContract()
                .protectingPositions();
    }

    private static boolean isTouched(AccountView account, SymbolPattern[] blocked) {
        List<PositionView> positions = account.positions();
        for (int i = 0; i < positions.size(); i++) {
            if (isBlocked(positions.get(i).root(), blocked)) {
                return true;
            }
        }
        List<OrderView> orders = account.orders();
        for (int i = 0; i < orders.size(); i++) {
            if (orders.get(i).couldOpen() && isBlocked(orders.get(i).root(), blocked)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isBlocked(String root, SymbolPattern[] blocked) {
        for (SymbolPattern pattern : blocked) {
            if (pattern.matches(root)) {
                return true;
            }
        }
        return false;
    }

    /** One violation of each contract, with all that is to be done about it. */
    private static Verdict violations(AccountView account, SymbolPattern[] blocked) {
        Map<String, String> roots = new TreeMap<>();
        Map<String, List<Action>> actions = new TreeMap<>();
        for (PositionView position : account.positions()) {
            if (isBlocked(position.root(), blocked)) {
                roots.put(position.contract(), position.root());
                actions.computeIfAbsent(position.contract(), contract -> new ArrayList<>())
                        .add(close(position));
            }
        }
        for (OrderView order : account.orders()) {
            if (order.couldOpen() && isBlocked(order.root(), blocked)) {
                roots.put(order.contract(), order.root());
                actions.computeIfAbsent(order.contract(), contract -> new ArrayList<>())
                        .add(cancel(order));
            }
        }
        return Verdict.of(actions.entrySet().stream()
                .map(entry -> violation(entry.getKey(), roots.get(entry.getKey()), entry.getValue()))
                .toList());
    }

    private static Violation violation(String contract, String root, List<Action> actions) {
        String message = "Symbol " + root + " is blocked and cannot be traded";
        return Violation.of(message, actions.toArray(Action[]::new)).on(contract);
    }
}
