package io.riskgate.api.rule;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** Why a rule is asked. */
public enum Occasion {
    /** A position opened, changed, closed or reversed. */
    POSITION,

    /** An order is new or changed. */
    ORDER,

    /** A trade was booked from the stream, or taken back. */
    TRADE,

    /** A price moved in a contract the account holds. */
    QUOTE,

    /** The state of the account changed. */
    ACCOUNT,

    /** The link to the broker changed. */
    CONNECTION,

    /** The rule came into force. */
    RULE_STARTED,

    /** The rule's settings changed. */
    SETTINGS_CHANGED,

    /** A lockout of the account ended and it is free now, or a close-all that stood in for the rule was given up. */
    LOCKOUT_ENDED,

    /** A new trading day began. */
    DAY_RESET,

    /** The ledger was corrected by a read of the broker, a snapshot, a ledger line or a start. */
    RECONCILED,

    /** The instant the rule asked for has come, or a second of a lock has passed. */
    WAKE_UP,

    /** A command that the rule caused is about to be tried again. */
    RETRY;

    /** What every rule should be asked on, for a breach that came about while nobody looked. */
    public static final Set<Occasion> GENERAL = Collections.unmodifiableSet(
            EnumSet.of(RULE_STARTED, SETTINGS_CHANGED, LOCKOUT_ENDED, DAY_RESET, RECONCILED, WAKE_UP, RETRY));
}
