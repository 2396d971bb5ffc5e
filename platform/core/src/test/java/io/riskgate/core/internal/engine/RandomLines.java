package io.riskgate.core.internal.engine;

import io.riskgate.api.recording.RecordedLine;
import io.riskgate.core.internal.recording.RecordedBytes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Lines of recordings, valid ones and ones that know their structure and break it. */
final class RandomLines {
    static final List<String> ACCOUNTS = List.of("a", "b");

    private static final Duration FAR = Duration.ofMinutes(30);
    private static final List<String> CONTRACTS =
            List.of("CON.F.US.MNQ.Z25", "CON.F.US.EP.Z25", "MNQ", "CON.F.US.XXX.Z25", "nonsense");
    private static final List<String> SCRAPS = List.of(
            "NaN",
            "-Infinity",
            "1e400",
            "\"1e2\"",
            "3.0",
            "-1",
            "-0",
            "01",
            "1000000",
            "1000001",
            "999999999999999",
            "\"999999999999999.999999999\"",
            "\"0.0000000001\"",
            "0",
            "null",
            "true",
            "false",
            "\"\"",
            "[]",
            "{}",
            "[{}]",
            "\"BUY\"",
            "\"SELL\"",
            "\"LONG\"",
            "\"SHORT\"",
            "\"FLAT\"",
            "\"a\"",
            "\"b\"",
            "\"t1\"",
            "\"t2\"",
            "\"o1\"",
            "\"FILLED\"",
            "\"WORKING\"",
            "\"CANCELLED\"",
            "\"RESTORED\"",
            "\"LOST\"",
            "\"x\\ud800\"",
            "\"\\u0000\"",
            "\"2025-10-31T16:00:00Z\"",
            "\"2025-10-31T25:00:00Z\"",
            "\"2025-10-31\"",
            "\"" + "9".repeat(1_025) + "\"");
    private static final List<String> PIECES = List.of(
            ",",
            ":",
            "\"",
            "\\",
            "{",
            "}",
            "[",
            "]",
            " ",
            "\"voided\":true,",
            "\"canTrade\":true,",
            "\"until\":null,",
            "\"locked\":false,",
            "\"type\":\"trade\",",
            "\"account\":\"b\",",
            "\"quantity\":0,",
            "\u0000",
            "ß");

    private final Random random;
    private Instant now = Instant.parse("2025-10-31T18:00:00Z");
    private int ids;

    RandomLines(Random random) {
        this.random = random;
    }

    /** The settings at the start. */
    List<String> settings() {
        return List.of(
                config("daily_realized_loss", "\"limit\":\"-400\",\"lockFor\":\"10m\""),
                config("cooldown_after_loss", "\"tiers\":\"-100:1m,-300:5m\""),
                config("trade_frequency_limit", "\"perMinute\":\"8\",\"perHour\":\"60\",\"perMinuteCooldown\":\"20s\""),
                config("max_contracts", "\"limit\":\"5\""),
                config("daily_unrealized_loss", "\"limit\":\"-500\""),
                config("no_stop_loss_grace", "\"gracePeriod\":\"30s\""),
                config("auth_loss_guard", "\"onTradingDisabled\":\"lock\""),
                config("session_block_outside", "\"start\":\"08:30\",\"end\":\"15:30\""),
                config("trade_management", "\"breakevenAfterTicks\":\"4\""));
    }

    private String config(String rule, String properties) {
        return line("config", "\"pid\":\"riskgate.rule." + rule + "-default\",\"properties\":{" + properties + "}");
    }

