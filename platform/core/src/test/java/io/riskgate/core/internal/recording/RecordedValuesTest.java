package io.riskgate.core.internal.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.riskgate.api.broker.BrokerMode;
import io.riskgate.api.event.AccountUpdate;
import io.riskgate.api.event.ConnectionUpdate;
import io.riskgate.api.event.OrderUpdate;
import io.riskgate.api.event.TradeUpdate;
import io.riskgate.api.recording.RecordedLine;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordedValuesTest {
    private static final Instant TIME = Instant.parse("2025-10-29T19:00:00Z");
    private static final String ACCOUNT = "13298777";

    @Test
    void anAccountWrittenAsAnIntegerIsTheSameAccount() {
        for (String type : List.of("account", "trade", "position", "order", "connection", "snapshot", "ledger")) {
            assertEquals(
                    Reading.only(SampleLines.line(type)),
                    Reading.only(SampleLines.with(type, "account", ACCOUNT)),
                    type);
        }
        assertEquals(new RecordedLine.Probe(1, TIME, "7"), Reading.only(SampleLines.with("probe", "account", "7")));
        assertEquals(
                "9".repeat(40),
                assertInstanceOf(
                                RecordedLine.Mode.class,
                                Reading.only(SampleLines.with("broker", "account", "9".repeat(40))))
                        .account());
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    21000.25, 21000.25
                    -37.63, -37.63
                    0, 0
                    -0, 0
                    1e3, 1000
                    1E+14, 100000000000000
                    5e-7, 0.0000005
                    999999999999999.999999999, 999999999999999.999999999
                    -999999999999999.999999999, -999999999999999.999999999
                    0.1, 0.1
                    123456789012345.123456789, 123456789012345.123456789
                    1.50000000000, 1.5
                    """)
    void pricesAreTheSameExactDecimalAsTextAndAsNumber(String literal, String value) {
        for (String json : List.of(literal, "\"" + literal + "\"")) {
            TradeUpdate trade = Reading.event(TradeUpdate.class, SampleLines.with("trade", "price", json));

            assertEquals(value, trade.price().toString());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 999_999, 1_000_000})
    void quantitiesGoFromZeroToAMillion(int quantity) {
        String text = String.valueOf(quantity);

        assertEquals(
                quantity,
                Reading.event(TradeUpdate.class, SampleLines.with("trade", "quantity", text))
                        .quantity());
        assertEquals(
                quantity,
                Reading.event(OrderUpdate.class, SampleLines.with("order", "filledQuantity", text))
                        .filledQuantity());
    }

    @Test
    void textsMayHave1024CharactersOfAnyKind() {
        String name = "\u00e9\\u0000\\n\ud83d\ude00" + "x".repeat(1019);

        AccountUpdate account =
                Reading.event(AccountUpdate.class, SampleLines.with("account", "name", "\"" + name + "\""));

        assertEquals("\u00e9\0\n\ud83d\ude00" + "x".repeat(1019), account.name());
    }

    @ParameterizedTest
    @EnumSource(ConnectionUpdate.State.class)
    void connectionsHaveEachOfTheirStates(ConnectionUpdate.State state) {
        assertEquals(
                state,
                Reading.event(ConnectionUpdate.class, SampleLines.with("connection", "state", "\"" + state + "\""))
                        .state());
    }

    @ParameterizedTest
    @EnumSource(BrokerMode.class)
    void theBrokerHasEachOfItsModes(BrokerMode mode) {
        RecordedLine line = Reading.only(SampleLines.with("broker", "mode", "\"" + mode + "\""));

        assertEquals(mode, assertInstanceOf(RecordedLine.Mode.class, line).mode());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e400",
                "\"\\ud800\"",
                "[1,[2,{\"quantity\":[]}],null]",
                "{\"type\":\"clock\",\"time\":{\"time\":1}}",
                "\"\"",
                "null",
                "false"
            })
    void unknownFieldsAreIgnoredWhateverTheyHold(String value) {
        for (String type : SampleLines.TYPES) {
            assertEquals(
                    Reading.only(SampleLines.line(type)),
                    Reading.only(SampleLines.with(type, "somethingElse", value)),
                    type);
        }
        assertEquals(
                Reading.only(SampleLines.line("snapshot")),
                Reading.only(SampleLines.with("snapshot", "orders[0].somethingElse", value)));
    }

    @Test
    void unknownFieldsMayBeAsDeepAndAsLargeAsALine() {
        String expected = SampleLines.line("clock");
        int depth = 400_000;

        assertEquals(
                Reading.only(expected),
                Reading.only(SampleLines.with("clock", "deep", "[".repeat(depth) + "]".repeat(depth))));
        assertEquals(Reading.only(expected), Reading.only(SampleLines.with("clock", "digits", "1".repeat(1_000_000))));
        assertEquals(Reading.only(expected), Reading.only(SampleLines.with("clock", "n".repeat(1_000_000), "1")));
    }

    @Test
    void fieldsComeInAnyOrderAndWithAnySpace() {
        assertEquals(
                Reading.only(SampleLines.line("probe")),
                Reading.only(
                        "\t { \"account\" :\"13298777\" ,\r\"time\": \"2025-10-29T19:00:00Z\",\"type\":\"probe\" } "));
    }
}
