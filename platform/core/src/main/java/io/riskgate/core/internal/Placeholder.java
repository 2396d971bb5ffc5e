package io.riskgate.core.internal;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.slf4j.LoggerFactory;

/** Stands in until the engine is there. */
@Component(immediate = true, service = Placeholder.class)
public final class Placeholder {
    @Activate
    void activate() {
        LoggerFactory.getLogger("io.riskgate").info("Riskgate ACTIVE");
    }
}
