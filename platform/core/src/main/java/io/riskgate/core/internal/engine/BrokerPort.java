package io.riskgate.core.internal.engine;

import io.riskgate.api.broker.BrokerCommand;
import java.util.List;

/** How the enforcer reaches a broker. Called on the stripe; never blocks. */
interface BrokerPort {
    /**
     * Makes one call in parts, one contract each; the port answers each part through {@link Enforcer#answered}, at once
     * or later, or never.
     */
    void call(AccountState account, Intent intent, Intent.Call call, List<PartCall> parts);

    /** Makes calls whose answers do not matter, because the reads that follow show what came of them. */
    void send(AccountState account, List<BrokerCommand> commands);

    /** A command whose target is already met; the broker need not be asked. */
    void met(AccountState account, List<String> contracts);

    /** Whether what the ledger shows is what a fresh read of the broker would show. */
    boolean ledgerIsRead();

    /** Whether events of calls that were carried out for an account follow at this instant. */
    default boolean isAhead(AccountState account) {
        return false;
    }

    /** Reads the account afresh; the answer comes as a snapshot. Nothing if {@link #ledgerIsRead}. */
    void read(AccountState account);

    /** Whether something that the call waits for was not sent yet, because the broker takes only so many calls. */
    default boolean holds(AccountState account, Intent.Call call) {
        return false;
    }

    /**
     * One part of a call.
     *
     * @param part the part
     * @param commands what to ask of the broker
     */
    record PartCall(Intent.Part part, List<BrokerCommand> commands) {}
}
