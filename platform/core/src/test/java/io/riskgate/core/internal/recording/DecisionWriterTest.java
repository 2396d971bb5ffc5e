package io.riskgate.core.internal.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.riskgate.api.Decimal;
import io.riskgate.api.LockoutKind;
import io.riskgate.api.OrderSide;
import io.riskgate.api.OrderType;
import io.riskgate.api.PositionSide;
import io.riskgate.api.Severity;
import io.riskgate.api.engine.Decision;
import io.riskgate.api.engine.Lockout;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecisionWriterTest {
    private static final Instant TIME = Instant.parse("2025-10-29T19:00:01.300Z");
    private static final Instant RESET = Instant.parse("2025-10-29T22:00:00Z");
    private static final String ACCOUNT = "13298777";
    private static final String MNQ = "CON.F.US.MNQ.Z25";
    private static final Lockout HARD = new Lockout(
            ACCOUNT, "daily_realized_loss", LockoutKind.HARD, Instant.parse("2025-10-29T19:00:01Z"), RESET, true, "r");
    private static final Lockout CONDITION =
            new Lockout(ACCOUNT, "auth_loss_guard", LockoutKind.CONDITION, TIME, null, false, "no trading");

    /** Each kind of decision, in the order of the lines of {@code every-kind.decisions.jsonl}. */
    private static final List<Decision> DECISIONS = List.of(
            new Decision.Violation(TIME, ACCOUNT, "daily_realized_loss", "m", Decimal.of(-550), Decimal.of(-500), null),
            new Decision.Violation(TIME, ACCOUNT, "max_contracts", "m", 6L, 5L, MNQ),
            new Decision.Violation(TIME, ACCOUNT, "symbol_blocks", "m", null, null, MNQ),
            new Decision.Locked(TIME, HARD),
            new Decision.Locked(TIME, CONDITION),
            new Decision.Commanded(TIME, ACCOUNT, "x", Decision.Command.CLOSE_ALL, null, null, null, null, false, 1),
            new Decision.Commanded(
                    TIME,
                    ACCOUNT,
                    "x",
                    Decision.Command.MOVE_STOP,
                    MNQ,
                    2,
                    "o-1",
                    Decimal.parse("21000.2500"),
                    true,
                    3),
            new Decision.CommandResult(
                    TIME, ACCOUNT, Decision.Command.CLOSE_POSITION, MNQ, null, Decision.Outcome.TIMED_OUT, 2),
            new Decision.Blocked(TIME, ACCOUNT, "trade", HARD, 9),
            new Decision.LockoutEnded(RESET, ACCOUNT, "daily_realized_loss", Decision.Cause.RESET),
            new Decision.Alert(TIME, null, null, Severity.CRITICAL, "ENFORCEMENT_FAILED", "m"),
            new Decision.DayReset(RESET, ACCOUNT, LocalDate.of(2025, 10, 29), Decimal.parse("-550.005")),
            new Decision.RuleChanged(TIME, null, "max_contracts", Decision.Change.ACTIVE, "p-default"),
            new Decision.Restored(TIME, HARD),
            new Decision.Restored(TIME, CONDITION),
            new Decision.State(
                    TIME,
                    ACCOUNT,
                    HARD,
                    true,
                    Decimal.parse("-550.00"),
                    2,
                    List.of(
                            new Decision.Position(
                                    MNQ, PositionSide.LONG, 2, Decimal.parse("21000.250"), Decimal.of(200)),
                            new Decision.Position("MES", PositionSide.SHORT, 1, Decimal.parse("-1e-7"), null)),
                    List.of(new Decision.WorkingOrder(
                            "o-1", MNQ, OrderSide.SELL, OrderType.STOP, 2, null, Decimal.parse("2.09e4"))),
                    Decision.Enforcement.PENDING),
            free(Decimal.ZERO),
            new Decision.Rejected(TIME, 4, "type must be one of a, b, was 'c'"));

    private final DecisionWriter writer = new DecisionWriter();

    @Test
    void eachDecisionIsALineWithTheFieldsOfItsKindInTheirOrder() throws IOException, URISyntaxException {
        List<String> expected = lines("every-kind.decisions.jsonl");

        assertEquals(expected, DECISIONS.stream().map(writer::line).toList());
    }

    @Test
    void everyKindOfDecisionIsTriedHere() {
        Set<Class<?>> kinds = new HashSet<>(Arrays.asList(Decision.class.getPermittedSubclasses()));

        assertEquals(kinds, DECISIONS.stream().map(Object::getClass).collect(Collectors.toSet()));
    }

    @Test
    void writesThePublishedExampleButForItsSpaces() throws IOException, URISyntaxException {
        String rule = "daily_realized_loss";
        Instant breach = Instant.parse("2025-10-29T19:00:01Z");
        String message = "Daily loss limit exceeded: $-550.00 (limit: $-500.00)";
        Lockout lockout = new Lockout(ACCOUNT, rule, LockoutKind.HARD, breach, RESET, true, message);
        List<Decision> decisions = List.of(
                new Decision.RuleChanged(
                        Instant.parse("2025-10-29T18:59:00Z"),
                        null,
                        rule,
                        Decision.Change.ACTIVE,
                        "riskgate.rule.daily_realized_loss-default"),
                new Decision.Violation(breach, ACCOUNT, rule, message, Decimal.of(-550), Decimal.of(-500), null),
                new Decision.Locked(breach, lockout),
                command(breach, Decision.Command.CLOSE_ALL),
                command(breach, Decision.Command.CANCEL_ALL),
                new Decision.Blocked(TIME, ACCOUNT, "position", lockout, 1),
                confirmed(Decision.Command.CLOSE_ALL),
                new Decision.Blocked(TIME, ACCOUNT, "order", lockout, 1),
                confirmed(Decision.Command.CANCEL_ALL),
                new Decision.State(
                        Instant.parse("2025-10-29T19:00:03.300Z"),
                        ACCOUNT,
                        lockout,
                        false,
                        Decimal.of(-550),
                        2,
                        List.of(),
                        List.of(),
                        Decision.Enforcement.IDLE));

        List<String> example = lines("S003-02.decisions.jsonl").stream()
                .map(line -> line.replace("\": ", "\":").replace(", \"", ",\""))
                .toList();

        assertEquals(example, decisions.stream().map(writer::line).toList());
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    -0.004, 0.00
                    -0.005, -0.01
                    0.005, 0.01
                    -0.0049999, 0.00
                    1234567.895, 1234567.90
                    99999999999999999999.995, 100000000000000000000.00
                    """)
    void moneyHasTwoPlacesRoundedHalfAwayFromZeroAndZeroHasNoSign(String value, String money) {
        String line = writer.line(free(Decimal.of(new BigDecimal(value))));

        assertEquals(
                writer.line(free(Decimal.ZERO))
                        .replace("\"dayRealized\":\"0.00\"", "\"dayRealized\":\"" + money + "\""),
                line);
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    2025-10-29T21:59:58.300Z, 1
                    2025-10-29T21:59:59.000000001Z, 0
                    2025-10-29T21:59:59Z, 1
                    2025-10-22T22:00:00Z, 604800
                    """)
    void remainingSecondsAreRoundedDown(Instant now, long seconds) {
        String line = writer.line(new Decision.Restored(now, HARD));

        assertEquals(
                "\"remainingSeconds\":" + seconds + ",\"reason\":\"r\"}",
                line.substring(line.indexOf("\"remainingSeconds\"")));
    }

    @Test
    void aTextStaysOnItsLineAndKeepsItsCharacters() {
        String text = "a\"b\\c\n\r\t\0\u00e9\u4e2d\ud83d\ude00";

        String line = writer.line(new Decision.Rejected(TIME, 1, text));

        assertEquals(
                "\"reason\":\"a\\\"b\\\\c\\n\\r\\t\\u0000\u00e9\u4e2d\ud83d\ude00\"}",
                line.substring(line.indexOf("\"reason\"")));
    }

    @Test
    void aLoneSurrogateBecomesAQuestionMark() {
        String line = writer.line(new Decision.Rejected(TIME, 1, "a\ud83db\ude00"));

        assertEquals("\"reason\":\"a?b?\"}", line.substring(line.indexOf("\"reason\"")));
    }

    @Test
    void aFigureIsALongOrADecimal() {
        Decision decision = new Decision.Violation(TIME, ACCOUNT, "x", "m", "6", 5L, null);

        assertThrows(IllegalArgumentException.class, () -> writer.line(decision));
    }

    private static Decision free(Decimal realized) {
        return new Decision.State(
                TIME, ACCOUNT, null, false, realized, 0, List.of(), List.of(), Decision.Enforcement.IDLE);
    }

    private static Decision command(Instant time, Decision.Command command) {
        return new Decision.Commanded(time, ACCOUNT, "daily_realized_loss", command, null, null, null, null, false, 1);
    }

    private static Decision confirmed(Decision.Command command) {
        return new Decision.CommandResult(TIME, ACCOUNT, command, null, null, Decision.Outcome.CONFIRMED, 1);
    }

    private static List<String> lines(String name) throws IOException, URISyntaxException {
        return Files.readAllLines(Path.of(
                DecisionWriterTest.class.getResource("/decisions/" + name).toURI()));
    }
}
