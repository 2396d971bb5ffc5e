package io.riskgate.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.api.Decimal;
import io.riskgate.api.LockoutKind;
import io.riskgate.api.engine.Lockout;
import io.riskgate.shell.internal.Report.Column;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportTest {
    private static final Instant NOW = Instant.parse("2025-10-31T18:00:02.900Z");

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0s",
        "PT0.999S, 0s",
        "PT1S, 1s",
        "PT59.9S, 59s",
        "PT1M, 1m 0s",
        "PT59M59S, 59m 59s",
        "PT1H, 1h 0m 0s",
        "PT2H59M58S, 2h 59m 58s",
        "PT23H59M59S, 23h 59m 59s",
        "PT24H, 1d 0h 0m 0s",
        "PT743H0M1S, 30d 23h 0m 1s"
    })
    void countsDown(Duration left, String text) {
        assertEquals(text, Report.countdown(left));
    }

    @Test
    void roundsTheTimeLeftDownAndNeverBelowZero() {
        assertEquals("1s", Report.countdown(LockoutTable.remaining(lockout("2025-10-31T18:00:04.800Z"), NOW)));
        assertEquals(Duration.ZERO, LockoutTable.remaining(lockout("2025-10-31T18:00:02Z"), NOW));
    }

    @Test
    void admitsThatItDoesNotKnowHowALockoutEnds() throws IOException {
        Lockout damaged = new Lockout("A", "x", LockoutKind.HARD, NOW, null, false, "journal damaged at 17");
        Report report = new Report().table(null, "lockouts", "", List.of(damaged), LockoutTable.columns(NOW));

        assertEquals(
                "A\tHARD\tx\t2025-10-31T18:00:02.9Z\t\t\tsee the reason\tjournal damaged at 17\n", text(report, false));
    }

    @Test
    void showsEveryKindOfValue() throws IOException {
        Report report = new Report()
                .field("Nothing", "nothing", null)
                .field("Flag", "flag", true)
                .field("Number", "number", 7L)
                .field("Money", "money", Decimal.parse("-0.005"))
                .field("Time", "time", NOW)
                .field("Left", "left", Duration.ofSeconds(61))
                .field("List", "list", List.of("a", 1))
                .field("Map", "map", Map.of("b", "2", "a", "1"))
                .field("Text", "text", "two\nlines\u001b[31m\tö");

        assertEquals(
                """
                Nothing\t
                Flag\tyes
                Number\t7
                Money\t$-0.01
                Time\t2025-10-31T18:00:02.9Z
                Left\t1m 1s
                List\ta, 1
                Map\ta=1, b=2
                Text\ttwo\\nlines\\u001b[31m\\tö
                """,
                text(report, false));
        assertEquals(
                """
                {"nothing":null,"flag":true,"number":7,"money":"-0.01","time":"2025-10-31T18:00:02.9Z","left":61,\
                "list":["a",1],"map":{"a":"1","b":"2"},"text":"two\\nlines\\u001B[31m\\t\\u00F6"}
                """,
                json(report));
    }

    @Test
    void nothingThatItShowsSteersATerminal() throws IOException {
        String name = "A\u001b[2J\u009b1m\u202e\r\n\u2028";
        Report report = new Report()
                .field("Map", "map", Map.of(name, name))
                .table(null, "rows", "None", List.of(name), List.of(new Column<>("Name", "name", text -> text)))
                .note(name);

        String shown = text(report, true);

        assertEquals("", shown.replaceAll("[^\\p{Cc}\\p{Zl}\\u202e]|\n", ""));
        assertTrue(shown.contains("A\\u001b[2J\\u009b1m\\u202e\\r\\n\\u2028"), shown);
        assertEquals("gone: A\\u001b", ReportCommand.failure("gone: A\u001b").getMessage());
    }

    @Test
    void longTextsGoOnInTheNextLineAndNothingIsLeftOut() throws IOException {
        String words = "limit: expected an integer of at least 1, was '5.5'; "
                .repeat(20)
                .strip();
        String oneWord = "f".repeat(150);
        Report report = new Report()
                .table(
                        null,
                        "rows",
                        "None",
                        List.of(words, oneWord),
                        List.of(new Column<>("Text", "text", text -> text), new Column<>("Last", "last", text -> "x")));

        String shown = text(report, true);

        assertTrue(shown.lines().allMatch(line -> line.length() <= 75), shown);
        assertEquals("Done | " + words + "\n", text(new Report().field("Done", "done", words), true));
        assertEquals(
                words.replace(" ", "") + oneWord,
                shown.lines()
                        .skip(2)
                        .map(line -> line.substring(0, line.indexOf('|')).replace(" ", ""))
                        .collect(java.util.stream.Collectors.joining()));
        assertEquals(words + "\tx\n" + oneWord + "\tx\n", text(report, false));
    }

    @Test
    void keepsWhatIsOnlyForPeopleFromPrograms() throws IOException {
        Report report = new Report()
                .field("State", null, "fine")
                .field(null, "ok", true)
                .table("Rows", "rows", "None", List.of(), List.<Column<String>>of())
                .note("Mind the gap.");

        assertEquals("State | fine\n\nRows\nNone\n\nMind the gap.\n", text(report, true));
        assertEquals("{\"ok\":true,\"rows\":[]}\n", json(report));
    }

    @Test
    void printsNothingIfThereIsNothing() throws IOException {
        assertEquals("", text(new Report(), true));
        assertEquals("", json(new Report()));
    }

    private static Lockout lockout(String end) {
        return new Lockout("A", "x", LockoutKind.HARD, NOW, Instant.parse(end), false, "why");
    }

    private static String text(Report report, boolean format) throws IOException {
        return printed(out -> report.print(out, format));
    }

    private static String json(Report report) throws IOException {
        return printed(report::printJson);
    }

    private static String printed(Printing printing) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        printing.to(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8).replace('│', '|').replace(System.lineSeparator(), "\n");
    }

    @FunctionalInterface
    private interface Printing {
        void to(PrintStream out) throws IOException;
    }
}
