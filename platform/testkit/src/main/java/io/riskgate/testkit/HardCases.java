package io.riskgate.testkit;

import io.riskgate.api.Decimal;
import io.riskgate.api.OrderSide;
import io.riskgate.api.OrderType;
import io.riskgate.api.PositionSide;
import io.riskgate.api.event.ConnectionUpdate;
import io.riskgate.api.rule.Occasion;
import io.riskgate.api.rule.RiskEvent;
import io.riskgate.api.rule.RiskEvent.Asked;
import io.riskgate.api.rule.RiskEvent.ConnectionChanged;
import io.riskgate.api.rule.RiskEvent.OrderChanged;
import io.riskgate.api.rule.RiskEvent.PositionChanged;
import io.riskgate.api.rule.RiskEvent.PriceMoved;
import io.riskgate.api.rule.RiskEvent.Retrying;
import io.riskgate.api.rule.RiskEvent.TradeBooked;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Accounts and events a rule author does not think of. */
final class HardCases {
    private static final Instant NOW = Instant.parse("2025-10-29T15:00:00Z");
    private static final String MNQ = "CON.F.US.MNQ.Z25";
    private static final String UNKNOWN = "CON.F.US.XYZ.Z25";
    private static final String GARBAGE = "..";
    private static final String LONGEST = "C".repeat(1_024);
    private static final Decimal MOST = Decimal.MAX;
    private static final Decimal LEAST = Decimal.MAX.negated();
    private static final int MOST_CONTRACTS = 1_000_000;

    private HardCases() {}

    /** The accounts, by what is hard about them. */
    static Map<String, InMemoryAccount> accounts() {
        Map<String, InMemoryAccount> accounts = new LinkedHashMap<>();
        add(accounts, "empty", account -> {});
        add(
                accounts,
                "position without a quote",
                account -> account.hold(MNQ, PositionSide.LONG, 1, Decimal.of(21_000)));
        add(accounts, "root without tick data", account -> {
            account.hold(UNKNOWN, PositionSide.SHORT, 3, Decimal.of(100));
            account.quote(UNKNOWN, Decimal.of(200));
            account.work("o1", UNKNOWN, OrderSide.BUY, OrderType.STOP, 3, Optional.of(Decimal.of(300)));
        });
        add(accounts, "contract that cannot be parsed", account -> {
            account.hold(GARBAGE, PositionSide.LONG, 2, Decimal.of(100));
            account.quote(GARBAGE, Decimal.of(50));
            account.work("o1", GARBAGE, OrderSide.SELL, OrderType.LIMIT, 9, Optional.of(Decimal.of(60)));
        });
        add(accounts, "ids as long as they may be", account -> {
            account.hold(LONGEST, PositionSide.LONG, 9, Decimal.of(100));
            account.quote(LONGEST, Decimal.of(50));
            account.work(LONGEST, LONGEST, OrderSide.SELL, OrderType.STOP, 1, Optional.of(Decimal.of(60)));
            account.trade(LONGEST, LONGEST, Decimal.of(-1_000), false);
        });
        add(accounts, "prices at and below zero", account -> {
            account.hold(MNQ, PositionSide.LONG, 1, Decimal.ZERO);
            account.quote(MNQ, Decimal.of(-37));
            account.work("o1", MNQ, OrderSide.SELL, OrderType.STOP, 1, Optional.of(Decimal.of(-40)));
        });
        add(accounts, "largest loss", account -> {
            account.hold(MNQ, PositionSide.LONG, MOST_CONTRACTS, MOST);
            account.hold("CON.F.US.JY6.Z25", PositionSide.LONG, MOST_CONTRACTS, MOST);
            account.quote(MNQ, LEAST);
            account.quote("CON.F.US.JY6.Z25", LEAST);
            account.setRealized(LEAST);
            account.setFees(MOST);
            account.setTradeCount(Integer.MAX_VALUE);
            account.setOutOfRange();
        });
        add(accounts, "largest profit", account -> {
            account.hold(MNQ, PositionSide.SHORT, MOST_CONTRACTS, MOST);
            account.hold("CON.F.US.EP.Z25", PositionSide.SHORT, MOST_CONTRACTS, MOST);
            account.quote(MNQ, LEAST);
            account.quote("CON.F.US.EP.Z25", LEAST);
            account.setRealized(MOST.plus(MOST));
            account.setFees(LEAST);
            account.setOutOfRange();
        });
        add(accounts, "orders without price or quantity", account -> {
            account.hold(MNQ, PositionSide.SHORT, 1, Decimal.of(21_000));
            for (OrderType type : OrderType.values()) {
                account.work("buy " + type, MNQ, OrderSide.BUY, type, 0, Optional.empty());
                account.work("sell " + type, MNQ, OrderSide.SELL, type, MOST_CONTRACTS, Optional.empty());
            }
        });
        add(accounts, "nothing works", account -> {
            account.hold(MNQ, PositionSide.LONG, 1, Decimal.of(21_000));
            account.setCanTrade(false);
            account.setLink(ConnectionUpdate.State.LOST);
            account.setLink(ConnectionUpdate.State.AUTH_FAILED);
        });
        return accounts;
    }

    private static void add(Map<String, InMemoryAccount> accounts, String name, Consumer<InMemoryAccount> events) {
        InMemoryAccount account = new InMemoryAccount("13298777", NOW);
        events.accept(account);
        account.moveTo(NOW.plusSeconds(3600));
        accounts.put(name, account);
    }

    /** Events of every kind, about what the account holds and about what it does not. */
    static List<RiskEvent> events() {
        List<RiskEvent> events = new ArrayList<>();
        for (Occasion occasion : Occasion.values()) {
            events.add(new Asked(occasion));
        }
        for (String contract : List.of(MNQ, UNKNOWN, GARBAGE, LONGEST, "CON.F.US.GC.Z25")) {
            events.add(new PositionChanged(contract, 0, 1));
            events.add(new PositionChanged(contract, 1, 0));
            events.add(new PositionChanged(contract, MOST_CONTRACTS, -MOST_CONTRACTS));
            events.add(new OrderChanged(contract, "o1"));
            events.add(new OrderChanged(contract, "o999"));
            events.add(new TradeBooked(contract, "t1", "o1", LEAST, false, false));
            events.add(new TradeBooked(contract, "t2", "o999", MOST, true, true));
            events.add(new TradeBooked(contract, "t3", null, null, false, false));
            events.add(new TradeBooked(contract, LONGEST, LONGEST, Decimal.of(-1_000), false, false));
            events.add(new PriceMoved(contract));
            events.add(new Retrying(contract));
        }
        events.add(new Retrying(null));
        for (ConnectionUpdate.State state : ConnectionUpdate.State.values()) {
            events.add(new ConnectionChanged(state, null));
        }
        return events;
    }
}
