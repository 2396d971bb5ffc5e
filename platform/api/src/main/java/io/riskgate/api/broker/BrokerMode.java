package io.riskgate.api.broker;

/** How a simulated broker answers commands. */
public enum BrokerMode {
    /** Accepts and does nothing. */
    SILENT,

    /** Carries out and answers at once. */
    PAPER,

    /** Refuses at once. */
    REJECT,

    /** Does nothing and never answers. */
    HANG,

    /** Carries out after two seconds; the answer is lost. */
    LATE,

    /** Answers 429, try again after 30 seconds. */
    RATE_LIMIT,

    /** Answers 401 once per command. */
    UNAUTHORIZED,

    /** Says that the market is closed. */
    CLOSED,

    /** Carries out; what it tells of it trickles, one event a second, and its answer takes 30 seconds. */
    DRIP,

    /** Carries out; the connection is lost before the answer, and is back after two seconds. */
    RESET
}
