package io.riskgate.core.internal.engine;

import io.riskgate.api.rule.RiskRule;

/**
 * A rule that a bundle offers.
 *
 * @param id the rule's id
 * @param code its code, or null
 * @param description one sentence, or null
 * @param bundle name and version of the bundle, for people
 * @param version orders two offers of one id: the higher governs
 * @param rule the rule
 */
public record RuleOffer(
        String id, String code, String description, String bundle, Comparable<?> version, RiskRule rule) {
    /** Orders by code, those without one last, then by id. */
    static int order(RuleOffer a, RuleOffer b) {
        String codeA = a.code == null ? "\uffff" : a.code;
        String codeB = b.code == null ? "\uffff" : b.code;
        int byCode = codeA.compareTo(codeB);
        return byCode != 0 ? byCode : CodePoints.ORDER.compare(a.id, b.id);
    }

    @SuppressWarnings("unchecked")
    boolean isNewerThan(RuleOffer other) {
        return ((Comparable<Object>) version).compareTo(other.version) > 0;
    }
}
