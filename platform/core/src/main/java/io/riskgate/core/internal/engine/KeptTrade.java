package io.riskgate.core.internal.engine;

import io.riskgate.api.Decimal;
import java.time.Instant;
import java.time.LocalDate;

/**
 * What is remembered of a trade until the end of the trading day after its own.
 *
 * @param tradeId its id
 * @param orderId the order it filled, or null
 * @param day the trading day it belongs to, or null if it is older than those that can still be corrected
 * @param executedAt when it was executed
 * @param profitAndLoss dollars, or null
 * @param fees dollars, or null
 * @param voided whether it was taken back
 * @param counted whether it counted as a trade: the first fill of its order, not the platform's own
 */
record KeptTrade(
        String tradeId,
        String orderId,
        LocalDate day,
        Instant executedAt,
        Decimal profitAndLoss,
        Decimal fees,
        boolean voided,
        boolean counted) {}
