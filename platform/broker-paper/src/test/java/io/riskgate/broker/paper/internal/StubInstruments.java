package io.riskgate.broker.paper.internal;

import io.riskgate.api.Decimal;
import io.riskgate.api.broker.Instruments;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A few rows of the tables the platform ships. */
final class StubInstruments implements Instruments {
    private static final Map<String, String> ALIASES = Map.of("EP", "ES", "ENQ", "NQ", "EU6", "6E", "JY6", "6J");

    private static final Map<String, String[]> TICKS = Map.of(
            "MNQ", new String[] {"0.25", "0.50"},
            "ES", new String[] {"0.25", "12.50"},
            "NQ", new String[] {"0.25", "5.00"},
            "RTY", new String[] {"0.10", "5.00"},
            "CL", new String[] {"0.01", "10.00"},
            "6E", new String[] {"0.00005", "6.25"},
            "6J", new String[] {"0.0000005", "6.25"});

    @Override
    public String root(String contract) {
        String[] parts = contract.split("\\.");
        String root =
                switch (parts.length) {
                    case 1 -> parts[0];
                    case 3 -> parts[2];
                    case 5 -> parts[3];
                    default -> "";
                };
        String upper = root.toUpperCase(Locale.ROOT);
        return ALIASES.getOrDefault(upper, upper);
    }

    @Override
    public Optional<Decimal> pointValue(String contract) {
        return tick(contract).map(tick -> Decimal.parse(tick[1]).dividedBy(Decimal.parse(tick[0])));
    }

    @Override
    public Optional<Decimal> tickSize(String contract) {
        return tick(contract).map(tick -> Decimal.parse(tick[0]));
    }

    private Optional<String[]> tick(String contract) {
        return Optional.ofNullable(TICKS.get(root(contract)));
    }
}
