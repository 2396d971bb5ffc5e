package io.riskgate.testkit;

/** Stands in until the module has its code. */
final class Placeholder {
    private Placeholder() {}
}
