package io.riskgate.core.internal.engine;

import io.riskgate.api.Decimal;
import io.riskgate.api.LockoutKind;
import io.riskgate.api.engine.Lockout;
import io.riskgate.api.event.OrderUpdate;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Everything the platform knows of one account. Touched only by the stripe the account lives on. */
final class AccountState {
    final String id;

    /** The running trading day; null only before the first fact. */
    DayState day;

    /** The last two closed days, oldest first. */
    final Deque<DayState> closedDays = new ArrayDeque<>();

    /** Open positions by contract. */
    final TreeMap<String, PositionState> positions = new TreeMap<>();

    /** Working orders by order id. */
    final TreeMap<String, OrderUpdate> orders = new TreeMap<>();

    /** Orders that are filled, cancelled, expired or rejected, with the trading day they became so in. */
    final Map<String, OrderUpdate> endedOrders = new LinkedHashMap<>();

    /** Trades by id, until the end of the trading day after theirs. */
    final Map<String, KeptTrade> trades = new LinkedHashMap<>();

    /** When the trades of the last hour were, oldest first. */
    final ArrayDeque<Instant> tradeTimes = new ArrayDeque<>();

    /** Orders whose first fill was counted. */
    final Set<String> countedOrders = new HashSet<>();

    /** Realized P&amp;L by order. */
    final Map<String, Decimal> realizedByOrder = new HashMap<>();

    boolean canTrade = true;
    Decimal balance;
    String name;
    boolean connected = true;
    boolean authenticated = true;

    /** When the broker was last read; older events of the stream about positions and orders do not count. */
    Instant readAt;

    /** Active lockouts by {@link #key}, in the order in which they were set. */
    final Map<String, Lockout> lockouts = new LinkedHashMap<>();

    /** Whether something was told of it before: what the first read shows is not new. */
    boolean met;

    /** When the account became locked; null if it is free. */
    Instant lockedSince;

    /** Whether protecting rules are due to be asked at the next full second of the lock. */
    boolean secondDue;

    /** The rules that judge this account, as of {@link #boundTable}. */
    RuleTable.Bound[] bound;

    RuleTable boundTable;

    /** When the rules were last asked because a day or a lockout ended. */
    Instant judgedAt;

    /** Wake-ups that the journal knows. */
    final Map<String, Instant> loggedWakeUps = new HashMap<>();

    /** Consequences of handled events that are held until something is durable. */
    int held;

    /** Events that wait until nothing is held, in order. */
    private final ArrayDeque<Runnable> parked = new ArrayDeque<>();

    /** Reads of the broker begun; the last one of them that was answered; whether one is under way, since when. */
    long readsBegun;

    long lastRead;

    /** Whether it could not be read at the start: the gate denies it until it was. */
    boolean unread;

    boolean reading;
    Instant readBegunAt;

    /** Whether another read is wanted that begins after the one under way. */
    boolean readAgain;

    /** When the stream last told of the position in a contract. */
    final Map<String, Instant> positionTold = new HashMap<>();

    /** When the guard began to hold the account, locked or reduce-only; null if it is neither. */
    Instant guardedSince;

    /** What the guard allows, by contract, with sign; a contract without an entry must be flat. */
    final Map<String, Integer> ceilings = new TreeMap<>();

    int guardAttempts;

    final List<Intent> intents = new ArrayList<>();
    long lastIntentId;

    /** The stop that the last confirmed move of each working order asked for. */
    final Map<String, Decimal> movedStops = new HashMap<>();

    final Map<Episode.Key, Episode> episodes = new LinkedHashMap<>();

    /** Remembered values by rule, then key. */
    final Map<String, TreeMap<String, String>> memory = new HashMap<>();

    /** Wake-ups by rule. */
    final Map<String, Instant> wakeUps = new TreeMap<>();

    /** Alerts that stand, by rule: not published again before a verdict without them. */
    final Map<String, Set<String>> standingAlerts = new HashMap<>();

    /** Faults in a row, by rule. */
    final Map<String, Integer> faults = new HashMap<>();

    /** The required rule that is missing, or null. */
    String missingRule;

    /** Why {@link #missingRule} is missing. */
    String missingWhy;

    /** What the broker's book holds and the ledger has not seen yet, by contract; empty but while a call's events arrive. */
    final Map<String, Integer> bookQuantities = new HashMap<>();

    /** Orders that left the broker's book though the ledger still shows them. */
    final Set<String> goneOrders = new HashSet<>();

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

    /** Whether further events wait until something is durable. */
    boolean waiting() {
        return held > 0;
    }

    /** Goes on with {@code event} once nothing is held. */
    void park(Runnable event) {
        parked.addLast(event);
    }

    /** Goes on with an event from outside once nothing is held. */
    void parkEvent(Runnable event) {
        parked.addLast(new ParkedEvent(event));
    }

    private record ParkedEvent(Runnable event) implements Runnable {
        @Override
        public void run() {
            event.run();
        }
    }

    /** Takes all events from outside that were parked, in order. */
    List<Runnable> takeParkedEvents() {
        List<Runnable> events = new ArrayList<>(parked);
        events.removeIf(task -> !(task instanceof ParkedEvent));
        parked.removeAll(events);
        return events;
    }

    /** Takes the next event that was parked, or null while something is held or nothing is parked. */
    Runnable unpark() {
        return waiting() ? null : parked.pollFirst();
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
        Integer book = bookQuantities.isEmpty() ? null : bookQuantities.get(contract);
        if (book != null) {
            return book;
        }
        PositionState position = positions.get(contract);
        return position == null ? 0 : position.quantity;
    }

    /** The same of a position of the ledger. */
    int quantity(PositionState position) {
        Integer book = bookQuantities.isEmpty() ? null : bookQuantities.get(position.contract);
        return book == null ? position.quantity : book;
    }

    /** Contracts with sign that will be left once the calls under way are carried out, as far as is known. */
    int quantityAfterCalls(String contract) {
        int quantity = quantity(contract);
        if (bookQuantities.containsKey(contract)) {
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
        for (int book : bookQuantities.values()) {
            if (book != 0) {
                return false;
            }
        }
        return true;
    }

    boolean works(OrderUpdate order) {
        return goneOrders.isEmpty() || !goneOrders.contains(order.orderId());
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
}
