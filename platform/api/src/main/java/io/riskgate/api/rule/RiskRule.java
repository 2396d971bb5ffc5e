package io.riskgate.api.rule;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A risk rule, offered as an OSGi service with {@link RuleId}.
 *
 * <p>A rule keeps no state, has no clock, starts no thread and never acts: it turns settings into an evaluator, and
 * the evaluator turns an account into a verdict. The platform calls {@link #configure} on a thread of its own, once
 * for every set of settings, and may call it again at any time with the same settings.
 */
@ConsumerType
@FunctionalInterface
public interface RiskRule {
    /**
     * Checks one set of settings and makes the evaluator of it.
     *
     * @param settings the settings of one configuration; whatever is not asked for here is an unknown key
     * @return the evaluator, never null
     * @throws SettingsRefused if a value is missing or not acceptable
     */
    RuleEvaluator configure(Settings settings);
}
