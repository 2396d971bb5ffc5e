package io.riskgate.core.internal.engine;

import io.riskgate.api.Decimal;
import io.riskgate.api.OrderSide;
import io.riskgate.api.event.OrderUpdate;
import io.riskgate.core.internal.engine.Intent.PartState;
import io.riskgate.core.internal.engine.IntentRecord.Kind;
import io.riskgate.core.internal.engine.IntentRecord.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * Merges what the rules and the guard want of one event into the intents of an account: one plan, the smallest target of
 * each contract, a close-all instead of anything narrower. One per stripe.
 */
final class Planner {
    private static final Comparator<Wish> PLAN_ORDER = Comparator.comparingInt(Planner::planRank)
            .thenComparing(wish -> wish.subject() == null ? "" : wish.subject(), CodePoints.ORDER);

    private final Stripe stripe;

    Planner(Stripe stripe) {
        this.stripe = stripe;
    }

    private static int planRank(Wish wish) {
        return switch (wish.kind()) {
            case CLOSE_ALL -> 0;
            case CANCEL_ALL -> 1;
            case POSITION -> 2;
            case CANCEL, MOVE -> 3;
        };
    }

    /**
     * Merges the wishes of one event into the account's intents.
     *
     * @return the intents that are new and wait for their first call, in the order of the plan
     */
    List<Intent> open(AccountState account, List<Wish> wishes) {
        List<Intent> opened = new ArrayList<>();
        boolean underWay = account.intent(Kind.CLOSE_ALL, null) != null;
        boolean closeAll = !underWay && wishes.stream().anyMatch(wish -> wish.kind() == Kind.CLOSE_ALL);
        if (closeAll) {
            supersede(account);
        }
        List<Wish> plan = new ArrayList<>(wishes);
        plan.sort(PLAN_ORDER);
        for (Wish wish : plan) {
            boolean wide = CallPlan.isWide(wish.kind());
            if (!wide && (closeAll || swallowed(account, wish))) {
                continue;
            }
            Intent intent = account.intent(wish.kind(), wish.subject());
            if (intent != null) {
                join(account, intent, wish);
            } else if (!pointless(account, wish)) {
                opened.add(create(account, wish));
            }
        }
        return opened;
    }

    /** Narrow intents give way to a close-all that is new; a call under way still gets its result. */
    private void supersede(AccountState account) {
        for (Intent intent : List.copyOf(account.intents)) {
            Kind wide = intent.kind == Kind.POSITION ? Kind.CLOSE_ALL : Kind.CANCEL_ALL;
            if (!CallPlan.isWide(intent.kind) && account.intent(wide, null) == null) {
                intent.superseded = true;
                if (!intent.isCalling()) {
                    stripe.enforcer().remove(account, intent);
                } else {
                    stripe.log(new Fact.IntentKept(account.id, intent.kept()));
                }
            }
        }
    }

    /** Whether an open close-all or cancel-all already covers the wish. */
    private static boolean swallowed(AccountState account, Wish wish) {
        if (wish.kind() == Kind.POSITION) {
            Intent wide = account.intent(Kind.CLOSE_ALL, null);
            return wide != null && (!wide.called || wide.covered.contains(wish.contract()));
        }
        if (wish.kind() == Kind.CANCEL) {
            Intent wide = account.intent(Kind.CANCEL_ALL, null);
            return wide != null
                    && (!wide.called || wide.covered.contains(wish.orderId()) || releases(account, wide, wish));
        }
        return false;
    }

    /** Whether a cancel-all that left an order alone while its position was open is about to cancel it. */
    private static boolean releases(AccountState account, Intent cancelAll, Wish wish) {
        return account.quantity(wish.contract()) == 0
                && cancelAll.call != null
                && cancelAll.call.parts.stream()
                        .anyMatch(part -> part.state == PartState.HELD && part.contract.equals(wish.contract()));
    }

