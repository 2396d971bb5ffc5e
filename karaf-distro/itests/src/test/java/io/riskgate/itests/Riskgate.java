package io.riskgate.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code bin/riskgate} of the assembled distribution on one data directory and port, as an operator calls it. */
final class Riskgate implements AutoCloseable {

    private static final long TIMEOUT_SECONDS = 180;
    /** Most of the many processes of a normal run end before they are compiled well; the full run starts as shipped. */
    private static final Map<String, String> SHORT_LIVED =
            Boolean.getBoolean("riskgate.faults") ? Map.of() : Map.of("JAVA_OPTS", "-XX:TieredStopAtLevel=1");

    private static final String SAID = " [riskgate] ";

    private final Path data;
    private final int sshPort;

    Riskgate(Path data) {
        this(data, Distribution.freePort());
    }

    Riskgate(Path data, int sshPort) {
        this.data = data;
        this.sshPort = sshPort;
    }

    /** What one call printed, and how it ended. */
    record Outcome(int exitCode, String out, String err) {}

    Path data() {
        return data;
    }

    int sshPort() {
        return sshPort;
    }

    Outcome start(String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("start", "--ssh-port", Integer.toString(sshPort)));
        arguments.addAll(List.of(options));
        return onData(arguments);
    }

    /** The settings directory, filled from the distribution's before the first start. */
    Path etc() throws IOException {
        Path etc = data.resolve("etc");
        if (!Files.exists(etc)) {
            Files.createDirectories(etc);
            try (var files = Files.newDirectoryStream(Distribution.home().resolve("etc"), Files::isRegularFile)) {
                for (Path file : files) {
                    Files.copy(file, etc.resolve(file.getFileName()));
                }
            }
        }
        return etc;
    }

    /** What the platform said in its log, without the time and the class. */
    List<String> log() throws IOException {
        return Files.readAllLines(data.resolve("log/riskgate.log")).stream()
                .filter(line -> line.contains(SAID))
                .map(line -> line.substring(line.indexOf(SAID) + SAID.length()))
                .toList();
    }

    Outcome stop() throws IOException {
        return onData(List.of("stop"));
    }

    Outcome status() throws IOException {
        return onData(List.of("status"));
    }

    Outcome shell(String command) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("shell", "--data", data.toString(), command));
        return call(Map.of(), arguments);
    }

    /** Gives the user of {@link #shell} other roles or groups, until the next start. */
    void shellUserIs(String roles) throws IOException {
        Path keys = etc().resolve("keys.properties");
        List<String> lines = Files.readAllLines(keys).stream()
                .map(line -> line.startsWith("riskgate=") ? line.substring(0, line.indexOf(',') + 1) + roles : line)
                .toList();
        Files.write(keys, lines);
    }

    long pid() throws IOException {
        return Long.parseLong(Files.readString(data.resolve("riskgate.pid")).strip());
    }

    /** Ends the process the hard way and waits until it is gone. */
    void kill() throws IOException {
        ProcessHandle process = ProcessHandle.of(pid()).orElseThrow();
        process.destroyForcibly();
        process.onExit().orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() throws IOException {
        stop();
    }

    private Outcome onData(List<String> arguments) throws IOException {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of("--data", data.toString()));
        return call(SHORT_LIVED, all);
    }

    /** Any call, with additions to the environment. */
    static Outcome call(Map<String, String> environment, List<String> arguments) throws IOException {
        Path out = Files.createTempFile("riskgate", ".out");
        Path err = Files.createTempFile("riskgate", ".err");
        try {
            List<String> command = new ArrayList<>();
            command.add(Distribution.home().resolve("bin/riskgate").toString());
            command.addAll(arguments);
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command + " did not end: " + Files.readString(out) + Files.readString(err));
            }
            return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + arguments, e);
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }
}
