package io.riskgate.core.internal.engine;

import io.riskgate.api.OrderSide;
import io.riskgate.api.OrderStatus;
import io.riskgate.api.OrderType;
import io.riskgate.api.broker.Broker;
import io.riskgate.api.broker.BrokerAnswer;
import io.riskgate.api.broker.BrokerCommand;
import io.riskgate.api.event.BookSnapshot;
import io.riskgate.api.event.BrokerEvent;
import io.riskgate.api.event.OrderUpdate;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A broker made of the books of its accounts, whose answers a test draws. Either it takes keys, and carries out each
 * close as an ordinary order of that size, so that one too many turns the position round, and shows; or it takes none
 * and keeps to what is open.
 */
final class BookBroker implements Broker {
    /** What comes of a close. Everything else is carried out and answered. */
    enum Fate {
        DONE,
        /** Carried out; the answer is lost. */
        LOST,
        /** Carried out within 9 seconds; the answer is lost. */
        LATE,
        /** A part at once, the rest within 9 seconds; the answer is lost. */
        PARTLY,
        /** Becomes a working order that fills in two parts within 9 seconds unless it is cancelled; the answer is lost. */
        WORKS,
        /** Nothing; the answer is lost. */
        NOTHING,
        REJECTED
    }

    private record Late(Instant at, Runnable what) {}

    final Map<String, SimulationBook> books = new TreeMap<>();
    final List<BrokerCommand> calls = new ArrayList<>();

    /** Whether the stream tells of what happens. */
    boolean tells = true;

    /** Whether a close never closes more than is open. */
    boolean keepsToWhatIsOpen;

    /** Told before and after every call and read; may end the process. */
    Runnable point = () -> {};

    Function<BrokerCommand, Fate> fates = command -> Fate.DONE;

    private final InstantSource clock;
    private final List<Late> late = new ArrayList<>();
    private final Set<String> carriedOut = new HashSet<>();
    private final Map<String, Instant> readAt = new HashMap<>();
    private Events events;
    private Instant stamp;
    private int orders;

    BookBroker(InstantSource clock, String... accounts) {
        this.clock = clock;
        this.stamp = clock.instant();
        for (String account : accounts) {
            books.put(account, new SimulationBook(account, this::stamp));
        }
    }

    /** The time now, each time a little later than the time before. */
    Instant stamp() {
        Instant next = stamp.plusNanos(1);
        stamp = next.isBefore(clock.instant()) ? clock.instant() : next;
        return stamp;
    }

    SimulationBook book(String account) {
        return books.get(account);
    }

    String newOrderId() {
        return "o-" + ++orders;
    }

    /** The trader buys (or sells, negative) at a price. */
    void trade(String account, String contract, int delta, String price) {
        tell(book(account).fill(contract, delta, new BigDecimal(price), newOrderId(), SimulationBook.Cause.TRADER));
    }

    /** The trader places an order. */
    OrderUpdate place(String account, String contract, OrderSide side, OrderType type, int quantity, String price) {
        OrderUpdate order =
                book(account).place(newOrderId(), contract, side, type, quantity, new BigDecimal(price), false);
        tell(List.of(order));
        return order;
    }

    /** An order of the trader fills in full. */
    void fill(OrderUpdate order, String price) {
        SimulationBook book = book(order.account());
        List<BrokerEvent> told = new ArrayList<>();
        told.add(book.order(order, OrderStatus.FILLED, order.stopPrice(), order.quantity()));
        told.addAll(book.fill(
                order.contract(),
                order.side() == OrderSide.BUY ? order.quantity() : -order.quantity(),
                new BigDecimal(price),
                order.orderId(),
                SimulationBook.Cause.TRADER));
        tell(told);
    }

