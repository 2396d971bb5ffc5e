package io.riskgate.core.internal.engine;

import io.riskgate.api.Decimal;
import io.riskgate.api.OrderSide;
import io.riskgate.api.OrderStatus;
import io.riskgate.api.OrderType;
import io.riskgate.api.PositionSide;
import io.riskgate.api.event.BrokerEvent;
import io.riskgate.api.event.OrderUpdate;
import io.riskgate.api.event.PositionUpdate;
import io.riskgate.api.event.QuoteUpdate;
import io.riskgate.api.event.TradeUpdate;
import io.riskgate.core.internal.engine.Script.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * What happens in the benchmark: 70 % quotes, 15 % orders, 10 % positions, 5 % trades, of accounts and symbols drawn
 * uniformly. A cycle is prepared once and comes again and again, later each time and with other ids.
 */
final class Workload {
    static final int EVENTS = 65_536;
    static final int SYMBOLS = 8;
    static final long STEP_MILLIS = 150;

    /** Monday, 14:00 in Chicago: three hours before a reset. */
    static final Instant START = Instant.parse("2025-11-03T20:00:00Z");

    private static final String[] ROOTS = {"MNQ", "MES", "MGC", "MCL", "M2K", "MYM", "NQ", "ES"};
    private static final String[] TICK_SIZES = {"0.25", "0.25", "0.1", "0.01", "0.1", "1", "0.25", "0.25"};

    /** Dollars per tick and contract, in cents. */
    static final int[] TICK_CENTS = {50, 125, 100, 100, 50, 50, 500, 1250};

    private static final int FEE_CENTS = 124;
    private static final int NONE = -1;
    private static final int CENTER = 20_000;
    private static final int BAND = 60;

    /** Who trades what. */
    enum Market {
        /** Every account has contracts of its own: a quote concerns one account. */
        OWN,
        /** All accounts trade the same contracts: a quote concerns everybody who holds one. */
        SHARED
    }

    final int accounts;
    final Market market;

    /** Gives two thirds of all pairs a position and all a stop. */
    final Script opening;

    final Script cycle;

    private final Random random = new Random(20251103);
    private final int[] lastPrice;
    private final int[] held;
    private final String[] accountIds;
    private final String[] contracts;

    /** By pair, the last event of the cycle that placed a stop, or none. */
    private final int[] lastStop;

    private final Decimal[] ticks = new Decimal[SYMBOLS];

    Workload(int accounts, Market market) {
        this.accounts = accounts;
        this.market = market;
        int pairs = accounts * SYMBOLS;
        lastPrice = new int[pairs];
        held = new int[pairs];
        accountIds = new String[accounts];
        contracts = new String[pairs];
        lastStop = new int[pairs];
        name();
        cycle = new Script(EVENTS);
        draw();
        opening = opening(pairs);
        tell();
    }

    private void name() {
        for (int symbol = 0; symbol < SYMBOLS; symbol++) {
            ticks[symbol] = Decimal.parse(TICK_SIZES[symbol]);
        }
        for (int account = 0; account < accounts; account++) {
            accountIds[account] = "ACCOUNT-%05d".formatted(account);
        }
        for (int pair = 0; pair < contracts.length; pair++) {
            lastPrice[pair] = CENTER;
            contracts[pair] = market == Market.SHARED && pair >= SYMBOLS
                    ? contracts[pair % SYMBOLS]
                    : "CON.F.US." + root(pair) + ".Z25";
        }
    }

    private String root(int pair) {
        String symbol = ROOTS[pair % SYMBOLS];
        return market == Market.SHARED ? symbol : symbol + "%04d".formatted(pair / SYMBOLS);
    }

    String account(int account) {
        return accountIds[account];
    }

    /** The settings {@code riskgate.instruments} under which every contract has tick data. */
    Map<String, String> instruments() {
        Map<String, String> entries = new TreeMap<>();
        for (int pair = 0; pair < (market == Market.SHARED ? SYMBOLS : contracts.length); pair++) {
            Decimal dollars = dollars(TICK_CENTS[pair % SYMBOLS]);
            entries.put("tick." + root(pair), TICK_SIZES[pair % SYMBOLS] + ":" + dollars);
        }
        return entries;
    }

    /** When an event of a cycle happens, in milliseconds since 1970; cycle -1 is the opening. */
    static long millis(long cycle, int event) {
        long since = cycle < 0 ? 0 : 1000 + (cycle * EVENTS + event) * STEP_MILLIS;
        return START.toEpochMilli() + since;
    }

