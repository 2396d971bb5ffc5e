package io.riskgate.core.internal.engine;

import io.riskgate.api.Decimal;
import io.riskgate.api.OrderSide;
import io.riskgate.api.OrderStatus;
import io.riskgate.api.OrderType;
import io.riskgate.api.PositionSide;
import io.riskgate.api.broker.Broker;
import io.riskgate.api.broker.BrokerAnswer;
import io.riskgate.api.broker.BrokerCommand;
import io.riskgate.api.broker.BrokerPulse;
import io.riskgate.api.broker.ContractRecord;
import io.riskgate.api.event.BookSnapshot;
import io.riskgate.api.event.BrokerEvent;
import io.riskgate.api.event.OrderUpdate;
import io.riskgate.api.event.PositionUpdate;
import io.riskgate.api.event.TradeUpdate;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A broker whose answers a test scripts. It has a book of its own that only its commands and {@link #hold} change; the
 * platform hears of a change by a read, or by {@link #tell}. Every call it got is kept in order.
 */
final class ScriptedBroker implements Broker {
    /** How a call is answered. */
    enum Mode {
        /** Carried out, accepted. */
        OK,
        /** Accepted, nothing happens. */
        ACCEPT,
        REJECT,
        /** No effect and no answer. */
        SILENCE,
        /** Carried out at once, the answer is lost. */
        LOST,
        /** Carried out when {@link #carryOutLate} says so, the answer is lost. */
        LATE,
        /** Accepted, becomes a working order that is filled when {@link #carryOutLate} says so. */
        WORKS,
        /** Blocks until interrupted. */
        HANG,
        RATE_LIMIT,
        UNAUTHORIZED,
        CLOSED
    }

    final List<BrokerCommand> calls = new CopyOnWriteArrayList<>();
    final List<ContractRecord> contracts = new CopyOnWriteArrayList<>();
    final Set<String> unreadable = new HashSet<>();
    final CountDownLatch hung = new CountDownLatch(1);
    volatile Mode mode = Mode.OK;
    volatile Set<String> modeAccounts;
    volatile int reads;
    volatile int signIns;
    volatile int disconnects;
    volatile int pulses;
    volatile boolean limited;

    /** What a read says of whether an account may trade; null: nothing. */
    volatile Boolean canTrade;

    volatile Supplier<BrokerPulse> pulse = () -> BrokerPulse.NONE;
    volatile boolean unlisted;
    Runnable beforeCall = () -> {};
    volatile Consumer<String> beforeRead = account -> {};

    private volatile InstantSource clock;
    private final Map<String, Map<String, Integer>> positions = new TreeMap<>();
    private final Map<String, Map<String, OrderUpdate>> orders = new TreeMap<>();
    private final Deque<Mode> script = new ArrayDeque<>();
    private final List<Runnable> late = new ArrayList<>();
    private final Deque<Instant> lateSince = new ArrayDeque<>();
    private final Set<String> signedIn = new HashSet<>();
    private int orderIds;
    private volatile Events events;

    ScriptedBroker(InstantSource clock) {
        this.clock = clock;
    }

    /** Goes by another clock. */
    void use(InstantSource other) {
        clock = other;
    }

    /** The next calls are answered so, one each, before {@link #mode} applies again. */
    ScriptedBroker answers(Mode... next) {
        script.addAll(List.of(next));
        return this;
    }

    /** Opens, changes or closes (0) a position without telling. */
    synchronized void hold(String account, String contract, int quantity) {
        positions.computeIfAbsent(account, key -> new TreeMap<>()).put(contract, quantity);
        if (quantity == 0) {
            positions.get(account).remove(contract);
        }
    }

    synchronized int held(String account, String contract) {
        return positions.getOrDefault(account, Map.of()).getOrDefault(contract, 0);
    }

    /** Puts a working order into the book without telling. */
    synchronized OrderUpdate work(String account, String contract, OrderSide side, int quantity, boolean own) {
        OrderUpdate order = new OrderUpdate(
                clock.instant(),
                account,
                "order-" + ++orderIds,
                contract,
                side,
                OrderType.LIMIT,
                OrderStatus.WORKING,
                quantity,
                Decimal.of(1),
                null,
                null,
                0,
                own);
        orders.computeIfAbsent(account, key -> new TreeMap<>()).put(order.orderId(), order);
        return order;
    }

    /** Puts an order into the book as it is now, and tells of it. */
    void place(OrderUpdate order) {
        synchronized (this) {
            orders.computeIfAbsent(order.account(), key -> new TreeMap<>()).put(order.orderId(), order);
        }
        tell(order);
    }

    /** The position as the stream would tell it. */
    PositionUpdate position(String account, String contract) {
        return position(account, contract, held(account, contract));
    }

    private PositionUpdate position(String account, String contract, int quantity) {
        PositionSide side = quantity == 0 ? PositionSide.FLAT : quantity > 0 ? PositionSide.LONG : PositionSide.SHORT;
        return new PositionUpdate(
                clock.instant(), account, contract, side, Math.abs(quantity), quantity == 0 ? null : Decimal.of(100));
    }

    /** Hands an event to the platform. */
    void tell(BrokerEvent event) {
        try {
            events.accept(event);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Opens a position and tells of it. */
    void open(String account, String contract, int quantity) {
        hold(account, contract, quantity);
        tell(position(account, contract));
    }

    /** A trade of the account with a result. */
    TradeUpdate trade(String account, String id, String profit) {
        return new TradeUpdate(
                clock.instant(),
                account,
                id,
                "CON.F.US.MNQ.Z25",
                OrderSide.SELL,
                1,
                Decimal.of(100),
                Decimal.of(new BigDecimal(profit)),
                null,
                null,
                false,
                clock.instant(),
                false);
    }

    /** Carries out what was asked for that long ago and not carried out yet. */
    void carryOutLateAfter(Duration time) {
        List<Runnable> due = new ArrayList<>();
        Instant until = clock.instant().minus(time);
        while (!lateSince.isEmpty() && !lateSince.peekFirst().isAfter(until)) {
            lateSince.pollFirst();
            due.add(late.remove(0));
        }
        due.forEach(Runnable::run);
    }

    void carryOutLate() {
        lateSince.clear();
        List<Runnable> due = List.copyOf(late);
        late.clear();
        due.forEach(Runnable::run);
    }

    @Override
    public String name() {
        return "scripted";
    }

    @Override
    public void connect(Events connected) {
        events = connected;
    }

    @Override
    public void disconnect() {
        disconnects++;
    }

    @Override
    public void signIn() {
        signIns++;
        calls.forEach(call -> signedIn.add(call.key()));
    }

    @Override
    public boolean limitsCalls() {
        return limited;
    }

    @Override
    public BrokerPulse pulse() {
        pulses++;
        return pulse.get();
    }

    @Override
    public synchronized List<String> accounts() throws IOException {
        if (unlisted) {
            throw new IOException("not now");
        }
        return List.copyOf(positions.keySet());
    }

    @Override
    public List<ContractRecord> contracts() {
        return contracts;
    }

    @Override
    public BookSnapshot read(String account) throws IOException {
        beforeRead.accept(account);
        return snapshot(account);
    }

    private synchronized BookSnapshot snapshot(String account) throws IOException {
        reads++;
        if (unreadable.contains(account)) {
            throw new IOException("no answer");
        }
        List<PositionUpdate> open = new ArrayList<>();
        positions
                .getOrDefault(account, Map.of())
                .forEach((contract, quantity) -> open.add(position(account, contract, quantity)));
        return new BookSnapshot(
                clock.instant(),
                account,
                open,
                List.copyOf(orders.getOrDefault(account, Map.of()).values()),
                List.of(),
                canTrade);
    }

    @Override
    public BrokerAnswer call(BrokerCommand command) throws IOException, InterruptedException {
        calls.add(command);
        beforeCall.run();
        Mode answering;
        synchronized (this) {
            answering = modeAccounts != null && !modeAccounts.contains(command.account())
                    ? Mode.OK
                    : script.isEmpty() ? mode : script.poll();
        }
        switch (answering) {
            case OK -> {
                carryOut(command);
                return BrokerAnswer.accepted();
            }
            case ACCEPT -> {
                return BrokerAnswer.accepted();
            }
            case REJECT -> {
                return BrokerAnswer.rejected("scripted");
            }
            case LOST -> {
                carryOut(command);
                throw new IOException("the answer was lost");
            }
            case LATE -> {
                lateSince.addLast(clock.instant());
                late.add(() -> carryOut(command));
                throw new IOException("the answer was lost");
            }
            case WORKS -> {
                works(command);
                return BrokerAnswer.accepted();
            }
            case HANG -> {
                hung.countDown();
                new CountDownLatch(1).await();
                throw new IOException("unreachable");
            }
            case RATE_LIMIT -> {
                return BrokerAnswer.rateLimited(Duration.ofSeconds(30));
            }
            case UNAUTHORIZED -> {
                if (signedIn.contains(command.key())) {
                    carryOut(command);
                    return BrokerAnswer.accepted();
                }
                return BrokerAnswer.unauthorized();
            }
            case CLOSED -> {
                return BrokerAnswer.marketClosed();
            }
            default -> throw new IOException("no answer");
        }
    }

    private void works(BrokerCommand command) {
        BrokerCommand.ClosePosition close = (BrokerCommand.ClosePosition) command;
        boolean isLong = held(close.account(), close.contract()) > 0;
        OrderUpdate order = work(
                close.account(), close.contract(), isLong ? OrderSide.SELL : OrderSide.BUY, close.quantity(), true);
        lateSince.addLast(clock.instant());
        late.add(() -> {
            boolean works;
            synchronized (this) {
                works = orders.get(close.account()).remove(order.orderId()) != null;
            }
            if (works) {
                carryOut(close);
            }
        });
    }

    private synchronized void carryOut(BrokerCommand command) {
        if (command instanceof BrokerCommand.ClosePosition close) {
            int held = held(close.account(), close.contract());
            int closed = Math.min(Math.abs(held), close.quantity());
            hold(close.account(), close.contract(), held - Integer.signum(held) * closed);
        } else if (command instanceof BrokerCommand.CancelOrder cancel) {
            orders.getOrDefault(cancel.account(), new TreeMap<>()).remove(cancel.orderId());
        }
    }
}
