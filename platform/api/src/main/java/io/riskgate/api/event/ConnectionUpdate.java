package io.riskgate.api.event;

import java.time.Instant;

/**
 * The health of the link to the broker.
 *
 * @param time when it was noticed
 * @param account the account concerned, or null for all
 * @param state what happened
 * @param reason why, or null
 */
public record ConnectionUpdate(Instant time, String account, State state, String reason) implements BrokerEvent {
    /** What happened to the link. */
    public enum State {
        /** The connection is gone. */
        LOST,

        /** The connection is back. */
        RESTORED,

        /** The broker refused the credentials. */
        AUTH_FAILED,

        /** The broker accepted the credentials. */
        AUTH_SUCCEEDED
    }

    /** Checks the fields. */
    public ConnectionUpdate {
        Check.time(time);
        Check.text("account", account);
        Check.present("state", state);
        Check.text("reason", reason);
    }
}
