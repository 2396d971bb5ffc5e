package io.riskgate.core.internal.engine;

import io.riskgate.api.rule.RiskRule;
import java.util.Set;

/**
 * A rule that a bundle offers.
 *
 * @param id the rule's id
 * @param code its code, or null
 * @param description one sentence, or null
 * @param bundle name and version of the bundle, for people
 * @param version orders two offers of one id: the higher governs
 * @param rule the rule
 * @param origin where it comes from
 */
public record RuleOffer(
        String id,
        String code,
        String description,
        String bundle,
        Comparable<?> version,
        RiskRule rule,
        Origin origin) {
    /**
     * Where a rule comes from.
     *
     * @param location where its bundle was installed from, or null
     * @param sha256 of its jar in hex, or null if it is not known
     * @param signer who signed its jar, or null
     * @param certificates SHA-256 of the certificates of those who signed it, in hex
     * @param pinned whether it was put in force by a command: it governs whatever versions others have
     */
    public record Origin(String location, String sha256, String signer, Set<String> certificates, boolean pinned) {
        /** Nothing is known. */
        public static final Origin UNKNOWN = new Origin(null, null, null, Set.of(), false);
    }

    /** An offer of which nobody knows where it comes from. */
    public RuleOffer(String id, String code, String description, String bundle, Comparable<?> version, RiskRule rule) {
        this(id, code, description, bundle, version, rule, Origin.UNKNOWN);
    }

    /** The same, put in force by a command or not. */
    public RuleOffer pinned(boolean whether) {
        return withOrigin(new Origin(origin.location, origin.sha256, origin.signer, origin.certificates, whether));
    }

    /** The same from somewhere else. */
    public RuleOffer withOrigin(Origin other) {
        return new RuleOffer(id, code, description, bundle, version, rule, other);
    }

    /** The same, brought from {@code address} and put in force by a command. */
    public RuleOffer pinnedFrom(String address) {
        return withOrigin(new Origin(address, origin.sha256, origin.signer, origin.certificates, true));
    }

    /** Orders by code, those without one last, then by id. */
    static int order(RuleOffer a, RuleOffer b) {
        String codeA = a.code == null ? "\uffff" : a.code;
        String codeB = b.code == null ? "\uffff" : b.code;
        int byCode = codeA.compareTo(codeB);
        return byCode != 0 ? byCode : CodePoints.ORDER.compare(a.id, b.id);
    }

    /** Whether it is the same rule of the same version, put in force by a command or not. */
    boolean isSameAs(RuleOffer other) {
        return rule == other.rule && version.equals(other.version);
    }

    /** Whether it governs where {@code other} is there too. */
    @SuppressWarnings("unchecked")
    public boolean governs(RuleOffer other) {
        if (origin.pinned != other.origin.pinned) {
            return origin.pinned;
        }
        return ((Comparable<Object>) version).compareTo(other.version) > 0;
    }
}
