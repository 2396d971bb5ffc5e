package io.riskgate.core.internal.engine;

import io.riskgate.api.OrderSide;
import io.riskgate.api.broker.BrokerCommand;
import io.riskgate.api.engine.AccountStatus;
import io.riskgate.api.engine.Decision;
import io.riskgate.api.engine.Lockout;
import io.riskgate.api.event.BookSnapshot;
import io.riskgate.api.event.OrderUpdate;
import io.riskgate.api.event.PositionUpdate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Looks at every command the broker gets: that it may be sent, and that it closes no more than is wanted. */
final class SimulationCommands {
    /** How long the stream and a call may be on their way. */
    private static final Duration ON_ITS_WAY = Duration.ofSeconds(5);

    private static final Duration SECOND = Duration.ofSeconds(1);

    /** What a broker carries out later than this, nobody can know of: no read showed an order of it. */
    private static final Duration TIME_OF_A_CALL = Duration.ofSeconds(10);

    private static final Duration TIME_AFTER_ACCEPTANCE = Duration.ofSeconds(5);

    /** How long calls that a start restored may still end. */
    private static final Duration RESTORED_FOR = Duration.ofSeconds(20);

    /** How long a read may wait for a failing disk before what it shows is concluded. */
    private static final Duration HELD_FOR = Duration.ofSeconds(2);

    private final Simulation simulation;
    private final SimulationBroker broker;
    private final SimulationLockouts lockouts;
    private final SimulationOracle oracle;
    private final boolean readsDisk;
    private final Map<SimulationBroker.Request, Sent> onDisk = new HashMap<>();
    private final Map<String, Integer> targets = new HashMap<>();
    private final Map<String, Instant> timeOver = new HashMap<>();
    private final Set<String> keys = new HashSet<>();
    private final Map<String, BookSnapshot> reads = new HashMap<>();
    private final Map<String, Instant> readAt = new HashMap<>();
    private final Map<String, Deque<Instant>> commandedAt = new HashMap<>();
    private Instant startedAt = Simulation.START;

    /** What was durable when a request was sent, and which lockouts were not. */
    private record Sent(Fold durable, List<Lockout> notDurable) {}

    /** Looks at commands; {@code readsDisk} also at what is synced whenever something is sent, which takes time. */
    SimulationCommands(
            Simulation simulation,
            SimulationBroker broker,
            SimulationLockouts lockouts,
            SimulationOracle oracle,
            boolean readsDisk) {
        this.simulation = simulation;
        this.broker = broker;
        this.lockouts = lockouts;
        this.oracle = oracle;
        this.readsDisk = readsDisk;
    }

    /** The process sends something to the broker; what, shows when it arrives. */
    void sent(SimulationBroker.Request request) {
        if (readsDisk && simulation.platform() != null) {
            Fold fold = oracle.synced();
            List<Lockout> notDurable = simulation.platform().lockouts().active().stream()
                    .filter(lockout -> !oracle.isDurable(lockout))
                    .toList();
            onDisk.put(request, new Sent(fold, notDurable));
        }
    }

    /** A command arrives at the broker, for the first time. */
    void called(BrokerCommand command, SimulationBroker.Request request, boolean again) {
        if (!keys.add(request.process + command.key()) && !again) {
            oracle.fail("a command was sent twice: {}", command);
        }
        Sent sent = onDisk.get(request);
        if (sent != null) {
            durableBefore(command, request, sent);
        }
        SimulationBook book = broker.book(command.account());
        if (command instanceof BrokerCommand.ClosePosition close) {
            targets.put(close.key(), request.atOnce ? null : target(close));
            timeOver.put(close.key(), simulation.now().plus(TIME_OF_A_CALL));
            besideOwnOrders(close, request);
        } else if (command instanceof BrokerCommand.CancelOrder cancel && book.orders.containsKey(cancel.orderId())) {
            protects(book, book.orders.get(cancel.orderId()), request);
        }
    }

    private void durableBefore(BrokerCommand command, SimulationBroker.Request request, Sent sent) {
        for (Lockout lockout : sent.notDurable) {
            boolean waited = !request.sentAt.isBefore(since(lockout).plus(SECOND));
            if (lockout.account().equals(command.account()) && !waited) {
                oracle.fail("{} was sent before {} was durable", command, lockout);
            }
        }
        AccountState durable = sent.durable.accounts().get(command.account());
        long intent = Long.parseLong(command.key()
                .substring(("riskgate-" + command.account() + "-").length())
                .split("-")[0]);
        if (durable == null || durable.intent(intent) == null) {
            AccountStatus status = oracle.status(command.account());
            boolean fresh = status != null
                    && status.commands().stream()
                            .anyMatch(open ->
                                    request.sentAt.isBefore(open.openedAt().plus(SECOND)));
            boolean old = status != null
                    && status.commands().stream()
                            .anyMatch(open ->
                                    !request.sentAt.isBefore(open.openedAt().plus(SECOND)));
            if (fresh && !old) {
                oracle.fail("{} was sent before its intent was durable", command);
            }
        }
    }

    /** When a lockout was set or lengthened, at the earliest: the step that noticed it is late by less than a step. */
    private Instant since(Lockout lockout) {
        Instant earliest = lockouts.setAt(lockout).minus(Simulation.TICK);
        return lockout.createdAt().isBefore(earliest) ? earliest : lockout.createdAt();
    }

