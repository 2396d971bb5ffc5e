package io.riskgate.core.internal.engine;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/**
 * The yardstick: ledger, pre-check and the 13 checks written into one class over arrays of numbers, as one would who
 * had nothing else to do and never wanted to change a rule. Each check is made where one of its inputs changes, for the
 * contract that changed.
 *
 * <p>It knows accounts, contracts and orders by number; to find them by name is left to the others. It says what is
 * violated, locks, and moves stops; it explains nothing, writes nothing down and sends nothing.
 */
final class Monolith {
    /** Violations by rule, 1 to 13. */
    final long[] violations = new long[14];

    /** Events that changed the ledger of a locked account. */
    long blocked;

    /** Stops moved by 012. */
    long moves;

    private static final ZoneId CHICAGO = ZoneId.of("America/Chicago");
    private static final int SYMBOLS = Workload.SYMBOLS;
    private static final int FEE_CENTS = 124;
    private static final int NONE = 0;
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;

    private static final int RESET = 0;
    private static final int LOCK_END = 1;
    private static final int JUDGEMENT = 2;
    private static final int GRACE = 3;
    private static final int CLOSE = 4;
    private static final int BEAT = 5;

    private final Workload.Market market;
    private final int accounts;

    private final int contracts;
    private final int perSymbol;
    private final long dayLoss;
    private final long openLoss;
    private final long openProfit;
    private final int perMinute;
    private final int perHour;
    private final int perSession;
    private final long loss;
    private final long largeLoss;
    private final long grace;
    private final LocalTime start;
    private final LocalTime end;
    private final int blockedSymbol;
    private final long dayProfit;

    /** By account and symbol. */
    private final int[] quantity;

    private final int[] average;
    private final int[] best;
    private final int[] price;
    private final long[] pricedAt;
    private final long[] unprotectedSince;
    private final int[] stopQuantity;
    private final int[] stopPrice;
    private final int[] stopSent;
    private final int[] entryQuantity;
    private final int[] entryPrice;

    /** By account. */
    private final long[] lockedUntil;

    private final int[] net;
    private final int[] positions;
    private final int[] orders;
    private final int[] unprotected;
    private final long[] realized;
    private final long[] fees;
    private final int[] trades;
    private final long[][] tradeTimes;
    private final int[] tradeTimesSize;
    private final long[] punishedOrder;
    private final long[] punished;
    private final long[] grewAfter;
    private final long[] graceDue;
    private final long[] closeDue;
    private final boolean[] beatDue;
    private final long[] askedAt;
    private final long[] judgedAt;

    /** By account, a bit for each symbol in violation. */
    private final byte[] overSize;

    private final byte[] inLoss;
    private final byte[] inProfit;
    private final byte[] late;
    private final byte[] inBlocked;

    /** By account, a bit for each symbol whose stop 012 has not looked at since it changed. */
    private final byte[] unmanaged;

    private final boolean[] overAll;

    private LongTable tradesToday = new LongTable();
    private LongTable tradesBefore = new LongTable();
    private LongTable ordersToday = new LongTable();
    private LongTable ordersBefore = new LongTable();

    private final DueHeap due = new DueHeap();
    private long now;
    private long nextDue;
    private long dayEnd;
    private long sessionEnd;
    private long nextSession;

    Monolith(Workload workload, Limits limits) {
        market = workload.market;
        accounts = workload.accounts;
        contracts = limits.contracts();
        perSymbol = limits.perSymbol();
        dayLoss = 100L * limits.dayLoss();
        openLoss = 100L * limits.openLoss();
        openProfit = 100L * limits.openProfit();
        perMinute = limits.perMinute();
        perHour = limits.perHour();
        perSession = limits.perSession();
        loss = 100L * limits.loss();
        largeLoss = 100L * limits.largeLoss();
        grace = limits.grace() * MINUTE;
        start = limits.sessionStart();
        end = limits.sessionEnd();
        blockedSymbol = limits.blocked();
        dayProfit = 100L * limits.dayProfit();

        int pairs = accounts * SYMBOLS;
        quantity = new int[pairs];
        average = new int[pairs];
        best = new int[pairs];
        price = new int[pairs];
        pricedAt = new long[pairs];
        unprotectedSince = new long[pairs];
        stopQuantity = new int[pairs];
        stopPrice = new int[pairs];
        stopSent = new int[pairs];
        entryQuantity = new int[pairs];
        entryPrice = new int[pairs];

        lockedUntil = new long[accounts];
        net = new int[accounts];
        positions = new int[accounts];
        orders = new int[accounts];
        unprotected = new int[accounts];
        realized = new long[accounts];
        fees = new long[accounts];
        trades = new int[accounts];
        tradeTimes = new long[accounts][8];
        tradeTimesSize = new int[accounts];
        punishedOrder = new long[accounts];
        punished = new long[accounts];
        grewAfter = new long[accounts];
        graceDue = new long[accounts];
        closeDue = new long[accounts];
        beatDue = new boolean[accounts];
        askedAt = new long[accounts];
        judgedAt = new long[accounts];

        overSize = new byte[accounts];
        inLoss = new byte[accounts];
        inProfit = new byte[accounts];
        late = new byte[accounts];
        inBlocked = new byte[accounts];
        unmanaged = new byte[accounts];
        overAll = new boolean[accounts];

        now = Workload.START.toEpochMilli();
        dayEnd = nextReset(now);
        due.add(dayEnd, RESET, 0);
        openSession();
        nextDue = due.millis();
    }

