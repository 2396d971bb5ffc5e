package io.riskgate.rule.maxcontractsperinstrument;

import static io.riskgate.api.rule.Action.reduce;
import static io.riskgate.api.rule.Action.remember;
import static io.riskgate.api.rule.Action.wakeAt;
import static io.riskgate.api.rule.Verdict.pass;

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
import io.riskgate.api.rule.Violation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Component;

/**
 * Brings what an account holds in one symbol back to that symbol's limit.
 *
 * <p>All expiries of a symbol are added up, longs and shorts alike. A contract whose id cannot be parsed is a symbol of
 * its own that no list names.
 */
@Component
@RuleId("max_contracts_per_instrument")
@RuleCode("RULE-002")
@RuleDescription("Limits the contracts an account holds in one symbol")
public final class MaxContractsPerInstrumentRule implements RiskRule {
    private static final long BLOCKED = 0;
    private static final long UNLIMITED = Long.MAX_VALUE;

    private enum Unlisted {
        LIMIT,
        BLOCK,
        ALLOW
    }

    private enum Enforcement {
        REDUCE,
        CLOSE
    }

    private record SymbolLimit(String symbol, long limit) {}

    @Override
    public RuleEvaluator configure(Settings settings) {
        List<SymbolLimit> listed = settings.list(
                        "limits",
                        "symbols with a limit of at least 1, like MNQ:2,ES:1",
                        text -> symbolLimitOrNull(text, settings))
                .where("(no symbol twice)", MaxContractsPerInstrumentRule::namesNoSymbolTwice)
                .orElse(List.of());
        int defaultLimit = settings.integer("defaultLimit").atLeast(1).required();
        Unlisted unlisted = settings.choice("unlisted", Unlisted.class).orElse(Unlisted.LIMIT);
        Enforcement enforcement =
                settings.choice("enforcement", Enforcement.class).orElse(Enforcement.REDUCE);
        Map<String, Long> limits =
                listed.stream().collect(Collectors.toUnmodifiableMap(SymbolLimit::symbol, SymbolLimit::limit));
        long unlistedLimit =
                switch (unlisted) {
                    case LIMIT -> defaultLimit;
                    case BLOCK -> BLOCKED;
                    case ALLOW -> UNLIMITED;
                };
        return new Limits(limits, unlistedLimit, enforcement).askedOn(Occasion.POSITION);
    }

    private static SymbolLimit symbolLimitOrNull(String text, Settings settings) {
        String[] parts = text.split(":", -1);
        if (parts.length != 2 || !parts[0].matches("[A-Za-z0-9]+") || !parts[1].matches("[1-9]\\d{0,8}")) {
            return null;
        }
        String symbol = settings.symbolOrNull(parts[0]);
        return symbol == null ? null : new SymbolLimit(symbol, Long.parseLong(parts[1]));
    }

    private static boolean namesNoSymbolTwice(List<SymbolLimit> limits) {
        return limits.stream().map(SymbolLimit::symbol).distinct().count() == limits.size();
    }

    private record Limits(Map<String, Long> listed, long unlisted, Enforcement enforcement) implements RuleEvaluator {
        /** Remembers which expiry is reduced first, so that the plan stays while other contracts change. */
        private static final String FIRST = "first";

        private static final int LONGEST_MEMORY = 256;

        @Override
        public Verdict evaluate(RiskEvent event, AccountView account) {
            Optional<String> remembered = account.memory(FIRST);
            if (!isAnyExceeded(account.positions())) {
                return remembered.isEmpty() ? pass() : pass(remember(FIRST, null));
            }
            String changed = changed(event, remembered.isPresent());
            List<String> firstBefore = List.of(remembered.orElse("").split("\n"));
            Collection<List<PositionView>> exceeded = exceeded(account.positions(), changed, firstBefore);
            Verdict verdict = Verdict.of(exceeded.stream()
                    .map(this::violation)
                    .sorted(Comparator.comparing(Violation::contract))
                    .toList());
            if (exceeded.stream().anyMatch(positions -> remaining(positions) <= limit(positions.get(0)))) {
                verdict = verdict.and(wakeAt(account.now().plusSeconds(1)));
            }
            String first = first(exceeded);
            return remembered.orElse("").equals(first)
                    ? verdict
                    : verdict.and(remember(FIRST, first.isEmpty() ? null : first));
        }

