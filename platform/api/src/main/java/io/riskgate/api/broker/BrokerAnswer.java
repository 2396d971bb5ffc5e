package io.riskgate.api.broker;

import java.time.Duration;

/**
 * What a broker answered to one call. An acceptance is no success: only a fresh read shows that.
 *
 * @param kind the answer
 * @param retryAfter when to call again, for {@link Kind#RATE_LIMITED}, else null
 * @param reason the broker's own words, or null
 */
public record BrokerAnswer(Kind kind, Duration retryAfter, String reason) {
    /** The kinds of answers. */
    public enum Kind {
        /** Taken; whether it happened must be read. */
        ACCEPTED,

        /** Refused, an error in a success reply included. */
        REJECTED,

        /** Too many calls (429). */
        RATE_LIMITED,

        /** Not signed in (401). */
        UNAUTHORIZED,

        /** The market is closed. */
        MARKET_CLOSED
    }

    /** Taken. */
    public static BrokerAnswer accepted() {
        return new BrokerAnswer(Kind.ACCEPTED, null, null);
    }

    /** Refused for {@code reason}. */
    public static BrokerAnswer rejected(String reason) {
        return new BrokerAnswer(Kind.REJECTED, null, reason);
    }

    /** Too many calls; call again after {@code retryAfter}. */
    public static BrokerAnswer rateLimited(Duration retryAfter) {
        return new BrokerAnswer(Kind.RATE_LIMITED, retryAfter, "too many requests");
    }

    /** Not signed in. */
    public static BrokerAnswer unauthorized() {
        return new BrokerAnswer(Kind.UNAUTHORIZED, null, "not signed in");
    }

    /** The market is closed. */
    public static BrokerAnswer marketClosed() {
        return new BrokerAnswer(Kind.MARKET_CLOSED, null, "market closed");
    }
}