    /** Whether the account is locked: the pre-check. */
    boolean locked(int account) {
        return now < lockedUntil[account];
    }

    /** Handles a cycle of events; -1 is the opening. */
    void run(Script script, long cycle) {
        long base = 1 + Math.max(0, cycle) * Workload.EVENTS;
        for (int event = 0; event < script.size(); event++) {
            long time = Workload.millis(cycle, event);
            if (time >= nextDue) {
                advanceTo(time);
            }
            now = time;
            int pair = script.pair[event];
            switch (script.kind[event]) {
                case QUOTE -> quote(pair, script.price[event]);
                case STOP -> stop(pair, script.quantity[event], script.price[event]);
                case ENTRY -> entry(pair, script.quantity[event], script.price[event]);
                case STOP_GONE -> stopGone(pair);
                case CANCEL -> entry(pair, NONE, NONE);
                case POSITION -> position(pair, script.quantity[event], script.price[event]);
                case TRADE -> trade(
                        pair / SYMBOLS, base + script.id[event], base + script.order[event], script.cents[event]);
            }
        }
    }

    private void quote(int pair, int ticks) {
        if (market == Workload.Market.OWN) {
            priced(pair, ticks);
        } else {
            for (int each = pair % SYMBOLS; each < quantity.length; each += SYMBOLS) {
                priced(each, ticks);
            }
        }
    }

    private void priced(int pair, int ticks) {
        price[pair] = ticks;
        pricedAt[pair] = now;
        int held = quantity[pair];
        if (held == 0) {
            return;
        }
        int soFar = best[pair];
        if (soFar == NONE || (held > 0 ? ticks > soFar : ticks < soFar)) {
            best[pair] = ticks;
        }
        int account = pair / SYMBOLS;
        if (!locked(account)) {
            openResult(account, pair);
            asked(account);
            unmanaged[account] |= 1 << pair % SYMBOLS;
            manage(account);
        }
    }

    private void position(int pair, int held, int ticks) {
        int before = quantity[pair];
        if (before == held && (held == 0 || average[pair] == ticks)) {
            return;
        }
        int account = pair / SYMBOLS;
        unmanaged[account] |= 1 << pair % SYMBOLS;
        net[account] += held - before;
        positions[account] += (held == 0 ? 0 : 1) - (before == 0 ? 0 : 1);
        quantity[pair] = held;
        average[pair] = ticks;
        if (Integer.signum(before) != Integer.signum(held)) {
            best[pair] = NONE;
            setUnprotected(account, pair, held == 0 ? 0 : now);
        }
        protect(account, pair);
        if (locked(account)) {
            blocked++;
            return;
        }
        boolean grew = held > 0 && held > before || held < 0 && held < before;
        exposure(account);
        symbolExposure(account, pair);
        openResult(account, pair);
        asked(account);
        stops(account);
        blockedSymbols(account, pair);
        session(account, grew);
    }

    private void stop(int pair, int contractsWanted, int ticks) {
        if (stopQuantity[pair] == contractsWanted && stopPrice[pair] == ticks) {
            return;
        }
        orders[pair / SYMBOLS] += stopQuantity[pair] == NONE ? 1 : 0;
        stopQuantity[pair] = contractsWanted;
        stopPrice[pair] = ticks;
        orderChanged(pair);
    }

    private void stopGone(int pair) {
        orders[pair / SYMBOLS]--;
        stopQuantity[pair] = NONE;
        stopPrice[pair] = NONE;
        stopSent[pair] = NONE;
        orderChanged(pair);
    }

