package io.riskgate.core.internal.engine;

import io.riskgate.api.OrderSide;
import io.riskgate.api.OrderStatus;
import io.riskgate.api.OrderType;
import io.riskgate.api.broker.Broker;
import io.riskgate.api.broker.BrokerAnswer;
import io.riskgate.api.broker.BrokerCommand;
import io.riskgate.api.event.BookSnapshot;
import io.riskgate.api.event.OrderUpdate;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * The broker of a simulation: the books of all accounts, prices, and calls that end in every way calls can end. What it
 * holds is the truth the platform is measured by.
 */
final class SimulationBroker implements Broker {
    static final String MNQ = "CON.F.US.MNQ.Z25";
    static final String ES = "CON.F.US.EP.Z25";
    static final String RTY = "CON.F.US.RTY.Z25";
    static final List<String> CONTRACTS = List.of(MNQ, ES, RTY);

    /** An account no rule looks at. */
    static final String WITNESS = "W1";

    static final List<String> ACCOUNTS = List.of("A1", "A2", "A3", WITNESS);

    /** What is wrong between the platform and an account. */
    enum Trouble {
        NONE,
        /** Each call ends in another way. */
        SOME,
        /** Nothing is answered. */
        HANGS,
        MARKET_CLOSED,
        /** Everything is accepted and nothing done. */
        LIES
    }

    /** A call that goes on later: the lambda is run again, and what was answered before is answered again. */
    static final class Pending extends Error {
        private static final long serialVersionUID = 1L;

        /** When it goes on, or null for never. */
        final transient Duration after;

        Pending(Duration after) {
            super("goes on later", null, false, false);
            this.after = after;
        }
    }

    /** What the platform sent, and what was answered to it so far. */
    static final class Request {
        final BrokerCalls.Call call;
        final Instant sentAt;
        final boolean atOnce;
        final int process;
        private final List<Answer> answers = new ArrayList<>();
        private int next;

        Request(BrokerCalls.Call call, Instant sentAt, boolean atOnce, int process) {
            this.call = call;
            this.sentAt = sentAt;
            this.atOnce = atOnce;
            this.process = process;
        }
    }

    private record Answer(BrokerAnswer answer) {
        BrokerAnswer get() throws IOException {
            if (answer == null) {
                throw new IOException("the answer was lost");
            }
            return answer;
        }
    }

    final Map<String, SimulationBook> books = new TreeMap<>();
    final Map<String, Trouble> troubles = new TreeMap<>();
    final Map<String, BigDecimal> prices = new TreeMap<>(
            Map.of(MNQ, new BigDecimal("21000"), ES, new BigDecimal("6000"), RTY, new BigDecimal("2200")));
    boolean linked = true;

    private final Simulation simulation;
    private final Random random;
    private final boolean takesKeys;
    private final Set<String> carriedOut = new HashSet<>();
    private Request current;
    private Instant stamp;
    private int orders;

    SimulationBroker(Simulation simulation, Random random) {
        this.simulation = simulation;
        this.random = random;
        this.stamp = simulation.now();
        this.takesKeys = random.nextBoolean();
        for (String account : ACCOUNTS) {
            books.put(account, new SimulationBook(account, this::stamp));
            troubles.put(account, Trouble.NONE);
        }
    }

    /** The time now, each time a little later than the time before. */
    Instant stamp() {
        Instant next = stamp.plusNanos(1);
        stamp = next.isBefore(simulation.now()) ? simulation.now() : next;
        return stamp;
    }

    SimulationBook book(String account) {
        return books.get(account);
    }

    String newOrderId(boolean own) {
        return (own ? "own-" : "o-") + ++orders;
    }

    /** Runs what was sent, or goes on with it; returns when it goes on again, null if it has ended. */
    Duration run(Request request) {
        current = request;
        request.next = 0;
        try {
            request.call.run();
        } catch (Pending pending) {
            return pending.after;
        } catch (InterruptedException timeIsOver) {
            simulation.trace("a call was interrupted");
        } finally {
            current = null;
        }
        return null;
    }

