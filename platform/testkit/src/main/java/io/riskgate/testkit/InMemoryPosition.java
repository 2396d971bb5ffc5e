package io.riskgate.testkit;

import io.riskgate.api.Decimal;
import io.riskgate.api.PositionSide;
import io.riskgate.api.rule.PositionView;
import java.time.Duration;
import java.time.Instant;
import java.util.NoSuchElementException;
import java.util.Optional;

/** A position of an {@link InMemoryAccount}; what is derived is computed when it changes, so that looking is free. */
final class InMemoryPosition implements PositionView {
    private final InMemoryAccount account;
    private final String contract;
    private final String root;
    private final Optional<Decimal> pointValue;
    private final Optional<Decimal> tickSize;
    private final Optional<PositionView> asOptional = Optional.of(this);

    private PositionSide side;
    private int quantity;
    private Decimal averagePrice;
    private Instant openedAt;
    private Optional<Instant> unprotectedSince = Optional.empty();
    private Instant pricedAt;
    private Optional<Decimal> price = Optional.empty();
    private Optional<Decimal> bestPrice = Optional.empty();
    private Decimal openProfit;

    InMemoryPosition(InMemoryAccount account, String contract) {
        InstrumentTable instruments = InstrumentTable.shipped();
        this.account = account;
        this.contract = contract;
        this.root = instruments.root(contract);
        this.pointValue = instruments.pointValue(contract);
        this.tickSize = instruments.tickSize(contract);
    }

    void hold(PositionSide newSide, int newQuantity, Decimal newAveragePrice) {
        if (side != newSide) {
            openedAt = account.now();
            pricedAt = openedAt;
            price = Optional.empty();
            bestPrice = Optional.empty();
            unprotectedSince = Optional.of(openedAt);
        }
        side = newSide;
        quantity = newQuantity;
        averagePrice = newAveragePrice;
        value();
    }

    void quote(Decimal newPrice) {
        boolean better = bestPrice.isEmpty()
                || (side == PositionSide.LONG ? newPrice.isAbove(bestPrice.get()) : newPrice.isBelow(bestPrice.get()));
        price = Optional.of(newPrice);
        pricedAt = account.now();
        if (better) {
            bestPrice = price;
        }
        value();
    }

    void protect(boolean isProtected) {
        if (isProtected) {
            unprotectedSince = Optional.empty();
        } else if (unprotectedSince.isEmpty()) {
            unprotectedSince = Optional.of(account.now());
        }
    }

    Optional<PositionView> asOptional() {
        return asOptional;
    }

    private void value() {
        openProfit = price.isEmpty() || pointValue.isEmpty()
                ? null
                : price.get().minus(averagePrice).times(pointValue.get()).times(signedQuantity());
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
    public PositionSide side() {
        return side;
    }

    @Override
    public int quantity() {
        return quantity;
    }

    @Override
    public Decimal averagePrice() {
        return averagePrice;
    }

    @Override
    public Instant openedAt() {
        return openedAt;
    }

    @Override
    public Optional<Instant> unprotectedSince() {
        return unprotectedSince;
    }

    @Override
    public Valuation valuation(Duration staleAfter) {
        if (pointValue.isEmpty()) {
            return Valuation.NO_TICK_DATA;
        }
        if (price.isEmpty()) {
            return Valuation.NO_QUOTE;
        }
        return account.compareAge(pricedAt, staleAfter) > 0 ? Valuation.STALE : Valuation.VALUED;
    }

    @Override
    public Instant pricedAt() {
        return pricedAt;
    }

    @Override
    public Decimal price() {
        return price.orElseThrow();
    }

    @Override
    public Decimal openProfit() {
        if (openProfit == null) {
            throw new NoSuchElementException("no price or no tick data for " + contract);
        }
        return openProfit;
    }

    @Override
    public Optional<Decimal> bestPrice() {
        return bestPrice;
    }

    @Override
    public Optional<Decimal> tickSize() {
        return tickSize;
    }
}
