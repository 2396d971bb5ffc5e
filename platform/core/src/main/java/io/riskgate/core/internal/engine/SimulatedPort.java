package io.riskgate.core.internal.engine;

import io.riskgate.api.broker.BrokerAnswer;
import io.riskgate.api.broker.BrokerCommand;
import io.riskgate.api.broker.BrokerMode;
import io.riskgate.api.broker.SimulatedBroker;
import io.riskgate.api.event.BrokerEvent;
import io.riskgate.api.event.ConnectionUpdate;
import io.riskgate.api.event.OrderUpdate;
import io.riskgate.api.event.PositionUpdate;
import io.riskgate.api.event.TradeUpdate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A simulated broker on the clock of a recording: its answers and effects are items of the agenda. */
final class SimulatedPort implements BrokerPort {
    private static final Duration LATE = Duration.ofSeconds(2);
    private static final Duration TRICKLED = Duration.ofSeconds(3);
    private static final Duration LINK_LOST_FOR = Duration.ofSeconds(2);
    private static final Duration RATE_LIMIT = Duration.ofSeconds(30);

    private final SimulatedBroker broker;
    private final List<Late> late = new ArrayList<>();

    /** By account, how many calls were carried out of which the events follow still at this instant. */
    private final Map<String, Integer> untold = new HashMap<>();

    private Stripe stripe;

    SimulatedPort(SimulatedBroker broker) {
        this.broker = broker;
    }

    /** Something the broker will do though nobody hears its answer. */
    private record Late(Instant at, String account, List<BrokerCommand> commands) {}

    /** Serves {@code started} from now on; what the broker still has to do goes on. */
    void attach(Stripe started) {
        stripe = started;
        stripe.connect(this);
        late.forEach(this::schedule);
    }

    /**
     * Carries out what was due while nobody listened.
     *
     * @return the executions, for the read at the start
     */
    List<TradeUpdate> catchUp(Instant now) {
        List<TradeUpdate> executions = new ArrayList<>();
        for (Late due : List.copyOf(late)) {
            if (!due.at.isAfter(now)) {
                late.remove(due);
                for (BrokerCommand command : due.commands) {
                    broker.carryOut(command, due.at).forEach(event -> {
                        if (event instanceof TradeUpdate trade) {
                            executions.add(trade);
                        }
                    });
                }
            }
        }
        return executions;
    }

    @Override
    public boolean ledgerIsRead() {
        return true;
    }

    @Override
    public boolean isAhead(AccountState account) {
        return untold.containsKey(account.id);
    }

    @Override
    public void read(AccountState account) {}

    @Override
    public void send(AccountState account, List<BrokerCommand> commands) {
        throw new IllegalStateException("the ledger is the read: nothing needs to be sent before a call");
    }

    @Override
    public void met(AccountState account, List<String> contracts) {
        broker.modes(account.id, contracts);
    }

    @Override
    public void call(AccountState account, Intent intent, Intent.Call call, List<PartCall> parts) {
        List<String> contracts =
                parts.stream().map(part -> part.part().contract).toList();
        List<BrokerMode> modes = new ArrayList<>(broker.modes(account.id, contracts));
        if (modes.contains(BrokerMode.UNAUTHORIZED)) {
            List<BrokerMode> signedIn = broker.modesSignedIn(account.id, contracts);
            for (int i = 0; i < modes.size(); i++) {
                if (modes.get(i) == BrokerMode.UNAUTHORIZED) {
                    modes.set(i, signedIn.get(i));
                }
            }
        }
        List<BrokerEvent> events = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            PartCall part = parts.get(i);
            switch (modes.get(i)) {
                case SILENT -> answer(account, intent, call, part, BrokerAnswer.accepted());
                case PAPER -> {
                    answer(account, intent, call, part, BrokerAnswer.accepted());
                    part.commands().forEach(command -> events.addAll(broker.carryOut(command, stripe.now())));
                }
                case REJECT -> answer(account, intent, call, part, BrokerAnswer.rejected("rejected"));
                case RATE_LIMIT -> answer(account, intent, call, part, BrokerAnswer.rateLimited(RATE_LIMIT));
                case CLOSED -> answer(account, intent, call, part, BrokerAnswer.marketClosed());
                case HANG -> stripe.enforcer().calls().lost(call, part.part());
                case LATE -> late(account, call, part, LATE);
                case DRIP -> late(account, call, part, TRICKLED);
                case RESET -> {
                    late(account, call, part, Duration.ZERO);
                    loseLink(account);
                }
                case UNAUTHORIZED -> throw new IllegalStateException("signed in, yet unauthorized");
            }
        }
        book(account, events);
        if (!events.isEmpty()) {
            untold.merge(account.id, 1, Integer::sum);
            stripe.agenda().addForBroker(stripe.now(), account.id, () -> {
                untold.computeIfPresent(account.id, (id, calls) -> calls == 1 ? null : calls - 1);
                events.forEach(stripe::handle);
                stripe.enforcer().settle(account, true);
            });
        }
    }

    private void answer(AccountState account, Intent intent, Intent.Call call, PartCall part, BrokerAnswer answer) {
        stripe.enforcer().calls().answered(account, intent, call, part.part(), answer);
    }

    private void late(AccountState account, Intent.Call call, PartCall part, Duration by) {
        stripe.enforcer().calls().lost(call, part.part());
        Late due = new Late(stripe.now().plus(by), account.id, part.commands());
        late.add(due);
        schedule(due);
    }

    private void loseLink(AccountState account) {
        Instant back = stripe.now().plus(LINK_LOST_FOR);
        stripe.agenda().addForBroker(stripe.now(), account.id, () -> tell(ConnectionUpdate.State.LOST));
        stripe.agenda().addForBroker(back, account.id, () -> tell(ConnectionUpdate.State.RESTORED));
    }

    private void tell(ConnectionUpdate.State state) {
        stripe.handle(new ConnectionUpdate(stripe.now(), null, state, "the simulated broker is in mode RESET"));
    }

    private void schedule(Late due) {
        stripe.agenda().addForBroker(due.at, due.account, () -> {
            late.remove(due);
            List<BrokerEvent> events = new ArrayList<>();
            due.commands.forEach(command -> events.addAll(broker.carryOut(command, stripe.now())));
            AccountState account = stripe.known(due.account);
            if (account != null) {
                book(account, events);
                events.forEach(stripe::handle);
            }
        });
    }

    /** The events follow as if they were lines; until each is there, sizes are those of the broker's book. */
    private static void book(AccountState account, List<BrokerEvent> events) {
        for (BrokerEvent event : events) {
            if (event instanceof PositionUpdate position) {
                account.lead.booked(position.contract(), position.signedQuantity());
            } else if (event instanceof OrderUpdate order
                    && !order.status().isWorking()
                    && account.orders.containsKey(order.orderId())) {
                account.lead.gone(order.orderId());
            }
        }
    }
}
