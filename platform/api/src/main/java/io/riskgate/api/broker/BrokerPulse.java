package io.riskgate.api.broker;

import java.time.Instant;
import java.util.Map;

/**
 * Where a broker stands: what its clock shows, and how new what it has is. With it the platform notices events that do
 * not arrive, and whether its own clock is right. All times are of the broker's own clock, never of this machine's.
 *
 * @param time what the broker's clock shows, or null if it does not say
 * @param quotes the time of its newest quote, or null if it does not say
 * @param accounts the time of the newest event of an account, by account; those it does not say are left out
 */
public record BrokerPulse(Instant time, Instant quotes, Map<String, Instant> accounts) {
    /** Says nothing. */
    public static final BrokerPulse NONE = new BrokerPulse(null, null, Map.of());

    /** Copies the map. */
    public BrokerPulse {
        accounts = Map.copyOf(accounts);
    }
}
