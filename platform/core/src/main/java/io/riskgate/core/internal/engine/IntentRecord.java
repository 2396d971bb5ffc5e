package io.riskgate.core.internal.engine;

import io.riskgate.api.Decimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * An intent as the journal keeps it: a target, who wants it and why, and how far the calls are.
 *
 * @param id unique within the account
 * @param kind what is wanted
 * @param contract the contract, or null
 * @param orderId the order, or null
 * @param stopPrice the stop wanted, or null
 * @param rule who asked first
 * @param guard whether the lock guard asked first
 * @param openedAt since when
 * @param attempt calls made
 * @param failures calls failed
 * @param marketClosed whether the last answer was that the market is closed
 * @param deadline when the call under way counts as failed, or null
 * @param early whether a line may confirm the call under way before that
 * @param retryAt when the next call is due, or null
 * @param closing whether the last call was to close a position; else to reduce it
 * @param superseded whether a close-all took over
 * @param underWay contracts that the call under way will still close, by contract
 * @param claims who wants it
 * @param lastOutcome how the last call ended, or null
 * @param lastReason what the broker said to the last call that it refused, or null
 */
record IntentRecord(
        long id,
        Kind kind,
        String contract,
        String orderId,
        Decimal stopPrice,
        String rule,
        boolean guard,
        Instant openedAt,
        int attempt,
        int failures,
        boolean marketClosed,
        Instant deadline,
        boolean early,
        Instant retryAt,
        boolean closing,
        boolean superseded,
        Map<String, Integer> underWay,
        List<Claim> claims,
        String lastOutcome,
        String lastReason) {
    /** What is wanted. */
    enum Kind {
        /** No position. */
        CLOSE_ALL,
        /** No working order. */
        CANCEL_ALL,
        /** A position of at most a size. */
        POSITION,
        /** No such order. */
        CANCEL,
        /** A stop at another price. */
        MOVE
    }

    /** Why it is wanted, which says when it no longer is. */
    enum Reason {
        /** A rule is violated. */
        BREACH,
        /** The account is locked by the rule's verdict. */
        LOCK,
        /** The guard holds a ceiling. */
        GUARD,
        /** A closed contract's remaining orders. */
        FOLLOW,
        /** A rule wants it without a violation. */
        ACTION
    }

    /**
     * Who wants it.
     *
     * @param rule the rule; of the guard the rule it acts for
     * @param key the contract of the episode, or empty
     * @param reason why
     * @param target contracts: of a rule without sign, of the guard a ceiling with sign
     * @param lapsed whether the rule was asked since and no longer wants it
     */
    record Claim(String rule, String key, Reason reason, int target, boolean lapsed) {}

    /** Copies what it is given. */
    IntentRecord {
        underWay = Map.copyOf(underWay);
        claims = List.copyOf(claims);
    }
}
