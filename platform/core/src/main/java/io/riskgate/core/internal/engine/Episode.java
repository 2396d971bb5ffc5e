package io.riskgate.core.internal.engine;

/** From a violation until the rule was asked without violating and what it caused is confirmed. */
final class Episode {
    /**
     * What an episode is about.
     *
     * @param rule the rule
     * @param contract the contract of the violation, or empty
     */
    record Key(String rule, String contract) {}

    final Key key;

    /** Whether the rule was asked since without violating. */
    boolean clear;

    Episode(Key key) {
        this.key = key;
    }
}
