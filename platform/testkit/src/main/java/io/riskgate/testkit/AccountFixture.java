package io.riskgate.testkit;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.api.Decimal;
import io.riskgate.api.OrderSide;
import io.riskgate.api.OrderType;
import io.riskgate.api.PositionSide;
import io.riskgate.api.event.ConnectionUpdate;
import io.riskgate.api.rule.AccountView;
import io.riskgate.api.rule.Occasion;
import io.riskgate.api.rule.RiskEvent;
import io.riskgate.api.rule.RiskEvent.Asked;
import io.riskgate.api.rule.RiskEvent.ConnectionChanged;
import io.riskgate.api.rule.RiskEvent.OrderChanged;
import io.riskgate.api.rule.RiskEvent.PositionChanged;
import io.riskgate.api.rule.RiskEvent.PriceMoved;
import io.riskgate.api.rule.RiskEvent.Retrying;
import io.riskgate.api.rule.RiskEvent.TradeBooked;
import io.riskgate.api.rule.RuleEvaluator;
import io.riskgate.api.rule.Settings;
import io.riskgate.api.rule.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An account in memory and the rule that governs it: plain words change the account, words with {@code on} ask the
 * rule about it.
 *
 * <p>Money and prices are written as decimals, instants in ISO-8601. The clock moves only by {@link #at} and
 * {@link #later}; at 17:00 in Chicago a new trading day starts at zero. What a verdict remembers is remembered, its
 * wake-up is kept; nothing else of it is carried out, and the account never counts as locked.
 */
public final class AccountFixture {
    private static final Instant WEDNESDAY = Instant.parse("2025-10-29T15:00:00Z");
    private static final String SOME_CONTRACT = "CON.F.US.MNQ.Z25";

    private final RuleEvaluator evaluator;
    private final String id;
    private final Map<String, PositionChanged> positionChanges = new HashMap<>();
    private final Map<String, OrderChanged> orderChanges = new HashMap<>();
    private InMemoryAccount account;
    private boolean touched;
    private TradeBooked lastTrade;

    AccountFixture(RuleEvaluator evaluator, String id) {
        this.evaluator = evaluator;
        this.id = id;
        this.account = new InMemoryAccount(id, WEDNESDAY);
    }

    /** Moves the clock to {@code instant}; before anything has happened to the account also back. */
    public AccountFixture at(String instant) {
        Instant time = Instant.parse(instant);
        if (touched) {
            account.moveTo(time);
        } else {
            account = new InMemoryAccount(id, time);
        }
        return this;
    }

    /** Lets time pass: {@code 10s}, {@code 5m}, {@code 1h}. */
    public AccountFixture later(String duration) {
        Duration span = Settings.durationOrNull(duration);
        if (span == null) {
            throw new IllegalArgumentException("duration must be like 10s, 5m or 1h, was " + duration);
        }
        return later(span);
    }

    /** Lets time pass. */
    public AccountFixture later(Duration duration) {
        changed().moveTo(account.now().plus(duration));
        return this;
    }

    /** Holds this position now, whatever was held in the contract before. */
    public AccountFixture holds(String contract, PositionSide side, int quantity, String averagePrice) {
        positionChanges.put(contract, changed().hold(contract, side, quantity, Decimal.parse(averagePrice)));
        return this;
    }

    /** Holds nothing in the contract any more. */
    public AccountFixture closes(String contract) {
        positionChanges.put(contract, changed().hold(contract, PositionSide.FLAT, 0, Decimal.ZERO));
        return this;
    }

    /** Has this order working, whatever it was before. */
    public AccountFixture works(String orderId, String contract, OrderSide side, OrderType type, int quantity) {
        return works(orderId, contract, side, type, quantity, Optional.empty());
    }

    /** Has this order working at {@code price}: the limit or the stop, whichever the type knows. */
    public AccountFixture works(
            String orderId, String contract, OrderSide side, OrderType type, int quantity, String price) {
        return works(orderId, contract, side, type, quantity, Optional.of(Decimal.parse(price)));
    }

    private AccountFixture works(
            String orderId, String contract, OrderSide side, OrderType type, int quantity, Optional<Decimal> price) {
        orderChanges.put(orderId, changed().work(orderId, contract, side, type, quantity, price));
        return this;
    }

    /** Has the order no longer working. */
    public AccountFixture cancels(String orderId) {
        orderChanges.put(orderId, changed().cancel(orderId));
        return this;
    }

    /** Gets a price for the position in {@code contract}; without a position it is not kept. */
    public AccountFixture quotes(String contract, String price) {
        changed().quote(contract, Decimal.parse(price));
        return this;
    }

    /** Books an opening half-turn, which has no P&amp;L. */
    public AccountFixture opens(String orderId) {
        return trades(orderId, SOME_CONTRACT, null, false);
    }

    /** Books a closing trade with this realized P&amp;L; the same order again is a partial fill of it. */
    public AccountFixture trades(String orderId, String profitAndLoss) {
        return trades(orderId, SOME_CONTRACT, Decimal.parse(profitAndLoss), false);
    }

    /** Books a closing trade in this contract. */
    public AccountFixture trades(String orderId, String contract, String profitAndLoss) {
        return trades(orderId, contract, Decimal.parse(profitAndLoss), false);
    }

    /** Books a closing trade of an order which the platform itself sent. */
    public AccountFixture isClosedByPlatform(String orderId, String profitAndLoss) {
        return trades(orderId, SOME_CONTRACT, Decimal.parse(profitAndLoss), true);
    }

    private AccountFixture trades(String orderId, String contract, Decimal profitAndLoss, boolean own) {
        lastTrade = changed().trade(orderId, contract, profitAndLoss, own);
        return this;
    }

    /** The broker takes the last trade back: its P&amp;L is undone, it still counts. */
    public AccountFixture losesLastTrade() {
        lastTrade = changed().takeBack(lastTrade());
        return this;
    }

    /** Realized this much today. */
    public AccountFixture realized(String dollars) {
        changed().setRealized(Decimal.parse(dollars));
        return this;
    }

    /** Paid this much in fees today. */
    public AccountFixture paid(String dollars) {
        changed().setFees(Decimal.parse(dollars));
        return this;
    }

    /** Made this many trades today. */
    public AccountFixture tradeCount(int count) {
        changed().setTradeCount(count);
        return this;
    }

    /** Realized more than numbers can say. */
    public AccountFixture outOfRange() {
        changed().setOutOfRange();
        return this;
    }

    /** May trade, or may not, as the broker says. */
    public AccountFixture canTrade(boolean canTrade) {
        changed().setCanTrade(canTrade);
        return this;
    }

    /** Has the rule asked about the position in {@code contract}, which changed last by what was said before. */
    public VerdictAssert onPosition(String contract) {
        PositionChanged change = positionChanges.get(contract);
        assertNotNull(change, () -> "the position in " + contract + " never changed");
        return ask(change);
    }

    /** Has the rule asked about an order. */
    public VerdictAssert onOrder(String orderId) {
        OrderChanged change = orderChanges.get(orderId);
        assertNotNull(change, () -> "the order " + orderId + " never changed");
        return ask(change);
    }

    /** Has the rule asked about the trade that was booked or taken back last. */
    public VerdictAssert onTrade() {
        return ask(lastTrade());
    }

    private TradeBooked lastTrade() {
        assertNotNull(lastTrade, "there was no trade");
        return lastTrade;
    }

    /** Has the rule asked about a price in {@code contract}. */
    public VerdictAssert onQuote(String contract) {
        return ask(new PriceMoved(contract));
    }

    /** The link to the broker changes, and the rule is asked about it. */
    public VerdictAssert onConnection(ConnectionUpdate.State state) {
        changed().setLink(state);
        return ask(new ConnectionChanged(state, null));
    }

    /** Has the rule asked before a command about {@code contract}, or null, is tried again. */
    public VerdictAssert onRetry(String contract) {
        return ask(new Retrying(contract));
    }

    /** Has the rule asked on an occasion that is about no contract. */
    public VerdictAssert on(Occasion occasion) {
        return ask(new Asked(occasion));
    }

    /** Lets time pass until the wake-up the rule asked for, and has it asked. */
    public VerdictAssert onWakeUp() {
        Instant wakeAt = account.wakeAt();
        assertNotNull(wakeAt, "the rule asked for no wake-up");
        changed().moveTo(wakeAt);
        return ask(new Asked(Occasion.WAKE_UP));
    }

    /** Has the rule asked about {@code event}; fails if the rule is not asked on its occasion. */
    public VerdictAssert ask(RiskEvent event) {
        assertTrue(
                evaluator.occasions().contains(event.occasion()), () -> "the rule is not asked on " + event.occasion());
        Verdict verdict = evaluator.evaluate(event, changed());
        assertNotNull(verdict, "a verdict must not be null");
        account.apply(verdict);
        return new VerdictAssert(this, verdict);
    }

    /** The account as a rule sees it. */
    public AccountView view() {
        return account;
    }

    private InMemoryAccount changed() {
        touched = true;
        return account;
    }
}
