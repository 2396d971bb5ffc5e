package io.riskgate.core.internal.engine;

import io.riskgate.api.broker.BrokerCommand;
import io.riskgate.api.event.OrderUpdate;
import io.riskgate.core.internal.engine.Intent.Part;
import io.riskgate.core.internal.engine.Intent.PartState;
import io.riskgate.core.internal.engine.IntentRecord.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** What one call of an intent asks of the broker, contract by contract, sized by what is open now. */
final class CallPlan {
    private final AccountState account;
    private final Intent intent;
    private final boolean countsCalls;

    /**
     * Plans the call of an intent that begins.
     *
     * @param countsCalls whether what calls of other intents under way will close counts as closed; else the ledger shows
     *     it already
     */
    CallPlan(AccountState account, Intent intent, boolean countsCalls) {
        this.account = account;
        this.intent = intent;
        this.countsCalls = countsCalls;
    }

    /** The parts that are to be sent now; parts that must wait are added to the call as held. */
    List<BrokerPort.PartCall> parts() {
        return switch (intent.kind) {
            case CLOSE_ALL -> closeAll();
            case CANCEL_ALL -> cancelAll();
            case POSITION -> position();
            case CANCEL -> one(
                    intent.contract,
                    List.of(new BrokerCommand.CancelOrder(
                            account.id, key(intent.orderId), intent.contract, intent.orderId)));
            case MOVE -> one(
                    intent.contract,
                    List.of(new BrokerCommand.MoveStop(
                            account.id, key(intent.orderId), intent.contract, intent.orderId, intent.stopPrice)));
        };
    }

    /** Unique to a command: an attempt may send several, some of them again or once the first are carried out. */
    private String key(String subject) {
        return "riskgate-" + account.id + "-" + intent.id + "-" + intent.attempt + "-" + ++intent.sent + "-" + subject;
    }

    private List<BrokerPort.PartCall> one(String contract, List<BrokerCommand> commands) {
        return List.of(new BrokerPort.PartCall(part(contract), commands));
    }

    private Part part(String contract) {
        for (Part part : intent.call.parts) {
            if (part.contract.equals(contract) && part.state == PartState.HELD) {
                part.state = PartState.SENT;
                return part;
            }
        }
        Part part = new Part(contract);
        intent.call.parts.add(part);
        return part;
    }

    private List<BrokerCommand> close(String contract, int allowed) {
        int open = account.quantity(contract);
        int left = countsCalls ? account.quantityAfterCalls(contract) : open;
        intent.call.counted |= Math.abs(left) < Math.abs(open);
        int excess = Math.abs(left) - allowed;
        return excess <= 0
                ? List.of()
                : List.of(new BrokerCommand.ClosePosition(account.id, key(contract), contract, excess));
    }

    private List<BrokerPort.PartCall> position() {
        List<BrokerCommand> commands = close(intent.contract, intent.allowed(account.quantity(intent.contract)));
        return countsCalls && commands.isEmpty() ? List.of() : one(intent.contract, commands);
    }

    private List<BrokerPort.PartCall> closeAll() {
        List<BrokerPort.PartCall> calls = new ArrayList<>();
        for (String contract : account.positions.keySet()) {
            List<BrokerCommand> commands = close(contract, 0);
            if (!commands.isEmpty()) {
                calls.add(new BrokerPort.PartCall(part(contract), commands));
            }
        }
        return calls;
    }

    /** Orders that could open go at once; the others of a contract stay while its position is open. */
    private List<BrokerPort.PartCall> cancelAll() {
        TreeMap<String, List<OrderUpdate>> byContract = new TreeMap<>();
        for (OrderUpdate order : account.orders.values()) {
            if (account.works(order) && !intent.call.orders.contains(order.orderId())) {
                byContract
                        .computeIfAbsent(order.contract(), contract -> new ArrayList<>())
                        .add(order);
            }
        }
        List<BrokerPort.PartCall> calls = new ArrayList<>();
        byContract.forEach((contract, orders) -> {
            List<BrokerCommand> commands = new ArrayList<>();
            for (OrderUpdate order : orders) {
                if (Ledger.couldOpen(order, account.quantity(contract))) {
                    commands.add(
                            new BrokerCommand.CancelOrder(account.id, key(order.orderId()), contract, order.orderId()));
                    intent.call.orders.add(order.orderId());
                }
            }
            if (!commands.isEmpty()) {
                calls.add(new BrokerPort.PartCall(part(contract), commands));
            }
            if (commands.size() < orders.size()
                    && intent.call.parts.stream()
                            .noneMatch(part -> part.contract.equals(contract) && part.state == PartState.HELD)) {
                Part held = new Part(contract);
                held.state = PartState.HELD;
                intent.call.parts.add(held);
            }
        });
        return calls;
    }

    /** Whether the kind of intent is about the whole account. */
    static boolean isWide(Kind kind) {
        return kind == Kind.CLOSE_ALL || kind == Kind.CANCEL_ALL;
    }
}
