package io.riskgate.core.internal.osgi;

import java.io.IOException;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings settings files from ConfigAdmin to the rule desk, under their file names. Not in a replay. */
@Component(
        service = {ConfigurationListener.class, SettingsTracker.class},
        immediate = true)
public final class SettingsTracker implements ConfigurationListener {
    private static final Logger LOG = LoggerFactory.getLogger(SettingsTracker.class);
    private static final String PREFIX = "riskgate.";

    private final ConfigurationAdmin admin;
    private final RuleTracker rules;

    /** The file names of configurations, by pid; touched by the thread for changes only. */
    private final Map<String, String> names = new HashMap<>();

    /** Takes what is there, then listens. */
    @Activate
    public SettingsTracker(@Reference ConfigurationAdmin admin, @Reference RuleTracker rules) {
        this.admin = admin;
        this.rules = rules;
        if (!ReplayProcess.isWanted()) {
            rules.enqueue(this::takeAll);
        }
    }

    private void takeAll() {
        try {
            Configuration[] all = admin.listConfigurations("(service.pid=" + PREFIX + "*)");
            if (all != null) {
                List.of(all).forEach(this::take);
            }
        } catch (IOException | InvalidSyntaxException e) {
            LOG.error("The settings cannot be listed", e);
        }
    }

    @Override
    public void configurationEvent(ConfigurationEvent event) {
        if (!event.getPid().startsWith(PREFIX) || ReplayProcess.isWanted()) {
            return;
        }
        if (event.getType() == ConfigurationEvent.CM_DELETED) {
            rules.enqueue(() -> {
                String name = names.remove(event.getPid());
                if (name != null) {
                    rules.desk().settings(name, null);
                }
            });
        } else if (event.getType() == ConfigurationEvent.CM_UPDATED) {
            rules.enqueue(() -> take(event.getPid()));
        }
    }

    private void take(String pid) {
        try {
            Configuration[] found = admin.listConfigurations("(service.pid=" + pid + ")");
            if (found != null) {
                take(found[0]);
            }
        } catch (IOException | InvalidSyntaxException e) {
            LOG.error("The settings {} cannot be read", pid, e);
        }
    }

    private void take(Configuration configuration) {
        Dictionary<String, Object> properties = configuration.getProperties();
        if (properties == null) {
            return;
        }
        if (configuration.getFactoryPid() == null && configuration.getPid().indexOf('-') >= 0) {
            LOG.error(
                    "Configuration {} is ignored: it has the name of a file, whose pid has ~ for the first -",
                    configuration.getPid());
            return;
        }
        Map<String, String> values = new TreeMap<>();
        for (String key : Collections.list(properties.keys())) {
            values.put(key, text(properties.get(key)));
        }
        String name = name(configuration.getPid(), configuration.getFactoryPid(), values);
        names.put(configuration.getPid(), name);
        rules.desk().settings(name, values);
    }

    private static String name(String pid, String factoryPid, Map<String, String> values) {
        String file = values.get("felix.fileinstall.filename");
        if (file != null && file.endsWith(".cfg")) {
            return file.substring(file.lastIndexOf('/') + 1, file.length() - ".cfg".length());
        }
        if (factoryPid != null && pid.startsWith(factoryPid + "~")) {
            return factoryPid + "-" + pid.substring(factoryPid.length() + 1);
        }
        return pid;
    }

    private static String text(Object value) {
        if (value != null && value.getClass().isArray()) {
            List<String> elements = new ArrayList<>();
            for (int i = 0; i < Array.getLength(value); i++) {
                elements.add(String.valueOf(Array.get(value, i)));
            }
            return String.join(",", elements);
        }
        return String.valueOf(value);
    }
}
