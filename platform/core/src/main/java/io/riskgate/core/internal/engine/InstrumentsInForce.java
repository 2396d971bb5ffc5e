package io.riskgate.core.internal.engine;

import io.riskgate.api.Decimal;
import io.riskgate.api.broker.Instruments;
import java.util.Optional;
import java.util.function.Supplier;

/** Asks the table that is in force at the moment, for brokers. */
public class InstrumentsInForce implements Instruments {
    private final Supplier<? extends Instruments> inForce;

    /** Those that {@code inForce} gives. */
    public InstrumentsInForce(Supplier<? extends Instruments> inForce) {
        this.inForce = inForce;
    }

    @Override
    public String root(String contract) {
        return inForce.get().root(contract);
    }

    @Override
    public Optional<Decimal> pointValue(String contract) {
        return inForce.get().pointValue(contract);
    }

    @Override
    public Optional<Decimal> tickSize(String contract) {
        return inForce.get().tickSize(contract);
    }
}
