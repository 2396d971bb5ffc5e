package io.riskgate.core.internal.engine;

import io.riskgate.api.Decimal;
import io.riskgate.api.LockoutKind;
import io.riskgate.api.engine.Lockout;
import io.riskgate.api.event.OrderUpdate;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Everything the platform knows of one account. Touched only by the stripe the account lives on. What most accounts have
 * none of is a shared empty collection until the first is added.
 */
final class AccountState {
    final String id;

    /** The running trading day; null only before the first fact. */
    DayState day;

    /** The last two closed days, oldest first. */
    List<DayState> closedDays = List.of();

    /** Open positions by contract. */
    final ArrayMap<PositionState> positions = new ArrayMap<>();

    /** Working orders by order id. */
    final ArrayMap<OrderUpdate> orders = new ArrayMap<>();

    /** Orders that are filled, cancelled, expired or rejected, since the beginning of the day before. */
    Map<String, OrderUpdate> endedOrders = Collections.emptyMap();

    /** Trades by id, until the end of the trading day after theirs. */
    Map<String, KeptTrade> trades = Collections.emptyMap();

    /** When the trades of the last hour were, oldest first; null before the first. */
    ArrayDeque<Instant> tradeTimes;

    /** What fills were counted and realized, by order. */
    final OrderTally tally = new OrderTally();

    boolean canTrade = true;

    /** When the stream said it last; null if it did not. */
    Instant canTradeTold;

    Decimal balance;
    String name;
    boolean connected = true;
    boolean authenticated = true;

    /** When the broker was last read; older events of the stream about positions and orders do not count. */
    Instant readAt;

    /** Active lockouts by {@link #key}, in the order in which they were set. */
    Map<String, Lockout> lockouts = Collections.emptyMap();

    /** Whether something was told of it before: what the first read shows is not new. */
    boolean met;

    /** When the account became locked; null if it is free. */
    Instant lockedSince;

    /** Whether protecting rules are due to be asked at the next full second of the lock. */
    boolean secondDue;

    /** The rules that judge this account, as of {@link #boundTable}; shared by all accounts with the same settings. */
    RuleTable.Bound[] bound;

    RuleTable boundTable;

    /** When the rules were last asked because a day or a lockout ended. */
    Instant judgedAt;

    /** What waits until something is durable. */
    final Parking parking = new Parking();

    /** Reads of the broker begun; the last one of them that was answered; whether one is under way, since when. */
    long readsBegun;

    long lastRead;

    /** Whether the last read failed: the gate denies the account until one succeeds. */
    boolean unread;

    boolean reading;
    Instant readBegunAt;

    /** Whether another read is wanted that begins after the one under way. */
    boolean readAgain;

    /** When the stream last told that a contract is flat. */
    private Map<String, Instant> flatTold = Collections.emptyMap();

    /** When the guard began to hold the account, locked or reduce-only; null if it is neither. */
    Instant guardedSince;

    /** What the guard allows, by contract, with sign; a contract without an entry must be flat. */
    private Map<String, Integer> ceilings = Collections.emptyMap();

    int guardAttempts;

    /** What is under way, in the order in which it was opened. */
    List<Intent> intents = Collections.emptyList();

    long lastIntentId;

    /** The stop that the last confirmed move of each working order asked for. */
    private Map<String, Decimal> movedStops = Collections.emptyMap();

    /** Breaches that are open, in the order in which they were found. */
    Map<Episode.Key, Episode> episodes = Collections.emptyMap();

    /** Remembered values by rule, then key. */
    Map<String, Map<String, String>> memory = Collections.emptyMap();

    /** Wake-ups by rule. */
    final ArrayMap<WakeUp> wakeUps = new ArrayMap<>();

    /** Alerts that stand, by rule: not published again before a verdict without them. */
    private Map<String, Set<String>> standingAlerts = Collections.emptyMap();

    /** Faults in a row, by rule. */
    private Map<String, Integer> faults = Collections.emptyMap();

    /** The required rule that is missing, or null. */
    String missingRule;