    @Override
    public String name() {
        return "simulated";
    }

    @Override
    public void connect(Events events) throws IOException {
        if (!linked) {
            throw new IOException("no link");
        }
    }

    @Override
    public void disconnect() {}

    @Override
    public void signIn() {}

    @Override
    public List<String> accounts() throws IOException {
        if (!linked) {
            throw new IOException("no link");
        }
        return ACCOUNTS;
    }

    @Override
    public BookSnapshot read(String account) throws IOException, InterruptedException {
        Trouble trouble = troubles.get(account);
        boolean hangs = trouble == Trouble.HANGS;
        if (!linked || hangs && current.atOnce || trouble == Trouble.SOME && random.nextInt(6) == 0) {
            throw new IOException("could not be read");
        }
        if (hangs) {
            throw new InterruptedException("its time is over");
        }
        boolean late = !current.atOnce && random.nextInt(4) == 0;
        BookSnapshot read = books.get(account).read(current.sentAt, late ? random.nextInt(3) : 0);
        simulation.trace("read of {} shows {} {}", account, read.positions(), read.orders());
        simulation.oracle().commands().read(read);
        return read;
    }

    @Override
    public BrokerAnswer call(BrokerCommand command) throws IOException {
        Request request = current;
        int index = request.next++;
        if (index < request.answers.size()) {
            return request.answers.get(index).get();
        }
        boolean again = index > 0
                && request.answers.get(index - 1).answer != null
                && request.answers.get(index - 1).answer.kind() == BrokerAnswer.Kind.UNAUTHORIZED;
        simulation.oracle().commands().called(command, request, again);
        Duration wait = arrive(request, command, again);
        BrokerAnswer answer = request.answers.get(index).answer;
        simulation.trace("{} is {} in {}", command, answer, wait);
        if (answer != null && answer.kind() == BrokerAnswer.Kind.ACCEPTED && !wait.isNegative()) {
            simulation.oracle().commands().accepted(command, wait);
        }
        if (wait.isZero()) {
            return request.answers.get(index).get();
        }
        throw new Pending(wait.isNegative() ? null : wait);
    }

    /** What comes of a command; returns when it is answered, negative for never. */
    private Duration arrive(Request request, BrokerCommand command, boolean again) {
        Duration never = Duration.ofSeconds(-1);
        BrokerAnswer answer = BrokerAnswer.accepted();
        Duration wait = random.nextBoolean() ? Duration.ZERO : Duration.ofMillis(random.nextInt(400));
        Trouble trouble = linked ? troubles.get(command.account()) : Trouble.HANGS;
        int fate =
                switch (trouble) {
                    case NONE -> 0;
                    case SOME -> random.nextInt(14);
                    case HANGS -> 20;
                    case MARKET_CLOSED -> 21;
                    case LIES -> 1;
                };
        switch (fate) {
            case 1 -> {}
            case 2 -> answer = BrokerAnswer.rejected("simulated");
            case 3 -> answer = BrokerAnswer.rateLimited(Duration.ofSeconds(1 + random.nextInt(30)));
            case 4 -> {
                answer = again ? BrokerAnswer.accepted() : BrokerAnswer.unauthorized();
                if (again) {
                    carryOut(command, 1);
                }
            }
            case 5 -> {
                carryOut(command, 1);
                answer = null;
            }
            case 6 -> answer = null;
            case 7 -> {
                carryOut(command, 1);
                wait = never;
            }
            case 8 -> {
                late(command, random.nextInt(20_000));
                answer = random.nextBoolean() ? answer : null;
                wait = random.nextBoolean() ? wait : never;
            }
            case 9 -> works(command, random.nextInt(40_000), 1);
            case 10 -> works(command, random.nextInt(40_000), 2);
            case 11 -> carryOut(command, 2);
            case 20 -> wait = never;
            case 21 -> answer = BrokerAnswer.marketClosed();
            default -> {
                boolean nothing = command instanceof BrokerCommand.ClosePosition close
                        && books.get(close.account()).held(close.contract()) == 0;
                carryOut(command, 1);
                if (nothing && random.nextBoolean()) {
                    answer = BrokerAnswer.rejected("no such position");
                }
            }
        }
        request.answers.add(new Answer(answer));
        return wait;
    }

