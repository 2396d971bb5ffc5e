package io.riskgate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.api.Decimal;
import io.riskgate.api.LockoutKind;
import io.riskgate.api.broker.PaperPlay;
import io.riskgate.api.engine.AccountStatus;
import io.riskgate.api.engine.Decision;
import io.riskgate.api.engine.DecisionListener;
import io.riskgate.api.engine.Lockout;
import io.riskgate.api.engine.LockoutStore;
import io.riskgate.api.engine.PlatformStatus;
import io.riskgate.api.engine.PreCheckGate;
import io.riskgate.api.engine.Replay;
import io.riskgate.api.engine.RiskEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventConstants;
import org.osgi.service.event.EventHandler;

/** A daily loss limit from the first loss to the closed position, with the paper broker. */
@ExtendWith(InKaraf.class)
class BreachIT {

    private static final String REASON = "Daily loss limit exceeded: $-600.00 (limit: $-500.00)";

    private final BundleContext context;
    private final RiskEngine engine;
    private final LockoutStore lockouts;
    private final PreCheckGate gate;
    private final PaperPlay paper;
    private final Replay replay;
    private final ConfigurationAdmin settings;

    private final List<Decision> decisions = new CopyOnWriteArrayList<>();
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final List<ServiceRegistration<?>> listeners = new ArrayList<>();

    BreachIT(
            BundleContext context,
            RiskEngine engine,
            LockoutStore lockouts,
            PreCheckGate gate,
            PaperPlay paper,
            Replay replay,
            ConfigurationAdmin settings) {
        this.context = context;
        this.engine = engine;
        this.lockouts = lockouts;
        this.gate = gate;
        this.paper = paper;
        this.replay = replay;
        this.settings = settings;
    }

    @BeforeEach
    void givenAnArmedPlatformAndListeners() throws Exception {
        Eventually.holds(() -> assertTrue(engine.status().armed(), engine.status()::notArmedBecause));
        listeners.add(context.registerService(DecisionListener.class, decisions::add, null));
        Dictionary<String, Object> topics = new Hashtable<>();
        topics.put(EventConstants.EVENT_TOPIC, "io/riskgate/lockout");
        listeners.add(context.registerService(EventHandler.class, events::add, topics));
    }

    @AfterEach
    void thenNobodyListens() {
        listeners.forEach(ServiceRegistration::unregister);
    }

    @Test
    void aBreachLocksClosesAndKeepsClosed() throws Exception {
        String account = "BREACH-1";
        givenALossLimitFor(account);
        play(
                """
                {"type":"account","time":"2025-10-29T19:00:00Z","account":"BREACH-1","canTrade":true}
                {"type":"position","time":"2025-10-29T19:00:00Z","account":"BREACH-1","contract":"CON.F.US.MNQ.Z25","side":"LONG","quantity":2,"averagePrice":"21000"}
                {"type":"order","time":"2025-10-29T19:00:00Z","account":"BREACH-1","orderId":"o1","contract":"CON.F.US.MNQ.Z25","side":"SELL","orderType":"STOP","status":"WORKING","quantity":2,"stopPrice":"20900"}
                """);
        assertTrue(gate.check(account).allowed(), gate.check(account)::reason);

        play(
                """
                {"type":"trade","time":"2025-10-29T19:00:01Z","account":"BREACH-1","tradeId":"t1","contract":"CON.F.US.MNQ.Z25","side":"SELL","quantity":1,"price":"20700","profitAndLoss":"-600"}
                """);

        Eventually.holds(
                () -> assertTrue(isFlat(account), () -> engine.account(account).toString()));
        Lockout lockout = lockouts.governing(account).orElseThrow();
        assertEquals("daily_realized_loss", lockout.rule());
        assertEquals(LockoutKind.HARD, lockout.kind());
        assertEquals(REASON, lockout.reason());
        assertEquals(List.of(lockout), lockouts.of(account));
        assertFalse(gate.check(account).allowed());
        assertEquals(REASON, gate.check(account).reason());
        Eventually.holds(() -> assertEquals(6, told(account).size(), told(account)::toString));
        assertEquals(
                List.of("violation", "lockout", "command CLOSE_ALL 1", "command CANCEL_ALL 1"),
                told(account).subList(0, 4));
        assertEquals(
                Set.of("result CLOSE_ALL 1 CONFIRMED", "result CANCEL_ALL 1 CONFIRMED"),
                Set.copyOf(told(account).subList(4, 6)),
                "the broker answers the calls as it likes");
        Eventually.holds(() -> assertEquals(1, heard(account).size()));
        String json = (String) heard(account).get(0).getProperty("json");
        assertTrue(json.startsWith("{\"decision\":\"lockout\","), json);
        assertTrue(json.contains("\"rule\":\"daily_realized_loss\",\"kind\":\"HARD\",\"scope\":\"ACCOUNT\""), json);

        decisions.clear();
        play(
                """
                {"type":"position","time":"2025-10-29T19:00:05Z","account":"BREACH-1","contract":"CON.F.US.MES.Z25","side":"SHORT","quantity":1,"averagePrice":"6000"}
                """);

        Eventually.holds(() -> assertEquals(
                List.of("command CLOSE_POSITION 1 by the guard", "result CLOSE_POSITION 1 CONFIRMED"), told(account)));
        Eventually.holds(
                () -> assertTrue(isFlat(account), () -> engine.account(account).toString()));
        assertTrue(wasBlocked(account, "position"));
        assertEquals(1, engine.account(account).orElseThrow().guardAttempts());
        assertEquals(List.of(lockout), lockouts.of(account));
    }

