package io.riskgate.core.internal.engine;

import io.riskgate.api.broker.BrokerAnswer;
import io.riskgate.api.broker.BrokerCommand;
import io.riskgate.api.event.OrderUpdate;
import java.util.List;

/** Counts calls. Stops are moved at once, because the next quote depends on it; everything else is refused. */
final class CountingPort implements BrokerPort {
    private final Stripe stripe;
    long calls;

    CountingPort(Stripe stripe) {
        this.stripe = stripe;
    }

    @Override
    public void call(AccountState account, Intent intent, Intent.Call call, List<PartCall> parts) {
        calls++;
        for (PartCall part : parts) {
            BrokerCommand command = part.commands().get(0);
            boolean moves = command instanceof BrokerCommand.MoveStop;
            BrokerAnswer answer = moves ? BrokerAnswer.accepted() : BrokerAnswer.rejected("counted only");
            stripe.enforcer().calls().answered(account, intent, call, part.part(), answer);
            if (command instanceof BrokerCommand.MoveStop move) {
                stripe.handle(moved(account.orders.get(move.orderId()), move));
            }
        }
    }

    private OrderUpdate moved(OrderUpdate order, BrokerCommand.MoveStop move) {
        return new OrderUpdate(
                stripe.now(),
                order.account(),
                order.orderId(),
                order.contract(),
                order.side(),
                order.orderType(),
                order.status(),
                order.quantity(),
                order.limitPrice(),
                move.stopPrice(),
                order.trailPrice(),
                order.filledQuantity(),
                order.own());
    }

    @Override
    public void send(AccountState account, List<BrokerCommand> commands) {
        calls += commands.size();
    }

    @Override
    public void met(AccountState account, List<String> contracts) {}

    @Override
    public boolean ledgerIsRead() {
        return true;
    }

    @Override
    public void read(AccountState account) {}
}
