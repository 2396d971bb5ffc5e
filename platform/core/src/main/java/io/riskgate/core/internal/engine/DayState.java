package io.riskgate.core.internal.engine;

import io.riskgate.api.Decimal;
import java.time.Instant;
import java.time.LocalDate;

/** One trading day of one account. */
final class DayState {
    final LocalDate date;
    final Instant start;
    Instant end;
    Decimal realized = Decimal.ZERO;
    Decimal fees = Decimal.ZERO;
    int tradeCount;
    boolean outOfRange;

    DayState(LocalDate date, Instant start, Instant end) {
        this.date = date;
        this.start = start;
        this.end = end;
    }

    /** Adds to the sums; a sum that leaves the range stays at its edge and is marked. */
    void add(Decimal profitAndLoss, Decimal fee) {
        setRealized(realized.plus(profitAndLoss));
        Decimal sum = fees.plus(fee);
        fees = sum.isInRange() ? sum : edge(sum);
    }

    void setRealized(Decimal sum) {
        if (sum.isInRange()) {
            realized = sum;
        } else {
            realized = edge(sum);
            outOfRange = true;
        }
    }

    private static Decimal edge(Decimal sum) {
        return sum.isNegative() ? Decimal.MAX.negated() : Decimal.MAX;
    }

    boolean contains(Instant time) {
        return !time.isBefore(start) && time.isBefore(end);
    }

    Fact kept(String account, boolean running) {
        return new Fact.DayKept(account, date, start, end, realized, fees, tradeCount, outOfRange, running);
    }
}
