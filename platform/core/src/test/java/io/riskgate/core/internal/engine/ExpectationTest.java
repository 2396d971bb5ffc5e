package io.riskgate.core.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A broken expectation, or a line of the wrong shape, is found. */
class ExpectationTest {
    private static final String VIOLATION =
            """
            {"decision":"violation","time":"2025-10-29T19:00:00Z","account":"1","rule":"daily_realized_loss",\
            "message":"m","measured":"-550.00","limit":"-500.00","contract":null}""";
    private static final String LOCKOUT =
            """
            {"decision":"lockout","time":"2025-10-29T19:00:00Z","account":"1","rule":"daily_realized_loss",\
            "kind":"HARD","scope":"ACCOUNT","until":"2025-10-29T22:00:00Z","reason":"r"}""";
    private static final String COMMAND =
            """
            {"decision":"command","time":"2025-10-29T19:00:00Z","account":"1","rule":"daily_realized_loss",\
            "command":"CLOSE_ALL","contract":null,"quantity":null,"orderId":null,"stopPrice":null,"guard":false,\
            "attempt":1}""";
    private static final String RESULT =
            """
            {"decision":"command-result","time":"2025-10-29T19:00:00Z","account":"1","command":"CLOSE_ALL",\
            "contract":null,"orderId":null,"outcome":"CONFIRMED","attempt":1}""";
    private static final String STATE =
            """
            {"decision":"state","time":"2025-10-29T19:00:01Z","account":"1","locked":true,"reduceOnly":false,\
            "kind":"HARD","rule":"daily_realized_loss","until":"2025-10-29T22:00:00Z","remainingSeconds":10799,\
            "dayRealized":"-550.00","tradeCount":1,"positions":[],"workingOrders":[],"enforcement":"IDLE"}""";
    private static final String REJECTED =
            """
            {"decision":"rejected","time":"2025-10-29T19:00:01Z","account":null,"line":3,"reason":"r"}""";

    private static final List<String> LINES = List.of(VIOLATION, LOCKOUT, COMMAND, RESULT, STATE);
    private static final List<Map<String, Object>> GOOD = decisions(LINES.toArray(String[]::new));

    private static List<Map<String, Object>> decisions(String... lines) {
        return Stream.of(lines).map(JsonTree::object).toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'expect':[{'decision':'violation','account':'1'},{'decision':'command','account':'1'}]}",
                "{'expect':[{'decision':'lockout','account':'1','until':'2025-10-29T17:00:00-05:00'}]}",
                "{'unordered':[{'decision':'violation','measured':-550,'message~':['m']}]}",
                "{'unordered':[{'decision':'state','time>=':'2025-10-29T19:00:00Z','tradeCount<=':1}]}",
                "{'absent':[{'decision':'alert'}],'count':[{'match':{'decision':'command'},'n':1}]}",
                "{'final':{'1':{'locked':true,'positions':[],'workingOrders':0}},'looseLines':[3]}",
            })
    void isMet(String stated) {
        assertEquals(List.of(), expectation(stated).violatedBy(GOOD));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'expect':[{'decision':'command','account':'1'},{'decision':'violation','account':'1'}]}",
                "{'expect':[{'decision':'lockout','account':'1'},{'decision':'lockout','account':'1'}]}",
                "{'expect':[{'decision':'lockout','until':'2025-10-29T22:00:01Z'}]}",
                "{'expect':[{'decision':'violation','contract':'CON.F.US.MNQ.Z25'}]}",
                "{'unordered':[{'decision':'violation','message~':['x']}]}",
                "{'unordered':[{'decision':'state','time>=':'2025-10-29T19:00:02Z'}]}",
                "{'unordered':[{'decision':'state','tradeCount<=':0}]}",
                "{'absent':[{'decision':'command','command':'CLOSE_ALL'}]}",
                "{'count':[{'match':{'decision':'command'},'n':2}]}",
                "{'final':{'1':{'locked':false}}}",
                "{'final':{'1':{'positions':[{'quantity':1}]}}}",
                "{'final':{'2':{}}}",
                "{'badLines':[3]}",
            })
    void isViolated(String stated) {
        assertEquals(1, expectation(stated).violatedBy(GOOD).size());
    }

    @Test
    void ordersEveryAccountByItself() {
        List<Map<String, Object>> decisions =
                decisions(LOCKOUT, LOCKOUT.replace("\"account\":\"1\"", "\"account\":\"2\""), VIOLATION);

        assertEquals(
                List.of(),
                expectation("{'expect':[{'decision':'violation','account':'1'}]}")
                        .violatedBy(decisions));
    }

    @Test
    void matchesTheMembersOfAListOneToOne() {
        Object one =
                JsonTree.object("{\"a\":[{\"x\":1},{\"x\":\"2\",\"y\":0}]}").get("a");

        assertTrue(Match.equal(JsonTree.object("{\"a\":[{\"x\":2},{\"x\":1}]}").get("a"), one));
        assertFalse(Match.equal(JsonTree.object("{\"a\":[{\"x\":1},{\"x\":1}]}").get("a"), one));
    }

    @Test
    void rejectsOnlyTheLinesThatAreBad() {
        List<Map<String, Object>> decisions = decisions(REJECTED);

        assertEquals(List.of(), expectation("{'badLines':[3]}").violatedBy(decisions));
        assertEquals(List.of(), expectation("{'looseLines':[3]}").violatedBy(decisions));
        assertEquals(1, expectation("{'badLines':[]}").violatedBy(decisions).size());
    }

    @Test
    void acceptsLinesOfTheRightShape() {
        assertNull(DecisionShape.misshapen(GOOD));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'-550.00' '-550.0'",
                "'-550.00' -550",
                "19:00:00Z 19:00:00.100Z",
                "CLOSE_ALL CLOSE_EVERYTHING",
                "'attempt':1 'attempt':'1'",
                "'attempt':1 'attempt':2",
                "'positions':[] 'positions':[{'contract':'A'}]",
                "'workingOrders':[], ",
                "daily_realized_loss max_contracts",
            })
    void findsLinesOfTheWrongShape(String change) {
        String[] texts = change.replace('\'', '"').split(" ", 2);
        boolean broken = false;
        for (int i = 0; i < LINES.size(); i++) {
            List<String> lines = new ArrayList<>(LINES);
            lines.set(i, lines.get(i).replace(texts[0], texts[1]));
            broken |= DecisionShape.misshapen(decisions(lines.toArray(String[]::new))) != null;
        }

        assertTrue(broken);
    }

    @Test
    void findsAResultWithoutACommand() {
        assertNotNull(DecisionShape.misshapen(decisions(RESULT)));
        assertNotNull(DecisionShape.misshapen(decisions(COMMAND, RESULT, RESULT)));
        assertNull(DecisionShape.misshapen(decisions(COMMAND, RESULT, RESULT.replace("CONFIRMED", "GAVE_UP"))));
    }

    private static Expectation expectation(String stated) {
        return new Expectation(JsonTree.object(stated.replace('\'', '"')));
    }
}
