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
    CLOSED
}
