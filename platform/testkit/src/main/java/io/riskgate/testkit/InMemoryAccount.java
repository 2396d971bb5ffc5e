package io.riskgate.testkit;

import io.riskgate.api.Decimal;
import io.riskgate.api.OrderSide;
import io.riskgate.api.OrderType;
import io.riskgate.api.PositionSide;
import io.riskgate.api.event.ConnectionUpdate;
import io.riskgate.api.rule.AccountView;
import io.riskgate.api.rule.Action;
import io.riskgate.api.rule.OrderView;
import io.riskgate.api.rule.PositionView;
import io.riskgate.api.rule.RiskEvent.OrderChanged;
import io.riskgate.api.rule.RiskEvent.PositionChanged;
import io.riskgate.api.rule.RiskEvent.PriceMoved;
import io.riskgate.api.rule.RiskEvent.TradeBooked;
import io.riskgate.api.rule.Verdict;
import io.riskgate.api.rule.Violation;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An account made of a few maps: a rule sees it as it would see a real one, a test changes it.
 *
 * <p>Every change returns the event with which the platform would ask the rules about it. Looking at the account
 * allocates nothing. The trading day ends at 17:00 in Chicago.
 */
final class InMemoryAccount implements AccountView, AccountView.TradingDay {
    private static final ZoneId CHICAGO = ZoneId.of("America/Chicago");
    private static final LocalTime RESET = LocalTime.of(17, 0);
    private static final int MAX_KEYS = 32;
    private static final int MAX_KEY = 64;
    private static final int MAX_VALUE = 256;

    private final String id;
    private final Map<String, InMemoryPosition> positions = new TreeMap<>();
    private final Map<String, InMemoryOrder> orders = new TreeMap<>();
    private final Map<String, Instant> firstFills = new HashMap<>();
    private final List<Instant> tradeTimes = new ArrayList<>();
    private final Map<String, Decimal> realizedByOrder = new HashMap<>();
    private final Map<String, Optional<String>> memory = new HashMap<>();

    private List<PositionView> positionList = new FixedList<>(new PositionView[0]);
    private List<OrderView> orderList = new FixedList<>(new OrderView[0]);
    private Instant now;
    private Instant dayStart;
    private Instant dayEnd;
    private Decimal realized = Decimal.ZERO;
    private Decimal fees = Decimal.ZERO;
    private int tradeCount;
    private boolean outOfRange;
    private boolean canTrade = true;
    private boolean connected = true;
    private boolean authenticated = true;
    private Instant wakeAt;
    private int trades;

    InMemoryAccount(String id, Instant now) {
        this.id = id;
        moveTo(now);
    }

    /** Moves the clock; a trading day that ends on the way is followed by one that starts at zero. */
    void moveTo(Instant time) {
        if (now != null && time.isBefore(now)) {
            throw new IllegalArgumentException("time must not go back, was " + time + " after " + now);
        }
        now = time;
        if (dayEnd == null || !now.isBefore(dayEnd)) {
            LocalDate today = now.atZone(CHICAGO).toLocalDate();
            LocalDate last = resetOf(today).isAfter(now) ? today : today.plusDays(1);
            dayEnd = resetOf(last);
            dayStart = resetOf(last.minusDays(1));
            realized = Decimal.ZERO;
            fees = Decimal.ZERO;
            tradeCount = 0;
            outOfRange = false;
        }
    }

    private static Instant resetOf(LocalDate date) {
        return date.atTime(RESET).atZone(CHICAGO).toInstant();
    }

    PositionChanged hold(String contract, PositionSide side, int quantity, Decimal averagePrice) {
        int before = signedQuantity(contract);
        if (side == PositionSide.FLAT || quantity == 0) {
            positions.remove(contract);
        } else {
            positions
                    .computeIfAbsent(contract, key -> new InMemoryPosition(this, key))
                    .hold(side, quantity, averagePrice);
        }
        refresh();
        return new PositionChanged(contract, before, signedQuantity(contract));
    }

    private int signedQuantity(String contract) {
        InMemoryPosition position = positions.get(contract);
        return position == null ? 0 : position.signedQuantity();
    }

    OrderChanged work(
            String orderId, String contract, OrderSide side, OrderType type, int quantity, Optional<Decimal> price) {
        orders.put(orderId, new InMemoryOrder(this, orderId, contract, side, type, quantity, price));
        refresh();
        return new OrderChanged(contract, orderId);
    }

    OrderChanged cancel(String orderId) {
        InMemoryOrder order = orders.remove(orderId);
        if (order == null) {
            throw new IllegalArgumentException("order must be working, was " + orderId);
        }
        refresh();
        return new OrderChanged(order.contract(), orderId);
    }

    PriceMoved quote(String contract, Decimal price) {
        InMemoryPosition position = positions.get(contract);
        if (position != null) {
            position.quote(price);
        }
        return new PriceMoved(contract);
    }

    TradeBooked trade(String orderId, String contract, Decimal profitAndLoss, boolean own) {
        String counted = orderId == null ? "trade " + trades : orderId;
        if (!own && firstFills.putIfAbsent(counted, now) == null) {
            tradeTimes.add(now);
            tradeCount++;
        }
        book(orderId, profitAndLoss == null ? Decimal.ZERO : profitAndLoss);
        trades++;
        return new TradeBooked(contract, "t" + trades, orderId, profitAndLoss, false, own);
    }

