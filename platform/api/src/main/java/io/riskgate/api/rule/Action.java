package io.riskgate.api.rule;

import io.riskgate.api.Decimal;
import io.riskgate.api.LockCondition;
import io.riskgate.api.LockoutKind;
import io.riskgate.api.Severity;
import java.time.Instant;
import java.util.Objects;

/** Something a rule wants done; a value that the platform carries out. */
public sealed interface Action {
    /** Closes every position and cancels every order. */
    static Action closeAll() {
        return new CloseAll();
    }

    /** Cancels every order that could open a position. */
    static Action cancelOpening() {
        return new CancelOpening();
    }

    /** Closes the position in {@code contract}, then cancels its remaining orders. */
    static Action close(String contract) {
        return new Reduce(contract, 0);
    }

    /** Closes the position, then cancels its remaining orders. */
    static Action close(PositionView position) {
        return new Reduce(position.contract(), 0);
    }

    /** Reduces the position in {@code contract} to at most {@code to} contracts, without sign, at least 0. */
    static Action reduce(String contract, int to) {
        return new Reduce(contract, to);
    }

    /** Cancels one order. */
    static Action cancel(OrderView order) {
        return new Cancel(order.orderId());
    }

    /** Cancels one order. */
    static Action cancel(String orderId) {
        return new Cancel(orderId);
    }

    /** Moves the stop of a stop order; only tighter, by a tick at least: anything else is not sent. */
    static Action moveStop(OrderView order, Decimal stopPrice) {
        return new MoveStop(order.orderId(), stopPrice);
    }

    /** Locks the account until {@code until}, which is after now. */
    static Action lockUntil(Instant until, LockoutKind kind) {
        return new Lock(kind, until, false, null);
    }

    /** Locks the account until the end of its trading day. */
    static Action lockUntilReset(LockoutKind kind) {
        return new Lock(kind, null, true, null);
    }

    /** Locks the account while {@code condition} holds. */
    static Action lockWhile(LockCondition condition) {
        return new Lock(LockoutKind.CONDITION, null, false, condition);
    }

    /** Tells people; published once, and again only after a verdict without it. */
    static Action alert(Severity severity, String code, String message) {
        return new Alert(severity, code, message);
    }

    /**
     * Asks the rule again at {@code at}, which is after now. Replaces the rule's former wake-up, which a verdict without one
     * removes; of several in one verdict the earliest counts.
     */
    static Action wakeAt(Instant at) {
        return new WakeAt(at);
    }

    /** Remembers {@code value} for this rule and account; null forgets. At most 32 keys of 64, values of 256. */
    static Action remember(String key, String value) {
        return new Remember(key, value);
    }

    /** Says that the rule has no opinion on {@code contract} now: what was decided about it before stays. */
    static Action undecided(String contract) {
        return new Undecided(contract);
    }

    /** Closes every position and cancels every order. */
    record CloseAll() implements Action {}

    /** Cancels every order that could open a position. */
    record CancelOpening() implements Action {}

    /**
     * Brings a position to at most a size.
     *
     * @param contract the contract
     * @param to contracts without sign, at least 0; 0 closes
     */
    record Reduce(String contract, int to) implements Action {
        /** Checks the fields. */
        public Reduce {
            Objects.requireNonNull(contract, "contract");
            if (to < 0) {
                throw new IllegalArgumentException("to must be at least 0, was " + to);
            }
        }
    }

    /**
     * Cancels one order.
     *
     * @param orderId the order
     */
    record Cancel(String orderId) implements Action {
        /** Checks the fields. */
        public Cancel {
            Objects.requireNonNull(orderId, "orderId");
        }
    }

    /**
     * Moves the stop price of an order.
     *
     * @param orderId the order
     * @param stopPrice the new stop price
     */
    record MoveStop(String orderId, Decimal stopPrice) implements Action {
        /** Checks the fields. */
        public MoveStop {
            Objects.requireNonNull(orderId, "orderId");
            Objects.requireNonNull(stopPrice, "stopPrice");
        }
    }

    /**
     * Locks the account; exactly one of the three ends is given.
     *
     * @param kind the kind
     * @param until the end, or null
     * @param untilReset whether it ends with the trading day
     * @param condition the condition while which it holds, or null
     */
    record Lock(LockoutKind kind, Instant until, boolean untilReset, LockCondition condition) implements Action {
        /** Checks the fields. */
        public Lock {
            Objects.requireNonNull(kind, "kind");
            int ends = (until == null ? 0 : 1) + (untilReset ? 1 : 0) + (condition == null ? 0 : 1);
            if (ends != 1) {
                throw new IllegalArgumentException("a lock needs one end, had " + ends);
            }
            if (kind == LockoutKind.UNKNOWN) {
                throw new IllegalArgumentException("kind must be one that a rule can know, was UNKNOWN");
            }
            if ((kind == LockoutKind.CONDITION) != (condition != null)) {
                throw new IllegalArgumentException(
                        "the kind CONDITION goes with a condition and nothing else, was " + kind);
            }
        }
    }

    /**
     * Tells people.
     *
     * @param severity how urgent
     * @param code what, in capitals: {@code STALE_QUOTE}
     * @param message one sentence, of which 1,024 characters are kept; the same alert has the same code and message
     */
    record Alert(Severity severity, String code, String message) implements Action {
        /** Checks the fields. */
        public Alert {
            Objects.requireNonNull(severity, "severity");
            Objects.requireNonNull(code, "code");
            Objects.requireNonNull(message, "message");
        }
    }

    /**
     * Asks the rule again.
     *
     * @param at when
     */
    record WakeAt(Instant at) implements Action {
        /** Checks the fields. */
        public WakeAt {
            Objects.requireNonNull(at, "at");
        }
    }

    /**
     * Remembers a value.
     *
     * @param key the key, 1 to 64 characters
     * @param value the value, at most 256 characters, or null to forget
     */
    record Remember(String key, String value) implements Action {
        /** Checks the fields. */
        public Remember {
            Objects.requireNonNull(key, "key");
        }
    }

    /**
     * No opinion on a contract.
     *
     * @param contract the contract
     */
    record Undecided(String contract) implements Action {
        /** Checks the fields. */
        public Undecided {
            Objects.requireNonNull(contract, "contract");
        }
    }
}
