package io.riskgate.core.internal.store;

import java.util.List;

/**
 * What a repair came to.
 *
 * @param changes what was put right, in order
 * @param left what a verification found afterwards
 */
public record Repair(List<Change> changes, Verification left) {
    public Repair {
        changes = List.copyOf(changes);
    }

    /**
     * One file that was put right.
     *
     * @param file the file
     * @param from where its content came from
     * @param evidence where the damaged file was kept; empty when there was none
     */
    public record Change(String file, String from, String evidence) {}
}
