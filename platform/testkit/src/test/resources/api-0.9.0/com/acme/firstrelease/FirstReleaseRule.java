package com.acme.firstrelease;

import static io.riskgate.api.rule.Action.alert;
import static io.riskgate.api.rule.Action.cancel;
import static io.riskgate.api.rule.Action.cancelOpening;
import static io.riskgate.api.rule.Action.close;
import static io.riskgate.api.rule.Action.closeAll;
import static io.riskgate.api.rule.Action.lockUntil;
import static io.riskgate.api.rule.Action.lockUntilReset;
import static io.riskgate.api.rule.Action.lockWhile;
import static io.riskgate.api.rule.Action.moveStop;
import static io.riskgate.api.rule.Action.reduce;
import static io.riskgate.api.rule.Action.remember;
import static io.riskgate.api.rule.Action.undecided;
import static io.riskgate.api.rule.Action.wakeAt;

import io.riskgate.api.Decimal;
import io.riskgate.api.LockCondition;
import io.riskgate.api.LockoutKind;
import io.riskgate.api.Severity;
import io.riskgate.api.rule.AccountView;
import io.riskgate.api.rule.Action;
import io.riskgate.api.rule.LockTime;
import io.riskgate.api.rule.Occasion;
import io.riskgate.api.rule.OrderView;
import io.riskgate.api.rule.PositionView;
import io.riskgate.api.rule.PositionView.Valuation;
import io.riskgate.api.rule.RiskEvent;
import io.riskgate.api.rule.RiskRule;
import io.riskgate.api.rule.RuleCode;
import io.riskgate.api.rule.RuleDescription;
import io.riskgate.api.rule.RuleEvaluator;
import io.riskgate.api.rule.RuleId;
import io.riskgate.api.rule.Settings;
import io.riskgate.api.rule.Verdict;
import io.riskgate.api.rule.Violation;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.osgi.service.component.annotations.Component;

/** Uses all that the first release of the API offers a rule. It is compiled against that release and never changed. */
@Component
@RuleId("com.acme.first_release")
@RuleCode("ACME-1")
@RuleDescription("Uses all that the first release of the API offers a rule.")
public final class FirstReleaseRule implements RiskRule {
    private static final Duration STALE = Duration.ofSeconds(30);

    @Override
    public RuleEvaluator configure(Settings settings) {
        int limit = settings.integer("limit").atLeast(1).atMost(99).required();
        Decimal loss = settings.decimal("loss").below(Decimal.ZERO).orElse(Decimal.of(-100));
        boolean strict = settings.flag("strict").orElse(false);
        Duration wait = settings.duration("wait").orElse(Duration.ofMinutes(1));
        Duration grace = settings.durationOrZero("grace").orElse(Duration.ZERO);
        LockTime lock = settings.lockTime("lockFor").orElse(LockTime.UNTIL_RESET);
        LocalTime from = settings.timeOfDay("from").orElse(LocalTime.MIDNIGHT);
        List<LocalDate> holidays = settings.dates("holidays").orElse(List.of());
        ZoneId zone = settings.zone("timezone").orElse(ZoneId.of("America/Chicago"));
        Severity severity = settings.choice("severity", Severity.class).orElse(Severity.INFO);
        String name = settings.string("name").orElse("");
        List<String> symbols = settings.symbols("symbols").optional().orElse(List.of());
        List<Decimal> steps = settings.list("steps", "decimals", Settings::decimalOrNull).orElse(List.of());

        RuleEvaluator evaluator = (event, account) -> {
            List<Action> seen = look(event, account, loss, wait);
            seen.add(alert(severity, "SEEN", name + symbols + steps + from + holidays + zone + grace + strict));
            int open = account.positions().size();
            if (open <= limit) {
                return Verdict.pass(seen.toArray(Action[]::new));
            }
            Violation violation = Violation.of(
                            open + " instruments open, limit is " + limit,
                            closeAll(),
                            cancelOpening(),
                            lock.lock(account.now(), LockoutKind.HARD))
                    .measured(open, limit);
            return Verdict.of(violation).and(seen.toArray(Action[]::new));
        };
        return evaluator.askedOn(Occasion.POSITION, Occasion.ORDER, Occasion.TRADE, Occasion.QUOTE)
                .protectingPositions();
    }

    private static List<Action> look(RiskEvent event, AccountView account, Decimal loss, Duration wait) {
        List<Action> actions = new ArrayList<>();
        for (PositionView position : account.positions()) {
            Valuation valuation = position.valuation(STALE);
            if (valuation == Valuation.VALUED) {
                Objects.requireNonNull(position.openProfit().max(loss));
                Objects.requireNonNull(position.price());
                Objects.requireNonNull(position.pricedAt());
            } else {
                actions.add(undecided(position.contract()));
            }
            Objects.requireNonNull(position.root() + position.side() + position.quantity() + position.remaining()
                    + position.signedQuantity() + position.averagePrice() + position.openedAt()
                    + position.unprotectedSince() + position.bestPrice() + position.tickSize());
        }
        for (OrderView order : account.orders()) {
            Objects.requireNonNull(order.orderId() + order.contract() + order.root() + order.side() + order.type()
                    + order.quantityLeft() + order.limitPrice() + order.stopPrice() + order.protective()
                    + order.couldOpen());
        }
        AccountView.TradingDay day = account.day();
        Objects.requireNonNull(day.start() + " " + day.end() + day.realized().toMoney() + day.fees() + day.tradeCount()
                + day.outOfRange());
        Objects.requireNonNull(account.id() + account.canTrade() + account.connected() + account.authenticated()
                + account.tradesWithin(wait) + account.realizedByOrder("none") + account.position("none")
                + event.occasion() + event.contract());
        int times = account.memory("times").map(Integer::valueOf).orElse(0);
        actions.add(remember("times", Integer.toString(Math.min(times + 1, 1_000_000))));
        actions.add(wakeAt(account.now().plus(wait)));
        return actions;
    }

    /** What it never asks for itself, for who calls it. */
    public static List<Action> everythingElse(PositionView position, OrderView order, AccountView account) {
        return List.of(
                close(position),
                close(position.contract()),
                reduce(position.contract(), 1),
                cancel(order),
                cancel(order.orderId()),
                moveStop(order, Decimal.parse("1.25").plus(Decimal.of(1)).floorTo(Decimal.parse("0.25"))),
                lockUntil(account.now().plusSeconds(1), LockoutKind.COOLDOWN),
                lockUntilReset(LockoutKind.SESSION),
                lockWhile(LockCondition.TRADING_DISABLED));
    }
}