    /** Why {@link #missingRule} is missing. */
    String missingWhy;

    /** Where the broker's book is ahead of the ledger. */
    final BookLead lead = new BookLead();

    AccountState(String id) {
        this.id = id;
    }

    /**
     * What a lockout is kept under: a rule has at most one with an end in time and one that waits for a condition, so that
     * neither can shorten the other.
     */
    static String key(Lockout lockout) {
        return key(lockout.rule(), lockout.end() == null);
    }

    static String key(String rule, boolean waitsForCondition) {
        return waitsForCondition ? rule + "\n" : rule;
    }

    boolean lockedBy(String rule) {
        for (Lockout lockout : lockouts.values()) {
            if (lockout.rule().equals(rule)) {
                return true;
            }
        }
        return false;
    }

    boolean locked() {
        return !lockouts.isEmpty();
    }

    boolean reduceOnly() {
        return missingRule != null;
    }

    /** The lockout with the latest end, of equal ones the first that was set; null if the account is free. */
    Lockout governing() {
        Lockout governing = null;
        for (Lockout lockout : lockouts.values()) {
            if (governing == null || lockout.endsAfter(governing)) {
                governing = lockout;
            }
        }
        return governing;
    }

    boolean hasCondition() {
        for (Lockout lockout : lockouts.values()) {
            if (lockout.kind() == LockoutKind.CONDITION) {
                return true;
            }
        }
        return false;
    }

    /** Contracts with sign that the broker holds, as far as is known. */
    int quantity(String contract) {
        Integer book = lead.quantity(contract);
        if (book != null) {
            return book;
        }
        PositionState position = positions.get(contract);
        return position == null ? 0 : position.quantity;
    }

    /** The same of a position of the ledger. */
    int quantity(PositionState position) {
        Integer book = lead.quantity(position.contract);
        return book == null ? position.quantity : book;
    }

    /** Contracts with sign that will be left once the calls under way are carried out, as far as is known. */
    int quantityAfterCalls(String contract) {
        int quantity = quantity(contract);
        if (lead.quantity(contract) != null) {
            return quantity;
        }
        for (Intent intent : intents) {
            if (intent.call != null) {
                int closing = intent.call.closing.getOrDefault(contract, 0);
                quantity -= Integer.signum(quantity) * Math.min(closing, Math.abs(quantity));
            }
        }
        return quantity;
    }

    /** A position got smaller by so many contracts: calls under way have so many less to close. */
    void closed(String contract, int contracts) {
        int rest = contracts;
        for (Intent intent : intents) {
            Integer closing = intent.call == null ? null : intent.call.closing.get(contract);
            if (closing != null) {
                int seen = Math.min(rest, closing);
                rest -= seen;
                if (seen == closing) {
                    intent.call.closing.remove(contract);
                } else {
                    intent.call.closing.put(contract, closing - seen);
                }
            }
        }
    }

    boolean flat() {
        for (PositionState position : positions.values()) {
            if (quantity(position.contract) != 0) {
                return false;
            }
        }
        return lead.flat();
    }

    boolean works(OrderUpdate order) {
        return !lead.isGone(order.orderId());
    }

    /** The intent of that kind about {@code subject} that was not superseded, or null. */
    Intent intent(IntentRecord.Kind kind, String subject) {
        for (Intent intent : intents) {
            if (intent.kind == kind && !intent.superseded && intent.isAbout(subject)) {
                return intent;
            }
        }
        return null;
    }

    Intent intent(long id) {
        for (Intent intent : intents) {
            if (intent.id == id) {
                return intent;
            }
        }
        return null;
    }

    /** Whether nothing stands or is under way that a verdict could end or change. */
    boolean calm() {
        return guardedSince == null
                && lockouts.isEmpty()
                && intents.isEmpty()
                && episodes.isEmpty()
                && standingAlerts.isEmpty()
                && faults.isEmpty()
                && missingRule == null
                && !parking.waiting();
    }

    /** Adds an active lockout, or replaces the one it is in place of. */
    void put(Lockout lockout) {
        lockouts = lockouts.isEmpty() ? new LinkedHashMap<>() : lockouts;
        lockouts.put(key(lockout), lockout);
    }