    /** Hands events to the platform, if the stream tells. */
    void tell(List<? extends BrokerEvent> told) {
        if (tells && events != null) {
            for (BrokerEvent event : told) {
                try {
                    events.accept(event);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    /** The process that was connected is gone. */
    void cut() {
        events = null;
    }

    /** When the next thing happens that was put off, or null. */
    Instant nextLate() {
        return late.stream().map(Late::at).min(Comparator.naturalOrder()).orElse(null);
    }

    /** Lets happen what was put off until now. */
    void happen() {
        late.sort(Comparator.comparing(Late::at));
        while (!late.isEmpty() && !late.get(0).at.isAfter(clock.instant())) {
            late.remove(0).what.run();
        }
    }

    /** When an account was last read, or {@link Instant#MIN}. */
    Instant readAt(String account) {
        return readAt.getOrDefault(account, Instant.MIN);
    }

    @Override
    public String name() {
        return "book";
    }

    @Override
    public void connect(Events connected) {
        events = connected;
    }

    @Override
    public void disconnect() {
        cut();
    }

    @Override
    public void signIn() {}

    @Override
    public boolean limitsCalls() {
        return false;
    }

    @Override
    public List<String> accounts() {
        return List.copyOf(books.keySet());
    }

    @Override
    public BookSnapshot read(String account) {
        point.run();
        BookSnapshot read = book(account).read(clock.instant(), 0);
        readAt.put(account, read.time());
        return read;
    }

    @Override
    public BrokerAnswer call(BrokerCommand command) throws IOException {
        point.run();
        calls.add(command);
        BrokerAnswer answer = carryOut(command);
        point.run();
        if (answer == null) {
            throw new IOException("the answer was lost");
        }
        return answer;
    }

    private BrokerAnswer carryOut(BrokerCommand command) {
        SimulationBook book = book(command.account());
        if (command instanceof BrokerCommand.CancelOrder cancel) {
            OrderUpdate order = book.orders.get(cancel.orderId());
            if (order != null) {
                tell(List.of(book.order(order, OrderStatus.CANCELLED, order.stopPrice(), order.filledQuantity())));
            }
            return BrokerAnswer.accepted();
        } else if (command instanceof BrokerCommand.MoveStop) {
            return BrokerAnswer.rejected("stops are not moved here");
        }
        BrokerCommand.ClosePosition close = (BrokerCommand.ClosePosition) command;
        int half = close.quantity() / 2;
        if (!carriedOut.add(close.key()) && !keepsToWhatIsOpen) {
            return BrokerAnswer.accepted();
        }
        long wait = 500 + Math.floorMod(close.key().hashCode(), 8_000);
        switch (fates.apply(command)) {
            case DONE -> {
                close(close, close.quantity());
                return BrokerAnswer.accepted();
            }
            case REJECTED -> {
                carriedOut.remove(close.key());
                return BrokerAnswer.rejected("drawn");
            }
            case LOST -> close(close, close.quantity());
            case LATE -> later(wait, () -> close(close, close.quantity()));
            case PARTLY -> {
                close(close, half);
                later(wait, () -> close(close, close.quantity() - half));
            }
            case WORKS -> works(close, half, wait);
            default -> carriedOut.remove(close.key());
        }
        return null;
    }

    private void later(long millis, Runnable what) {
        late.add(new Late(clock.instant().plus(Duration.ofMillis(millis)), what));
    }

    /** Closes; how many with what sign goes by the side that was open when it was asked for. */
    private void close(BrokerCommand.ClosePosition close, int quantity) {
        SimulationBook book = book(close.account());
        int held = book.held(close.contract());
        int closed = keepsToWhatIsOpen || held == 0 ? Math.min(Math.abs(held), quantity) : quantity;
        if (closed > 0) {
            tell(book.fill(
                    close.contract(),
                    -Integer.signum(held) * closed,
                    new BigDecimal("1000"),
                    "own-" + close.key(),
                    SimulationBook.Cause.PLATFORM));
        }
    }

    private void works(BrokerCommand.ClosePosition close, int half, long wait) {
        SimulationBook book = book(close.account());
        int held = book.held(close.contract());
        if (held == 0) {
            return;
        }
        OrderUpdate order = book.place(
                "own-" + close.key(),
                close.contract(),
                held > 0 ? OrderSide.SELL : OrderSide.BUY,
                OrderType.LIMIT,
                close.quantity(),
                new BigDecimal("1000"),
                true);
        tell(List.of(order));
        later(wait / 2, () -> fillOwn(close, order.orderId(), half));
        later(wait, () -> fillOwn(close, order.orderId(), close.quantity()));
    }

    private void fillOwn(BrokerCommand.ClosePosition close, String id, int upTo) {
        SimulationBook book = book(close.account());
        OrderUpdate order = book.orders.get(id);
        if (order == null || upTo == 0) {
            return;
        }
        boolean stillCloses = (order.side() == OrderSide.SELL) == book.held(close.contract()) > 0;
        int filled = order.filledQuantity();
        boolean done = upTo >= order.quantity();
        tell(List.of(book.order(order, done ? OrderStatus.FILLED : OrderStatus.WORKING, null, upTo)));
        if (stillCloses || !keepsToWhatIsOpen) {
            close(close, upTo - filled);
        }
    }
}
