package io.riskgate.api;

/** How urgent an alert is. */
public enum Severity {
    /** Good to know. */
    INFO,

    /** Somebody should look. */
    WARNING,

    /** Something does not work. */
    ERROR,

    /** Money is at risk now. */
    CRITICAL
}
