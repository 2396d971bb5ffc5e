package io.riskgate.core.internal.engine;

import io.riskgate.api.Decimal;
import io.riskgate.api.OrderSide;
import io.riskgate.api.OrderType;
import io.riskgate.api.PositionSide;
import io.riskgate.api.engine.AccountStatus;
import io.riskgate.api.engine.Decision;
import io.riskgate.api.event.OrderUpdate;
import io.riskgate.api.event.TradeUpdate;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What must be so once everything has been well for long enough: books agree, limits hold, nothing is left open. */
final class SimulationEnd {
    private final Simulation simulation;
    private final SimulationBroker broker;
    private final SimulationSettings settings;
    private final SimulationOracle oracle;

    SimulationEnd(
            Simulation simulation, SimulationBroker broker, SimulationSettings settings, SimulationOracle oracle) {
        this.simulation = simulation;
        this.broker = broker;
        this.settings = settings;
        this.oracle = oracle;
    }

    /** Contracts with sign that the platform shows. */
    static int shown(AccountStatus status, String contract) {
        if (status != null) {
            for (Decision.Position position : status.state().positions()) {
                if (position.contract().equals(contract)) {
                    return position.side() == PositionSide.SHORT ? -position.quantity() : position.quantity();
                }
            }
        }
        return 0;
    }

    void check() {
        for (String account : SimulationBroker.ACCOUNTS) {
            AccountStatus status = simulation.status(account);
            SimulationBook book = broker.book(account);
            books(book, status);
            trades(book, status);
            if (!status.commands().isEmpty()) {
                oracle.fail("{} has open commands: {}", account, status.commands());
            }
            if (!account.equals(SimulationBroker.WITNESS)) {
                limits(book, status);
            }
        }
    }

    private void books(SimulationBook book, AccountStatus status) {
        Map<String, Integer> positions = new TreeMap<>();
        for (Decision.Position position : status.state().positions()) {
            positions.put(position.contract(), shown(status, position.contract()));
        }
        if (!positions.equals(book.positions)) {
            oracle.fail("{} shows {}, the broker holds {}", book.account, positions, book.positions);
        }
        Set<String> orders = new TreeSet<>();
        status.state().workingOrders().forEach(order -> orders.add(order.orderId()));
        if (!orders.equals(book.orders.keySet())) {
            oracle.fail("{} shows orders {}, the broker has {}", book.account, orders, book.orders.keySet());
        }
        if (status.canTrade() != book.canTrade) {
            oracle.fail("{} shows that it can trade: {}", book.account, status.canTrade());
        }
    }

    private BigDecimal realized(SimulationBook book) {
        Instant start = settings.dayStart(simulation.now());
        BigDecimal sum = BigDecimal.ZERO;
        for (TradeUpdate trade : book.trades.values()) {
            boolean counts = !trade.voided() && !trade.executedAt().isBefore(start) && trade.profitAndLoss() != null;
            sum = counts ? sum.add(new BigDecimal(trade.profitAndLoss().toString())) : sum;
        }
        return sum;
    }

    private void trades(SimulationBook book, AccountStatus status) {
        Decimal realized = Decimal.of(realized(book));
        if (!status.state().dayRealized().equals(realized)) {
            oracle.fail(
                    "{} made {} today, shown is {}",
                    book.account,
                    realized,
                    status.state().dayRealized());
        }
        Instant start = settings.dayStart(simulation.now());
        Set<String> certain = new HashSet<>();
        Set<String> possible = new HashSet<>();
        for (TradeUpdate trade : book.trades.values()) {
            if (!trade.own() && !trade.executedAt().isBefore(start)) {
                possible.add(trade.orderId());
                if (!trade.voided()) {
                    certain.add(trade.orderId());
                }
            }
        }
        int count = status.state().tradeCount();
        if (count < certain.size() || count > possible.size()) {
            oracle.fail("{} traded {} times, shown is {}", book.account, possible.size(), count);
        }
    }

    private void limits(SimulationBook book, AccountStatus status) {
        BigDecimal realized = realized(book);
        boolean denied = !simulation.platform().gate().check(book.account).allowed();
        if (untilReset(book, "daily_realized_loss")
                && realized.compareTo(setting("daily_realized_loss", "limit")) <= 0
                && !denied) {
            oracle.fail("{} lost {} today and is free", book.account, realized);
        }
        if (untilReset(book, "daily_realized_profit")
                && realized.compareTo(setting("daily_realized_profit", "target")) >= 0
                && !denied) {
            oracle.fail("{} made {} today and is free", book.account, realized);
        }
        if (!status.lockouts().isEmpty()) {
            return;
        }
        Map<String, String> contracts = settings.of("max_contracts");
        if (contracts != null) {
            int net = 0;
            int gross = 0;
            for (int quantity : book.positions.values()) {
                net += quantity;
                gross += Math.abs(quantity);
            }
            int counted = contracts.get("counting").equals("net") ? Math.abs(net) : gross;
            if (counted > Integer.parseInt(contracts.get("limit"))) {
                oracle.fail("{} holds {}, the limit is {}", book.account, book.positions, contracts.get("limit"));
            }
        }
        if (settings.of("no_stop_loss_grace") != null) {
            book.positions.forEach((contract, quantity) -> stopped(book, contract, quantity));
        }
        Map<String, String> symbols = settings.of("symbol_blocks");
        if (symbols != null && symbols.get("symbols").startsWith("R") && book.held(SimulationBroker.RTY) != 0) {
            oracle.fail("{} holds what is blocked: {}", book.account, book.positions);
        }
    }

    private BigDecimal setting(String rule, String key) {
        return new BigDecimal(settings.of(rule).get(key));
    }

    /** Whether a rule locks until the reset by what is realized, and no lockout of it with a duration is over today. */
    private boolean untilReset(SimulationBook book, String rule) {
        Map<String, String> values = settings.of(rule);
        return values != null
                && values.get("lockFor").equals("until-reset")
                && (book.positions.isEmpty() || !"true".equals(values.get("includeUnrealized")))
                && !oracle.endedSince(book.account, rule, settings.dayStart(simulation.now()));
    }

    private void stopped(SimulationBook book, String contract, int quantity) {
        for (OrderUpdate order : book.orders.values()) {
            if (order.contract().equals(contract)
                    && order.orderType() == OrderType.STOP
                    && (order.side() == OrderSide.SELL) == quantity > 0) {
                return;
            }
        }
        oracle.fail("{} holds {} {} without a stop", book.account, quantity, contract);
    }
}
