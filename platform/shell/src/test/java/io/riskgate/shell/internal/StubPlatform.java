package io.riskgate.shell.internal;

import io.riskgate.api.Decimal;
import io.riskgate.api.LockoutKind;
import io.riskgate.api.OrderSide;
import io.riskgate.api.OrderType;
import io.riskgate.api.PositionSide;
import io.riskgate.api.engine.AccountStatus;
import io.riskgate.api.engine.AccountStatus.OpenCommand;
import io.riskgate.api.engine.AccountStatus.Progress;
import io.riskgate.api.engine.Decision;
import io.riskgate.api.engine.Lockout;
import io.riskgate.api.engine.LockoutStore;
import io.riskgate.api.engine.PlatformStatus;
import io.riskgate.api.engine.PreCheckGate;
import io.riskgate.api.engine.RiskEngine;
import io.riskgate.api.engine.RuleStatus;
import io.riskgate.api.event.BrokerEvent;
import io.riskgate.api.rule.Settings;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A platform that only answers questions. */
record StubPlatform(PlatformStatus status, List<AccountStatus> accounts, List<RuleStatus> rules, List<Lockout> active)
        implements RiskEngine, LockoutStore, PreCheckGate {
    static final Instant NOW = Instant.parse("2025-10-31T18:00:02Z");

    private static final Instant RESET = Instant.parse("2025-10-31T21:00:00Z");

    /** A platform that has just been unpacked. */
    static StubPlatform empty() {
        return new StubPlatform(
                new PlatformStatus(
                        false,
                        "no broker is connected",
                        NOW,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        null,
                        "7f3a",
                        "/var/riskgate/store",
                        1,
                        null),
                List.of(),
                List.of(),
                List.of());
    }

    /** Three accounts, of which two are locked and one is reduce-only, and three rules. */
    static StubPlatform filled() {
        Lockout loss = new Lockout(
                "13298777",
                "daily_realized_loss",
                LockoutKind.HARD,
                Instant.parse("2025-10-31T15:04:05.120Z"),
                RESET,
                true,
                "Daily loss limit exceeded: $-170.50 (limit: $-5.00)");
        Lockout pause = new Lockout(
                "13298777",
                "trade_frequency_limit",
                LockoutKind.COOLDOWN,
                Instant.parse("2025-10-31T17:59:32Z"),
                Instant.parse("2025-10-31T18:00:32Z"),
                false,
                "3 trades in 60s (max: 2)");
        Lockout auth = new Lockout(
                "APEX50K-01", "auth_loss_guard", LockoutKind.CONDITION, NOW, null, false, "Trading gesperrt – 取引停止");
        return new StubPlatform(
                new PlatformStatus(
                        true,
                        null,
                        NOW,
                        3,
                        2,
                        3,
                        2,
                        1,
                        1,
                        1234,
                        "paper",
                        "7f3a",
                        "/var/riskgate/store",
                        987,
                        "image 3 is damaged",
                        "the wall clock jumped",
                        "no quotes"),
                List.of(
                        new AccountStatus(
                                new Decision.State(
                                        NOW,
                                        "13298777",
                                        loss,
                                        false,
                                        Decimal.parse("-170.504"),
                                        3,
                                        List.of(
                                                new Decision.Position(
                                                        "CON.F.US.MNQ.Z25",
                                                        PositionSide.LONG,
                                                        2,
                                                        Decimal.parse("21000.250"),
                                                        Decimal.parse("-12.5")),
                                                new Decision.Position(
                                                        "CON.F.US.XYZ.Z25",
                                                        PositionSide.SHORT,
                                                        1,
                                                        Decimal.parse("7"),
                                                        null)),
                                        List.of(new Decision.WorkingOrder(
                                                "o-1",
                                                "CON.F.US.MNQ.Z25",
                                                OrderSide.SELL,
                                                OrderType.STOP,
                                                2,
                                                null,
                                                Decimal.parse("20990.5"))),
                                        Decision.Enforcement.PENDING),
                                true,
                                true,
                                LocalDate.parse("2025-10-31"),
                                RESET,
                                Decimal.parse("4.2"),
                                List.of(loss, pause),
                                5,
                                null,
                                List.of(new OpenCommand(
                                        "13298777",
                                        "daily_realized_loss",
                                        "no position",
                                        false,
                                        2,
                                        1,
                                        NOW.minusSeconds(3),
                                        NOW.plusSeconds(1),
                                        "REJECTED",
                                        Progress.RETRYING,
                                        "daily_realized_loss: the account is locked; the broker: no"))),
                        quiet("APEX50K-01", auth, null),
                        quiet("EVAL-7", null, "required rule max_contracts has no bundle")),
                List.of(
                        new RuleStatus(
                                "max_contracts",
                                "RULE-001",
                                "Total position size at most a limit",
                                "io.riskgate.rule.max-contracts 1.1.0",
                                List.of("io.riskgate.rule.max-contracts 1.0.0"),
                                true,
                                List.of(
                                        new RuleStatus.Configuration(
                                                "riskgate.rule.max_contracts-default",
                                                "ACTIVE",
                                                "*",
                                                Map.of("limit", "5", "counting", "net"),
                                                "limit: expected an integer of at least 1, was 'x'"),
                                        new RuleStatus.Configuration(
                                                "riskgate.rule.max_contracts-off", "OFF", "EVAL-*", Map.of(), null)),
                                4,
                                List.of("EVAL-7"),
                                List.of(
                                        new Settings.Asked("counting", "one of net, gross", "default net"),
                                        new Settings.Asked("limit", "an integer of at least 1", "required")),
                                new RuleStatus.Origin(
                                        "mvn:io.riskgate.rule/max-contracts/1.1.0", "5ff5", "CN=Acme", true),
                                List.of("io.riskgate.rule.max-contracts 0.9.0: no"),
                                new RuleStatus.Shadow(
                                        "io.riskgate.rule.max-contracts 1.2.0", List.of("it does not accept limit"))),
                        new RuleStatus(
                                "com.acme.max_instruments",
                                null,
                                null,
                                null,
                                List.of(),
                                false,
                                List.of(),
                                0,
                                List.of(),
                                List.of())),
                List.of(loss, pause, auth));
    }

    private static AccountStatus quiet(String id, Lockout governing, String reduceOnlyBecause) {
        return new AccountStatus(
                new Decision.State(
                        NOW,
                        id,
                        governing,
                        reduceOnlyBecause != null,
                        Decimal.ZERO,
                        0,
                        List.of(),
                        List.of(),
                        Decision.Enforcement.IDLE),
                governing == null,
                true,
                LocalDate.parse("2025-10-31"),
                RESET,
                Decimal.ZERO,
                governing == null ? List.of() : List.of(governing),
                0,
                reduceOnlyBecause,
                List.of());
    }

    @Override
    public void accept(BrokerEvent event) {
        throw new AssertionError("a command must not send events");
    }

    @Override
    public Optional<AccountStatus> account(String account) {
        return accounts.stream()
                .filter(candidate -> candidate.state().account().equals(account))
                .findFirst();
    }

    @Override
    public List<Lockout> of(String account) {
        return active.stream()
                .filter(lockout -> lockout.account().equals(account))
                .toList();
    }

    @Override
    public Optional<Lockout> governing(String account) {
        return of(account).stream()
                .max(Comparator.comparing(lockout -> lockout.until().orElse(Instant.MAX)));
    }

    @Override
    public Answer check(String account) {
        return governing(account).map(lockout -> Answer.deny(lockout.reason())).orElse(Answer.allow());
    }
}
