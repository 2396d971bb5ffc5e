package io.riskgate.core.internal.recording;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.riskgate.api.Decimal;
import io.riskgate.api.engine.Decision;
import io.riskgate.api.engine.Lockout;
import io.riskgate.api.engine.ShadowReport;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Writes decisions as the lines of a decision file: compact JSON, always the same text for the same decision. A lone
 * surrogate in a text, which no UTF-8 file can hold, becomes a question mark. Safe in all threads.
 */
public final class DecisionWriter {
    private static final Map<Class<? extends Decision>, String> KINDS = Map.ofEntries(
            Map.entry(Decision.Violation.class, "violation"),
            Map.entry(Decision.Commanded.class, "command"),
            Map.entry(Decision.CommandResult.class, "command-result"),
            Map.entry(Decision.LockoutEnded.class, "lockout-ended"),
            Map.entry(Decision.Alert.class, "alert"),
            Map.entry(Decision.DayReset.class, "day-reset"),
            Map.entry(Decision.RuleChanged.class, "rule-changed"),
            Map.entry(Decision.Locked.class, "lockout"),
            Map.entry(Decision.Blocked.class, "blocked"),
            Map.entry(Decision.Restored.class, "restored"),
            Map.entry(Decision.State.class, "state"),
            Map.entry(Decision.Rejected.class, "rejected"));

    private static final JsonFactory FACTORY = new JsonFactory();

    /** The name of the kind of {@code decision}, as in a decision file: {@code violation}, {@code command-result}, ... */
    public static String kind(Decision decision) {
        return KINDS.get(decision.getClass());
    }

    /** The line of {@code decision}, without line end. */
    public String line(Decision decision) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.writeStartObject();
            write(decision, json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Excerpt.encodable(text.toString());
    }