    /** Draws what each event is about, and what is held after it. */
    private void draw() {
        List<List<Integer>> orders = new ArrayList<>();
        for (int pair = 0; pair < held.length; pair++) {
            orders.add(new ArrayList<>());
            held[pair] = sides();
        }
        for (int event = 0; event < EVENTS; event++) {
            int part = random.nextInt(100);
            cycle.kind[event] = part < 70 ? Kind.QUOTE : part < 85 ? Kind.STOP : part < 95 ? Kind.POSITION : Kind.TRADE;
            cycle.pair[event] = random.nextInt(held.length);
            if (cycle.kind[event] == Kind.STOP) {
                orders.get(cycle.pair[event]).add(event);
            }
        }
        boolean[] stopped = new boolean[held.length];
        for (int pair = 0; pair < held.length; pair++) {
            pairUp(pair, orders.get(pair));
            stopped[pair] = orders.get(pair).stream().anyMatch(event -> cycle.kind[event] == Kind.STOP);
        }
        for (int event = 0; event < EVENTS; event++) {
            if (cycle.kind[event] == Kind.POSITION) {
                int pair = cycle.pair[event];
                held[pair] = next(held[pair], pair, stopped[pair]);
                cycle.quantity[event] = held[pair];
            }
        }
    }

    private int sides() {
        return (1 + random.nextInt(2)) * (random.nextBoolean() ? 1 : -1);
    }

    /** A pair whose stop no event renews is held on one side only, or it would be without a stop for good. */
    private int next(int before, int pair, boolean stopped) {
        if (before != 0 && random.nextBoolean()) {
            return 0;
        }
        return stopped ? sides() : onlySide(pair) * Math.abs(sides());
    }

    private static int onlySide(int pair) {
        return pair % 3 == 0 ? -1 : 1;
    }

    /** A cycle begins with what is held at its end. */
    private Script opening(int pairs) {
        Script script = new Script(2 * pairs);
        for (int pair = 0; pair < pairs; pair++) {
            script.put(2 * pair, Kind.POSITION, pair, CENTER, held[pair]);
            script.kind[2 * pair + 1] = Kind.STOP;
            script.id[2 * pair + 1] = NONE;
            stop(script, 2 * pair + 1, pair);
        }
        return script;
    }

    private void tell() {
        int[] lastTrade = new int[accounts];
        for (int event = 0; event < EVENTS; event++) {
            tell(event, cycle.pair[event], lastTrade);
        }
    }

    /** Makes some neighbours among the order events of a pair a limit order and its end, or a stop's end and the next. */
    private void pairUp(int pair, List<Integer> events) {
        int stop = NONE;
        for (int i = 0; i < events.size(); i++) {
            int event = events.get(i);
            int part = i + 1 < events.size() ? random.nextInt(100) : 100;
            cycle.id[event] = stop;
            if (part < 30) {
                int cancelled = events.get(++i);
                cycle.kind[event] = Kind.ENTRY;
                cycle.kind[cancelled] = Kind.CANCEL;
                cycle.id[event] = event;
                cycle.id[cancelled] = event;
            } else if (part < 70) {
                cycle.kind[event] = Kind.STOP_GONE;
                stop = events.get(++i);
                cycle.id[stop] = stop;
            }
        }
        lastStop[pair] = stop;
    }

    private void tell(int event, int pair, int[] lastTrade) {
        int priced = market == Market.SHARED ? pair % SYMBOLS : pair;
        switch (cycle.kind[event]) {
            case QUOTE -> {
                int moved = lastPrice[priced] + random.nextInt(9) - 4;
                lastPrice[priced] = Math.max(CENTER - BAND, Math.min(CENTER + BAND, moved));
                cycle.price[event] = lastPrice[priced];
            }
            case STOP, STOP_GONE -> stop(cycle, event, pair);
            case ENTRY -> {
                int side = random.nextBoolean() ? 1 : -1;
                cycle.put(event, Kind.ENTRY, pair, lastPrice[priced] - side * 10, side);
            }
            case CANCEL -> {
                int placed = cycle.id[event];
                cycle.put(event, Kind.CANCEL, pair, cycle.price[placed], cycle.quantity[placed]);
            }
            case POSITION -> {
                held[pair] = cycle.quantity[event];
                cycle.price[event] = lastPrice[priced];
            }
            case TRADE -> trade(event, pair / SYMBOLS, lastTrade);
        }
    }