        /** The event's contract, unless it got smaller while it or another was being reduced. */
        private static String changed(RiskEvent event, boolean beingReduced) {
            return event instanceof PositionChanged change
                            && (!beingReduced || Math.abs(change.after()) > Math.abs(change.before()))
                    ? change.contract()
                    : null;
        }

        private boolean isAnyExceeded(List<PositionView> positions) {
            for (int i = 0; i < positions.size(); i++) {
                if (isExceeded(positions.get(i), positions)) {
                    return true;
                }
            }
            return false;
        }

        private boolean isExceeded(PositionView position, List<PositionView> positions) {
            return size(symbol(position), positions) > limit(position);
        }

        /** The positions of every symbol that exceeds its limit, in the order in which they are reduced. */
        private Collection<List<PositionView>> exceeded(
                List<PositionView> positions, String changed, List<String> firstBefore) {
            Comparator<PositionView> order = Comparator.comparing(
                            (PositionView position) -> !position.contract().equals(changed))
                    .thenComparing(position -> !firstBefore.contains(position.contract()))
                    .thenComparing(PositionView::quantity, Comparator.reverseOrder())
                    .thenComparing(PositionView::contract);
            return positions.stream()
                    .filter(position -> isExceeded(position, positions))
                    .sorted(order)
                    .collect(Collectors.groupingBy(Limits::symbol, TreeMap::new, Collectors.toList()))
                    .values();
        }

        private Violation violation(List<PositionView> positions) {
            String symbol = symbol(positions.get(0));
            long limit = limit(positions.get(0));
            long size = size(symbol, positions);
            List<Action> actions = new ArrayList<>();
            long excess = remaining(positions) - limit;
            for (PositionView position : positions) {
                if (excess > 0 && position.remaining() > 0) {
                    int kept = enforcement == Enforcement.CLOSE ? 0 : (int) Math.max(0, position.remaining() - excess);
                    actions.add(reduce(position.contract(), kept));
                    excess -= position.remaining() - kept;
                }
            }
            String message = limit == BLOCKED
                    ? symbol + " is not a configured instrument: position size " + size + " is blocked"
                    : symbol + " position size " + size + " exceeds limit " + limit;
            return Violation.of(message, actions.toArray(Action[]::new))
                    .measured(size, limit)
                    .on(positions.get(0).contract());
        }

        private static long remaining(List<PositionView> positions) {
            return positions.stream().mapToLong(PositionView::remaining).sum();
        }

        /** The contracts reduced first where there was a choice, as many as fit into a value. */
        private static String first(Collection<List<PositionView>> exceeded) {
            String first = "";
            for (List<PositionView> positions : exceeded) {
                String more =
                        first + (first.isEmpty() ? "" : "\n") + positions.get(0).contract();
                if (positions.size() > 1 && more.length() <= LONGEST_MEMORY) {
                    first = more;
                }
            }
            return first;
        }

        private long limit(PositionView position) {
            return position.root().isEmpty() ? unlisted : listed.getOrDefault(position.root(), unlisted);
        }

        private static String symbol(PositionView position) {
            return position.root().isEmpty() ? position.contract() : position.root();
        }

        private static long size(String symbol, List<PositionView> positions) {
            long size = 0;
            for (int i = 0; i < positions.size(); i++) {
                if (symbol(positions.get(i)).equals(symbol)) {
                    size += positions.get(i).quantity();
                }
            }
            return size;
        }
    }
}