    /** The line of an event on which two versions of a rule differ, without line end. */
    public static String difference(ShadowReport.Difference difference) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("time", difference.time().toString());
            json.writeStringField("account", difference.account());
            json.writeStringField("event", difference.event());
            json.writeStringField("inForce", difference.inForce());
            json.writeStringField("shadow", difference.shadow());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Excerpt.encodable(text.toString());
    }

    private static void write(Decision decision, JsonGenerator json) throws IOException {
        if (decision instanceof Decision.Violation violation) {
            write(violation, json);
        } else if (decision instanceof Decision.Locked locked) {
            write(locked, json);
        } else if (decision instanceof Decision.Commanded commanded) {
            write(commanded, json);
        } else if (decision instanceof Decision.CommandResult result) {
            write(result, json);
        } else if (decision instanceof Decision.Blocked blocked) {
            write(blocked, json);
        } else if (decision instanceof Decision.LockoutEnded ended) {
            write(ended, json);
        } else if (decision instanceof Decision.Alert alert) {
            write(alert, json);
        } else if (decision instanceof Decision.DayReset reset) {
            write(reset, json);
        } else if (decision instanceof Decision.RuleChanged changed) {
            write(changed, json);
        } else if (decision instanceof Decision.Restored restored) {
            write(restored, json);
        } else if (decision instanceof Decision.State state) {
            write(state, json);
        } else if (decision instanceof Decision.Rejected rejected) {
            write(rejected, json);
        } else {
            throw new IllegalArgumentException("decision must be of a known kind, was " + decision);
        }
    }

    private static void write(Decision.Violation violation, JsonGenerator json) throws IOException {
        begin(violation, json);
        json.writeStringField("rule", violation.rule());
        json.writeStringField("message", violation.message());
        figure("measured", violation.measured(), json);
        figure("limit", violation.limit(), json);
        json.writeStringField("contract", violation.contract());
    }

    private static void write(Decision.Locked locked, JsonGenerator json) throws IOException {
        Lockout lockout = locked.lockout();
        begin(locked, json);
        json.writeStringField("rule", lockout.rule());
        word("kind", lockout.kind(), json);
        json.writeStringField("scope", "ACCOUNT");
        instant("until", lockout.end(), json);
        json.writeStringField("reason", lockout.reason());
    }

    private static void write(Decision.Commanded commanded, JsonGenerator json) throws IOException {
        begin(commanded, json);
        json.writeStringField("rule", commanded.rule());
        word("command", commanded.command(), json);
        json.writeStringField("contract", commanded.contract());
        integer("quantity", commanded.quantity(), json);
        json.writeStringField("orderId", commanded.orderId());
        price("stopPrice", commanded.stopPrice(), json);
        json.writeBooleanField("guard", commanded.guard());
        json.writeNumberField("attempt", commanded.attempt());
    }

    private static void write(Decision.CommandResult result, JsonGenerator json) throws IOException {
        begin(result, json);
        word("command", result.command(), json);
        json.writeStringField("contract", result.contract());
        json.writeStringField("orderId", result.orderId());
        word("outcome", result.outcome(), json);
        json.writeNumberField("attempt", result.attempt());
    }

    private static void write(Decision.Blocked blocked, JsonGenerator json) throws IOException {
        Lockout lockout = blocked.lockout();
        begin(blocked, json);
        json.writeStringField("event", blocked.event());
        json.writeStringField("rule", lockout.rule());
        word("kind", lockout.kind(), json);
        instant("until", lockout.end(), json);
        json.writeNumberField("skippedRules", blocked.skippedRules());
    }

    private static void write(Decision.LockoutEnded ended, JsonGenerator json) throws IOException {
        begin(ended, json);
        json.writeStringField("rule", ended.rule());
        word("cause", ended.cause(), json);
    }

    private static void write(Decision.Alert alert, JsonGenerator json) throws IOException {
        begin(alert, json);
        json.writeStringField("rule", alert.rule());
        word("severity", alert.severity(), json);
        json.writeStringField("code", alert.code());
        json.writeStringField("message", alert.message());
    }

    private static void write(Decision.DayReset reset, JsonGenerator json) throws IOException {
        begin(reset, json);
        json.writeStringField("tradingDay", reset.tradingDay().toString());
        money("realized", reset.realized(), json);
    }

    private static void write(Decision.RuleChanged changed, JsonGenerator json) throws IOException {
        begin(changed, json);
        json.writeStringField("rule", changed.rule());
        word("change", changed.change(), json);
        json.writeStringField("note", changed.note());
    }

    private static void write(Decision.Restored restored, JsonGenerator json) throws IOException {
        Lockout lockout = restored.lockout();
        begin(restored, json);
        json.writeStringField("rule", lockout.rule());
        word("kind", lockout.kind(), json);
        instant("until", lockout.end(), json);
        remaining(restored.time(), lockout, json);
        json.writeStringField("reason", lockout.reason());
    }

    private static void write(Decision.State state, JsonGenerator json) throws IOException {
        Lockout lockout = state.governing();
        begin(state, json);
        json.writeBooleanField("locked", lockout != null);
        json.writeBooleanField("reduceOnly", state.reduceOnly());
        word("kind", lockout == null ? null : lockout.kind(), json);
        json.writeStringField("rule", lockout == null ? null : lockout.rule());
        instant("until", lockout == null ? null : lockout.end(), json);
        remaining(state.time(), lockout, json);
        money("dayRealized", state.dayRealized(), json);
        json.writeNumberField("tradeCount", state.tradeCount());
        json.writeArrayFieldStart("positions");
        for (Decision.Position position : state.positions()) {
            write(position, json);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("workingOrders");
        for (Decision.WorkingOrder order : state.workingOrders()) {
            write(order, json);
        }
        json.writeEndArray();
        word("enforcement", state.enforcement(), json);
    }

    private static void write(Decision.Position position, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("contract", position.contract());
        word("side", position.side(), json);
        json.writeNumberField("quantity", position.quantity());
        price("averagePrice", position.averagePrice(), json);
        money("unrealized", position.unrealized(), json);
        json.writeEndObject();
    }

    private static void write(Decision.WorkingOrder order, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("orderId", order.orderId());
        json.writeStringField("contract", order.contract());
        word("side", order.side(), json);
        word("orderType", order.orderType(), json);
        json.writeNumberField("quantity", order.quantity());
        price("limitPrice", order.limitPrice(), json);
        price("stopPrice", order.stopPrice(), json);
        json.writeEndObject();
    }

    private static void write(Decision.Rejected rejected, JsonGenerator json) throws IOException {
        begin(rejected, json);
        json.writeNumberField("line", rejected.line());
        json.writeStringField("reason", rejected.reason());
    }

    private static void begin(Decision decision, JsonGenerator json) throws IOException {
        json.writeStringField("decision", kind(decision));
        instant("time", decision.time(), json);
        json.writeStringField("account", decision.account());
    }

    private static void instant(String name, Instant instant, JsonGenerator json) throws IOException {
        json.writeStringField(name, instant == null ? null : IsoInstant.format(instant));
    }

    private static void word(String name, Enum<?> word, JsonGenerator json) throws IOException {
        json.writeStringField(name, word == null ? null : word.name());
    }

    private static void money(String name, Decimal money, JsonGenerator json) throws IOException {
        json.writeStringField(name, money == null ? null : money.toMoney());
    }

    private static void price(String name, Decimal price, JsonGenerator json) throws IOException {
        json.writeStringField(name, price == null ? null : price.toString());
    }

    private static void integer(String name, Number integer, JsonGenerator json) throws IOException {
        if (integer == null) {
            json.writeNullField(name);
        } else {
            json.writeNumberField(name, integer.longValue());
        }
    }

    private static void figure(String name, Object figure, JsonGenerator json) throws IOException {
        if (figure instanceof Decimal money) {
            money(name, money, json);
        } else if (figure == null || figure instanceof Long) {
            integer(name, (Long) figure, json);
        } else {
            throw new IllegalArgumentException(name + " must be a Long or a Decimal or null, was "
                    + figure.getClass().getName());
        }
    }

    private static void remaining(Instant now, Lockout lockout, JsonGenerator json) throws IOException {
        Instant end = lockout == null ? null : lockout.end();
        integer(
                "remainingSeconds",
                end == null ? null : Long.valueOf(Duration.between(now, end).getSeconds()),
                json);
    }
}
