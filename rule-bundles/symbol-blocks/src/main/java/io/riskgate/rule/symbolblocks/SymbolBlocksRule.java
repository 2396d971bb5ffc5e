package io.riskgate.rule.symbolblocks;

import io.riskgate.api.rule.AccountView;
import io.riskgate.api.rule.Action;
import io.riskgate.api.rule.Occasion;
import io.riskgate.api.rule.OrderView;
import io.riskgate.api.rule.PositionView;
import io.riskgate.api.rule.RiskEvent;
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
@RuleDescription("Keeps an account out of blocked symbols.")
public final class SymbolBlocksRule implements RiskRule {
    @Override
    public RuleEvaluator configure(Settings settings) {
        List<SymbolPattern> blocked = settings.list(
                        "symbols",
                        "symbols or patterns with * and ?, like RTY,BTC*",
                        text -> SymbolPattern.readOrNull(text, settings))
                .orElse(List.of());
        return new Blocks(blocked).askedOn(Occasion.POSITION, Occasion.ORDER).protectingPositions();
    }

    private record Blocks(List<SymbolPattern> blocked) implements RuleEvaluator {
        @Override
        public Verdict evaluate(RiskEvent event, AccountView account) {
            Map<String, Block> blocks = null;
            for (PositionView position : account.positions()) {
                if (isBlocked(position.root())) {
                    blocks = blocks == null ? new TreeMap<>() : blocks;
                    blocks.computeIfAbsent(position.contract(), contract -> new Block(position.root()))
                            .actions()
                            .add(Action.close(position));
                }
            }
            for (OrderView order : account.orders()) {
                if (order.couldOpen() && isBlocked(order.root())) {
                    blocks = blocks == null ? new TreeMap<>() : blocks;
                    blocks.computeIfAbsent(order.contract(), contract -> new Block(order.root()))
                            .actions()
                            .add(Action.cancel(order));
                }
            }
            return blocks == null ? Verdict.pass() : Verdict.of(violations(blocks));
        }

        private boolean isBlocked(String root) {
            for (SymbolPattern pattern : blocked) {
                if (pattern.matches(root)) {
                    return true;
                }
            }
            return false;
        }

        private static List<Violation> violations(Map<String, Block> blocks) {
            List<Violation> violations = new ArrayList<>();
            blocks.forEach((contract, block) -> violations.add(Violation.of(
                            "Symbol " + block.root() + " is blocked and cannot be traded",
                            block.actions().toArray(Action[]::new))
                    .on(contract)));
            return violations;
        }
    }

    private record Block(String root, List<Action> actions) {
        Block(String root) {
            this(root, new ArrayList<>());
        }
    }
}
