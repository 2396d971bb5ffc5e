package io.riskgate.core.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.api.engine.Decision.Change;
import io.riskgate.api.engine.RuleStatus;
import io.riskgate.core.internal.osgi.ShippedSettings;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The settings files of the distribution. */
class ShippedConfigurationsTest {
    static final Path ETC = Path.of("../../karaf-distro/assembly/src/main/resources/etc");
    private static final Set<String> MONEY = Set.of(
            "cooldown_after_loss",
            "daily_realized_loss",
            "daily_realized_profit",
            "daily_unrealized_loss",
            "max_unrealized_profit");

    private final Map<String, Map<String, String>> shipped = ShippedSettings.in(ETC);
    private final RuleBook book = new RuleBook();

    ShippedConfigurationsTest() throws IOException {
        AllRules.offers().forEach(book::offered);
    }

    @Test
    void everyFileIsAccepted() {
        shipped.forEach((pid, values) -> {
            List<RuleBook.Note> expected = pid.startsWith("riskgate.rule.")
                    ? List.of(new RuleBook.Note(ruleOf(pid), Change.ACTIVE, pid))
                    : List.of();

            assertEquals(expected, book.settings(pid, values).notes(), pid);
        });
        assertTrue(shipped.keySet()
                .containsAll(Set.of("riskgate.engine", "riskgate.instruments", "riskgate.tradingday-default")));
    }

    @Test
    void eachRuleHasOneAndIsRequired() {
        Set<String> configured = shipped.keySet().stream()
                .filter(pid -> pid.startsWith("riskgate.rule."))
                .map(ShippedConfigurationsTest::ruleOf)
                .collect(Collectors.toCollection(TreeSet::new));
        List<String> required =
                EngineSettings.read(shipped.get("riskgate.engine")).requiredRules();

        assertEquals(13, configured.size());
        assertEquals(AllRules.offers().stream().map(RuleOffer::id).collect(Collectors.toSet()), configured);
        assertEquals(configured, new TreeSet<>(required));
        assertEquals(configured.size(), required.size(), "none twice");
    }

    @Test
    void noAccountIsReduceOnlyForThem() {
        shipped.forEach(book::settings);

        for (String rule : book.table().engine().requiredRules()) {
            assertNull(book.table().missing(rule, "13298777"), rule);
        }
    }

    @Test
    void whatAPersonMustSetIsOff() {
        shipped.forEach(book::settings);

        for (RuleStatus rule : book.status(new Quarantine())) {
            RuleStatus.Configuration only = rule.settings().get(0);
            if (MONEY.contains(rule.id())) {
                assertEquals("OFF", only.state(), rule.id());
            }
            assertEquals(only.values().get("enabled").equals("true") ? "ACTIVE" : "OFF", only.state());
            assertEquals("*", only.accounts());
        }
    }

    @Test
    void theInstrumentsAreThoseOfTheShippedTable() throws IOException {
        Properties built = new Properties();
        try (Reader reader = new InputStreamReader(
                Instruments.class.getResourceAsStream("instruments.properties"), StandardCharsets.UTF_8)) {
            built.load(reader);
        }
        Map<String, String> table = new TreeMap<>();
        built.stringPropertyNames().forEach(key -> table.put(key, built.getProperty(key)));

        assertEquals(table, shipped.get("riskgate.instruments"));
    }

    @Test
    void theEngineAndTheTradingDayAreWrittenWithTheirDefaults() {
        EngineSettings engine = EngineSettings.read(shipped.get("riskgate.engine"));
        TradingCalendars.Calendar day = TradingCalendars.NONE
                .with("default", shipped.get("riskgate.tradingday-default"))
                .of("13298777");

        assertEquals(
                EngineSettings.DEFAULT,
                new EngineSettings(
                        List.of(),
                        engine.faultLimit(),
                        engine.longestLockout(),
                        engine.swapWindow(),
                        engine.timeBudget(),
                        engine.historyFor(),
                        engine.brokerCalls(),
                        engine.trust()));
        assertEquals(new TradingCalendars.Calendar(LocalTime.of(17, 0), ZoneId.of("America/Chicago")), day);
    }

    private static String ruleOf(String pid) {
        return pid.replaceAll("riskgate\\.rule\\.(.*)-default", "$1");
    }
}