    private void entry(int pair, int contractsWanted, int ticks) {
        if (entryQuantity[pair] == contractsWanted && entryPrice[pair] == ticks) {
            return;
        }
        orders[pair / SYMBOLS] += contractsWanted == NONE ? -1 : entryQuantity[pair] == NONE ? 1 : 0;
        entryQuantity[pair] = contractsWanted;
        entryPrice[pair] = ticks;
        orderChanged(pair);
    }

    private void orderChanged(int pair) {
        int account = pair / SYMBOLS;
        unmanaged[account] |= 1 << pair % SYMBOLS;
        protect(account, pair);
        if (locked(account)) {
            blocked++;
            return;
        }
        stops(account);
        blockedSymbols(account, pair);
        session(account, false);
    }

    private void trade(int account, long trade, long order, int cents) {
        if (tradesToday.contains(trade) || tradesBefore.contains(trade)) {
            return;
        }
        tradesToday.put(trade, account);
        boolean first = !ordersToday.contains(order) && !ordersBefore.contains(order);
        if (first) {
            trades[account]++;
            countTime(account);
        }
        long profit = cents == Script.NOTHING ? 0 : cents;
        long ofOrder = (first || ordersToday.contains(order) ? ordersToday : ordersBefore).get(order) + profit;
        ordersToday.put(order, ofOrder);
        realized[account] += profit;
        fees[account] += FEE_CENTS;
        if (locked(account)) {
            blocked++;
            return;
        }
        dayResult(account);
        frequency(account);
        if (profit < 0) {
            orderLoss(account, order, ofOrder);
        }
    }

    private void countTime(int account) {
        long[] times = tradeTimes[account];
        int size = tradeTimesSize[account];
        int old = 0;
        while (old < size && times[old] <= now - HOUR) {
            old++;
        }
        int kept = size - old;
        long[] room = kept == times.length ? new long[2 * kept] : times;
        System.arraycopy(times, old, room, 0, kept);
        room[kept] = now;
        tradeTimes[account] = room;
        tradeTimesSize[account] = kept + 1;
    }

    private int tradesWithin(int account, long window) {
        long[] times = tradeTimes[account];
        int count = 0;
        for (int i = tradeTimesSize[account] - 1; i >= 0 && times[i] > now - window; i--) {
            count++;
        }
        return count;
    }

    private void protect(int account, int pair) {
        int held = quantity[pair];
        if (held != 0) {
            if (Integer.signum(stopQuantity[pair]) == -Integer.signum(held)) {
                setUnprotected(account, pair, 0);
            } else if (unprotectedSince[pair] == 0) {
                setUnprotected(account, pair, now);
            }
        }
    }

    private void setUnprotected(int account, int pair, long since) {
        unprotected[account] += (since == 0 ? 0 : 1) - (unprotectedSince[pair] == 0 ? 0 : 1);
        unprotectedSince[pair] = since;
    }

    /** 001. */
    private void exposure(int account) {
        boolean over = Math.abs(net[account]) > contracts;
        if (over && !overAll[account]) {
            violations[1]++;
        }
        overAll[account] = over;
    }

    /** 002. */
    private void symbolExposure(int account, int pair) {
        mark(overSize, account, pair, Math.abs(quantity[pair]) > perSymbol, 2);
    }

    /** 003 and 013. */
    private void dayResult(int account) {
        if (realized[account] <= dayLoss) {
            violations[3]++;
            lock(account, dayEnd);
        }
        if (realized[account] >= dayProfit) {
            violations[13]++;
            lock(account, dayEnd);
        }
    }

    /** 004 and 005. */
    private void openResult(int account, int pair) {
        int held = quantity[pair];
        if (held == 0) {
            mark(inLoss, account, pair, false, 4);
            mark(inProfit, account, pair, false, 5);
        } else if (price[pair] != NONE && now - pricedAt[pair] <= Limits.STALE * MINUTE) {
            long open = (long) (price[pair] - average[pair]) * held * Workload.TICK_CENTS[pair % SYMBOLS];
            mark(inLoss, account, pair, open <= openLoss, 4);
            mark(inProfit, account, pair, open >= openProfit, 5);
        }
    }

    /** 004 and 005 were asked; they are again after a while without an event. */
    private void asked(int account) {
        askedAt[account] = now;
        if (!beatDue[account] && positions[account] > 0) {
            beatDue[account] = true;
            add(now + Limits.BEAT * MINUTE, BEAT, account);
        }
    }