    private void late(BrokerCommand command, int millis) {
        simulation.later(Duration.ofMillis(millis), () -> carryOut(command, 1));
    }

    /** Carries a command out, or one part in so many of it; never closes more than is open. */
    private void carryOut(BrokerCommand command, int part) {
        SimulationBook book = books.get(command.account());
        if (!carriedOut.add(command.key()) && takesKeys) {
            simulation.trace("known: {}", command);
        } else if (command instanceof BrokerCommand.ClosePosition close) {
            int quantity = Math.max(1, close.quantity() / part);
            close(book, close, newOrderId(true), quantity);
        } else if (command instanceof BrokerCommand.CancelOrder cancel && book.orders.containsKey(cancel.orderId())) {
            OrderUpdate order = book.orders.get(cancel.orderId());
            simulation.stream()
                    .tell(book.order(order, OrderStatus.CANCELLED, order.stopPrice(), order.filledQuantity()));
        } else if (command instanceof BrokerCommand.MoveStop move && book.orders.containsKey(move.orderId())) {
            OrderUpdate order = book.orders.get(move.orderId());
            simulation.stream().tell(book.order(order, OrderStatus.WORKING, move.stopPrice(), order.filledQuantity()));
        }
    }

    private void close(SimulationBook book, BrokerCommand.ClosePosition close, String order, int quantity) {
        int held = book.held(close.contract());
        int closed = Math.min(Math.abs(held), quantity);
        if (closed > 0) {
            simulation.stream()
                    .tell(book.fill(
                            close.contract(),
                            -Integer.signum(held) * closed,
                            prices.get(close.contract()),
                            order,
                            SimulationBook.Cause.PLATFORM));
            simulation.oracle().commands().closed(book, close, held, book.held(close.contract()));
        }
    }

    /** The close becomes a working order, filled later in so many parts unless it is cancelled before. */
    private void works(BrokerCommand command, int millis, int parts) {
        SimulationBook book = books.get(command.account());
        if (!(command instanceof BrokerCommand.ClosePosition close) || book.held(close.contract()) == 0) {
            late(command, millis);
            return;
        }
        OrderSide side = book.held(close.contract()) > 0 ? OrderSide.SELL : OrderSide.BUY;
        OrderUpdate order = book.place(
                newOrderId(true),
                close.contract(),
                side,
                OrderType.LIMIT,
                close.quantity(),
                prices.get(close.contract()),
                true);
        simulation.stream().tell(order);
        for (int i = 0; i < parts; i++) {
            int quantity = i < parts - 1 ? close.quantity() / parts : close.quantity();
            simulation.later(Duration.ofMillis(millis * (i + 1L) / parts), () -> fill(book, close, order, quantity));
        }
    }

    private void fill(SimulationBook book, BrokerCommand.ClosePosition close, OrderUpdate placed, int upTo) {
        OrderUpdate order = book.orders.get(placed.orderId());
        if (order == null || order.filledQuantity() >= upTo) {
            return;
        }
        boolean sells = order.side() == OrderSide.SELL;
        if (sells == book.held(close.contract()) > 0) {
            close(book, close, order.orderId(), upTo - order.filledQuantity());
        }
        boolean done = upTo >= order.quantity() || book.held(close.contract()) == 0;
        simulation.stream().tell(book.order(order, done ? OrderStatus.FILLED : OrderStatus.WORKING, null, upTo));
    }
}
