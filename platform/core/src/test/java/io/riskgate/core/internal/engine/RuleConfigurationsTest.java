package io.riskgate.core.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.riskgate.api.engine.Decision.Change;
import io.riskgate.api.engine.RuleStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Several configurations of one rule: which of them governs an account. */
class RuleConfigurationsTest {
    private static final String PID = "riskgate.rule.daily_realized_loss-";

    private final RuleBook book = new RuleBook();

    RuleConfigurationsTest() {
        AllRules.offers().forEach(book::offered);
    }

    @Test
    void theExactIdBeatsAGlobAndAGlobBeatsAll() {
        write("a_all", "*", "-1");
        write("b_glob", "APEX-*", "-2");
        write("c_exact", "APEX-1", "-3");

        assertEquals("-1", limitOf("13298777"));
        assertEquals("-2", limitOf("APEX-2"));
        assertEquals("-3", limitOf("APEX-1"));
        assertEquals("-2", limitOf("APEX-11"));
        assertEquals("-1", limitOf("apex-1"), "ids are compared as spelled");
    }

    @Test
    void anExactIdInAListBeatsALongerGlob() {
        write("a_long", "APEX50K-000000?", "-1");
        write("b_list", "X, APEX50K-0000001", "-2");

        assertEquals("-2", limitOf("APEX50K-0000001"));
        assertEquals("-1", limitOf("APEX50K-0000002"));
        assertEquals("-2", limitOf("X"));
        assertNull(limitOf("Y"), "no configuration matches");
    }

    @Test
    void theGlobWithMoreCharactersWins() {
        write("a", "A*", "-1");
        write("b", "*-50K*", "-2");
        write("c", "A??????????*", "-3");
        write("d", "A*-50K-7", "-4");

        assertEquals("-1", limitOf("A1"));
        assertEquals("-2", limitOf("B-50K-7"));
        assertEquals("-4", limitOf("APEX-50K-7"));
        assertEquals("-2", limitOf("APEX-50K-8"));
        assertEquals("-1", limitOf("A-1234567890"), "wildcards do not count, of equal ones the first by name");
    }

    @Test
    void aQuestionMarkIsExactlyOneCharacter() {
        write("a", "*", "-1");
        write("b", "APEX?", "-2");

        assertEquals("-1", limitOf("APEX"));
        assertEquals("-2", limitOf("APEX1"));
        assertEquals("-1", limitOf("APEX12"));
    }

    @Test
    void ofTwoThatTieTheFirstByNameGovernsAndTheOtherIsShownAsShadowed() {
        write("zulu", "APEX-*", "-1");
        write("alpha", "APEX-*", "-2");
        write("mike", "*", "-3");

        assertEquals("-2", limitOf("APEX-1"));
        assertEquals(Map.of(PID + "alpha", "ACTIVE", PID + "mike", "ACTIVE", PID + "zulu", "SHADOWED"), states());

        book.settings(PID + "alpha", null);
        assertEquals("-1", limitOf("APEX-1"));
        assertEquals(Map.of(PID + "mike", "ACTIVE", PID + "zulu", "ACTIVE"), states());
    }

    @Test
    void oneThatGovernsSomebodyIsNotShadowed() {
        write("a", "X,APEX-*", "-1");
        write("b", "APEX-*,Y", "-2");
        write("c", "APEX-*,X", "-3");

        assertEquals(Map.of(PID + "a", "ACTIVE", PID + "b", "ACTIVE", PID + "c", "SHADOWED"), states());
        assertEquals("-2", limitOf("Y"));
    }

    @Test
    void theOneThatIsOffGovernsAllTheSame() {
        write("all", "*", "-1");
        book.settings(PID + "off", Map.of("limit", "-2", "accounts", "APEX-1", "enabled", "false"));

        assertEquals("OFF", states().get(PID + "off"));
        assertEquals(0, book.table().boundTo("APEX-1").length);
        assertEquals(1, book.table().boundTo("APEX-2").length);
        assertNull(book.table().missing("daily_realized_loss", "APEX-1"), "switched off counts as there");
    }

    @Test
    void nothingIsInherited() {
        book.settings(PID + "all", Map.of("limit", "-1", "includeFees", "true", "lockFor", "5m"));
        book.settings(PID + "one", Map.of("limit", "-2", "accounts", "APEX-1"));
        List<RuleBook.Note> notes =
                book.settings(PID + "two", Map.of("accounts", "APEX-2")).notes();

        assertEquals(
                Map.of("limit", "-2", "accounts", "APEX-1"), governing("APEX-1").values());
        assertEquals(Change.REFUSED, notes.get(0).change(), "no limit of its own");
        assertEquals("-1", limitOf("APEX-2"), "the refused one is absent");
        assertEquals("REFUSED", states().get(PID + "two"));
    }

