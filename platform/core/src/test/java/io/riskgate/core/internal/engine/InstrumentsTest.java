package io.riskgate.core.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.api.Decimal;
import io.riskgate.api.broker.ContractRecord;
import io.riskgate.api.rule.SettingsRefused;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InstrumentsTest {
    private static final String MNQ = "CON.F.US.MNQ.Z25";
    private static final String ES = "CON.F.US.EP.Z25";
    private static final String UNLISTED = "CON.F.US.XYZ.Z25";

    private final Instruments shipped = Instruments.shipped();

    @ParameterizedTest
    @CsvSource({
        "MNQ, 2, 21500, 21550, 200",
        "NQ, 1, 18000, 17985, -300",
        "RTY, 1, 2000.0, 1994.0, -300",
        "CL, 1, 75.00, 74.70, -300",
        "6E, 1, 1.08500, 1.08260, -300",
        "6J, 1, 0.0066500, 0.0066260, -300",
        "F.US.ENQ, 1, 18000, 17985, -300",
        "CON.F.US.JY6.H26, 1, 0.0066500, 0.0066260, -300",
    })
    void aMoveIsWorth(String contract, int quantity, String from, String to, String dollars) {
        Decimal move = Decimal.parse(to).minus(Decimal.parse(from));

        assertEquals(
                Decimal.parse(dollars),
                move.times(shipped.pointValue(contract).orElseThrow()).times(quantity));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "CON.F.US.MNQ", "CON.F.US.MNQ.A25", "CON.F.US..Z25", "con.f.us.mnq.z25", "MNQ Z25", "€"})
    void whatCannotBeParsedIsNoOtherContract(String contract) {
        assertEquals("", shipped.root(contract));
        assertEquals(Optional.empty(), shipped.pointValue(contract));
        assertEquals(Optional.empty(), shipped.tickSize(contract));
    }

    @Test
    void anUnknownRootHasNoValueAndNotZero() {
        assertEquals("XYZ", shipped.root(UNLISTED));
        assertEquals(Optional.empty(), shipped.pointValue(UNLISTED));
    }

    @Test
    void aConfigurationAddsEntryByEntry() {
        Instruments table = shipped.with(Map.of("alias.FOO", "XYZ", "tick.XYZ", "0.5:2", "service.pid", "x"));

        assertEquals(Optional.of(Decimal.of(4)), table.pointValue("CON.F.US.FOO.Z25"));
        assertEquals(Optional.of(Decimal.of(2)), table.pointValue(MNQ));
        assertEquals("ES", table.root(ES));
    }

    @ParameterizedTest
    @CsvSource({
        "tick.ES, 0:12.50",
        "tick.ES, 0.25:0",
        "tick.ES, -0.25:12.50",
        "tick.ES, 0.25",
        "tick.ES, 1e400:1",
        "tick.ES, NaN:1",
        "tick.es, 0.25:12.50",
        "alias.EP, E-S",
        "alias., ES",
        "ticks, 1",
        "tick.ES, 0.25:12.50:1",
    })
    void refusesWhatIsNoEntry(String key, String value) {
        SettingsRefused refused = assertThrows(SettingsRefused.class, () -> shipped.with(Map.of(key, value)));

        assertEquals(key, refused.key());
    }

    @Test
    void theBrokersRecordWinsForItsContractOnly() {
        Instruments table = shipped.recorded(List.of(record(MNQ, "0.5", "2"), record(UNLISTED, "1", "3")));

        assertEquals(Optional.of(Decimal.of(4)), table.pointValue(MNQ));
        assertEquals(Optional.of(Decimal.parse("0.5")), table.tickSize(MNQ));
        assertEquals("MNQ", table.root(MNQ));
        assertEquals(Optional.of(Decimal.of(2)), table.pointValue("CON.F.US.MNQ.H26"));
        assertEquals(Optional.of(Decimal.of(2)), table.pointValue("MNQ"));
        assertEquals(Optional.of(Decimal.of(3)), table.pointValue(UNLISTED));
        assertEquals(Optional.of(Decimal.of(2)), shipped.pointValue(MNQ), "the table it was made of stays as it is");
    }

    @Test
    void anIdThatCannotBeParsedHasItsRecordsValueAndStillNoSymbol() {
        Instruments table = shipped.recorded(List.of(record("OPT|1", "1", "3")));

        assertEquals(Optional.of(Decimal.of(3)), table.pointValue("OPT|1"));
        assertEquals("", table.root("OPT|1"));
    }

    @Test
    void onlyADifferenceIsADifference() {
        Instruments table = shipped.recorded(
                List.of(record(UNLISTED, "1", "3"), record(MNQ, "0.250", "0.5"), record(ES, "0.25", "12.51")));

        assertEquals(
                List.of("The broker's record of CON.F.US.EP.Z25 has tick size 0.25 and tick value 12.51, the table of"
                        + " instruments 0.25 and 12.5; the broker's record is used"),
                table.differences());
        assertEquals(List.of(), shipped.differences());
        assertEquals(
                List.of(), table.with(Map.of("tick.ES", "0.25:12.51")).differences(), "the table says the same by now");
        assertEquals(
                1,
                shipped.recorded(List.of(record(ES, "0.5", "25"))).differences().size(),
                "as much per point, but another tick");
    }

    @Test
    void theLastOfTwoRecordsCounts() {
        Instruments table = shipped.recorded(List.of(record(MNQ, "1", "3"), record(MNQ, "1", "4")));

        assertEquals(Optional.of(Decimal.of(4)), table.pointValue(MNQ));
        assertEquals(Optional.of(Decimal.of(2)), table.recorded(List.of()).pointValue(MNQ));
    }

    @ParameterizedTest
    @CsvSource({"'', 1, 1", "MNQ, 0, 1", "MNQ, 1, 0", "MNQ, -1, 1", "MNQ, 1, -1"})
    void aRecordHasAContractAndNumbersAboveZero(String contract, String size, String value) {
        assertThrows(IllegalArgumentException.class, () -> record(contract, size, value));
    }

    @Test
    void anEditOfTheTableLeavesTheRecordsInForce() {
        RuleBook book = new RuleBook();
        RuleBook.Outcome outcome = book.contracts(List.of(record(MNQ, "1", "3")));

        assertTrue(outcome.instruments());
        for (Map<String, String> edit : List.of(Map.of("tick.MNQ", "1:5"), Map.of("tick.ES", "1:0"))) {
            book.settings("riskgate.instruments", edit);
            assertEquals(Optional.of(Decimal.of(3)), book.instruments().pointValue(MNQ));
        }
        assertEquals(Optional.of(Decimal.of(5)), book.instruments().pointValue("MNQ"), "the accepted edit is in force");
        book.settings("riskgate.instruments", null);
        assertEquals(Optional.of(Decimal.of(3)), book.instruments().pointValue(MNQ));
        assertEquals(Optional.of(Decimal.of(2)), book.instruments().pointValue("MNQ"));
    }

    @Test
    void theSimulatedBrokerFillsByTheTableInForce() throws Exception {
        List<String> decisions = Recorded.decisions(List.of(
                """
                {"type":"config","time":"2025-10-29T13:00:00Z","pid":"riskgate.instruments","properties":{"tick.MNQ":"0.25:5"}}""",
                """
                {"type":"config","time":"2025-10-29T13:00:00Z","pid":"riskgate.rule.max_contracts-default","properties":{"limit":"2"}}""",
                """
                {"type":"broker","time":"2025-10-29T13:00:00Z","mode":"PAPER"}""",
                """
                {"type":"quote","time":"2025-10-29T13:00:00Z","contract":"CON.F.US.MNQ.Z25","last":"21010"}""",
                """
                {"type":"position","time":"2025-10-29T14:00:00Z","account":"A","contract":"CON.F.US.MNQ.Z25","side":"LONG","quantity":3,"averagePrice":"21000"}""",
                """
                {"type":"probe","time":"2025-10-29T14:00:01Z","account":"A"}"""));

        Map<String, Object> state = JsonTree.object(decisions.get(decisions.size() - 1));
        assertEquals("200.00", state.get("dayRealized"), "10 points of $20");
    }

    private static ContractRecord record(String contract, String size, String value) {
        return new ContractRecord(contract, Decimal.parse(size), Decimal.parse(value));
    }
}
