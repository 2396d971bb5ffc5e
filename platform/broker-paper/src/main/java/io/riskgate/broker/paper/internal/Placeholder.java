package io.riskgate.broker.paper.internal;

/** Stands in until the module has its code. */
final class Placeholder {
    private Placeholder() {}
}
