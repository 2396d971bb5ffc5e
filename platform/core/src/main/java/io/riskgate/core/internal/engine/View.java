package io.riskgate.core.internal.engine;

import io.riskgate.api.Decimal;
import io.riskgate.api.OrderSide;
import io.riskgate.api.OrderType;
import io.riskgate.api.PositionSide;
import io.riskgate.api.event.OrderUpdate;
import io.riskgate.api.rule.AccountView;
import io.riskgate.api.rule.OrderView;
import io.riskgate.api.rule.PositionView;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.RandomAccess;
import java.util.function.Supplier;

/**
 * An account at one moment as rules see it: a window on the state, filled again for every event and without copies.
 * Where the broker's book is known to be ahead of the ledger, sizes are the book's.
 */
final class View implements AccountView, AccountView.TradingDay {
    private static final long NANOS = 1_000_000_000L;

    private Market market;
    private final Window<Position> positions = new Window<>(Position::new);
    private final Window<Order> orders = new Window<>(Order::new);
    private AccountState account;
    private Instant now;
    private String only;
    private String rule;

    View(Market market) {
        this.market = market;
    }

    /** A list of reused elements, filled when it is first asked for. */
    private static final class Window<E> extends AbstractList<E> implements RandomAccess {
        private final Supplier<E> maker;
        private final List<E> pool = new ArrayList<>();
        private int size;
        boolean filled;

        Window(Supplier<E> maker) {
            this.maker = maker;
        }

        void empty() {
            size = 0;
            filled = false;
        }

        E next() {
            if (size == pool.size()) {
                pool.add(maker.get());
            }
            return pool.get(size++);
        }

        @Override
        public E get(int index) {
            return pool.get(Objects.checkIndex(index, size));
        }

        @Override
        public int size() {
            return size;
        }
    }

    /** Shows {@code account} at {@code time}, or (not null) only what it has in one contract. */
    void show(AccountState shown, Instant time, String contract) {
        account = shown;
        now = time;
        only = contract;
        positions.empty();
        orders.empty();
    }

    /** Shows nothing any more, to a rule that does not return. */
    void die() {
        account = null;
        market = null;
    }

    private void fillPositions() {
        if (only == null) {
            for (int i = 0; i < account.positions.size(); i++) {
                add(account.positions.valueAt(i));
            }
        } else if (account.positions.get(only) != null) {
            add(account.positions.get(only));
        }
        positions.filled = true;
    }

    private void add(PositionState position) {
        int quantity = account.quantity(position);
        if (quantity != 0) {
            positions.next().show(position, quantity);
        }
    }

    private void fillOrders() {
        for (int i = 0; i < account.orders.size(); i++) {
            OrderUpdate order = account.orders.valueAt(i);
            if (account.works(order) && (only == null || order.contract().equals(only))) {
                orders.next().update = order;
            }
        }
        orders.filled = true;
    }

    /** Shows the memory of {@code id}. */
    View forRule(String id) {
        rule = id;
        return this;
    }

    @Override
    public String id() {
        return account.id;
    }

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public TradingDay day() {
        return this;
    }

    @Override
    public List<PositionView> positions() {
        if (!positions.filled) {
            fillPositions();
        }
        return cast(positions);
    }

    @Override
    public List<OrderView> orders() {
        if (!orders.filled) {
            fillOrders();
        }
        return cast(orders);
    }

    @SuppressWarnings("unchecked")
    private static <T> List<T> cast(List<? extends T> list) {
        return (List<T>) list;
    }

    @Override
    public int tradesWithin(Duration window) {
        if (account.tradeTimes == null) {
            return 0;
        }
        Instant from = now.minus(window);
        int count = 0;
        for (Instant time : account.tradeTimes) {
            if (time.isAfter(from)) {
                count++;
            }
        }
        return count;
    }

    @Override
    public Decimal realizedByOrder(String orderId) {
        return account.tally.realizedBy(orderId);
    }

    @Override
    public boolean canTrade() {
        return account.canTrade;
    }

    @Override
    public boolean connected() {
        return account.connected;
    }

    @Override
    public boolean authenticated() {
        return account.authenticated;
    }

