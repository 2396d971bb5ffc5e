package io.riskgate.rule.trademanagement;

import static io.riskgate.api.rule.Action.alert;
import static io.riskgate.api.rule.Action.moveStop;
import static io.riskgate.api.rule.Action.undecided;
import static io.riskgate.api.rule.Verdict.pass;

import io.riskgate.api.Decimal;
import io.riskgate.api.OrderType;
import io.riskgate.api.PositionSide;
import io.riskgate.api.Severity;
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
import io.riskgate.api.rule.Setting;
import io.riskgate.api.rule.Settings;
import io.riskgate.api.rule.SettingsRefused;
import io.riskgate.api.rule.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/**
 * Moves the stop of a position that is in profit: to breakeven first, then behind the best price.
 *
 * <p>A stop only ever gets tighter, by a tick at least, and never goes through the market. It is moved with a fresh
 * price only. A position without a stop is left alone, and so is a trailing stop.
 */
@Component
@RuleId("trade_management")
@RuleCode("RULE-012")
@RuleDescription("Moves the stop of a position in profit to breakeven, then behind the best price")
public final class TradeManagementRule implements RiskRule {
    private static final int OFF = 0;

    @Override
    public RuleEvaluator configure(Settings settings) {
        int breakevenAfter =
                settings.integer("breakevenAfterTicks").atLeast(1).optional().orElse(OFF);
        Setting<Integer> breakevenOffset =
                settings.integer("breakevenOffsetTicks").atLeast(0);
        if (breakevenAfter == OFF && breakevenOffset.optional().isPresent()) {
            throw new SettingsRefused("breakevenAfterTicks", "a value beside breakevenOffsetTicks", null);
        }
        int trailAfter =
                settings.integer("trailAfterTicks").atLeast(1).optional().orElse(OFF);
        int trail = settings.integer("trailTicks").atLeast(1).optional().orElse(OFF);
        if (trailAfter == OFF && trail != OFF) {
            throw new SettingsRefused("trailAfterTicks", "a value beside trailTicks", null);
        }
        if (trailAfter != OFF && trail == OFF) {
            throw new SettingsRefused("trailTicks", "a value beside trailAfterTicks", null);
        }
        return new StopMoves(breakevenAfter, breakevenOffset.orElse(1), trailAfter, trail)
                .askedOn(Occasion.QUOTE)
                .judgingEachContract();
    }

    private record StopMoves(int breakevenAfter, int breakevenOffset, int trailAfter, int trail)
            implements RuleEvaluator {
        private static final Duration FRESH = Duration.ofSeconds(5);

        @Override
        public Verdict evaluate(RiskEvent event, AccountView account) {
            List<Action> actions = null;
            List<PositionView> positions = account.positions();
            for (int i = 0; i < positions.size(); i++) {
                PositionView position = positions.get(i);
                OrderView stop = nearestStop(position, account.orders());
                Action action = stop == null ? null : action(position, stop);
                if (action != null) {
                    actions = actions == null ? new ArrayList<>() : actions;
                    actions.add(action);
                }
            }
            return actions == null ? pass() : pass(actions.toArray(Action[]::new));
        }

        private static OrderView nearestStop(PositionView position, List<OrderView> orders) {
            OrderView nearest = null;
            for (int i = 0; i < orders.size(); i++) {
                OrderView order = orders.get(i);
                if (isMovable(order, position)
                        && (nearest == null
                                || gain(position, stopPrice(order)).isAbove(gain(position, stopPrice(nearest))))) {
                    nearest = order;
                }
            }
            return nearest;
        }

        private static boolean isMovable(OrderView order, PositionView position) {
            return order.contract().equals(position.contract())
                    && order.protective()
                    && (order.type() == OrderType.STOP || order.type() == OrderType.STOP_LIMIT)
                    && order.stopPrice().isPresent();
        }

        private static Decimal stopPrice(OrderView stop) {
            return stop.stopPrice().orElseThrow();
        }

        private Action action(PositionView position, OrderView stop) {
            return switch (position.valuation(FRESH)) {
                case NO_TICK_DATA -> alert(
                        Severity.WARNING,
                        "UNKNOWN_INSTRUMENT",
                        "No tick data for " + position.contract() + ": its stop is not moved");
                case NO_QUOTE, STALE -> undecided(position.contract());
                case VALUED -> move(position, stop);
            };
        }

        /** The move to the tighter of the two targets, or null if none is tighter than the stop. */
        private Action move(PositionView position, OrderView stop) {
            Decimal target = tighter(position, breakeven(position), stopPrice(stop));
            target = tighter(position, trailing(position), target);
            return target.equals(stopPrice(stop)) ? null : moveStop(stop, target);
        }

        private Decimal breakeven(PositionView position) {
            Decimal tick = tick(position);
            return breakevenAfter != OFF && gain(position, position.price()).isAtLeast(tick.times(breakevenAfter))
                    ? priceAt(tick.times(breakevenOffset), position)
                    : null;
        }

        private Decimal trailing(PositionView position) {
            if (trailAfter == OFF || position.bestPrice().isEmpty()) {
                return null;
            }
            Decimal tick = tick(position);
            Decimal best = gain(position, position.bestPrice().get());
            return best.isAtLeast(tick.times(trailAfter)) ? priceAt(best.minus(tick.times(trail)), position) : null;
        }

        /** The candidate if it is a tick tighter than the stop and not through the market, else the stop. */
        private static Decimal tighter(PositionView position, Decimal candidate, Decimal stop) {
            return candidate != null
                            && gain(position, candidate)
                                    .isAtLeast(gain(position, stop).plus(tick(position)))
                            && gain(position, candidate).isBelow(gain(position, position.price()))
                    ? candidate
                    : stop;
        }

        private static Decimal tick(PositionView position) {
            return position.tickSize().orElseThrow();
        }

        /** Points gained at a price; of two stops the tighter one gains more. */
        private static Decimal gain(PositionView position, Decimal price) {
            return position.side() == PositionSide.SHORT
                    ? position.averagePrice().minus(price)
                    : price.minus(position.averagePrice());
        }

        /** The price that gains {@code gain}, rounded to a tick that protects more. */
        private static Decimal priceAt(Decimal gain, PositionView position) {
            return position.side() == PositionSide.SHORT
                    ? position.averagePrice().minus(gain).floorTo(tick(position))
                    : position.averagePrice().plus(gain).ceilingTo(tick(position));
        }
    }
}
