package io.riskgate.testkit;

import io.riskgate.api.Decimal;
import io.riskgate.api.OrderSide;
import io.riskgate.api.OrderType;
import io.riskgate.api.PositionSide;
import io.riskgate.api.rule.OrderView;
import java.util.Optional;

/** A working order of an {@link InMemoryAccount}. */
final class InMemoryOrder implements OrderView {
    private final InMemoryAccount account;
    private final String orderId;
    private final String contract;
    private final String root;
    private final OrderSide side;
    private final OrderType type;
    private final int quantityLeft;
    private final Optional<Decimal> limitPrice;
    private final Optional<Decimal> stopPrice;

    InMemoryOrder(
            InMemoryAccount account,
            String orderId,
            String contract,
            OrderSide side,
            OrderType type,
            int quantityLeft,
            Optional<Decimal> price) {
        this.account = account;
        this.orderId = orderId;
        this.contract = contract;
        this.root = InstrumentTable.shipped().root(contract);
        this.side = side;
        this.type = type;
        this.quantityLeft = quantityLeft;
        this.limitPrice = type == OrderType.LIMIT || type == OrderType.STOP_LIMIT ? price : Optional.empty();
        this.stopPrice = isStop() ? price : Optional.empty();
    }

    private boolean isStop() {
        return type == OrderType.STOP || type == OrderType.STOP_LIMIT || type == OrderType.TRAILING_STOP;
    }

    @Override
    public String orderId() {
        return orderId;
    }

    @Override
    public String contract() {
        return contract;
    }

    @Override
    public String root() {
        return root;
    }

    @Override
    public OrderSide side() {
        return side;
    }

    @Override
    public OrderType type() {
        return type;
    }

    @Override
    public int quantityLeft() {
        return quantityLeft;
    }

    @Override
    public Optional<Decimal> limitPrice() {
        return limitPrice;
    }

    @Override
    public Optional<Decimal> stopPrice() {
        return stopPrice;
    }

    @Override
    public boolean protective() {
        InMemoryPosition position = account.held(contract);
        return position != null && isAgainst(position) && isStop() && stopPrice.isPresent();
    }

    @Override
    public boolean couldOpen() {
        InMemoryPosition position = account.held(contract);
        return position == null || !isAgainst(position) || quantityLeft > position.quantity();
    }

    private boolean isAgainst(InMemoryPosition position) {
        return (side == OrderSide.SELL) == (position.side() == PositionSide.LONG);
    }
}
