package io.riskgate.core.internal.engine;

import java.time.Duration;

/**
 * How many calls a broker takes.
 *
 * @param calls at least 1
 * @param within so many in any stretch of this length
 */
record CallLimit(int calls, Duration within) {
    @Override
    public String toString() {
        return calls + "/" + within.toSeconds() + "s";
    }
}
