package io.riskgate.api.engine;

import java.time.Instant;
import java.util.List;

/**
 * What a version of a rule that is not in force would have decided otherwise.
 *
 * @param rule the rule's id
 * @param bundle name and version of the bundle that only looks on
 * @param inForce name and version of the bundle in force, or null if there is none
 * @param judged how many times it was asked
 * @param faults how many times it failed
 * @param differing how many times it differed
 * @param newest the newest differences, oldest first; a limited number
 * @param notJudging why it judges nothing, or not everybody: the settings it does not accept, or that it never returned;
 *     empty if it judges all that the one in force does
 */
public record ShadowReport(
        String rule,
        String bundle,
        String inForce,
        long judged,
        long faults,
        long differing,
        List<Difference> newest,
        List<String> notJudging) {
    /** Copies the lists. */
    public ShadowReport {
        newest = List.copyOf(newest);
        notJudging = List.copyOf(notJudging);
    }

    /** One that judges all that the version in force does. */
    public ShadowReport(
            String rule,
            String bundle,
            String inForce,
            long judged,
            long faults,
            long differing,
            List<Difference> newest) {
        this(rule, bundle, inForce, judged, faults, differing, newest, List.of());
    }

    /**
     * One event on which the two versions differ. Wake-ups and memory do not count.
     *
     * @param time when
     * @param account whose
     * @param event what was judged
     * @param inForce what the version in force said
     * @param shadow what the other one said
     */
    public record Difference(Instant time, String account, String event, String inForce, String shadow) {}
}
