package io.riskgate.core.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.slf4j.LoggerFactory;

/** Stands in until the engine is there: says what the start script waits for, and ends a replay. */
@Component(immediate = true, service = Placeholder.class)
public final class Placeholder {
    @Activate
    void activate(BundleContext context) throws IOException {
        if ("replay".equals(context.getProperty("riskgate.mode"))) {
            Path file = Path.of(context.getProperty("riskgate.replay.arguments"));
            List<String> arguments = Files.readAllLines(file);
            Files.delete(file);
            System.err.println(arguments + " on " + context.getBundles().length + " bundles");
            Files.writeString(Path.of(arguments.get(1), "placeholder.decisions.jsonl"), "");
            Runtime.getRuntime().halt(0);
        }
        LoggerFactory.getLogger("io.riskgate").info("Riskgate ACTIVE");
    }
}
