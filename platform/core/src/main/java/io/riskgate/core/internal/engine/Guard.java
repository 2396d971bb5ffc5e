package io.riskgate.core.internal.engine;

import io.riskgate.api.event.OrderUpdate;
import io.riskgate.core.internal.engine.Intent.PartState;
import io.riskgate.core.internal.engine.IntentRecord.Claim;
import io.riskgate.core.internal.engine.IntentRecord.Kind;
import io.riskgate.core.internal.engine.IntentRecord.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The lock guard: holds every position of a locked or reduce-only account to its ceiling and cancels what could open
 * one. Looks at what is, so that a missed or repeated event cannot make it wrong.
 */
final class Guard {
    private final Stripe stripe;

    Guard(Stripe stripe) {
        this.stripe = stripe;
    }

    /** Begins to hold the account to what it has now, or to an earlier ceiling where that is lower. */
    void begin(AccountState account) {
        Map<String, Integer> ceilings = new TreeMap<>();
        for (PositionState position : account.positions.values()) {
            int quantity = account.quantity(position.contract);
            if (quantity != 0) {
                ceilings.put(position.contract, quantity);
            }
        }
        if (account.guardedSince == null) {
            set(account, stripe.now(), ceilings, 0);
        } else {
            lower(account);
        }
    }

    /** Allows nothing any more, because everything is being closed. */
    void flatten(AccountState account) {
        if (!account.ceilings().isEmpty()) {
            set(account, account.guardedSince, Map.of(), account.guardAttempts);
        }
    }

    /** Stops holding the account. */
    void end(AccountState account) {
        if (account.guardedSince != null) {
            set(account, null, Map.of(), 0);
        }
    }

    /** Begins anew with what the account has now, because one of two reasons to hold it ended. */
    void renew(AccountState account) {
        end(account);
        begin(account);
    }

    private void set(AccountState account, Instant since, Map<String, Integer> ceilings, int attempts) {
        account.guardedSince = since;
        Map<String, Integer> copy = new TreeMap<>(ceilings);
        account.allow(copy);
        account.guardAttempts = attempts;
        stripe.log(new Fact.Ceilings(account.id, since, copy, attempts));
    }

    /** Counts one thing more that had to be undone. */
    void attempted(AccountState account) {
        set(account, account.guardedSince, account.ceilings(), account.guardAttempts + 1);
    }

    /** A position that got smaller is not to grow again. */
    private void lower(AccountState account) {
        Map<String, Integer> lowered = new TreeMap<>();
        account.ceilings().forEach((contract, ceiling) -> {
            int quantity = account.quantity(contract);
            if (Integer.signum(quantity) == Integer.signum(ceiling)) {
                lowered.put(contract, Math.abs(quantity) < Math.abs(ceiling) ? quantity : ceiling);
            }
        });
        if (!lowered.equals(account.ceilings())) {
            set(account, account.guardedSince, lowered, account.guardAttempts);
        }
    }

    /** What must be undone now. */
    List<Wish> look(AccountState account) {
        List<Wish> wishes = new ArrayList<>();
        if (account.guardedSince == null) {
            return wishes;
        }
        lower(account);
        String rule = account.locked() ? account.governing().rule() : account.missingRule;
        for (PositionState position : account.positions.values()) {
            int quantity = account.quantity(position.contract);
            int ceiling = account.ceilings().getOrDefault(position.contract, 0);
            boolean within =
                    Integer.signum(quantity) == Integer.signum(ceiling) && Math.abs(quantity) <= Math.abs(ceiling);
            if (quantity != 0 && !within) {
                wishes.add(new Wish(Kind.POSITION, position.contract, null, null, claim(rule, ceiling), true));
            }
        }
        for (OrderUpdate order : account.orders.values()) {
            if (account.works(order)
                    && !order.own()
                    && Ledger.couldOpen(order, account.quantity(order.contract()))
                    && !beingClosed(account, order.contract())) {
                wishes.add(new Wish(Kind.CANCEL, order.contract(), order.orderId(), null, claim(rule, 0), true));
            }
        }
        return wishes;
    }

    private static Claim claim(String rule, int ceiling) {
        return new Claim(rule, "", Reason.GUARD, ceiling, false);
    }

    /** Whether a close of the platform is about to be confirmed, which takes the remaining orders along. */
    private boolean beingClosed(AccountState account, String contract) {
        Intent intent = account.intent(Kind.POSITION, contract);
        return intent != null
                && intent.closing
                && intent.call != null
                && stripe.port().ledgerIsRead()
                && intent.call.parts.stream().allMatch(part -> part.state == PartState.ACCEPTED)
                && account.quantity(contract) == 0;
    }
}
