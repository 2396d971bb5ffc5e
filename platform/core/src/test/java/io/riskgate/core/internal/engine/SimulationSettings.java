package io.riskgate.core.internal.engine;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** The settings of a simulation: drawn at the start, edited while it runs. No rule governs the witness. */
final class SimulationSettings {
    private static final ZoneId CHICAGO = ZoneId.of("America/Chicago");
    private static final LocalTime RESET = LocalTime.of(17, 0);
    private static final List<String> RULES = List.of(
            "max_contracts",
            "max_contracts_per_instrument",
            "daily_realized_loss",
            "daily_unrealized_loss",
            "max_unrealized_profit",
            "trade_frequency_limit",
            "cooldown_after_loss",
            "no_stop_loss_grace",
            "session_block_outside",
            "auth_loss_guard",
            "symbol_blocks",
            "trade_management",
            "daily_realized_profit");

    private final Random random;
    private final Map<String, Map<String, String>> inForce = new TreeMap<>();

    SimulationSettings(Random random) {
        this.random = random;
        for (String rule : RULES) {
            if (random.nextInt(5) < (rule.equals("trade_frequency_limit") ? 3 : 2)) {
                inForce.put(pid(rule), draw(rule));
            }
        }
    }

    /** The settings by pid. */
    Map<String, Map<String, String>> inForce() {
        return inForce;
    }

    /** What governs the accounts but the witness, or null if the rule is off. */
    Map<String, String> of(String rule) {
        Map<String, String> values = inForce.get(pid(rule));
        return values == null || "false".equals(values.get("enabled")) ? null : values;
    }

    static String pid(String rule) {
        return "riskgate.rule." + rule + "-default";
    }

    /** The next reset after an instant, by the calendar alone. */
    Instant resetAfter(Instant now) {
        ZonedDateTime local = now.atZone(CHICAGO);
        ZonedDateTime reset = local.toLocalDate().atTime(RESET).atZone(CHICAGO);
        return (reset.toInstant().isAfter(now) ? reset : reset.plusDays(1)).toInstant();
    }

    /** When the trading day of an instant began. */
    Instant dayStart(Instant now) {
        return resetAfter(now).atZone(CHICAGO).minusDays(1).toInstant();
    }

    /** A file is edited, deleted or comes back. */
    void edit(RuleDesk desk) {
        String rule = RULES.get(random.nextInt(RULES.size()));
        Map<String, String> values = random.nextInt(5) == 0 ? null : draw(rule);
        if (values == null) {
            inForce.remove(pid(rule));
        } else {
            inForce.put(pid(rule), values);
        }
        desk.settings(pid(rule), values);
    }

    private String oneOf(String... values) {
        return values[random.nextInt(values.length)];
    }

    private Map<String, String> draw(String rule) {
        Map<String, String> values = new TreeMap<>(Map.of("accounts", "A*"));
        if (random.nextInt(10) == 0) {
            values.put("enabled", "false");
        }
        switch (rule) {
            case "max_contracts" -> {
                values.put("limit", oneOf("2", "3", "5"));
                values.put("counting", oneOf("net", "gross"));
                values.put("enforcement", oneOf("reduce", "reduce", "close"));
            }
            case "max_contracts_per_instrument" -> {
                values.put("defaultLimit", oneOf("2", "3", "4"));
                values.put("limits", oneOf("MNQ:1", "ES:3", "MNQ:4,ES:1"));
                values.put("enforcement", oneOf("reduce", "reduce", "close"));
            }
            case "daily_realized_loss" -> {
                values.put("limit", oneOf("-50", "-200", "-1000"));
                values.put("includeUnrealized", oneOf("true", "false", "false"));
                values.put("lockFor", oneOf("until-reset", "until-reset", "30s", "10m"));
            }
            case "daily_realized_profit" -> {
                values.put("target", oneOf("50", "200", "1000"));
                values.put("lockFor", oneOf("until-reset", "until-reset", "45s", "15m"));
            }
            case "daily_unrealized_loss" -> values.put("limit", oneOf("-50", "-300"));
            case "max_unrealized_profit" -> values.put("target", oneOf("50", "300"));
            case "trade_frequency_limit" -> {
                values.put("perMinute", oneOf("2", "3"));
                values.put("perHour", oneOf("5", "20"));
                values.put("perSession", oneOf("30", "60"));
                values.put("perMinuteCooldown", oneOf("20s", "60s", "10m"));
                values.put("closePositions", oneOf("true", "false", "false"));
            }
            case "cooldown_after_loss" -> values.put("tiers", oneOf("-20:30s,-100:2m", "-10:10s,-300:1h"));
            case "no_stop_loss_grace" -> values.put("gracePeriod", oneOf("1s", "10s", "60s"));
            case "session_block_outside" -> {
                values.put("start", oneOf("08:30", "09:00"));
                values.put("end", oneOf("13:10", "15:00", "16:59"));
            }
            case "auth_loss_guard" -> values.put("onTradingDisabled", oneOf("lock", "alert"));
            case "symbol_blocks" -> values.put("symbols", oneOf("RTY", "R*,M2K", ""));
            case "trade_management" -> {
                values.put("breakevenAfterTicks", oneOf("4", "20"));
                values.put("trailAfterTicks", "10");
                values.put("trailTicks", "8");
            }
            default -> throw new IllegalArgumentException(rule);
        }
        return values;
    }
}
