package io.riskgate.testkit;

import io.riskgate.api.Decimal;
import io.riskgate.api.rule.AccountView;
import io.riskgate.api.rule.OrderView;
import io.riskgate.api.rule.PositionView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An account that shows of its positions and orders only those in one contract.
 *
 * @param account the account
 * @param contract the contract
 */
record OneContract(AccountView account, String contract) implements AccountView {
    @Override
    public List<PositionView> positions() {
        return account.positions().stream()
                .filter(position -> position.contract().equals(contract))
                .toList();
    }

    @Override
    public List<OrderView> orders() {
        return account.orders().stream()
                .filter(order -> order.contract().equals(contract))
                .toList();
    }

    @Override
    public String id() {
        return account.id();
    }

    @Override
    public Instant now() {
        return account.now();
    }

    @Override
    public TradingDay day() {
        return account.day();
    }

    @Override
    public int tradesWithin(Duration window) {
        return account.tradesWithin(window);
    }

    @Override
    public Decimal realizedByOrder(String orderId) {
        return account.realizedByOrder(orderId);
    }

    @Override
    public boolean canTrade() {
        return account.canTrade();
    }

    @Override
    public boolean connected() {
        return account.connected();
    }

    @Override
    public boolean authenticated() {
        return account.authenticated();
    }

    @Override
    public Optional<String> memory(String key) {
        return account.memory(key);
    }
}