    private void stop(Script script, int event, int pair) {
        int priced = market == Market.SHARED ? pair % SYMBOLS : pair;
        int side = held[pair] == 0 ? -onlySide(pair) : -Integer.signum(held[pair]);
        script.put(event, script.kind[event], pair, lastPrice[priced] + side * (20 + random.nextInt(20)), side * 2);
    }

    private void trade(int event, int account, int[] lastTrade) {
        int last = lastTrade[account];
        boolean again = last != 0 && random.nextInt(100) < 2;
        boolean sameOrder = last != 0 && random.nextInt(100) < 25;
        cycle.id[event] = again ? cycle.id[last] : event;
        cycle.order[event] = again || sameOrder ? cycle.order[last] : event;
        cycle.cents[event] =
                again ? cycle.cents[last] : random.nextBoolean() ? Script.NOTHING : 25 * (random.nextInt(801) - 400);
        lastTrade[account] = event;
    }

    /** The events of a cycle as a broker tells them; cycle -1 is the opening. */
    BrokerEvent[] events(int number) {
        Script script = number < 0 ? opening : cycle;
        BrokerEvent[] events = new BrokerEvent[script.size()];
        for (int event = 0; event < events.length; event++) {
            events[event] = event(script, event, number);
        }
        return events;
    }

    private BrokerEvent event(Script script, int event, int number) {
        Instant time = Instant.ofEpochMilli(millis(number, event));
        int pair = script.pair[event];
        String account = accountIds[pair / SYMBOLS];
        int quantity = script.quantity[event];
        Decimal price = ticks[pair % SYMBOLS].times(script.price[event]);
        return switch (script.kind[event]) {
            case QUOTE -> new QuoteUpdate(time, contracts[pair], price, price.minus(ticks[pair % SYMBOLS]), price);
            case POSITION -> new PositionUpdate(
                    time,
                    account,
                    contracts[pair],
                    quantity == 0 ? PositionSide.FLAT : quantity > 0 ? PositionSide.LONG : PositionSide.SHORT,
                    Math.abs(quantity),
                    quantity == 0 ? null : price);
            case STOP -> order(
                    time, pair, stopId(script, event, number), OrderType.STOP, OrderStatus.WORKING, quantity, price);
            case STOP_GONE -> order(
                    time, pair, stopId(script, event, number), OrderType.STOP, OrderStatus.CANCELLED, quantity, price);
            case ENTRY -> order(
                    time, pair, entryId(script, event, number), OrderType.LIMIT, OrderStatus.WORKING, quantity, price);
            case CANCEL -> order(
                    time,
                    pair,
                    entryId(script, event, number),
                    OrderType.LIMIT,
                    OrderStatus.CANCELLED,
                    quantity,
                    price);
            case TRADE -> trade(script, event, number, time, pair);
        };
    }

    /** The stop is the one this cycle placed, or the cycle before, or the opening. */
    private String stopId(Script script, int event, int number) {
        int placed = script.id[event];
        int pair = script.pair[event];
        if (placed != NONE) {
            return "STOP-" + number + "-" + placed;
        }
        return number < 1 || lastStop[pair] == NONE ? "STOP-" + pair : "STOP-" + (number - 1) + "-" + lastStop[pair];
    }

    private static String entryId(Script script, int event, int number) {
        return "ENTRY-" + number + "-" + script.id[event];
    }

    private OrderUpdate order(
            Instant time, int pair, String id, OrderType type, OrderStatus status, int quantity, Decimal price) {
        return new OrderUpdate(
                time,
                accountIds[pair / SYMBOLS],
                id,
                contracts[pair],
                quantity > 0 ? OrderSide.BUY : OrderSide.SELL,
                type,
                status,
                Math.abs(quantity),
                type == OrderType.LIMIT ? price : null,
                type == OrderType.LIMIT ? null : price,
                null,
                0,
                false);
    }

    private TradeUpdate trade(Script script, int event, int number, Instant time, int pair) {
        int cents = script.cents[event];
        return new TradeUpdate(
                time,
                accountIds[pair / SYMBOLS],
                "TRADE-" + number + "-" + script.id[event],
                contracts[pair],
                OrderSide.BUY,
                1,
                ticks[pair % SYMBOLS].times(CENTER),
                cents == Script.NOTHING ? null : dollars(cents),
                dollars(FEE_CENTS),
                "ORDER-" + number + "-" + script.order[event],
                false,
                time,
                false);
    }

    private static Decimal dollars(int cents) {
        return Decimal.of(java.math.BigDecimal.valueOf(cents, 2));
    }
}
