package io.riskgate.api.rule;

import io.riskgate.api.Decimal;
import io.riskgate.api.event.ConnectionUpdate;

/** Why a rule is asked now. Rules judge what is; few need to know more than that. */
public sealed interface RiskEvent {
    /** The occasion. */
    Occasion occasion();

    /** The contract concerned, or null if the event is about none. */
    default String contract() {
        return null;
    }

    /**
     * A position changed.
     *
     * @param contract the contract
     * @param before contracts with sign before: positive long, negative short, 0 flat
     * @param after contracts with sign now
     */
    record PositionChanged(String contract, int before, int after) implements RiskEvent {
        @Override
        public Occasion occasion() {
            return Occasion.POSITION;
        }

        /** Whether it opened, grew or reversed: more is held on one side than before. */
        public boolean grew() {
            return after > 0 && after > before || after < 0 && after < before;
        }
    }

    /**
     * An order is new or changed.
     *
     * @param contract the contract
     * @param orderId the order
     */
    record OrderChanged(String contract, String orderId) implements RiskEvent {
        @Override
        public Occasion occasion() {
            return Occasion.ORDER;
        }
    }

    /**
     * A trade was booked from the stream or taken back.
     *
     * @param contract the contract
     * @param tradeId the trade
     * @param orderId the order it filled, or null
     * @param profitAndLoss dollars, or null for an opening half-turn
     * @param voided whether the broker took it back
     * @param own whether the platform itself sent the order
     */
    record TradeBooked(
            String contract, String tradeId, String orderId, Decimal profitAndLoss, boolean voided, boolean own)
            implements RiskEvent {
        @Override
        public Occasion occasion() {
            return Occasion.TRADE;
        }
    }

    /**
     * A price moved in a contract the account holds.
     *
     * @param contract the contract
     */
    record PriceMoved(String contract) implements RiskEvent {
        @Override
        public Occasion occasion() {
            return Occasion.QUOTE;
        }
    }

    /**
     * The link to the broker changed.
     *
     * @param state what happened
     * @param reason why, or null
     */
    record ConnectionChanged(ConnectionUpdate.State state, String reason) implements RiskEvent {
        @Override
        public Occasion occasion() {
            return Occasion.CONNECTION;
        }
    }

    /**
     * A command the rule caused failed and is about to be tried again.
     *
     * @param contract the contract of the command, or null
     */
    record Retrying(String contract) implements RiskEvent {
        @Override
        public Occasion occasion() {
            return Occasion.RETRY;
        }
    }

    /**
     * Any other occasion, about no contract.
     *
     * @param occasion the occasion
     */
    record Asked(Occasion occasion) implements RiskEvent {}
}
