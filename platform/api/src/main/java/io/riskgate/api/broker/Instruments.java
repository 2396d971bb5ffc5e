package io.riskgate.api.broker;

import io.riskgate.api.Decimal;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** What the platform knows about contracts. Safe in all threads. */
@ProviderType
public interface Instruments {
    /** The CME root of a contract id, quote symbol or root: upper-case after aliases; empty if it cannot be parsed. */
    String root(String contract);

    /** Dollars per one point of price and one contract, or empty without tick data. */
    Optional<Decimal> pointValue(String contract);

    /** The tick size, or empty without tick data. */
    Optional<Decimal> tickSize(String contract);
}
