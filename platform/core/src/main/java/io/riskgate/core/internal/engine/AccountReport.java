package io.riskgate.core.internal.engine;

import io.riskgate.api.engine.AccountStatus;
import io.riskgate.api.engine.Lockout;
import io.riskgate.core.internal.engine.IntentRecord.Kind;
import java.util.ArrayList;
import java.util.List;

/** Describes an account for people; on its stripe's thread. */
final class AccountReport {
    private AccountReport() {}

    static AccountStatus of(Stripe stripe, AccountState account) {
        List<Lockout> lockouts = new ArrayList<>(account.lockouts.values());
        lockouts.sort(
                (a, b) -> a.endsAfter(b) ? -1 : b.endsAfter(a) ? 1 : a.rule().compareTo(b.rule()));
        return new AccountStatus(
                stripe.state(account),
                account.canTrade,
                account.connected,
                account.day.date,
                account.day.end,
                account.day.fees,
                lockouts,
                account.guardAttempts,
                account.missingRule == null ? null : GateBoard.reduceOnly(account.missingRule, account.missingWhy),
                account.intents.stream().map(intent -> command(account, intent)).toList());
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
                intent.lastOutcome);
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
}
