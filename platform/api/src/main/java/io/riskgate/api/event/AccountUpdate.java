package io.riskgate.api.event;

import io.riskgate.api.Decimal;
import java.time.Instant;

/**
 * The state of an account.
 *
 * @param time when the broker said it
 * @param account the account's id
 * @param canTrade whether the broker lets the account trade, or null if it did not say
 * @param balance the balance in dollars, or null
 * @param name a name for people, or null
 */
public record AccountUpdate(Instant time, String account, Boolean canTrade, Decimal balance, String name)
        implements BrokerEvent {
    /** Checks the fields. */
    public AccountUpdate {
        Check.time(time);
        Check.name("account", account);
        Check.inRange("balance", balance);
        Check.text("name", name);
    }
}