    @Test
    void aReplayDecidesBesideThePlatformAndDoesNotTouchIt() throws Exception {
        PlatformStatus before = engine.status();
        List<Lockout> locked = lockouts.active();
        List<String> lines = new ArrayList<>();

        Replay.Result result = replay.replay(
                Path.of(System.getProperty("riskgate.recordings"), "recordings", "topstepx-2025-10-31.jsonl"),
                Map.of(),
                lines::add);

        assertEquals(new Replay.Result(26, List.of()), result);
        assertEquals(
                List.of("{\"decision\":\"lockout\",\"time\":\"2025-10-31T17:21:19Z\",\"account\":\"13298777\","
                        + "\"rule\":\"daily_realized_loss\",\"kind\":\"HARD\",\"scope\":\"ACCOUNT\","
                        + "\"until\":\"2025-10-31T21:00:00Z\","
                        + "\"reason\":\"Daily loss limit exceeded: $-170.50 (limit: $-170.00)\"}"),
                lines.stream()
                        .filter(line -> line.startsWith("{\"decision\":\"lockout\","))
                        .toList());
        assertEquals(locked, lockouts.active());
        assertEquals(before.events(), engine.status().events());
        assertEquals(before.accounts(), engine.status().accounts());
        assertEquals(before.journalSequence(), engine.status().journalSequence());
        assertTrue(engine.account("13298777").isEmpty());
        assertEquals(List.of(), decisions);
    }

    private void givenALossLimitFor(String account) throws Exception {
        Configuration configuration =
                settings.getFactoryConfiguration("riskgate.rule.daily_realized_loss", "breach", "?");
        Dictionary<String, Object> values = new Hashtable<>();
        values.put("accounts", account);
        values.put("limit", "-500.00");
        values.put("lockFor", "4h");
        configuration.update(values);
        Eventually.holds(() -> assertTrue(engine.rules().stream()
                .flatMap(rule -> rule.settings().stream())
                .anyMatch(candidate -> candidate.pid().equals("riskgate.rule.daily_realized_loss-breach")
                        && candidate.state().equals("ACTIVE"))));
    }

    private void play(String recording) throws Exception {
        Path file = Files.createTempFile("breach", ".jsonl");
        try {
            Files.writeString(file, recording);
            long lines = recording.lines().count();
            assertEquals(new PaperPlay.Result(lines, 0, 0), paper.play(file, Decimal.of(1000), false, () -> false));
        } finally {
            Files.delete(file);
        }
    }

    private boolean isFlat(String account) {
        AccountStatus status = engine.account(account).orElseThrow();
        return status.state().positions().isEmpty()
                && status.state().workingOrders().isEmpty()
                && status.commands().isEmpty();
    }

    private List<Event> heard(String account) {
        return events.stream()
                .filter(event -> account.equals(event.getProperty("account")))
                .toList();
    }

    /** What the listener heard about an account, in short, without the events that reached no rule. */
    private List<String> told(String account) {
        return decisions.stream()
                .filter(decision -> account.equals(decision.account()) && !(decision instanceof Decision.Blocked))
                .map(BreachIT::words)
                .toList();
    }

    private boolean wasBlocked(String account, String event) {
        return decisions.stream()
                .anyMatch(decision -> decision instanceof Decision.Blocked blocked
                        && blocked.account().equals(account)
                        && blocked.event().equals(event));
    }

    private static String words(Decision decision) {
        if (decision instanceof Decision.Violation) {
            return "violation";
        }
        if (decision instanceof Decision.Locked) {
            return "lockout";
        }
        if (decision instanceof Decision.Commanded command) {
            return "command " + command.command() + " " + command.attempt() + (command.guard() ? " by the guard" : "");
        }
        if (decision instanceof Decision.CommandResult result) {
            return "result " + result.command() + " " + result.attempt() + " " + result.outcome();
        }
        return decision.toString();
    }
}
