package io.riskgate.api.rule;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/** A short code for people, such as {@code RULE-001}; orders the rules that come with Riskgate. Becomes the service property {@code riskgate.rule.code}. */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface RuleCode {
    /** Prefix of the service property. */
    String PREFIX_ = "riskgate.";

    /** The value. */
    String value();
}
