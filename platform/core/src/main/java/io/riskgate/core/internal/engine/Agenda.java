package io.riskgate.core.internal.engine;

import java.time.Instant;
import java.util.PriorityQueue;

/**
 * What is due when, in the order in which things happen at one instant. Items are never removed: whoever handles one
 * looks whether it still holds. One per stripe.
 */
final class Agenda {
    /** What happens, in the order in which it happens at one instant. */
    enum Kind {
        /** A trading day ends. */
        RESET(0),
        /** A lockout may end. */
        LOCKOUT_END(1),
        /** Rules are asked because a day or a lockout ended. */
        JUDGEMENT(2),
        /** A rule wants to be woken. */
        WAKE_UP(3),
        /** Rules that protect positions are asked in a locked account. */
        GUARD_SECOND(3),
        /** A call goes out. */
        CALL(4),
        /** Something happens at a simulated broker. */
        BROKER(4),
        /** A call counts as failed unless a read shows otherwise. */
        DEADLINE(4),
        /** A live broker is to be read. */
        READ(4),
        /** A call is made again. */
        RETRY(5);

        private final int phase;

        Kind(int phase) {
            this.phase = phase;
        }
    }

    /**
     * Something that is due.
     *
     * @param at when
     * @param kind what
     * @param account whose
     * @param rank order among the rules of an account
     * @param sequence order of equals
     * @param rule the rule concerned, or null
     * @param intent the intent concerned, or 0
     * @param action what to do, for {@link Kind#BROKER}, else null
     */
    record Item(
            Instant at, Kind kind, String account, int rank, long sequence, String rule, long intent, Runnable action)
            implements Comparable<Item> {
        @Override
        public int compareTo(Item other) {
            int order = at.compareTo(other.at);
            if (order == 0) {
                order = Integer.compare(kind.phase, other.kind.phase);
            }
            if (order == 0) {
                order = CodePoints.ORDER.compare(account, other.account);
            }
            if (order == 0) {
                order = Integer.compare(rank, other.rank);
            }
            return order == 0 ? Long.compare(sequence, other.sequence) : order;
        }
    }

    private final PriorityQueue<Item> items = new PriorityQueue<>();
    private long sequence;

    /** Adds something about an account. */
    void add(Instant at, Kind kind, String account) {
        add(at, kind, account, 0, null, 0, null);
    }

    /** Adds something about a rule. */
    void addForRule(Instant at, Kind kind, String account, int rank, String rule) {
        add(at, kind, account, rank, rule, 0, null);
    }

    /** Adds something about an intent. */
    void addForIntent(Instant at, Kind kind, String account, int rank, long intent) {
        add(at, kind, account, rank, null, intent, null);
    }

    /** Adds something that happens at a simulated broker. */
    void addForBroker(Instant at, String account, Runnable action) {
        add(at, Kind.BROKER, account, 0, null, 0, action);
    }

    private void add(Instant at, Kind kind, String account, int rank, String rule, long intent, Runnable action) {
        items.add(new Item(at, kind, account, rank, sequence++, rule, intent, action));
    }

    /** When the next thing is due, or null. */
    Instant next() {
        Item item = items.peek();
        return item == null ? null : item.at;
    }

    /** Takes the next thing that is due at or before {@code time}, or null. */
    Item poll(Instant time) {
        Item item = items.peek();
        return item == null || item.at.isAfter(time) ? null : items.poll();
    }
}
