package io.riskgate.testkit;

import io.riskgate.api.Decimal;
import io.riskgate.api.broker.Instruments;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The instruments Riskgate ships with: aliases, tick sizes and dollars per tick.
 *
 * <p>Read from {@code instruments.properties} beside this class. Immutable; safe in all threads.
 */
public final class InstrumentTable implements Instruments {
    private static final Pattern CONTRACT = Pattern.compile("CON\\.F\\.[A-Z]+\\.([A-Z0-9]+)\\.[FGHJKMNQUVXZ]\\d{2}");
    private static final Pattern QUOTE_SYMBOL = Pattern.compile("F\\.[A-Z]+\\.([A-Z0-9]+)");
    private static final Pattern ROOT = Pattern.compile("([A-Z0-9]{1,8})");
    private static final String ALIAS = "alias.";
    private static final String TICK = "tick.";
    private static final InstrumentTable SHIPPED = new InstrumentTable(load());

    private final Map<String, String> aliases = new HashMap<>();
    private final Map<String, Tick> ticks = new HashMap<>();

    private InstrumentTable(Properties entries) {
        for (String key : entries.stringPropertyNames()) {
            String value = entries.getProperty(key).strip();
            if (key.startsWith(ALIAS)) {
                aliases.put(key.substring(ALIAS.length()), value);
            } else if (key.startsWith(TICK)) {
                ticks.put(key.substring(TICK.length()), Tick.parse(value));
            }
        }
    }

    /** The table. */
    public static InstrumentTable shipped() {
        return SHIPPED;
    }

    private static Properties load() {
        Properties entries = new Properties();
        try (InputStream in = InstrumentTable.class.getResourceAsStream("instruments.properties")) {
            entries.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return entries;
    }

    /** The CME root of an upper-case symbol; the symbol itself if it is no alias. */
    public String alias(String symbol) {
        return aliases.getOrDefault(symbol, symbol);
    }

    @Override
    public String root(String contract) {
        String id = contract.toUpperCase(Locale.ROOT);
        for (Pattern pattern : new Pattern[] {CONTRACT, QUOTE_SYMBOL, ROOT}) {
            Matcher matcher = pattern.matcher(id);
            if (matcher.matches()) {
                return alias(matcher.group(1));
            }
        }
        return "";
    }

    @Override
    public Optional<Decimal> pointValue(String contract) {
        return tick(contract).map(tick -> tick.value().dividedBy(tick.size()));
    }

    @Override
    public Optional<Decimal> tickSize(String contract) {
        return tick(contract).map(Tick::size);
    }

    private Optional<Tick> tick(String contract) {
        return Optional.ofNullable(ticks.get(root(contract)));
    }

    private record Tick(Decimal size, Decimal value) {
        static Tick parse(String entry) {
            int colon = entry.indexOf(':');
            return new Tick(Decimal.parse(entry.substring(0, colon)), Decimal.parse(entry.substring(colon + 1)));
        }
    }
}