    @Test
    void theTwoRunSideBySide() throws Exception {
        List<String> lines = new ArrayList<>();
        lines.add(config("13:00", "all", "{\"limit\":\"-500\"}"));
        lines.add(config("13:00", "one", "{\"limit\":\"-100\",\"accounts\":\"A\"}"));
        lines.add(trade("14:00", "A", "t1", "-150"));
        lines.add(trade("14:00", "B", "t2", "-150"));

        List<Map<String, Object>> violations = decided("violation", lines);
        assertEquals(1, violations.size());
        assertEquals("A", violations.get(0).get("account"));
        assertEquals("-100.00", violations.get(0).get("limit"));
    }

    @Test
    void deletingFilesLeavesLockouts() throws Exception {
        List<String> lines = new ArrayList<>();
        lines.add(config("13:00", "all", "{\"limit\":\"-500\"}"));
        lines.add(config("13:00", "one", "{\"limit\":\"-100\",\"accounts\":\"A\"}"));
        lines.add(trade("14:00", "A", "t1", "-150"));
        lines.add(config("14:01", "one", "null"));
        lines.add(probe("14:02"));
        lines.add(config("14:03", "all", "null"));
        lines.add(probe("14:04"));
        lines.add("{\"type\":\"restart\",\"time\":\"2025-10-29T14:05:00Z\"}");
        lines.add(probe("14:06"));
        lines.add(probe("21:59"));
        lines.add(probe("22:00"));

        List<Map<String, Object>> states = decided("state", lines);
        assertEquals(
                List.of(true, true, true, true, false),
                states.stream().map(state -> state.get("locked")).toList());
        assertEquals("2025-10-29T22:00:00Z", states.get(2).get("until"));
        assertEquals(1, decided("lockout", lines).size());
        assertEquals("RESET", decided("lockout-ended", lines).get(0).get("cause"));
    }

    private static List<Map<String, Object>> decided(String kind, List<String> recording) throws Exception {
        return Recorded.decisions(recording).stream()
                .map(JsonTree::object)
                .filter(decision -> kind.equals(decision.get("decision")))
                .toList();
    }

    private static String config(String time, String name, String properties) {
        return "{\"type\":\"config\",\"time\":\"2025-10-29T%s:00Z\",\"pid\":\"%s\",\"properties\":%s}"
                .formatted(time, PID + name, properties);
    }

    private static String trade(String time, String account, String id, String profit) {
        return ("{\"type\":\"trade\",\"time\":\"2025-10-29T%s:00Z\",\"account\":\"%s\",\"tradeId\":\"%s\","
                        + "\"contract\":\"MNQ\",\"side\":\"SELL\",\"quantity\":1,\"price\":\"1\",\"profitAndLoss\":\"%s\"}")
                .formatted(time, account, id, profit);
    }

    private static String probe(String time) {
        return "{\"type\":\"probe\",\"time\":\"2025-10-29T%s:00Z\",\"account\":\"A\"}".formatted(time);
    }

    private void write(String name, String accounts, String limit) {
        List<RuleBook.Note> notes = book.settings(PID + name, Map.of("limit", limit, "accounts", accounts))
                .notes();
        assertEquals(Change.ACTIVE, notes.get(0).change());
    }

    private RuleSettings.Accepted governing(String account) {
        return book.table().governing("daily_realized_loss", account);
    }

    private String limitOf(String account) {
        RuleSettings.Accepted governing = governing(account);
        return governing == null ? null : governing.values().get("limit");
    }

    private Map<String, String> states() {
        Map<String, String> states = new TreeMap<>();
        for (RuleStatus rule : book.status(new Quarantine())) {
            rule.settings().forEach(settings -> states.put(settings.pid(), settings.state()));
        }
        return states;
    }

    @Test
    void aLongestLockoutThatWouldMakeLockoutsVoidIsRefused() {
        for (String tooShort : List.of("0", "0s", "0d", "1s", "59s")) {
            RuleBook.Outcome outcome = book.settings("riskgate.engine", Map.of("longestLockout", tooShort));

            assertEquals(7, outcome.table().engine().longestLockout().toDays(), tooShort);
            assertEquals(
                    "riskgate.engine: longestLockout: expected a duration of 1m to 31d (like 12h, 7d), was '%s'"
                            .formatted(tooShort),
                    outcome.notes().get(0).note());
        }
        RuleBook.Outcome outcome = book.settings("riskgate.engine", Map.of("longestLockout", "1m"));
        assertEquals(1, outcome.table().engine().longestLockout().toMinutes());
    }

    @Test
    void aRuleThatFailsOnItsSettingsRefusesThemWhateverItThrows() {
        List<Throwable> thrown = List.of(
                new IllegalStateException("no"),
                new NoClassDefFoundError("com/example/Gone"),
                new ExceptionInInitializerError("no"),
                new StackOverflowError());
        for (Throwable failure : thrown) {
            RuleBook alone = new RuleBook();
            alone.offered(new RuleOffer("failing", null, null, "failing 1", "1", settings -> {
                if (failure instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) failure;
            }));

            RuleBook.Outcome outcome = alone.settings("riskgate.rule.failing-a", Map.of());

            RuleBook.Note note = outcome.notes().get(0);
            assertEquals(Change.REFUSED, note.change());
            assertEquals("riskgate.rule.failing-a: the rule failed on its settings: it threw " + failure, note.note());
            assertEquals(0, outcome.table().active());
        }
    }
}
