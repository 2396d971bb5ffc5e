package io.riskgate.rule.maxcontracts;

/** Stands in until the module has its code. */
final class Placeholder {
    private Placeholder() {}
}
