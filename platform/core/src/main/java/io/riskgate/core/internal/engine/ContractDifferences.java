package io.riskgate.core.internal.engine;

import io.riskgate.api.Severity;
import io.riskgate.api.engine.Decision;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Alerts where the broker's record of a contract and the table of instruments differ: when a difference appears, and
 * again only after it was gone. Not safe for several threads.
 */
final class ContractDifferences {
    private List<String> told = List.of();

    /** An alert for each difference that is new. */
    List<Decision> appearedIn(Instruments instruments, Instant now) {
        List<Decision> alerts = new ArrayList<>();
        List<String> differences = instruments.differences();
        for (String difference : differences) {
            if (!told.contains(difference)) {
                alerts.add(new Decision.Alert(now, null, null, Severity.CRITICAL, "CONTRACT_DIFFERS", difference));
            }
        }
        told = differences;
        return alerts;
    }
}
