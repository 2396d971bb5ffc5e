package io.riskgate.api.broker;

import io.riskgate.api.Decimal;

/**
 * What the broker itself says of a contract. It wins over the platform's table of instruments.
 *
 * @param contract the contract id
 * @param tickSize the tick size, above 0
 * @param tickValue dollars per tick and contract, above 0
 */
public record ContractRecord(String contract, Decimal tickSize, Decimal tickValue) {
    /**
     * Makes a record.
     *
     * @throws IllegalArgumentException if the contract is blank, or a number is not above 0
     */
    public ContractRecord {
        if (contract.isBlank()) {
            throw new IllegalArgumentException("expected a contract id, was '" + contract + "'");
        }
        if (!tickSize.isPositive() || !tickValue.isPositive()) {
            throw new IllegalArgumentException("expected a tick size and a tick value above 0 for " + contract
                    + ", was " + tickSize + " and " + tickValue);
        }
    }
}
