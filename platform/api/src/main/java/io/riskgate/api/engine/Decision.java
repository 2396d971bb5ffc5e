package io.riskgate.api.engine;

import io.riskgate.api.Decimal;
import io.riskgate.api.OrderSide;
import io.riskgate.api.OrderType;
import io.riskgate.api.PositionSide;
import io.riskgate.api.Severity;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/** Something the platform decided; every kind is one kind of line of a decision file. */
public sealed interface Decision {
    /** The instant of the event or timer that caused it. */
    Instant time();

    /** The account, or null if it is about none. */
    String account();

    /** What the platform asks of a broker. */
    enum Command {
        /** No position. */
        CLOSE_ALL,
        /** No working order. */
        CANCEL_ALL,
        /** No position in a contract. */
        CLOSE_POSITION,
        /** A smaller position in a contract. */
        REDUCE_POSITION,
        /** No such order. */
        CANCEL_ORDER,
        /** A stop at another price. */
        MOVE_STOP
    }

    /** How a call ended. */
    enum Outcome {
        /** A read shows what was wanted. */
        CONFIRMED,
        /** The broker refused. */
        REJECTED,
        /** It did not become so in time. */
        TIMED_OUT,
        /** The reason fell away first. */
        GAVE_UP
    }

    /** What a lockout ended by. */
    enum Cause {
        /** Its time. */
        EXPIRED,
        /** The daily reset. */
        RESET,
        /** Its condition. */
        CONDITION
    }

    /** What became of a rule or of its settings. */
    enum Change {
        /** In force. */
        ACTIVE,
        /** Settings without a bundle. */
        WAITING,
        /** Settings not accepted. */
        REFUSED,
        /** An evaluation failed. */
        FAULTED,
        /** No longer asked. */
        QUARANTINED,
        /** Another version is in force. */
        REPLACED,
        /** Gone. */
        REMOVED
    }

    /** How enforcement stands. */
    enum Enforcement {
        /** Nothing is open. */
        IDLE,
        /** A command is not confirmed yet. */
        PENDING,
        /** A command failed three times and is not confirmed yet. */
        FAILED
    }

    /**
     * A limit is broken.
     *
     * @param time when
     * @param account the account
     * @param rule the rule
     * @param message one sentence with the figures
     * @param measured a {@link Long} or {@link Decimal}, or null
     * @param limit likewise
     * @param contract the contract as it came, or null
     */
    record Violation(
            Instant time, String account, String rule, String message, Object measured, Object limit, String contract)
            implements Decision {}

    /**
     * An account was locked, or longer than before.
     *
     * @param time when
     * @param lockout the lockout
     */
    record Locked(Instant time, Lockout lockout) implements Decision {
        @Override
        public String account() {
            return lockout.account();
        }
    }

    /**
     * One call to the broker.
     *
     * @param time when
     * @param account the account
     * @param rule who asked first; of the guard the rule of the governing lockout
     * @param command what is asked
     * @param contract the contract, or null
     * @param quantity contracts to close, or null
     * @param orderId the order, or null
     * @param stopPrice the new stop price, or null
     * @param guard whether the lock guard asked
     * @param attempt from 1
     */
    record Commanded(
            Instant time,
            String account,
            String rule,
            Command command,
            String contract,
            Integer quantity,
            String orderId,
            Decimal stopPrice,
            boolean guard,
            int attempt)
            implements Decision {}

    /**
     * How a call ended.
     *
     * @param time when
     * @param account the account
     * @param command what was asked
     * @param contract the contract, or null
     * @param orderId the order, or null
     * @param outcome how it ended
     * @param attempt from 1
     */
    record CommandResult(
            Instant time,
            String account,
            Command command,
            String contract,
            String orderId,
            Outcome outcome,
            int attempt)
            implements Decision {}

    /**
     * An event of a locked account reached no rule.
     *
     * @param time when
     * @param account the account
     * @param event the type of the line
     * @param lockout the governing lockout
     * @param skippedRules how many rules were not asked
     */
    record Blocked(Instant time, String account, String event, Lockout lockout, int skippedRules) implements Decision {}

    /**
     * A lockout ended.
     *
     * @param time when
     * @param account the account
     * @param rule the rule that had set it
     * @param cause by what
     */
    record LockoutEnded(Instant time, String account, String rule, Cause cause) implements Decision {}

    /**
     * People should know.
     *
     * @param time when
     * @param account the account, or null
     * @param rule the rule, or null for the platform
     * @param severity how urgent
     * @param code what, in capitals
     * @param message one sentence
     */
    record Alert(Instant time, String account, String rule, Severity severity, String code, String message)
            implements Decision {}

    /**
     * A trading day closed.
     *
     * @param time the reset
     * @param account the account
     * @param tradingDay the date of the day that closed
     * @param realized its realized P&amp;L in dollars
     */
    record DayReset(Instant time, String account, LocalDate tradingDay, Decimal realized) implements Decision {}

    /**
     * A rule or its settings changed.
     *
     * @param time when
     * @param account the account, or null for all
     * @param rule the rule, or null for the platform's own settings
     * @param change what
     * @param note the pid, or what was wrong
     */
    record RuleChanged(Instant time, String account, String rule, Change change, String note) implements Decision {}

    /**
     * A start brought a lockout back.
     *
     * @param time when
     * @param lockout the lockout
     */
    record Restored(Instant time, Lockout lockout) implements Decision {
        @Override
        public String account() {
            return lockout.account();
        }
    }

    /**
     * The state of an account.
     *
     * @param time when
     * @param account the account
     * @param governing the governing lockout, or null if the account is free
     * @param reduceOnly whether increases are denied because a required rule is missing
     * @param dayRealized realized P&amp;L of the trading day in dollars
     * @param tradeCount trades of the day
     * @param positions open positions by contract
     * @param workingOrders working orders by order id
     * @param enforcement how enforcement stands
     */
    record State(
            Instant time,
            String account,
            Lockout governing,
            boolean reduceOnly,
            Decimal dayRealized,
            int tradeCount,
            List<Position> positions,
            List<WorkingOrder> workingOrders,
            Enforcement enforcement)
            implements Decision {
        /** Copies the lists. */
        public State {
            positions = List.copyOf(positions);
            workingOrders = List.copyOf(workingOrders);
        }
    }

    /**
     * An open position.
     *
     * @param contract the contract
     * @param side long or short
     * @param quantity contracts
     * @param averagePrice the average entry price
     * @param unrealized open P&amp;L in dollars, or null if it is not known
     */
    record Position(String contract, PositionSide side, int quantity, Decimal averagePrice, Decimal unrealized) {}

    /**
     * A working order.
     *
     * @param orderId the order
     * @param contract the contract
     * @param side buys or sells
     * @param orderType the type
     * @param quantity contracts ordered
     * @param limitPrice the limit, or null
     * @param stopPrice the stop, or null
     */
    record WorkingOrder(
            String orderId,
            String contract,
            OrderSide side,
            OrderType orderType,
            int quantity,
            Decimal limitPrice,
            Decimal stopPrice) {}

    /**
     * A line of a recording was not accepted and changed nothing.
     *
     * @param time the time of the recording
     * @param line its number, from 1
     * @param reason what was expected and what was there
     */
    record Rejected(Instant time, int line, String reason) implements Decision {
        @Override
        public String account() {
            return null;
        }
    }
}
