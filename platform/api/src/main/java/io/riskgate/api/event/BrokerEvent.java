package io.riskgate.api.event;

import java.time.Instant;

/**
 * Something a broker told the platform. All events are immutable and valid by construction: a constructor refuses
 * what the recording format refuses, with an {@link IllegalArgumentException} that names the field, what was expected
 * and what was there.
 */
public sealed interface BrokerEvent
        permits AccountUpdate,
                TradeUpdate,
                PositionUpdate,
                OrderUpdate,
                QuoteUpdate,
                ConnectionUpdate,
                BookSnapshot,
                LedgerUpdate {
    /** When the broker said it. */
    Instant time();

    /** The account it is about, or null: a quote concerns all, a connection may. */
    String account();
}
