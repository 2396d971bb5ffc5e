package io.riskgate.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.api.Decimal;
import io.riskgate.api.OrderSide;
import io.riskgate.api.OrderType;
import io.riskgate.api.PositionSide;
import io.riskgate.api.rule.Action;
import io.riskgate.api.rule.PositionView.Valuation;
import io.riskgate.api.rule.RiskEvent.PositionChanged;
import io.riskgate.api.rule.RiskEvent.TradeBooked;
import io.riskgate.api.rule.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InMemoryAccountTest {
    private static final Instant NOW = Instant.parse("2025-10-29T15:00:00Z");
    private static final String MNQ = "CON.F.US.MNQ.Z25";
    private static final Decimal PRICE = Decimal.of(21_000);

    private final InMemoryAccount account = new InMemoryAccount("13298777", NOW);

    @Test
    void endsTheTradingDayAtTheReset() {
        account.trade("o1", MNQ, Decimal.of(-10), false);
        assertEquals(Instant.parse("2025-10-28T22:00:00Z"), account.day().start());
        assertEquals(Instant.parse("2025-10-29T22:00:00Z"), account.day().end());

        account.moveTo(Instant.parse("2025-10-29T21:59:59.999Z"));
        assertEquals(Decimal.of(-10), account.day().realized());
        assertEquals(1, account.day().tradeCount());

        account.moveTo(Instant.parse("2025-10-29T22:00:00Z"));
        assertEquals(Instant.parse("2025-10-30T22:00:00Z"), account.day().end());
        assertEquals(Decimal.ZERO, account.day().realized());
        assertEquals(0, account.day().tradeCount());
    }

    @Test
    void countsAnOrderOnceAndThePlatformsOwnNever() {
        account.trade("o1", MNQ, null, false);
        account.trade("o1", MNQ, Decimal.of(-10), false);
        account.trade("o2", MNQ, Decimal.of(-20), true);
        account.trade(null, MNQ, Decimal.of(-5), false);
        account.trade(null, MNQ, Decimal.of(-5), false);

        assertEquals(3, account.day().tradeCount());
        assertEquals(Decimal.of(-40), account.day().realized());
        assertEquals(Decimal.of(-10), account.realizedByOrder("o1"));
        assertEquals(Decimal.of(-20), account.realizedByOrder("o2"));
        assertEquals(Decimal.ZERO, account.realizedByOrder("o3"));
    }

    @Test
    void forgetsATradeExactlyWhenItsWindowIsOver() {
        account.trade("o1", MNQ, null, false);

        account.moveTo(NOW.plusMillis(59_999));
        assertEquals(1, account.tradesWithin(Duration.ofSeconds(60)));

        account.moveTo(NOW.plusSeconds(60));
        assertEquals(0, account.tradesWithin(Duration.ofSeconds(60)));
        assertEquals(1, account.tradesWithin(Duration.ofHours(1)));
    }

    @Test
    void takesATradeBack() {
        TradeBooked trade = account.trade("o1", MNQ, Decimal.of(-10), false);
        assertTrue(account.takeBack(trade).voided());

        assertEquals(Decimal.ZERO, account.day().realized());
        assertEquals(Decimal.ZERO, account.realizedByOrder("o1"));
        assertEquals(1, account.day().tradeCount());
    }

    @Test
    void knowsSinceWhenAPositionIsUnprotected() {
        account.hold(MNQ, PositionSide.LONG, 2, PRICE);
        account.moveTo(NOW.plusSeconds(3));
        account.hold(MNQ, PositionSide.LONG, 3, PRICE);
        assertEquals(Optional.of(NOW), account.held(MNQ).unprotectedSince());

        account.work("limit", MNQ, OrderSide.SELL, OrderType.LIMIT, 2, Optional.of(PRICE));
        account.work("wrong", MNQ, OrderSide.BUY, OrderType.STOP, 2, Optional.of(PRICE));
        account.work("bare", MNQ, OrderSide.SELL, OrderType.STOP, 2, Optional.empty());
        account.work("other", "CON.F.US.MNQ.H26", OrderSide.SELL, OrderType.STOP, 2, Optional.of(PRICE));
        assertEquals(Optional.of(NOW), account.held(MNQ).unprotectedSince());

        account.work("stop", MNQ, OrderSide.SELL, OrderType.TRAILING_STOP, 1, Optional.of(PRICE));
        assertEquals(Optional.empty(), account.held(MNQ).unprotectedSince());

        account.moveTo(NOW.plusSeconds(5));
        account.cancel("stop");
        assertEquals(Optional.of(NOW.plusSeconds(5)), account.held(MNQ).unprotectedSince());

        account.moveTo(NOW.plusSeconds(7));
        account.cancel("wrong");
        account.hold(MNQ, PositionSide.SHORT, 2, PRICE);
        assertEquals(Optional.of(NOW.plusSeconds(7)), account.held(MNQ).unprotectedSince());
    }

    @Test
    void knowsWhichOrdersCouldOpen() {
        account.work("flat", MNQ, OrderSide.SELL, OrderType.LIMIT, 1, Optional.of(PRICE));
        assertTrue(account.orders().get(0).couldOpen());

        account.hold(MNQ, PositionSide.LONG, 2, PRICE);
        assertFalse(account.orders().get(0).couldOpen());

        account.work("more", MNQ, OrderSide.SELL, OrderType.LIMIT, 3, Optional.of(PRICE));
        assertTrue(account.orders().get(1).couldOpen());

        account.work("same side", MNQ, OrderSide.BUY, OrderType.MARKET, 1, Optional.empty());
        assertTrue(account.orders().get(2).couldOpen());
    }

    @Test
    void valuesAPositionOnlyWithAPriceOfItsOwn() {
        Duration fiveSeconds = Duration.ofSeconds(5);
        account.quote(MNQ, PRICE);
        account.hold(MNQ, PositionSide.SHORT, 2, PRICE);
        assertEquals(Valuation.NO_QUOTE, account.held(MNQ).valuation(fiveSeconds));
        assertEquals(NOW, account.held(MNQ).pricedAt());

        account.quote(MNQ, PRICE.minus(Decimal.of(10)));
        account.quote(MNQ, PRICE.minus(Decimal.of(5)));
        assertEquals(Decimal.of(20), account.held(MNQ).openProfit());
        assertEquals(Optional.of(PRICE.minus(Decimal.of(10))), account.held(MNQ).bestPrice());

        account.moveTo(NOW.plusSeconds(5));
        assertEquals(Valuation.VALUED, account.held(MNQ).valuation(fiveSeconds));
        account.moveTo(NOW.plusSeconds(5).plusNanos(1));
        assertEquals(Valuation.STALE, account.held(MNQ).valuation(fiveSeconds));

        account.hold(MNQ, PositionSide.LONG, 2, PRICE);
        assertEquals(Valuation.NO_QUOTE, account.held(MNQ).valuation(fiveSeconds));
        assertEquals(Optional.empty(), account.held(MNQ).bestPrice());

        account.hold("...", PositionSide.LONG, 2, PRICE);
        account.quote("...", PRICE);
        assertEquals(Valuation.NO_TICK_DATA, account.held("...").valuation(fiveSeconds));
    }

    @Test
    void saysWhatChanged() {
        assertEquals(new PositionChanged(MNQ, 0, 2), account.hold(MNQ, PositionSide.LONG, 2, PRICE));
        assertEquals(new PositionChanged(MNQ, 2, -1), account.hold(MNQ, PositionSide.SHORT, 1, PRICE));
        assertEquals(new PositionChanged(MNQ, -1, 0), account.hold(MNQ, PositionSide.FLAT, 0, PRICE));
        assertEquals(0, account.positions().size());
    }

    @Test
    void remembersWhatAVerdictSays() {
        account.apply(Verdict.pass(Action.remember("a", "1"), Action.wakeAt(NOW.plusSeconds(9))));
        assertEquals(Optional.of("1"), account.memory("a"));
        assertEquals(NOW.plusSeconds(9), account.wakeAt());

        account.apply(Verdict.violation("Too much", Action.remember("a", null)));
        assertEquals(Optional.empty(), account.memory("a"));
        assertEquals(null, account.wakeAt());
    }

    @Test
    void objectsToWhatThePlatformWouldCallAFault() {
        assertThrows(AssertionError.class, () -> account.apply(Verdict.pass(Action.wakeAt(NOW))));
        assertThrows(AssertionError.class, () -> account.remember("k".repeat(65), "1"));
        assertThrows(AssertionError.class, () -> account.remember("k", "v".repeat(257)));
        assertThrows(AssertionError.class, () -> {
            for (int key = 0; key < 33; key++) {
                account.remember("key " + key, "1");
            }
        });
    }
}