    TradeBooked takeBack(TradeBooked trade) {
        if (trade.profitAndLoss() != null) {
            book(trade.orderId(), trade.profitAndLoss().negated());
        }
        return new TradeBooked(
                trade.contract(), trade.tradeId(), trade.orderId(), trade.profitAndLoss(), true, trade.own());
    }

    private void book(String orderId, Decimal profitAndLoss) {
        realized = realized.plus(profitAndLoss);
        if (orderId != null) {
            realizedByOrder.merge(orderId, profitAndLoss, Decimal::plus);
        }
    }

    void setRealized(Decimal value) {
        realized = value;
    }

    void setFees(Decimal value) {
        fees = value;
    }

    void setTradeCount(int value) {
        tradeCount = value;
    }

    void setOutOfRange() {
        outOfRange = true;
    }

    void setCanTrade(boolean value) {
        canTrade = value;
    }

    void setLink(ConnectionUpdate.State state) {
        switch (state) {
            case LOST -> connected = false;
            case RESTORED -> connected = true;
            case AUTH_FAILED -> authenticated = false;
            case AUTH_SUCCEEDED -> authenticated = true;
        }
    }

    /** Does what the platform does of itself with a verdict: remembers, and keeps the wake-up. */
    void apply(Verdict verdict) {
        wakeAt = null;
        verdict.actions().forEach(this::apply);
        for (Violation violation : verdict.violations()) {
            violation.actions().forEach(this::apply);
        }
    }

    private void apply(Action action) {
        if (action instanceof Action.WakeAt wake) {
            if (!wake.at().isAfter(now)) {
                throw new AssertionError("a wake-up must be after " + now + ", was " + wake.at());
            }
            wakeAt = wakeAt == null || wake.at().isBefore(wakeAt) ? wake.at() : wakeAt;
        } else if (action instanceof Action.Remember row) {
            remember(row.key(), row.value());
        }
    }

    void remember(String key, String value) {
        if (value == null) {
            memory.remove(key);
        } else {
            memory.put(key, Optional.of(value));
        }
        if (key.isEmpty() || key.length() > MAX_KEY) {
            throw new AssertionError("a key must have 1 to 64 characters, was '" + key + "'");
        }
        if (value != null && value.length() > MAX_VALUE) {
            throw new AssertionError("a value must have at most 256 characters, had " + value.length());
        }
        if (memory.size() > MAX_KEYS) {
            throw new AssertionError("a rule remembers at most 32 keys, remembered " + memory.keySet());
        }
    }

    /** The wake-up the rule asked for, or null. */
    Instant wakeAt() {
        return wakeAt;
    }

    void forgetWakeUp() {
        wakeAt = null;
    }

    /** The position, or null. */
    InMemoryPosition held(String contract) {
        return positions.get(contract);
    }

    boolean isWorking(String orderId) {
        return orders.containsKey(orderId);
    }

    /** Below, at or above 0 as the time from {@code then} until now is shorter, as long or longer than {@code span}. */
    int compareAge(Instant then, Duration span) {
        long seconds = now.getEpochSecond() - then.getEpochSecond() - span.getSeconds();
        if (seconds > 2 || seconds < -2) {
            return Long.signum(seconds);
        }
        return Long.signum(seconds * 1_000_000_000L + now.getNano() - then.getNano() - span.getNano());
    }

    private void refresh() {
        positionList = new FixedList<>(positions.values().toArray(PositionView[]::new));
        orderList = new FixedList<>(orders.values().toArray(OrderView[]::new));
        for (InMemoryPosition position : positions.values()) {
            position.protect(orders.values().stream()
                    .anyMatch(order -> order.contract().equals(position.contract()) && order.protective()));
        }
    }

    @Override
    public String id() {
        return id;
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
        return positionList;
    }

    @Override
    public Optional<PositionView> position(String contract) {
        InMemoryPosition position = contract == null ? null : positions.get(contract);
        return position == null ? Optional.empty() : position.asOptional();
    }

    @Override
    public List<OrderView> orders() {
        return orderList;
    }

    @Override
    public int tradesWithin(Duration window) {
        int count = 0;
        while (count < tradeTimes.size() && compareAge(tradeTimes.get(tradeTimes.size() - 1 - count), window) < 0) {
            count++;
        }
        return count;
    }

    @Override
    public Decimal realizedByOrder(String orderId) {
        return realizedByOrder.getOrDefault(orderId, Decimal.ZERO);
    }

    @Override
    public boolean canTrade() {
        return canTrade;
    }

    @Override
    public boolean connected() {
        return connected;
    }

    @Override
    public boolean authenticated() {
        return authenticated;
    }

    @Override
    public Optional<String> memory(String key) {
        return memory.getOrDefault(key, Optional.empty());
    }

    @Override
    public Instant start() {
        return dayStart;
    }

    @Override
    public Instant end() {
        return dayEnd;
    }

    @Override
    public Decimal realized() {
        return realized;
    }

    @Override
    public Decimal fees() {
        return fees;
    }

    @Override
    public int tradeCount() {
        return tradeCount;
    }

    @Override
    public boolean outOfRange() {
        return outOfRange;
    }
}
