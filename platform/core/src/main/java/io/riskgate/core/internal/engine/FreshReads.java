package io.riskgate.core.internal.engine;

import io.riskgate.api.broker.BrokerCommand;
import io.riskgate.api.event.OrderUpdate;
import io.riskgate.core.internal.engine.IntentRecord.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Has a live broker read: before a call is sized, while it waits to be confirmed, and when its time is over. Only a read
 * that began after what it is to show counts. Nothing of this happens where the ledger itself is the read.
 */
final class FreshReads {
    private static final Duration AGAIN = Duration.ofMillis(500);
    private static final Duration CONCLUDED_WITHIN = Duration.ofSeconds(1);

    private final Stripe stripe;

    FreshReads(Stripe stripe) {
        this.stripe = stripe;
    }

    private boolean live() {
        return !stripe.port().ledgerIsRead();
    }

    /**
     * Whether the broker's book must be seen before a call is sized: always for a repeated one and for one that leaves a
     * part of the position, else where the ledger knows of nothing to do or an order of the platform may do it already.
     */
    boolean neededBefore(AccountState account, Intent intent) {
        return live()
                && (intent.attempt > 1
                        || intent.kind == Kind.POSITION && intent.allowed(account.quantity(intent.contract)) != 0
                        || !knowsWhatToDo(account, intent)
                        || !ownOrders(account, intent).isEmpty());
    }

    private static boolean knowsWhatToDo(AccountState account, Intent intent) {
        return switch (intent.kind) {
            case CLOSE_ALL -> !account.flat();
            case CANCEL_ALL -> !account.orders.isEmpty();
            default -> true;
        };
    }

    /** Working orders of the platform that still close what the intent is to close. */
    private static List<OrderUpdate> ownOrders(AccountState account, Intent intent) {
        List<OrderUpdate> own = new ArrayList<>();
        if (intent.kind == Kind.CLOSE_ALL || intent.kind == Kind.POSITION) {
            for (OrderUpdate order : account.orders.values()) {
                boolean concerned =
                        intent.kind == Kind.CLOSE_ALL || order.contract().equals(intent.contract);
                if (order.own() && concerned && account.quantity(order.contract()) != 0) {
                    own.add(order);
                }
            }
        }
        return own;
    }

    /** Begins to wait for a read that begins now. */
    void begin(AccountState account, Intent intent) {
        intent.call.readAfter = account.readsBegun;
        stripe.port().read(account);
        readAgainLater(account, intent);
    }

    private void readAgainLater(AccountState account, Intent intent) {
        if (!intent.readDue) {
            intent.readDue = true;
            stripe.agenda().addForIntent(stripe.now().plus(AGAIN), Agenda.Kind.READ, account.id, 0, intent.id);
        }
    }

    /** Reads again while a call waits for it, unless a read that counts began just now. */
    void again(AccountState account, Intent intent) {
        intent.readDue = false;
        if (intent.call == null || intent.call.deadline == null || !intent.call.early && !intent.call.sizing) {
            return;
        }
        boolean justBegun = account.readsBegun > intent.call.readAfter
                && account.readBegunAt.plus(AGAIN).isAfter(stripe.now());
        if (!justBegun) {
            stripe.port().read(account);
        }
        readAgainLater(account, intent);
    }

    /** Begins the read that concludes a call whose time is over; a second later the call has failed without it. */
    void beginToConclude(AccountState account, Intent intent) {
        intent.call.concluding = true;
        intent.call.readAfter = account.readsBegun;
        intent.call.deadline = stripe.now().plus(CONCLUDED_WITHIN);
        stripe.port().read(account);
    }

    /** Whether the ledger shows what the call waits for: a read that began after it. */
    boolean shows(AccountState account, Intent.Call call, boolean read) {
        return read && (!live() || account.lastRead > call.readAfter);
    }

    /**
     * Whether a call can be sized by the read that just came. Orders of the platform that still work are waited for;
     * once a call failed they are cancelled.
     */
    boolean sizes(AccountState account, Intent intent) {
        List<OrderUpdate> own = ownOrders(account, intent);
        if (own.isEmpty()) {
            return true;
        }
        if (intent.attempt > 1 && !intent.call.cancelsOwn) {
            intent.call.cancelsOwn = true;
            List<BrokerCommand> cancels = new ArrayList<>();
            for (OrderUpdate order : own) {
                String key = "riskgate-" + account.id + "-" + intent.id + "-" + intent.attempt + "-" + order.orderId();
                cancels.add(new BrokerCommand.CancelOrder(account.id, key, order.contract(), order.orderId()));
            }
            stripe.port().send(account, cancels);
        }
        intent.call.readAfter = account.readsBegun;
        return false;
    }

    /** Whether no order of the platform is known to work that still closes what the intent is to close. */
    boolean nothingWorksFor(AccountState account, Intent intent) {
        return ownOrders(account, intent).isEmpty();
    }

    /**
     * Whether a call may go out though the broker cannot be read: it asks for nothing that a repetition makes worse, and
     * no order of the platform is known to work that may do it already.
     */
    boolean mayBeBlind(AccountState account, Intent intent) {
        return knowsWhatToDo(account, intent)
                && nothingWorksFor(account, intent)
                && (intent.kind != Kind.POSITION || intent.allowed(account.quantity(intent.contract)) == 0);
    }
}