    @Override
    public Optional<String> memory(String key) {
        Map<String, String> memory = account.memory.get(rule);
        return memory == null ? Optional.empty() : Optional.ofNullable(memory.get(key));
    }

    @Override
    public Instant start() {
        return account.day.start;
    }

    @Override
    public Instant end() {
        return account.day.end;
    }

    @Override
    public Decimal realized() {
        return account.day.realized;
    }

    @Override
    public Decimal fees() {
        return account.day.fees;
    }

    @Override
    public int tradeCount() {
        return account.day.tradeCount;
    }

    @Override
    public boolean outOfRange() {
        return account.day.outOfRange;
    }

    private final class Position implements PositionView {
        private PositionState state;
        private int quantity;

        void show(PositionState shown, int signed) {
            state = shown;
            quantity = signed;
        }

        @Override
        public String contract() {
            return state.contract;
        }

        @Override
        public String root() {
            return market.known(state).root();
        }

        @Override
        public PositionSide side() {
            return quantity < 0 ? PositionSide.SHORT : PositionSide.LONG;
        }

        @Override
        public int quantity() {
            return Math.abs(quantity);
        }

        @Override
        public int remaining() {
            return Math.abs(account.quantityAfterCalls(state.contract));
        }

        @Override
        public Decimal averagePrice() {
            return state.averagePrice;
        }

        @Override
        public Instant openedAt() {
            return state.openedAt;
        }

        @Override
        public Optional<Instant> unprotectedSince() {
            return Optional.ofNullable(state.unprotectedSince);
        }

        @Override
        public Valuation valuation(Duration staleAfter) {
            if (market.known(state).pointValue() == null) {
                return Valuation.NO_TICK_DATA;
            }
            Market.Price price = market.price(account, state);
            if (price == null) {
                return Valuation.NO_QUOTE;
            }
            return isOlder(price.time, staleAfter) ? Valuation.STALE : Valuation.VALUED;
        }

        /** Whether {@code time} is further back than {@code span}, which is not negative. */
        private boolean isOlder(Instant time, Duration span) {
            long ago = now.getEpochSecond() - time.getEpochSecond();
            long seconds = span.getSeconds();
            return ago == seconds || ago == seconds + 1
                    ? now.getNano() - time.getNano() - span.getNano() + (ago - seconds) * NANOS > 0
                    : ago > seconds;
        }

        @Override
        public Instant pricedAt() {
            return market.pricedAt(account, state);
        }

        @Override
        public Decimal price() {
            Market.Price price = market.price(account, state);
            if (price == null) {
                throw new NoSuchElementException("no price for " + state.contract);
            }
            return price.value;
        }

        @Override
        public Decimal openProfit() {
            Decimal pointValue = market.known(state).pointValue();
            if (pointValue == null) {
                throw new NoSuchElementException("no tick data for " + state.contract);
            }
            return state.openProfit(price(), pointValue, quantity);
        }

        @Override
        public Optional<Decimal> bestPrice() {
            return Optional.ofNullable(state.bestPrice);
        }

        @Override
        public Optional<Decimal> tickSize() {
            return Optional.ofNullable(market.known(state).tickSize());
        }
    }

    private final class Order implements OrderView {
        private OrderUpdate update;

        @Override
        public String orderId() {
            return update.orderId();
        }

        @Override
        public String contract() {
            return update.contract();
        }

        @Override
        public String root() {
            return market.instruments().root(update.contract());
        }

        @Override
        public OrderSide side() {
            return update.side();
        }

        @Override
        public OrderType type() {
            return update.orderType();
        }

        @Override
        public int quantityLeft() {
            return Ledger.quantityLeft(update);
        }

        @Override
        public Optional<Decimal> limitPrice() {
            return Optional.ofNullable(update.limitPrice());
        }

        @Override
        public Optional<Decimal> stopPrice() {
            return Optional.ofNullable(update.stopPrice());
        }

        @Override
        public boolean protective() {
            return Ledger.protects(update, update.contract(), account.quantity(update.contract()));
        }

        @Override
        public boolean couldOpen() {
            return Ledger.couldOpen(update, account.quantity(update.contract()));
        }
    }
}