    /** 006. */
    private void frequency(int account) {
        int pause = tradesWithin(account, MINUTE) > perMinute
                ? 0
                : tradesWithin(account, HOUR) > perHour ? 1 : trades[account] > perSession ? 2 : -1;
        if (pause >= 0) {
            violations[6]++;
            lock(account, now + Limits.PAUSES[pause] * MINUTE);
        }
    }

    /** 007. */
    private void orderLoss(int account, long order, long ofOrder) {
        long unpunished = punishedOrder[account] == order ? ofOrder - punished[account] : ofOrder;
        int tier = unpunished <= largeLoss ? 1 : unpunished <= loss ? 0 : -1;
        if (tier >= 0) {
            violations[7]++;
            punishedOrder[account] = order;
            punished[account] = ofOrder;
            lock(account, now + Limits.LOSS_PAUSES[tier] * MINUTE);
        }
    }

    /** 008. */
    private void stops(int account) {
        if (unprotected[account] == 0 && late[account] == 0) {
            graceDue[account] = 0;
            return;
        }
        long wakeUp = Long.MAX_VALUE;
        for (int pair = account * SYMBOLS; pair < (account + 1) * SYMBOLS; pair++) {
            long since = unprotectedSince[pair];
            boolean over = since != 0 && now >= since + grace;
            mark(late, account, pair, over, 8);
            if (since != 0 && !over) {
                wakeUp = Math.min(wakeUp, since + grace);
            }
        }
        if (wakeUp == Long.MAX_VALUE) {
            graceDue[account] = 0;
        } else if (graceDue[account] != wakeUp) {
            graceDue[account] = wakeUp;
            add(wakeUp, GRACE, account);
        }
    }

    /** 009. */
    private void session(int account, boolean grew) {
        if (positions[account] == 0 && orders[account] == 0) {
            closeDue[account] = 0;
            return;
        }
        if (now >= nextSession) {
            openSession();
        }
        long allClosed = sessionEnd + Limits.CLOSE_GRACE_SECONDS * 1000;
        if (now < allClosed) {
            if (now >= sessionEnd && positions[account] > 0 && (grew || grewAfter[account] == sessionEnd)) {
                grewAfter[account] = sessionEnd;
                violations[9]++;
                lock(account, nextSession);
            }
            wakeForClose(account, allClosed);
        } else if (exposed(account)) {
            violations[9]++;
            lock(account, nextSession);
            wakeForClose(account, nextSession);
        } else {
            closeDue[account] = 0;
        }
    }

    private void wakeForClose(int account, long at) {
        if (closeDue[account] != at) {
            closeDue[account] = at;
            add(at, CLOSE, account);
        }
    }

    private boolean exposed(int account) {
        if (positions[account] > 0) {
            return true;
        }
        for (int pair = account * SYMBOLS; pair < (account + 1) * SYMBOLS; pair++) {
            if (couldOpen(pair, stopQuantity[pair]) || couldOpen(pair, entryQuantity[pair])) {
                return true;
            }
        }
        return false;
    }

    private boolean couldOpen(int pair, int ordered) {
        int held = quantity[pair];
        return ordered != 0
                && (held == 0 || Integer.signum(held) == Integer.signum(ordered) || Math.abs(ordered) > Math.abs(held));
    }

    private void openSession() {
        LocalDate date = LocalDate.ofInstant(Instant.ofEpochMilli(now), CHICAGO);
        if (now < millis(date, start)) {
            date = date.minusDays(1);
        }
        sessionEnd = millis(date, end);
        nextSession = millis(date.plusDays(1), start);
    }

    private static long millis(LocalDate date, LocalTime time) {
        return ZonedDateTime.of(date, time, CHICAGO).toInstant().toEpochMilli();
    }

    /** 011. */
    private void blockedSymbols(int account, int pair) {
        if (pair % SYMBOLS == blockedSymbol) {
            boolean open =
                    quantity[pair] != 0 || couldOpen(pair, stopQuantity[pair]) || couldOpen(pair, entryQuantity[pair]);
            mark(inBlocked, account, pair, open, 11);
        }
    }

