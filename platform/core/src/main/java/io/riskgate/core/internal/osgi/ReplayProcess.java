package io.riskgate.core.internal.osgi;

import io.riskgate.api.engine.Replay;
import io.riskgate.api.engine.ShadowReport;
import io.riskgate.api.rule.RiskRule;
import io.riskgate.core.internal.recording.DecisionWriter;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The whole of a process started by {@code riskgate replay}: waits until every bundle is started, runs the recordings
 * and ends the process with the exit code. Does nothing in a process that is none.
 */
@Component(
        service = {},
        immediate = true)
public final class ReplayProcess {
    private static final String ARGUMENTS = "riskgate.replay.arguments";
    private static final String RULES = "riskgate.replay.rules";
    private static final String BEGINNING = "org.osgi.framework.startlevel.beginning";
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int REJECTED = 2;

    private final BundleContext context;
    private final RuleTracker rules;
    private final Replay replay;
    private boolean failed;
    private boolean rejected;

    /** Begins, if this process is for a replay. */
    @Activate
    public ReplayProcess(BundleContext context, @Reference RuleTracker rules, @Reference Replay replay) {
        this.context = context;
        this.rules = rules;
        this.replay = replay;
        if (isWanted()) {
            new Thread(this::run, "riskgate-replay-main").start();
        }
    }

    /** Whether this process is for a replay and nothing else. */
    static boolean isWanted() {
        return "replay".equals(System.getProperty("riskgate.mode"));
    }

    private void run() {
        int code = FAILED;
        try {
            awaitBundles();
            checkAddedRules();
            rules.settled().join();
            Path file = Path.of(System.getProperty(ARGUMENTS));
            List<String> arguments = Files.readAllLines(file, StandardCharsets.UTF_8);
            Files.delete(file);
            code = replay(arguments);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            System.err.println("riskgate: " + why(e));
        } catch (RuntimeException | Error e) {
            System.err.println("riskgate: " + e);
        }
        System.err.flush();
        Runtime.getRuntime().halt(code);
    }

    private static String why(IOException e) {
        boolean onlyNames = e instanceof FileSystemException failure && failure.getReason() == null;
        return onlyNames ? e.getMessage() + ": " + e.getClass().getSimpleName() : e.getMessage();
    }

    private void awaitBundles() throws InterruptedException {
        String beginning = context.getProperty(BEGINNING);
        int wanted = beginning == null ? 1 : Integer.parseInt(beginning.strip());
        FrameworkStartLevel level = context.getBundle(0).adapt(FrameworkStartLevel.class);
        CountDownLatch reached = new CountDownLatch(1);
        context.addFrameworkListener(event -> {
            boolean started =
                    event.getType() == FrameworkEvent.STARTED || event.getType() == FrameworkEvent.STARTLEVEL_CHANGED;
            if (started && level.getStartLevel() >= wanted) {
                reached.countDown();
            }
        });
        if (level.getStartLevel() < wanted) {
            reached.await();
        }
    }

    /** A bundle that was added and offers no rule fails the replay: without it nothing would be decided, silently. */
    private void checkAddedRules() throws IOException {
        String added = "reference:" + new File(System.getProperty(RULES, "")).toURI();
        for (Bundle bundle : context.getBundles()) {
            ServiceReference<?>[] services = bundle.getRegisteredServices();
            boolean offersRule = services != null
                    && Stream.of(services)
                            .map(service -> (String[]) service.getProperty(Constants.OBJECTCLASS))
                            .anyMatch(names -> List.of(names).contains(RiskRule.class.getName()));
            if (bundle.getLocation().startsWith(added) && !offersRule) {
                throw new IOException("--rule: " + bundle.getSymbolicName() + " " + bundle.getVersion()
                        + " offers no rule: expected a bundle that starts with this API and has a @Component RiskRule");
            }
        }
    }