    private void join(AccountState account, Intent intent, Wish wish) {
        boolean changed = intent.claim(wish.claim());
        if (wish.kind() == Kind.MOVE) {
            Decimal next = next(account, intent, wish.stopPrice());
            changed |= !Objects.equals(next, intent.nextStop);
            intent.nextStop = next;
        }
        if (intent.metSince && intent.retryAt != null && intent.retryAt.isAfter(soonest(intent))) {
            intent.retryAt = soonest(intent);
            stripe.agenda()
                    .addForIntent(intent.retryAt, Agenda.Kind.RETRY, account.id, stripe.rank(intent.rule), intent.id);
            changed = true;
        }
        if (changed) {
            stripe.log(new Fact.IntentKept(account.id, intent.kept()));
        }
    }

    /** What was met and is wanted anew begins anew: at once, but no sooner after a failure than the first retry would. */
    private Instant soonest(Intent intent) {
        Instant now = stripe.now();
        return intent.soonest == null || intent.soonest.isBefore(now) ? now : intent.soonest;
    }

    /**
     * What a move that is under way is followed by, or that is to be tried again asks for: the newest target. One that
     * is looser than the call under way is none; a call that is over is not made again for more than is wanted now.
     */
    private Decimal next(AccountState account, Intent move, Decimal newest) {
        boolean tighter = tighterByATick(account, move.orderId, move.stopPrice, newest);
        boolean instead = move.call == null && isLooser(account, move, newest);
        return tighter || instead ? newest : null;
    }

    private static boolean isLooser(AccountState account, Intent move, Decimal newest) {
        OrderUpdate order = account.orders.get(move.orderId);
        return order != null
                && (order.side() == OrderSide.SELL ? newest.isBelow(move.stopPrice) : newest.isAbove(move.stopPrice));
    }

    private boolean tighterByATick(AccountState account, String orderId, Decimal from, Decimal to) {
        OrderUpdate order = account.orders.get(orderId);
        if (order == null) {
            return false;
        }
        Decimal gain = order.side() == OrderSide.SELL ? to.minus(from) : from.minus(to);
        Decimal tick = stripe.market().instruments().known(order.contract()).tickSize();
        return tick == null ? gain.isPositive() : gain.isAtLeast(tick);
    }

    private boolean pointless(AccountState account, Wish wish) {
        if (wish.kind() == Kind.MOVE) {
            OrderUpdate order = account.orders.get(wish.orderId());
            if (order == null || !tighterByATick(account, wish.orderId(), order.stopPrice(), wish.stopPrice())) {
                return true;
            }
            Decimal last = account.movedStop(wish.orderId());
            return last != null && !tighterByATick(account, wish.orderId(), last, wish.stopPrice());
        }
        if (wish.kind() == Kind.POSITION) {
            int quantity = account.quantity(wish.contract());
            int target = wish.claim().target();
            if (wish.claim().reason() == Reason.GUARD) {
                target = Integer.signum(target) == Integer.signum(quantity) ? Math.abs(target) : 0;
            }
            return Math.abs(quantity) <= target;
        }
        return switch (wish.kind()) {
            case CLOSE_ALL -> !wish.fresh() && account.positions.isEmpty();
            case CANCEL_ALL -> !wish.fresh() && account.orders.isEmpty();
            case CANCEL -> !account.orders.containsKey(wish.orderId());
            default -> false;
        };
    }

    private Intent create(AccountState account, Wish wish) {
        String contract = wish.contract();
        if (wish.orderId() != null && account.orders.containsKey(wish.orderId())) {
            contract = account.orders.get(wish.orderId()).contract();
        }
        Intent intent = new Intent(
                ++account.lastIntentId,
                wish.kind(),
                contract,
                wish.orderId(),
                wish.stopPrice(),
                wish.claim().rule(),
                wish.guard(),
                stripe.now());
        intent.claim(wish.claim());
        account.add(intent);
        if (wish.guard()) {
            stripe.guard().attempted(account);
        }
        stripe.log(new Fact.IntentKept(account.id, intent.kept()));
        return intent;
    }
}