    /** Where the stop of a position belongs. */
    private int target(int pair) {
        int side = Integer.signum(quantity[pair]);
        int stop = stopPrice[pair];
        if (side == 0
                || Integer.signum(stopQuantity[pair]) != -side
                || price[pair] == NONE
                || now - pricedAt[pair] > Limits.FRESH_SECONDS * 1000) {
            return stop;
        }
        int entered = average[pair];
        int gained = side * (price[pair] - entered);
        int target = side * (stop - entered);
        if (gained >= Limits.BREAKEVEN_AFTER && Limits.BREAKEVEN_OFFSET > target && Limits.BREAKEVEN_OFFSET < gained) {
            target = Limits.BREAKEVEN_OFFSET;
        }
        int bestGain = best[pair] == NONE ? Integer.MIN_VALUE : side * (best[pair] - entered);
        int trailing = bestGain - Limits.TRAIL;
        if (bestGain >= Limits.TRAIL_AFTER && trailing > target && trailing < gained) {
            target = trailing;
        }
        return entered + side * target;
    }

    /** 012. */
    private void manage(int account) {
        int open = unmanaged[account] & 0xFF;
        unmanaged[account] = 0;
        while (open != 0) {
            int pair = account * SYMBOLS + Integer.numberOfTrailingZeros(open);
            open &= open - 1;
            int target = target(pair);
            int side = Integer.signum(quantity[pair]);
            if (target != stopPrice[pair] && (stopSent[pair] == NONE || side * (target - stopSent[pair]) > 0)) {
                moves++;
                stopPrice[pair] = target;
                stopSent[pair] = target;
                orderChanged(pair);
            }
        }
    }

    private void mark(byte[] rule, int account, int pair, boolean violates, int code) {
        int bit = 1 << pair % SYMBOLS;
        if (violates && (rule[account] & bit) == 0) {
            violations[code]++;
            rule[account] |= bit;
        } else if (!violates) {
            rule[account] &= ~bit;
        }
    }

    private void lock(int account, long until) {
        lockedUntil[account] = Math.max(lockedUntil[account], until);
        add(until, LOCK_END, account);
    }

    private void add(long at, int phase, int account) {
        due.add(at, phase, account);
        nextDue = due.millis();
    }

    private void advanceTo(long time) {
        while (due.millis() <= time) {
            now = Math.max(now, due.millis());
            int phase = due.phase();
            int account = due.account();
            due.removeFirst();
            switch (phase) {
                case RESET -> reset();
                case LOCK_END -> lockEnd(account);
                case JUDGEMENT -> judge(account);
                case GRACE -> wakeForGrace(account);
                case CLOSE -> wakeForClose(account);
                default -> beat(account);
            }
        }
        nextDue = due.millis();
    }

    private void reset() {
        for (int account = 0; account < accounts; account++) {
            realized[account] = 0;
            fees[account] = 0;
            trades[account] = 0;
            due.add(now, JUDGEMENT, account);
        }
        LongTable oldest = tradesBefore;
        tradesBefore = tradesToday;
        tradesToday = oldest;
        tradesToday.clear();
        oldest = ordersBefore;
        ordersBefore = ordersToday;
        ordersToday = oldest;
        ordersToday.clear();
        dayEnd = nextReset(now);
        due.add(dayEnd, RESET, 0);
    }

    private static long nextReset(long time) {
        return TradingCalendars.NONE
                .of("")
                .nextReset(Instant.ofEpochMilli(time))
                .toEpochMilli();
    }

    private void lockEnd(int account) {
        if (lockedUntil[account] == now) {
            judge(account);
        }
    }

    private void judge(int account) {
        if (locked(account) || judgedAt[account] == now) {
            return;
        }
        judgedAt[account] = now;
        int first = account * SYMBOLS;
        exposure(account);
        dayResult(account);
        for (int pair = first; pair < first + SYMBOLS; pair++) {
            symbolExposure(account, pair);
            openResult(account, pair);
            blockedSymbols(account, pair);
        }
        asked(account);
        stops(account);
        session(account, false);
        unmanaged[account] = -1;
        manage(account);
    }

    private void wakeForGrace(int account) {
        if (graceDue[account] == now) {
            graceDue[account] = 0;
            if (!locked(account)) {
                stops(account);
            }
        }
    }

    private void wakeForClose(int account) {
        if (closeDue[account] == now) {
            closeDue[account] = 0;
            if (!locked(account)) {
                session(account, false);
            }
        }
    }

    private void beat(int account) {
        beatDue[account] = false;
        if (locked(account) || positions[account] == 0) {
            return;
        }
        if (askedAt[account] + Limits.BEAT * MINUTE > now) {
            beatDue[account] = true;
            due.add(askedAt[account] + Limits.BEAT * MINUTE, BEAT, account);
            return;
        }
        for (int pair = account * SYMBOLS; pair < (account + 1) * SYMBOLS; pair++) {
            openResult(account, pair);
        }
        asked(account);
    }
}
