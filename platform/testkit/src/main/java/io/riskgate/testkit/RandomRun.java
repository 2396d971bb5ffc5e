package io.riskgate.testkit;

import io.riskgate.api.Decimal;
import io.riskgate.api.OrderSide;
import io.riskgate.api.OrderType;
import io.riskgate.api.PositionSide;
import io.riskgate.api.event.ConnectionUpdate;
import io.riskgate.api.rule.Occasion;
import io.riskgate.api.rule.OrderView;
import io.riskgate.api.rule.PositionView;
import io.riskgate.api.rule.RiskEvent;
import io.riskgate.api.rule.RiskEvent.Asked;
import io.riskgate.api.rule.RiskEvent.ConnectionChanged;
import io.riskgate.api.rule.RiskEvent.Retrying;
import io.riskgate.api.rule.RiskEvent.TradeBooked;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/**
 * What may happen to an account in a few days, drawn from a seed: the same seed gives the same run.
 *
 * <p>Every change of the account comes with its event; wake-ups come at the instant they were asked for, and a new
 * trading day begins at its reset.
 */
final class RandomRun {
    private static final Instant START = Instant.parse("2025-10-29T13:25:00Z");
    private static final List<String> CONTRACTS = List.of(
            "CON.F.US.MNQ.Z25",
            "CON.F.US.MNQ.H26",
            "CON.F.US.EP.Z25",
            "CON.F.US.RTY.Z25",
            "CON.F.US.XYZ.Z25",
            "not a contract");
    private static final List<Occasion> GENERAL = List.of(
            Occasion.RULE_STARTED,
            Occasion.SETTINGS_CHANGED,
            Occasion.LOCKOUT_ENDED,
            Occasion.RECONCILED,
            Occasion.WAKE_UP);
    private static final int LAST_ORDERS = 6;

    private final Random random;
    private final InMemoryAccount account = new InMemoryAccount("13298777", START);
    private int nextOrder;
    private TradeBooked lastTrade;

    RandomRun(long seed) {
        random = new Random(seed);
    }

    /** The account to which it happens. */
    InMemoryAccount account() {
        return account;
    }

    /** Lets {@code steps} things happen, and the time between them. */
    void play(int steps, Consumer<RiskEvent> step) {
        for (int i = 0; i < steps; i++) {
            pass(pause(), step);
            step.accept(next());
        }
    }

    private Duration pause() {
        return switch (random.nextInt(20)) {
            case 0 -> Duration.ofMinutes(random.nextInt(600));
            case 1, 2, 3, 4, 5 -> Duration.ofMillis(random.nextInt(120_000));
            case 6, 7 -> Duration.ZERO;
            default -> Duration.ofSeconds(random.nextInt(8));
        };
    }

    private void pass(Duration pause, Consumer<RiskEvent> step) {
        Instant target = account.now().plus(pause);
        while (true) {
            Instant reset = account.day().end();
            Instant wakeAt = account.wakeAt();
            if (wakeAt != null && wakeAt.isBefore(reset) && !wakeAt.isAfter(target)) {
                account.moveTo(wakeAt);
                account.forgetWakeUp();
                step.accept(new Asked(Occasion.WAKE_UP));
            } else if (!reset.isAfter(target)) {
                account.moveTo(reset);
                step.accept(new Asked(Occasion.DAY_RESET));
            } else {
                account.moveTo(target);
                return;
            }
        }
    }

    private RiskEvent next() {
        return switch (random.nextInt(16)) {
            case 0, 1, 2, 3 -> position();
            case 4, 5, 6 -> order();
            case 7, 8, 9 -> trade();
            case 10, 11, 12 -> quote();
            case 13 -> state();
            case 14 -> new Retrying(random.nextBoolean() ? contract() : null);
            default -> new Asked(GENERAL.get(random.nextInt(GENERAL.size())));
        };
    }

    private RiskEvent position() {
        int signed = random.nextInt(4) == 0 ? 0 : random.nextInt(17) - 8;
        PositionSide side = signed == 0 ? PositionSide.FLAT : signed > 0 ? PositionSide.LONG : PositionSide.SHORT;
        return account.hold(contract(), side, Math.abs(signed), price());
    }

    private RiskEvent order() {
        if (!account.orders().isEmpty() && random.nextInt(3) == 0) {
            OrderView order =
                    account.orders().get(random.nextInt(account.orders().size()));
            return account.cancel(order.orderId());
        }
        OrderType type = OrderType.values()[random.nextInt(OrderType.values().length)];
        Optional<Decimal> price = type == OrderType.MARKET ? Optional.empty() : Optional.of(price());
        OrderSide side = random.nextBoolean() ? OrderSide.BUY : OrderSide.SELL;
        return account.work(orderId(), contract(), side, type, 1 + random.nextInt(8), price);
    }

    private RiskEvent trade() {
        if (lastTrade != null && random.nextInt(10) == 0) {
            TradeBooked trade = lastTrade;
            lastTrade = null;
            return account.takeBack(trade);
        }
        Decimal profitAndLoss = random.nextInt(3) == 0 ? null : Decimal.parse(random.nextInt(2_400) / 10 - 130 + ".50");
        String orderId = random.nextInt(10) == 0 ? null : orderId();
        lastTrade = account.trade(orderId, contract(), profitAndLoss, random.nextInt(8) == 0);
        return lastTrade;
    }

    private RiskEvent quote() {
        List<PositionView> held = account.positions();
        String contract = held.isEmpty()
                ? contract()
                : held.get(random.nextInt(held.size())).contract();
        return account.quote(contract, price());
    }

    private RiskEvent state() {
        if (random.nextBoolean()) {
            account.setCanTrade(random.nextInt(3) > 0);
            return new Asked(Occasion.ACCOUNT);
        }
        ConnectionUpdate.State[] states = ConnectionUpdate.State.values();
        ConnectionUpdate.State state = states[random.nextInt(states.length)];
        account.setLink(state);
        return new ConnectionChanged(state, random.nextBoolean() ? "as drawn" : null);
    }

    private String contract() {
        return CONTRACTS.get(random.nextInt(CONTRACTS.size()));
    }

    /** A new order's id, or one of the last few. */
    private String orderId() {
        int back = random.nextInt(4) == 0 ? random.nextInt(LAST_ORDERS) : 0;
        if (back == 0) {
            nextOrder++;
        }
        return "o" + Math.max(0, nextOrder - back);
    }

    private Decimal price() {
        return Decimal.of(20_900L + random.nextInt(200)).plus(Decimal.parse("0.25"));
    }
}
