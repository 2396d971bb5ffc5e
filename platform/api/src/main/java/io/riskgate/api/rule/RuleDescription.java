package io.riskgate.api.rule;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/** One sentence for people on what the rule protects. Becomes the service property {@code riskgate.rule.description}. */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface RuleDescription {
    /** Prefix of the service property. */
    String PREFIX_ = "riskgate.";

    /** The value. */
    String value();
}
