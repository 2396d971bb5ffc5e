package io.riskgate.core.internal.engine;

import io.riskgate.api.PositionSide;
import io.riskgate.api.engine.AccountStatus;
import io.riskgate.api.engine.AccountStatus.Progress;
import io.riskgate.api.engine.Decision;
import io.riskgate.api.engine.Lockout;
import io.riskgate.api.event.OrderUpdate;
import io.riskgate.core.internal.engine.IntentRecord.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** Describes an account for people; on its stripe's thread. */
final class AccountReport {
    private AccountReport() {}

    static AccountStatus of(Stripe stripe, AccountState account, String feedAlarm) {
        List<Lockout> lockouts = new ArrayList<>(account.lockouts.values());
        lockouts.sort(
                (a, b) -> a.endsAfter(b) ? -1 : b.endsAfter(a) ? 1 : a.rule().compareTo(b.rule()));
        return new AccountStatus(
                state(stripe, account),
                account.canTrade,
                account.connected,
                account.day.date,
                account.day.end,
                account.day.fees,
                lockouts,
                account.guardAttempts,
                account.missingRule == null ? null : GateBoard.reduceOnly(account.missingRule, account.missingWhy),
                account.intents.stream().map(intent -> command(account, intent)).toList(),
                feedAlarm);
    }

    private static AccountStatus.OpenCommand command(AccountState account, Intent intent) {
        return new AccountStatus.OpenCommand(
                account.id,
                intent.rule,
                target(account, intent),
                intent.guard,
                intent.attempt,
                intent.failures,
                intent.openedAt,
                intent.retryAt,
                intent.lastOutcome,
                progress(intent),
                reason(intent));
    }

    private static Progress progress(Intent intent) {
        Intent.Call call = intent.call;
        if (call == null) {
            return intent.retryAt == null ? Progress.WAITING : Progress.RETRYING;
        }
        if (call.sizing || call.parts.isEmpty() && call.deadline != null) {
            return Progress.READING;
        }
        Progress progress = Progress.WAITING;
        for (Intent.Part part : call.parts) {
            switch (part.state) {
                case SENT, LOST -> {
                    return part.isQueued() ? Progress.QUEUED : Progress.CALLED;
                }
                case ACCEPTED -> progress = Progress.ACCEPTED;
                case HELD, REJECTED -> {}
            }
        }
        return progress;
    }

    private static String reason(Intent intent) {
        StringJoiner reason = new StringJoiner("; ");
        for (IntentRecord.Claim claim : intent.claims) {
            if (!claim.lapsed()) {
                reason.add(claim.rule() + ": " + words(claim.reason()));
            }
        }
        String said = intent.call != null && intent.call.reason != null ? intent.call.reason : intent.lastReason;
        if (said != null) {
            reason.add("the broker: " + said);
        }
        return reason.length() == 0 ? null : reason.toString();
    }

    private static String words(IntentRecord.Reason reason) {
        return switch (reason) {
            case BREACH -> "its limit is broken";
            case ACTION -> "it asked for it";
            case LOCK -> "the account is locked";
            case GUARD -> "the lock guard undoes what opened";
            case FOLLOW -> "its position was closed";
        };
    }

    private static String target(AccountState account, Intent intent) {
        if (intent.kind == Kind.POSITION) {
            return intent.contract + " at most " + intent.allowed(account.quantity(intent.contract));
        }
        return switch (intent.kind) {
            case CLOSE_ALL -> "no position";
            case CANCEL_ALL -> "no working order";
            case CANCEL -> "order " + intent.orderId + " cancelled";
            default -> "stop " + intent.orderId + " at " + intent.stopPrice;
        };
    }

    /** What an account looks like now. */
    static Decision.State state(Stripe stripe, AccountState account) {
        List<Decision.Position> positions = new ArrayList<>();
        for (PositionState position : account.positions.values()) {
            positions.add(new Decision.Position(
                    position.contract,
                    position.quantity < 0 ? PositionSide.SHORT : PositionSide.LONG,
                    position.size(),
                    position.averagePrice,
                    stripe.market().openProfit(account, position)));
        }
        List<Decision.WorkingOrder> orders = new ArrayList<>();
        for (OrderUpdate order : account.orders.values()) {
            orders.add(new Decision.WorkingOrder(
                    order.orderId(),
                    order.contract(),
                    order.side(),
                    order.orderType(),
                    order.quantity(),
                    order.limitPrice(),
                    order.stopPrice()));
        }
        return new Decision.State(
                stripe.now(),
                account.id,
                account.governing(),
                account.reduceOnly(),
                account.day.realized,
                account.day.tradeCount,
                positions,
                orders,
                Enforcer.state(account));
    }
}