    private String line(String type, String fields) {
        return "{\"type\":\"" + type + "\",\"time\":\"" + now + "\"" + (fields.isEmpty() ? "" : "," + fields) + "}";
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private String account() {
        return "\"account\":\"" + any(ACCOUNTS) + "\",";
    }

    private String contract() {
        return "\"contract\":\"" + CONTRACTS.get(random.nextInt(10) > 0 ? random.nextInt(2) : random.nextInt(5))
                + "\",";
    }

    private String id(String prefix) {
        return "\"" + prefix + (random.nextInt(4) > 0 ? ++ids : random.nextInt(ids + 1)) + "\"";
    }

    /** A valid line, a little later than the one before. */
    String valid() {
        now = now.plusMillis(random.nextInt(4) == 0 ? random.nextInt(20_000) : random.nextInt(200));
        return switch (random.nextInt(24)) {
            case 0, 1, 2, 3, 4 -> line("trade", account() + trade());
            case 5, 6, 7, 8, 9 -> line("position", account() + position());
            case 10, 11, 12 -> line("order", account() + order());
            case 13, 14, 15 -> line("quote", contract() + "\"last\":\"" + (20_900 + random.nextInt(200)) + "\"");
            case 16 -> line("account", account() + "\"canTrade\":" + (random.nextInt(3) > 0));
            case 17 -> line("connection", "\"state\":\"" + any(List.of("LOST", "RESTORED", "AUTH_FAILED")) + "\"");
            case 18 -> line(
                    "snapshot",
                    account() + "\"positions\":[{" + position() + "}],\"orders\":[{" + order()
                            + "}],\"trades\":[{\"time\":\"" + now + "\"," + trade() + "}]");
            case 19 -> line("ledger", account() + "\"realized\":\"" + (random.nextInt(600) - 390) + "\"");
            case 20 -> line(
                    "broker", "\"mode\":\"" + any(List.of("SILENT", "REJECT", "HANG", "RATE_LIMIT", "CLOSED")) + "\"");
            case 21 -> random.nextInt(4) == 0 ? line("restart", "") : line("clock", "");
            default -> line("probe", account().replace(",", ""));
        };
    }

    private String trade() {
        return "\"tradeId\":" + id("t") + "," + contract() + "\"side\":\"" + any(List.of("BUY", "SELL"))
                + "\",\"quantity\":" + (1 + random.nextInt(3)) + ",\"price\":\"21000\",\"profitAndLoss\":"
                + any(List.of("null", "\"-12.5\"", "\"-120\"", "\"30.25\"", "\"-1e2\"")) + ",\"orderId\":" + id("o");
    }

    private String position() {
        String side = any(List.of("LONG", "SHORT", "FLAT"));
        return contract() + "\"side\":\"" + side + "\",\"quantity\":"
                + (side.equals("FLAT") ? 0 : 1 + random.nextInt(7))
                + (side.equals("FLAT") ? "" : ",\"averagePrice\":\"21000\"");
    }

    private String order() {
        return "\"orderId\":" + id("o") + "," + contract() + "\"side\":\"" + any(List.of("BUY", "SELL"))
                + "\",\"orderType\":\"" + any(List.of("MARKET", "LIMIT", "STOP")) + "\",\"status\":\""
                + any(List.of("WORKING", "WORKING", "FILLED", "CANCELLED")) + "\",\"quantity\":"
                + (1 + random.nextInt(4)) + ",\"limitPrice\":\"20990\",\"stopPrice\":\"20980\"";
    }

    /** A valid line that was broken, which may still be acceptable; never one that leads far away in time. */
    String mutated() {
        while (true) {
            String line = valid();
            for (int i = random.nextInt(3); i >= 0; i--) {
                line = mutate(line).replace("\n", " ").replace("\r", " ");
            }
            RecordedLine read = only(line);
            Instant time = read == null ? now : timeOf(read);
            if (!time.isAfter(now.plus(FAR))) {
                now = time.isAfter(now) ? time : now;
                return line;
            }
        }
    }

    private static RecordedLine only(String line) {
        List<RecordedLine> read = RecordedBytes.read(line.getBytes(StandardCharsets.UTF_8));
        return read.isEmpty() ? null : read.get(0);
    }

    /** The latest time a line names, the epoch if it was rejected. */
    private static Instant timeOf(RecordedLine line) {
        if (line instanceof RecordedLine.Rejected) {
            return Instant.EPOCH;
        }
        return line instanceof RecordedLine.Restart restart ? restart.downUntil() : ReplayRun.timeOf(line);
    }

    private String mutate(String line) {
        int at = random.nextInt(line.length() + 1);
        int end = Math.min(line.length(), at + 1 + random.nextInt(6));
        return switch (random.nextInt(10)) {
            case 0 -> line.substring(0, at) + line.substring(end);
            case 1 -> line.substring(0, at) + any(PIECES) + line.substring(at);
            case 2 -> line.substring(0, at) + line.substring(at, end) + line.substring(at);
            case 3 -> line.substring(0, at);
            case 4 -> line.substring(0, at) + (char) random.nextInt(0x300) + line.substring(end);
            case 5 -> line.replaceFirst(
                    "\"type\":\"\\w+\"",
                    "\"type\":\""
                            + any(List.of(
                                    "trade", "order", "position", "account", "ledger", "restart", "broker", "unlock"))
                            + "\"");
            default -> value(line, any(SCRAPS));
        };
    }

    /** Puts a scrap in the place of one value. */
    private String value(String line, String scrap) {
        List<Integer> colons = new ArrayList<>();
        for (int at = line.indexOf("\":"); at >= 0; at = line.indexOf("\":", at + 1)) {
            colons.add(at + 2);
        }
        if (colons.isEmpty()) {
            return line;
        }
        int start = any(colons);
        int end = start;
        while (end < line.length() && ",}".indexOf(line.charAt(end)) < 0) {
            end++;
        }
        return line.substring(0, start) + scrap + line.substring(end);
    }
}
