package io.riskgate.api.event;

import io.riskgate.api.Decimal;
import java.time.Instant;

/**
 * Sets the realized P&amp;L of the current trading day; trades booked before are in it, later ones are added.
 *
 * @param time when it was said
 * @param account the account's id
 * @param realized dollars, a loss is negative
 * @param tradeCount trades of the day so far, 0 to 1,000,000, or null to leave the count as it is
 */
public record LedgerUpdate(Instant time, String account, Decimal realized, Integer tradeCount) implements BrokerEvent {
    /** Checks the fields. */
    public LedgerUpdate {
        Check.time(time);
        Check.name("account", account);
        Check.present("realized", realized);
        Check.inRange("realized", realized);
        if (tradeCount != null) {
            Check.quantity("tradeCount", tradeCount);
        }
    }
}
