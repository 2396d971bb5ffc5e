package io.riskgate.api.event;

import io.riskgate.api.Decimal;
import java.time.Instant;

/**
 * A market price; it stands for itself and is not merged with an earlier quote.
 *
 * @param time when the broker said it
 * @param instrument a contract ({@code CON.F.US.MNQ.Z25}), a quote symbol ({@code F.US.MNQ}) or a plain root
 * @param last the last price, or null
 * @param bid the best bid, or null
 * @param ask the best ask, or null
 */
public record QuoteUpdate(Instant time, String instrument, Decimal last, Decimal bid, Decimal ask)
        implements BrokerEvent {
    private static final Decimal HALF = Decimal.parse("0.5");

    /** Checks the fields. */
    public QuoteUpdate {
        Check.time(time);
        Check.name("contract or symbol", instrument);
        Check.inRange("last", last);
        Check.inRange("bid", bid);
        Check.inRange("ask", ask);
    }

    /** Always null: a quote concerns every account. */
    @Override
    public String account() {
        return null;
    }

    /** The last price if it is positive, else the middle of bid and ask if both are, else null. */
    public Decimal usablePrice() {
        if (last != null && last.isPositive()) {
            return last;
        }
        if (bid != null && bid.isPositive() && ask != null && ask.isPositive()) {
            return bid.plus(ask).times(HALF);
        }
        return null;
    }
}
