package io.riskgate.core.internal.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.api.recording.RecordedLine;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RejectedLinesTest {
    private static final String ID = "a Unicode text of 1 to 1024 characters";
    private static final String TEXT = "a Unicode text of at most 1024 characters";
    private static final String INSTANT = "an instant of 1970 to 2261 like 2025-10-29T19:00:00Z";
    private static final String DECIMAL = "a decimal of at most 15 digits before and 9 after the point";

    @ParameterizedTest(name = "{0} without {1}")
    @CsvSource(
            textBlock =
                    """
                    config, time
                    config, pid
                    account, account
                    trade, account
                    trade, tradeId
                    trade, contract
                    trade, side
                    trade, quantity
                    trade, price
                    position, account
                    position, contract
                    position, side
                    position, quantity
                    position, averagePrice
                    order, account
                    order, orderId
                    order, contract
                    order, side
                    order, orderType
                    order, status
                    order, quantity
                    quote, time
                    connection, state
                    snapshot, account
                    snapshot, positions
                    snapshot, orders
                    snapshot, positions[1].contract
                    snapshot, positions[0].averagePrice
                    snapshot, orders[0].status
                    snapshot, trades[0].time
                    snapshot, trades[0].price
                    ledger, account
                    ledger, realized
                    clock, type
                    clock, time
                    restart, time
                    broker, mode
                    probe, account
                    """)
    void aRequiredFieldMustBeThereAndNotNull(String type, String field) {
        String missing = Reading.reason(SampleLines.with(type, field, SampleLines.ABSENT));
        String isNull = Reading.reason(SampleLines.with(type, field, "null"));

        assertTrue(missing.startsWith(field + " must be ") && missing.endsWith(", was missing"), missing);
        assertTrue(isNull.startsWith(field + " must be ") && isNull.endsWith(", was null"), isNull);
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    trade    | quantity       | 3.0      | an integer from 0 to 1000000 | 3.0
                    trade    | quantity       | 3e0      | an integer from 0 to 1000000 | 3e0
                    trade    | quantity       | "3"      | an integer from 0 to 1000000 | '3'
                    trade    | quantity       | -1       | an integer from 0 to 1000000 | -1
                    trade    | quantity       | 1000001  | an integer from 0 to 1000000 | 1000001
                    trade    | quantity       | 99999999999999999999 | an integer from 0 to 1000000 | 99999999999999999999
                    trade    | quantity       | true     | an integer from 0 to 1000000 | true
                    trade    | quantity       | [3]      | an integer from 0 to 1000000 | a list
                    order    | filledQuantity | 1.5      | an integer from 0 to 1000000 | 1.5
                    ledger   | tradeCount     | "4"      | an integer from 0 to 1000000 | '4'
                    broker   | calls          | 0        | an integer from 1 to 1000000 | 0
                    trade    | side           | "buy"    | one of BUY, SELL | 'buy'
                    trade    | side           | "BUY "   | one of BUY, SELL | 'BUY '
                    trade    | side           | 1        | one of BUY, SELL | 1
                    position | side           | "BUY"    | one of LONG, SHORT, FLAT | 'BUY'
                    order    | orderType      | "stop"   | one of MARKET, LIMIT, STOP, STOP_LIMIT, TRAILING_STOP | 'stop'
                    order    | status         | "OPEN"   | one of WORKING, PENDING, FILLED, CANCELLED, EXPIRED, REJECTED | 'OPEN'
                    connection | state        | "UP"     | one of LOST, RESTORED, AUTH_FAILED, AUTH_SUCCEEDED | 'UP'
                    restart  | kind           | "crash"  | one of CLEAN, CRASH | 'crash'
                    broker   | mode           | "Paper"  | one of SILENT, PAPER, REJECT, HANG, LATE, RATE_LIMIT, UNAUTHORIZED, CLOSED, DRIP, RESET | 'Paper'
                    account  | canTrade       | "true"   | true or false | 'true'
                    account  | canTrade       | 1        | true or false | 1
                    trade    | voided         | "no"     | true or false | 'no'
                    snapshot | canTrade       | {}       | true or false | an object
                    snapshot | positions      | {}       | a list | an object
                    snapshot | trades         | "none"   | a list | 'none'
                    snapshot | positions[1].quantity | -2 | an integer from 0 to 1000000 | -2
                    snapshot | orders[0].side | "LONG"   | one of BUY, SELL | 'LONG'
                    config   | properties     | "limit"  | an object of texts, or null | 'limit'
                    config   | properties     | absent   | an object of texts, or null | missing
                    restart  | downUntil      | "2025-10-29T18:59:59.999999999Z" | at or after 2025-10-29T19:00:00Z, the time of the line | '2025-10-29T18:59:59.999999999Z'
                    """)
    void aValueThatIsNotAcceptableIsNamedWithWhatWasExpected(
            String type, String field, String value, String expected, String was) {
        assertEquals(
                field + " must be " + expected + ", was " + was, Reading.reason(SampleLines.with(type, field, value)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e400",
                "1e15",
                "1000000000000000",
                "0.0000000001",
                "1e-10",
                "999999999999999.9999999999",
                "1e99999",
                "\"NaN\"",
                "\"Infinity\"",
                "\"\"",
                "\" 1\"",
                "\"1,000.00\"",
                "\"$5\"",
                "\"0x10\"",
                "\"1e\"",
                "\"1d\"",
                "true",
                "{}",
                "[1]"
            })
    void moneyThatIsNoExactDecimalInRangeIsRejected(String value) {
        String prefix = " must be " + DECIMAL + ", was ";

        for (String[] field : List.of(
                new String[] {"trade", "price"},
                new String[] {"trade", "profitAndLoss"},
                new String[] {"ledger", "realized"},
                new String[] {"quote", "last"},
                new String[] {"snapshot", "positions[0].averagePrice"})) {
            String reason = Reading.reason(SampleLines.with(field[0], field[1], value));

            assertTrue(reason.startsWith(field[1] + prefix), reason);
        }
    }

    @Test
    void idsMustBeTextsThatAreNotEmpty() {
        assertEquals("tradeId must be " + ID + ", was 7", Reading.reason(SampleLines.with("trade", "tradeId", "7")));
        assertEquals("pid must be " + ID + ", was ''", Reading.reason(SampleLines.with("config", "pid", "\"\"")));
        assertEquals(
                "account must be " + ID + " or an integer, was ''",
                Reading.reason(SampleLines.with("connection", "account", "\"\"")));
        assertEquals(
                "account must be " + ID + " or an integer, was 1.5",
                Reading.reason(SampleLines.with("probe", "account", "1.5")));
        assertEquals(
                "account must be " + ID + " or an integer, was 1e3",
                Reading.reason(SampleLines.with("probe", "account", "1e3")));
    }

    @Test
    void textsOverThe1024thCharacterAndLoneSurrogatesAreRejected() {
        String tooLong = "x".repeat(1025);

        assertEquals(
                "name must be " + TEXT + ", was '" + "x".repeat(97) + "...' (1025 characters)",
                Reading.reason(SampleLines.with("account", "name", "\"" + tooLong + "\"")));
        assertEquals(
                "reason must be " + TEXT + ", was 'a?'",
                Reading.reason(SampleLines.with("connection", "reason", "\"a\\ud800\"")));
        assertTrue(Reading.reason(SampleLines.with("probe", "account", "1".repeat(1025)))
                .startsWith("account must be "));
    }

    @Test
    void propertiesMustBeTexts() {
        assertEquals(
                "properties.limit must be " + TEXT + ", was 2",
                Reading.reason(SampleLines.with("config", "properties", "{\"limit\":2}")));
        assertEquals(
                "properties.limit must be " + TEXT + ", was null",
                Reading.reason(SampleLines.with("config", "properties", "{\"limit\":null}")));
        assertEquals(
                "properties.a must be " + TEXT + ", was a list",
                Reading.reason(SampleLines.with("config", "properties", "{\"b\":\"1\",\"a\":[\"x\"]}")));
    }

    @Test
    void elementsMustBeObjects() {
        assertEquals(
                "positions[1] must be an object, was 7",
                Reading.reason(SampleLines.with(
                        "snapshot", "positions", "[{\"contract\":\"MNQ\",\"side\":\"FLAT\",\"quantity\":0},7]")));
        assertEquals(
                "orders[0] must be an object, was null",
                Reading.reason(SampleLines.with("snapshot", "orders", "[null]")));
    }

    @Test
    void aFlatPositionHasNoQuantity() {
        String line =
                """
                {"type":"position","time":"2025-10-29T19:00:00Z","account":"1","contract":"MNQ","side":"FLAT",\
                "quantity":2}""";

        assertEquals("quantity must be 0 where side is FLAT, was 2", Reading.reason(line));
    }

    @Test
    void aQuoteNeedsAContractOrASymbol() {
        assertEquals(
                "contract or symbol must be a text, was missing",
                Reading.reason("{\"type\":\"quote\",\"time\":\"2025-10-29T19:00:00Z\",\"last\":\"1\"}"));
    }

    @Test
    void anUnknownTypeIsRejected() {
        assertEquals(
                "type must be one of config, account, trade, position, order, quote, connection, snapshot, ledger,"
                        + " clock, restart, broker, probe, was 'margin-call'",
                Reading.reason(SampleLines.with("clock", "type", "\"margin-call\"")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"2025-02-30T00:00:00Z\"",
                "\"2025-10-29T19:00:60Z\"",
                "\"2025-10-29T19:00:00\"",
                "\"2262-01-01T00:00:00Z\"",
                "1761764400",
                "null"
            })
    void aTimeThatIsNoInstantIsRejected(String time) {
        String was = time.replace('"', '\'');

        assertEquals(
                "time must be " + INSTANT + ", was " + was, Reading.reason(SampleLines.with("clock", "time", time)));
        if (!time.equals("null")) {
            assertEquals(
                    "downUntil must be " + INSTANT + ", was " + was,
                    Reading.reason(SampleLines.with("restart", "downUntil", time)));
            assertEquals(
                    "executedAt must be " + INSTANT + ", was " + was,
                    Reading.reason(SampleLines.with("trade", "executedAt", time)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "[{\"type\":\"clock\"}]",
                "\"clock\"",
                "7",
                "null",
                "true",
                "{",
                "}",
                "{}}",
                "{]",
                "{\"type\"}",
                "{\"type\":}",
                "{\"type\":\"clock\",}",
                "{,\"type\":\"clock\"}",
                "{type:\"clock\"}",
                "{'type':'clock'}",
                "{\"a\":01}",
                "{\"a\":+1}",
                "{\"a\":.5}",
                "{\"a\":1.}",
                "{\"a\":1e}",
                "{\"a\":-}",
                "{\"a\":NaN}",
                "{\"a\":Infinity}",
                "{\"a\":-Infinity}",
                "{\"a\":[NaN]}",
                "{\"a\":tru}",
                "{\"a\":truex}",
                "{\"a\":undefined}",
                "{\"a\":\"\t\"}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12g4\"}",
                "{\"a\":\"",
                "{\"a\":[1,]}",
                "{\"a\":[1 2]}",
                "{\"a\":1 \"b\":2}",
                "{\"a\":/* one */1}",
                "# comment",
                "{\"a\":1}\0",
                "\u00a0{}",
                "\ufffe{}"
            })
    void whatIsNotOneJsonObjectIsRejected(String line) {
        String reason = Reading.reason(line);

        assertTrue(reason.startsWith("line must be one JSON object, was "), reason);
        assertTrue(reason.length() <= 200, reason);
    }

    @Test
    void nothingMayFollowTheObject() {
        String clock = SampleLines.line("clock");

        assertEquals("line must be one JSON object, was followed by " + clock, Reading.reason(clock + " " + clock));
        assertEquals(
                "line must be one JSON object, was followed by \"" + "x".repeat(96) + "...",
                Reading.reason(clock + "\"" + "x".repeat(500) + "\""));
        assertEquals("line must be one JSON object, was followed by 1", Reading.reason(clock + "1"));
        assertTrue(Reading.reason(clock + "}").startsWith("line must be one JSON object, was invalid at column "));
        assertTrue(Reading.reason(clock + ",").startsWith("line must be one JSON object, was invalid at column "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"clock\",\"time\":\"2025-10-29T19:00:00Z\",\"time\":\"2025-10-29T19:00:00Z\"}",
                "{\"type\":\"clock\",\"time\":\"2025-10-29T19:00:00Z\",\"\\u0074ime\":\"2025-10-29T19:00:00Z\"}",
                "{\"type\":\"clock\",\"time\":\"2025-10-29T19:00:00Z\",\"x\":1,\"x\":1}",
                "{\"type\":\"clock\",\"time\":\"2025-10-29T19:00:00Z\",\"x\":[[{\"y\":1,\"y\":2}]]}"
            })
    void aNameMustNotComeTwice(String line) {
        String reason = Reading.reason(line);

        assertTrue(reason.contains("Duplicate field '"), reason);
    }

    @Test
    void duplicatesAreFoundAmongPropertiesAndInElements() {
        assertTrue(Reading.reason(SampleLines.with("config", "properties", "{\"limit\":\"1\",\"limit\":\"2\"}"))
                .contains("Duplicate field 'limit'"));
        assertTrue(Reading.reason(SampleLines.with("snapshot", "orders", "[{\"orderId\":\"1\",\"orderId\":\"1\"}]"))
                .contains("Duplicate field 'orderId'"));
    }

    @Test
    void whatWasThereIsShortenedTo100Characters() {
        String emoji = "\ud83d\ude00";

        assertEquals(
                "time must be " + INSTANT + ", was 'a" + emoji.repeat(48) + "...' (401 characters)",
                Reading.reason(SampleLines.with("clock", "time", "\"a" + emoji.repeat(200) + "\"")));
        assertEquals(
                "time must be " + INSTANT + ", was '" + emoji.repeat(48) + "...' (400 characters)",
                Reading.reason(SampleLines.with("clock", "time", "\"" + emoji.repeat(200) + "\"")));
        assertEquals(
                "quantity must be an integer from 0 to 1000000, was " + "7".repeat(97) + "...",
                Reading.reason(SampleLines.with("trade", "quantity", "7".repeat(900_000))));
    }

    @Test
    void everyLineIsRejectedForItself() {
        List<RecordedLine> lines = Reading.lines(
                SampleLines.line("clock"),
                SampleLines.with("trade", "price", "NaN"),
                SampleLines.with("trade", "quantity", "-1"),
                SampleLines.line("trade"));

        assertEquals(
                List.of(1, 2, 3, 4), lines.stream().map(RecordedLine::number).toList());
        assertEquals(
                List.of(2, 3),
                lines.stream()
                        .filter(RecordedLine.Rejected.class::isInstance)
                        .map(RecordedLine::number)
                        .toList());
    }
}
