package io.riskgate.core.internal.osgi;

import io.riskgate.api.engine.Decision;
import io.riskgate.api.engine.DecisionListener;
import io.riskgate.core.internal.recording.DecisionWriter;
import java.util.HashMap;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;

/**
 * Tells EventAdmin of every decision, under the topic {@code io/riskgate/<decision>}: for notification only, nothing
 * depends on it. An event has the properties {@code account} where there is one and {@code json}, the line of a decision
 * file.
 */
@Component
public final class EventAdminPublisher implements DecisionListener {
    private final EventAdmin admin;
    private final DecisionWriter writer = new DecisionWriter();

    /** Publishes to {@code admin}. */
    @Activate
    public EventAdminPublisher(@Reference EventAdmin admin) {
        this.admin = admin;
    }

    @Override
    public void decided(Decision decision) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("json", writer.line(decision));
        if (decision.account() != null) {
            properties.put("account", decision.account());
        }
        admin.postEvent(new Event("io/riskgate/" + DecisionWriter.kind(decision), properties));
    }
}
