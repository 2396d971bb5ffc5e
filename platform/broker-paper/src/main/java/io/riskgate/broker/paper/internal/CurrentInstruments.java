package io.riskgate.broker.paper.internal;

import io.riskgate.api.Decimal;
import io.riskgate.api.broker.Instruments;
import java.util.Optional;

/**
 * Instruments that may come and go under a broker that stays: whoever offers them can be replaced without losing the
 * book. Knows nothing while nobody offers any. Safe in all threads.
 */
final class CurrentInstruments implements Instruments {
    private volatile Instruments offered;

    CurrentInstruments(Instruments offered) {
        this.offered = offered;
    }

    /** Asks {@code instruments} from now on. */
    void use(Instruments instruments) {
        offered = instruments;
    }

    /** Forgets {@code instruments}, unless others are in use by now. */
    void drop(Instruments instruments) {
        if (offered == instruments) {
            offered = null;
        }
    }

    @Override
    public String root(String contract) {
        Instruments now = offered;
        return now == null ? "" : now.root(contract);
    }

    @Override
    public Optional<Decimal> pointValue(String contract) {
        Instruments now = offered;
        return now == null ? Optional.empty() : now.pointValue(contract);
    }

    @Override
    public Optional<Decimal> tickSize(String contract) {
        Instruments now = offered;
        return now == null ? Optional.empty() : now.tickSize(contract);
    }
}
