package io.riskgate.core.internal.engine;

import io.riskgate.api.Decimal;
import io.riskgate.api.engine.Lockout;
import io.riskgate.api.event.BrokerEvent;
import io.riskgate.api.event.OrderUpdate;
import io.riskgate.api.event.PositionUpdate;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;

/** One record of the journal: a fact that matters. The state of an account is the fold of its facts. */
sealed interface Fact {
    /** The account, or null if it concerns the platform. */
    String account();

    /** The broker said something that changed the ledger. */
    record Told(BrokerEvent event) implements Fact {
        @Override
        public String account() {
            return event.account();
        }
    }

    /** A trading day began; the one before is closed and kept. */
    record DayOpened(String account, LocalDate date, Instant start, Instant end) implements Fact {}

    /** The running trading day ends at another instant, because a setting changed. */
    record DayMoved(String account, LocalDate date, Instant end) implements Fact {}

    /** A lockout was set or lengthened. */
    record LockoutSet(Lockout lockout) implements Fact {
        @Override
        public String account() {
            return lockout.account();
        }
    }

    /** A lockout ended. */
    record LockoutOver(String account, String key, Instant at) implements Fact {}

    /** The ceilings of the lock guard, by contract, with sign; empty when none apply. */
    record Ceilings(String account, Instant since, Map<String, Integer> ceilings, int guardAttempts) implements Fact {
        /** Copies the map. */
        public Ceilings {
            ceilings = Map.copyOf(ceilings);
        }
    }

    /** An intent is open, with everything needed to go on. */
    record IntentKept(String account, IntentRecord intent) implements Fact {}

    /** An intent is done or was given up. */
    record IntentOver(String account, long id) implements Fact {}

    /** A rule violates; contract is empty if the violation is about none. */
    record EpisodeOpened(String account, String rule, String contract, boolean clear) implements Fact {}

    /** An episode is over. */
    record EpisodeOver(String account, String rule, String contract) implements Fact {}

    /** A rule remembers a value, or forgets it (null). */
    record Remembered(String account, String rule, String key, String value) implements Fact {}

    /** A rule wants to be woken, or no longer (null). */
    record WakeUp(String account, String rule, Instant at) implements Fact {}

    /** The best price of a position since its entry. */
    record BestPrice(String account, String contract, Decimal price) implements Fact {}

    /** A settings file changed; null if it was deleted. */
    record SettingsChanged(Instant time, String pid, Map<String, String> properties) implements Fact {
        @Override
        public String account() {
            return null;
        }
    }

    /** A bundle, by name and version, is in force for a rule; null if none is any more. */
    record RuleInForce(Instant time, String rule, String bundle) implements Fact {
        @Override
        public String account() {
            return null;
        }
    }

    /** A store began with {@code riskgate start --new-store}, or for the first time. */
    record StoreBegun(Instant time, String storeId) implements Fact {
        @Override
        public String account() {
            return null;
        }
    }

    /** In an image: a trading day with its sums; the youngest one is running. */
    record DayKept(
            String account,
            LocalDate date,
            Instant start,
            Instant end,
            Decimal realized,
            Decimal fees,
            int tradeCount,
            boolean outOfRange,
            boolean running)
            implements Fact {}

    /** In an image: a trade id that was booked. */
    record TradeKept(String account, KeptTrade trade) implements Fact {}

    /** In an image: a position. */
    record PositionKept(PositionUpdate position, Instant openedAt, Instant unprotectedSince, Decimal bestPrice)
            implements Fact {
        @Override
        public String account() {
            return position.account();
        }
    }

    /** In an image: the last content of an order, working or not. */
    record OrderKept(OrderUpdate order) implements Fact {
        @Override
        public String account() {
            return order.account();
        }
    }

    /** In an image: what the broker last said of an account. */
    record AccountKept(String account, boolean canTrade, Decimal balance, String name) implements Fact {}
}
