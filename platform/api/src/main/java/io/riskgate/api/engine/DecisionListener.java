package io.riskgate.api.engine;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hears every decision. Offer it as an OSGi service; it is called on a thread for notifications, after the decision
 * took effect, in order for each account. Nothing the platform does depends on it.
 */
@ConsumerType
@FunctionalInterface
public interface DecisionListener {
    /** Hears one decision. */
    void decided(Decision decision);
}