    /** Adds what is under way. */
    void add(Intent intent) {
        intents = intents.isEmpty() ? new ArrayList<>() : intents;
        intents.add(intent);
    }

    /** Adds an open breach. */
    void put(Episode episode) {
        episodes = episodes.isEmpty() ? new LinkedHashMap<>() : episodes;
        episodes.put(episode.key, episode);
    }

    /** What a rule remembers, to be changed. */
    Map<String, String> memoryOf(String rule) {
        memory = memory.isEmpty() ? new ArrayMap<>() : memory;
        return memory.computeIfAbsent(rule, key -> new ArrayMap<>());
    }

    /** Notes an order that no longer works. */
    void putEnded(OrderUpdate order) {
        endedOrders = endedOrders.isEmpty() ? new LinkedHashMap<>() : endedOrders;
        endedOrders.put(order.orderId(), order);
    }

    /** Notes a trade. */
    void put(KeptTrade trade) {
        trades = trades.isEmpty() ? new LinkedHashMap<>() : trades;
        trades.put(trade.tradeId(), trade);
    }

    /** When the stream last told of the position in a contract, or null. */
    Instant positionTold(String contract) {
        PositionState position = positions.get(contract);
        return position == null || position.toldAt == null ? flatTold.get(contract) : position.toldAt;
    }

    /** Notes when the stream told that a contract is flat. */
    void flatTold(String contract, Instant time) {
        flatTold = flatTold.isEmpty() ? new ArrayMap<>() : flatTold;
        flatTold.put(contract, time);
    }

    /** What the guard allows, by contract, with sign. */
    Map<String, Integer> ceilings() {
        return ceilings;
    }

    /** Has the guard allow this. */
    void allow(Map<String, Integer> allowed) {
        ceilings = Collections.emptyMap();
        if (!allowed.isEmpty()) {
            ceilings = new ArrayMap<>();
            ceilings.putAll(allowed);
        }
    }

    /** The stop that the last confirmed move of an order asked for, or null. */
    Decimal movedStop(String orderId) {
        return movedStops.get(orderId);
    }

    /** Notes a confirmed move; orders that no longer work are forgotten. */
    void moved(String orderId, Decimal stopPrice) {
        movedStops = movedStops.isEmpty() ? new ArrayMap<>() : movedStops;
        movedStops.put(orderId, stopPrice);
        movedStops.keySet().retainAll(orders.keySet());
    }

    /** The position that the stops of a contract were moved for is gone: a later one's begin anew. */
    void forgetMovedStops(String contract) {
        if (!movedStops.isEmpty()) {
            movedStops
                    .keySet()
                    .removeIf(id ->
                            !orders.containsKey(id) || orders.get(id).contract().equals(contract));
        }
    }

    /** The alerts of a rule that stand. */
    Set<String> standingAlerts(String rule) {
        return standingAlerts.getOrDefault(rule, Set.of());
    }

    /** Whether alerts of any rule stand. */
    boolean hasStandingAlerts() {
        return !standingAlerts.isEmpty();
    }

    /** These alerts of a rule stand, or none (null). */
    void stand(String rule, Set<String> alerts) {
        if (alerts == null) {
            standingAlerts.remove(rule);
        } else {
            standingAlerts = standingAlerts.isEmpty() ? new ArrayMap<>() : standingAlerts;
            standingAlerts.put(rule, alerts);
        }
    }

    /** Counts a fault; returns how many there are in a row. */
    int countFault(String rule) {
        faults = faults.isEmpty() ? new ArrayMap<>() : faults;
        return faults.merge(rule, 1, Integer::sum);
    }

    /** Ends the row of faults of a rule; returns whether there was one. */
    boolean forgetFaults(String rule) {
        return !faults.isEmpty() && faults.remove(rule) != null;
    }

    /** Whether the last evaluation by a rule was a fault. */
    boolean faulty(String rule) {
        return faults.containsKey(rule);
    }
}