    /** What the smallest target of the open commands about a contract is; null if there is none. */
    private Integer target(BrokerCommand.ClosePosition close) {
        AccountStatus status = oracle.status(close.account());
        Integer smallest = null;
        if (status != null) {
            for (AccountStatus.OpenCommand open : status.commands()) {
                Integer target = null;
                if (open.target().equals("no position")) {
                    target = 0;
                } else if (open.target().startsWith(close.contract() + " at most ")) {
                    target = Integer.valueOf(
                            open.target().substring(close.contract().length() + 9));
                }
                smallest = target == null || smallest != null && smallest < target ? smallest : target;
            }
        }
        return smallest;
    }

    /** A close may not go out beside an order of the platform that the last read showed to be working. */
    private void besideOwnOrders(BrokerCommand.ClosePosition close, SimulationBroker.Request request) {
        BookSnapshot read = reads.get(close.account());
        if (read == null || !read.time().isBefore(request.sentAt) || request.atOnce) {
            return;
        }
        int left = 0;
        for (OrderUpdate order : read.orders()) {
            boolean works = broker.book(close.account()).orders.containsKey(order.orderId());
            if (order.own() && works && order.contract().equals(close.contract())) {
                left += order.quantity() - order.filledQuantity();
            }
        }
        int held = 0;
        for (PositionUpdate position : read.positions()) {
            held += position.contract().equals(close.contract()) ? position.quantity() : 0;
        }
        if (left > 0
                && left + close.quantity() > held
                && broker.troubles.get(close.account()) != SimulationBroker.Trouble.HANGS
                && !broker.book(close.account())
                        .tradedSince(close.contract(), read.time().minus(ON_ITS_WAY))) {
            oracle.fail("{} was sent beside an own order that closes {} of {}", close, left, held);
        }
    }

    /** What reduces or protects a position is left alone while the position is open. */
    private void protects(SimulationBook book, OrderUpdate order, SimulationBroker.Request request) {
        int held = book.held(order.contract());
        boolean reduces = held != 0
                && (order.side() == OrderSide.SELL) == held > 0
                && order.quantity() - order.filledQuantity() <= Math.abs(held);
        Instant since = request.sentAt.minus(ON_ITS_WAY);
        boolean changed = book.changes.stream()
                .anyMatch(change -> change.contract().equals(order.contract())
                        && !change.time().isBefore(since));
        boolean known = !oracle.wellSince().plusSeconds(20).isAfter(request.sentAt);
        if (reduces && !order.own() && !changed && known) {
            oracle.fail("an order that only reduces {} is cancelled: {}", held, order);
        }
    }

    /** A call is accepted in {@code wait}: what comes of it must show soon after. */
    void accepted(BrokerCommand command, Duration wait) {
        Instant over = simulation.now().plus(wait).plus(TIME_AFTER_ACCEPTANCE);
        timeOver.computeIfPresent(command.key(), (key, before) -> over.isBefore(before) ? over : before);
    }

    /** The broker closed for the platform. */
    void closed(SimulationBook book, BrokerCommand.ClosePosition close, int from, int to) {
        if (Integer.signum(to) == -Integer.signum(from) && to != 0) {
            oracle.fail("a position was turned round from {} to {} by {}", from, to, close);
        }
        Integer wanted = targets.get(close.key());
        Integer now = target(close);
        boolean afterItsTime = timeOver.get(close.key()).isBefore(simulation.now());
        if (wanted == null || afterItsTime) {
            return;
        }
        int target = now == null ? wanted : Math.min(now, wanted);
        Instant since = simulation.now().minusSeconds(60);
        if (Math.abs(to) < target && !book.tradedSince(close.contract(), since)) {
            oracle.fail("{} closed from {} to {}, wanted was {}", close, from, to, target);
        }
    }

    /** A process started. */
    void started() {
        startedAt = simulation.now();
    }

    /** A command or its result was published: only a read made since says that it is done. */
    void published(Decision decision) {
        if (decision instanceof Decision.Commanded sent) {
            commandedAt
                    .computeIfAbsent(
                            key(sent.account(), sent.command(), sent.contract(), sent.orderId()),
                            key -> new ArrayDeque<>())
                    .add(sent.time());
        } else if (decision instanceof Decision.CommandResult result) {
            Deque<Instant> open = commandedAt.getOrDefault(
                    key(result.account(), result.command(), result.contract(), result.orderId()), new ArrayDeque<>());
            Instant at = open.pollFirst();
            Instant read = readAt.getOrDefault(result.account(), Instant.MIN);
            boolean ofThisProcess = at != null && startedAt.plus(RESTORED_FOR).isBefore(at);
            Instant since = at == null || oracle.diskWellFor(HELD_FOR) ? at : at.minus(HELD_FOR);
            if (result.outcome() == Decision.Outcome.CONFIRMED && ofThisProcess && read.isBefore(since)) {
                oracle.fail("{} though the last read was at {}", result, read);
            }
        }
    }

    private static String key(String account, Decision.Command command, String contract, String order) {
        return account + command + contract + order;
    }

    /** The platform reads an account. */
    void read(BookSnapshot read) {
        readAt.put(read.account(), simulation.now());
        reads.put(read.account(), read);
    }

    /** The process died. */
    void died() {
        reads.clear();
        onDisk.clear();
        commandedAt.clear();
    }
}
