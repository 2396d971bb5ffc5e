package io.riskgate.api.engine;

import io.riskgate.api.event.BrokerEvent;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** The engine: takes events, reports decisions. Safe in all threads. */
@ProviderType
public interface RiskEngine {
    /**
     * Takes one event; events of one account must come from one thread at a time to keep their order. Blocks while
     * the account's queue is full.
     *
     * @throws InterruptedException if interrupted while it waits; the event was not taken then
     */
    void accept(BrokerEvent event) throws InterruptedException;

    /** What the platform as a whole does now. */
    PlatformStatus status();

    /** All known accounts, by id. */
    List<AccountStatus> accounts();

    /** One account, if it is known. */
    Optional<AccountStatus> account(String account);

    /** All rules that have a bundle or settings, in the order in which they are asked. */
    List<RuleStatus> rules();
}