    private int replay(List<String> arguments) throws IOException, InterruptedException {
        boolean defaults = false;
        Path out = null;
        String with = null;
        List<Path> recordings = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            switch (arguments.get(i)) {
                case "--with-defaults" -> defaults = true;
                case "--out" -> out = Path.of(arguments.get(++i));
                case "--with" -> with = arguments.get(++i);
                default -> recordings.addAll(files(Path.of(arguments.get(i))));
            }
        }
        if (out == null) {
            throw new IOException("--out is missing");
        }
        if (Files.exists(out) && !Files.isDirectory(out)) {
            throw new IOException("--out %s: expected a directory, was a file".formatted(out));
        }
        Files.createDirectories(out);
        Map<String, Map<String, String>> underneath =
                defaults ? ShippedSettings.in(Path.of(System.getProperty("riskgate.etc"))) : Map.of();
        if (with != null) {
            return compare(recordings, out, underneath, with) ? DONE : FAILED;
        }
        replayAll(recordings, out, underneath);
        return failed ? FAILED : rejected ? REJECTED : DONE;
    }

    private List<Path> files(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> entries = Files.list(path)) {
            List<Path> found = entries.filter(
                            entry -> entry.getFileName().toString().endsWith(".jsonl"))
                    .filter(entry -> !entry.getFileName().toString().matches(".*\\.(decisions|differences)\\.jsonl"))
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw new IOException(path + " has no recordings: expected files that end in .jsonl");
            }
            return found;
        }
    }

    /**
     * Writes what a rule that is not in force would have decided otherwise, one line of JSON for each event.
     *
     * @return whether it judged anything in each recording
     */
    private boolean compare(List<Path> recordings, Path out, Map<String, Map<String, String>> defaults, String url)
            throws IOException {
        boolean judged = true;
        for (Path recording : recordings) {
            ShadowReport report = replay.compare(recording, defaults, url);
            System.err.println("%s: %s judged %d times beside %s, %d faults, %d differences"
                    .formatted(
                            recording.getFileName(),
                            report.bundle(),
                            report.judged(),
                            report.inForce(),
                            report.faults(),
                            report.differing()));
            if (report.judged() == 0) {
                judged = false;
                System.err.println(recording.getFileName() + ": it judged nothing: there are no settings for "
                        + report.rule() + " that it accepts, or nothing it is asked about");
            }
            List<String> lines = new ArrayList<>();
            for (ShadowReport.Difference difference : report.newest()) {
                lines.add(DecisionWriter.difference(difference));
            }
            Files.write(out.resolve(stem(recording) + ".differences.jsonl"), lines, StandardCharsets.UTF_8);
        }
        return judged;
    }

    private static String stem(Path recording) {
        String name = recording.getFileName().toString();
        return name.endsWith(".jsonl") ? name.substring(0, name.length() - ".jsonl".length()) : name;
    }

    private void replayAll(List<Path> recordings, Path out, Map<String, Map<String, String>> defaults)
            throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        List<Future<Replay.Result>> results = new ArrayList<>();
        for (Path recording : recordings) {
            results.add(pool.submit(() -> one(recording, out, defaults)));
        }
        for (int i = 0; i < recordings.size(); i++) {
            String progress =
                    (i + 1) + "/" + recordings.size() + " " + recordings.get(i).getFileName();
            try {
                Replay.Result result = results.get(i).get();
                rejected |= !result.rejected().isEmpty();
                System.err.println(
                        result.rejected().isEmpty() ? progress : progress + ": rejected lines " + result.rejected());
            } catch (ExecutionException e) {
                failed = true;
                System.err.println(progress + ": " + e.getCause().getMessage());
            }
        }
    }

    private Replay.Result one(Path recording, Path out, Map<String, Map<String, String>> defaults) throws IOException {
        if (!Files.isReadable(recording)) {
            throw new IOException(recording + " cannot be read: expected a recording");
        }
        try (BufferedWriter writer =
                Files.newBufferedWriter(out.resolve(stem(recording) + ".decisions.jsonl"), StandardCharsets.UTF_8)) {
            return replay.replay(recording, defaults, line -> {
                writer.write(line);
                writer.write('\n');
            });
        }
    }
}
