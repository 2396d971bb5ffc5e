package io.riskgate.api.rule;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/** The id of a rule: {@code [a-z][a-z0-9_.]*}; third parties put their reversed domain before it. Becomes the service property {@code riskgate.rule.id}. */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface RuleId {
    /** Prefix of the service property. */
    String PREFIX_ = "riskgate.";

    /** The value. */
    String value();
}
