package io.riskgate.shell.internal;

/** Stands in until the module has its code. */
final class Placeholder {
    private Placeholder() {}
}
