package io.riskgate.core.internal.osgi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says which jars in {@code deploy/} are none: File Install passes them over without a word. */
@Component(
        service = {},
        immediate = true)
public final class DeployedJars {
    private static final Logger LOG = LoggerFactory.getLogger(DeployedJars.class);
    private static final int SECONDS = 2;

    private final Path directory;
    private final Consumer<String> warning;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "riskgate-deploy");
        thread.setDaemon(true);
        return thread;
    });

    /** How each jar looked the last time. */
    private Map<Path, Seen> seen = Map.of();

    private record Seen(long size, long modified, boolean judged) {
        boolean isSameAs(Seen other) {
            return other != null && size == other.size && modified == other.modified;
        }
    }

    /** Begins to look, every two seconds. */
    @Activate
    public DeployedJars() {
        this(Path.of(System.getProperty("karaf.base", ".")).resolve("deploy"), LOG::warn);
        if (!ReplayProcess.isWanted()) {
            timer.scheduleWithFixedDelay(this::look, SECONDS, SECONDS, TimeUnit.SECONDS);
        }
    }

    /** Looks when it is told to. */
    DeployedJars(Path directory, Consumer<String> warning) {
        this.directory = directory;
        this.warning = warning;
    }

    /** Looks at each jar that is new or was changed, once it is as it was at the look before. */
    void look() {
        Map<Path, Seen> now = new HashMap<>();
        try {
            for (Path jar : jars()) {
                Seen before = seen.get(jar);
                Seen found =
                        new Seen(Files.size(jar), Files.getLastModifiedTime(jar).toMillis(), false);
                boolean settled = found.isSameAs(before);
                if (settled && !before.judged()) {
                    judge(jar);
                }
                now.put(jar, new Seen(found.size(), found.modified(), settled));
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("{} cannot be read", directory, e);
        }
        seen = now;
    }

    private List<Path> jars() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".jar") && Files.isRegularFile(file))
                    .toList();
        }
    }

    private void judge(Path jar) throws IOException {
        try {
            RuleJar.of(Files.readAllBytes(jar)).signers();
        } catch (RuleJar.NoJar e) {
            warning.accept(jar + " " + e.getMessage());
        }
    }

    @Deactivate
    void stop() {
        timer.shutdownNow();
    }
}
