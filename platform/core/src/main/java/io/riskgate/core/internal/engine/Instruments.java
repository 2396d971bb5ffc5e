package io.riskgate.core.internal.engine;

import io.riskgate.api.Decimal;
import io.riskgate.api.broker.ContractRecord;
import io.riskgate.api.rule.SettingsRefused;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Aliases and tick data; an immutable table. A configuration adds to the shipped table entry by entry, see {@link
 * #with}; the broker's own records of contracts win over the table, see {@link #recorded}. Safe in all threads.
 */
public final class Instruments implements io.riskgate.api.broker.Instruments {
    private static final Pattern CONTRACT = Pattern.compile("CON\\.F\\.[A-Z0-9]+\\.([A-Z0-9]+)\\.[FGHJKMNQUVXZ]\\d{2}");
    private static final Pattern SYMBOL = Pattern.compile("F\\.[A-Z0-9]+\\.([A-Z0-9]+)");
    private static final Pattern ROOT = Pattern.compile("[A-Za-z0-9]{1,8}");
    private static final Pattern KEY = Pattern.compile("(alias|tick)\\.([A-Z0-9]{1,8})");

    private final Map<String, String> aliases;
    private final Map<String, Tick> ticks;
    private final Map<String, ContractRecord> records;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    private Instruments(Map<String, String> aliases, Map<String, Tick> ticks, Map<String, ContractRecord> records) {
        this.aliases = aliases;
        this.ticks = ticks;
        this.records = records;
    }

    /**
     * What is known of one contract.
     *
     * @param contract the contract as it came
     * @param root its CME root, or empty if it cannot be parsed
     * @param tickSize the tick size, or null
     * @param pointValue dollars per point and contract, or null
     * @param byRoot whether the id is a plain root or quote symbol and names no expiry
     */
    record Known(String contract, String root, Decimal tickSize, Decimal pointValue, boolean byRoot) {}

    private record Tick(Decimal size, Decimal value) {
        Decimal pointValue() {
            return value.dividedBy(size);
        }
    }

    /** The table that comes with the platform, from {@code instruments.properties} beside this class. */
    public static Instruments shipped() {
        Properties properties = new Properties();
        try (var in = Instruments.class.getResourceAsStream("instruments.properties");
                var reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> entries = new TreeMap<>();
        properties.stringPropertyNames().forEach(key -> entries.put(key, properties.getProperty(key)));
        return new Instruments(Map.of(), Map.of(), Map.of()).with(entries);
    }

    /**
     * This table with the entries of a configuration added; keys are {@code alias.<root>} and {@code tick.<root>}.
     * Other keys with a dot are ignored.
     *
     * @throws SettingsRefused if an entry is not acceptable
     */
    public Instruments with(Map<String, String> entries) {
        Map<String, String> newAliases = new TreeMap<>(aliases);
        Map<String, Tick> newTicks = new TreeMap<>(ticks);
        entries.forEach((key, value) -> {
            Matcher matcher = KEY.matcher(key);
            if (matcher.matches()) {
                if (matcher.group(1).equals("alias")) {
                    newAliases.put(matcher.group(2), alias(key, value.strip()));
                } else {
                    newTicks.put(matcher.group(2), tick(key, value.strip()));
                }
            } else if (key.indexOf('.') < 0 || key.startsWith("alias.") || key.startsWith("tick.")) {
                throw new SettingsRefused(key, "alias.<ROOT> or tick.<ROOT>", value);
            }
        });
        return new Instruments(Map.copyOf(newAliases), Map.copyOf(newTicks), records);
    }

    /** This table under the broker's records, instead of those it had; of two of one contract the last counts. */
    public Instruments recorded(Collection<ContractRecord> contracts) {
        Map<String, ContractRecord> byContract = new TreeMap<>();
        contracts.forEach(record -> byContract.put(record.contract(), record));
        return new Instruments(aliases, ticks, Map.copyOf(byContract));
    }

    /** For each record that says something else than the table, in the order of the contracts, what the two say. */
    List<String> differences() {
        List<String> differences = new ArrayList<>();
        new TreeMap<>(records).forEach((contract, record) -> {
            Tick tick = ticks.get(root(contract));
            if (tick != null
                    && !(tick.size().equals(record.tickSize()) && tick.value().equals(record.tickValue()))) {
                differences.add("The broker's record of " + contract + " has tick size " + record.tickSize()
                        + " and tick value " + record.tickValue() + ", the table of instruments " + tick.size()
                        + " and "
                        + tick.value() + "; the broker's record is used");
            }
        });
        return differences;
    }

    private static String alias(String key, String value) {
        if (!ROOT.matcher(value).matches()) {
            throw new SettingsRefused(key, "a root of 1 to 8 letters and digits", value);
        }
        return value.toUpperCase(Locale.ROOT);
    }

    private static Tick tick(String key, String value) {
        String expected = "<tick size>:<dollars per tick>, both above 0, like 0.25:12.50";
        int colon = value.indexOf(':');
        if (colon < 0) {
            throw new SettingsRefused(key, expected, value);
        }
        try {
            Decimal size = Decimal.parse(value.substring(0, colon).strip());
            Decimal dollars = Decimal.parse(value.substring(colon + 1).strip());
            if (size.isPositive() && dollars.isPositive()) {
                return new Tick(size, dollars);
            }
        } catch (NumberFormatException e) {
            throw new SettingsRefused(key, expected, value);
        }
        throw new SettingsRefused(key, expected, value);
    }

    /** What is known of a contract id, quote symbol or root. */
    Known known(String contract) {
        Known found = known.get(contract);
        if (found == null) {
            found = lookUp(contract);
            if (known.size() < 100_000) {
                known.put(contract, found);
            }
        }
        return found;
    }

    private Known lookUp(String contract) {
        Matcher full = CONTRACT.matcher(contract);
        if (full.matches()) {
            return known(contract, full.group(1), false);
        }
        Matcher symbol = SYMBOL.matcher(contract);
        if (symbol.matches()) {
            return known(contract, symbol.group(1), true);
        }
        if (ROOT.matcher(contract).matches()) {
            return known(contract, contract, true);
        }
        return known(contract, "", false);
    }

    private Known known(String contract, String brokerRoot, boolean byRoot) {
        String root = canonical(brokerRoot.toUpperCase(Locale.ROOT));
        ContractRecord record = records.get(contract);
        Tick tick = record == null ? ticks.get(root) : new Tick(record.tickSize(), record.tickValue());
        return new Known(
                contract, root, tick == null ? null : tick.size(), tick == null ? null : tick.pointValue(), byRoot);
    }

    /** The CME root of an upper-case broker root. */
    public String canonical(String root) {
        return aliases.getOrDefault(root, root);
    }

    @Override
    public String root(String contract) {
        return known(contract).root();
    }

    @Override
    public Optional<Decimal> pointValue(String contract) {
        return Optional.ofNullable(known(contract).pointValue());
    }

    @Override
    public Optional<Decimal> tickSize(String contract) {
        return Optional.ofNullable(known(contract).tickSize());
    }
}
