package io.riskgate.shell.internal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Candidate;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.impl.action.command.ManagerImpl;
import org.apache.karaf.shell.impl.console.SessionFactoryImpl;

/** Karaf's own shell with the commands of this bundle and without a framework: what is typed goes all its way. */
final class RiskShell implements AutoCloseable {
    private final ThreadIOImpl threadIo = new ThreadIOImpl();
    private final SessionFactoryImpl factory = new SessionFactoryImpl(threadIo);
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    private final Session session;

    /** A shell in which {@code services} are there. */
    RiskShell(Object... services) {
        threadIo.start();
        Stream.of(services).forEach(factory.getRegistry()::register);
        ManagerImpl manager = new ManagerImpl(factory.getRegistry(), factory.getRegistry());
        classes().filter(type -> type.isAnnotationPresent(Service.class)).forEach(manager::register);
        session = factory.create(
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(output, true, StandardCharsets.UTF_8),
                new PrintStream(errors, true, StandardCharsets.UTF_8));
    }

    /** The classes of the bundle. */
    static Stream<Class<?>> classes() {
        try {
            Path root = Path.of(RiskShell.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .resolveSibling("classes");
            Path folder = root.resolve(RiskShell.class.getPackageName().replace('.', '/'));
            List<Class<?>> classes = new ArrayList<>();
            try (Stream<Path> files = Files.list(folder).filter(Files::isRegularFile)) {
                for (Path file : files.sorted().toList()) {
                    String name = file.getFileName().toString().replace(".class", "");
                    classes.add(Class.forName(RiskShell.class.getPackageName() + '.' + name));
                }
            }
            return classes.stream();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** The text of a file beside the tests: tables that are wider than a line of code. */
    static String expected(String file) {
        try (InputStream text = RiskShell.class.getResourceAsStream(file)) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Goes to {@code directory}. */
    RiskShell in(Path directory) {
        session.currentDir(directory);
        return this;
    }

    /** What {@code command} prints, with table lines in ASCII and without blanks at line ends. */
    String run(String command) throws Exception {
        output.reset();
        errors.reset();
        session.execute(command);
        return output.toString(StandardCharsets.UTF_8)
                .replace('│', '|')
                .replace('─', '-')
                .replace('┼', '+')
                .replaceAll("(?m) +$", "")
                .replace(System.lineSeparator(), "\n");
    }

    /** What the last command printed as errors. */
    String errors() {
        return errors.toString(StandardCharsets.UTF_8);
    }

    /** What the last command printed, byte for byte. */
    String output() {
        return output.toString(StandardCharsets.UTF_8);
    }

    /** What the tab key offers after {@code words}, of which the last may be empty. */
    List<String> complete(String... words) {
        String name = words[0].substring(words[0].indexOf(':') + 1);
        List<Candidate> candidates = new ArrayList<>();
        factory.getRegistry()
                .getCommand("risk", name)
                .getCompleter(false)
                .completeCandidates(session, new Typed(words), candidates);
        return candidates.stream().map(Candidate::value).toList();
    }

    @Override
    public void close() {
        session.close();
        factory.stop();
        threadIo.stop();
    }

    private record Typed(String[] words) implements CommandLine {
        @Override
        public int getCursorArgumentIndex() {
            return words.length - 1;
        }

        @Override
        public String getCursorArgument() {
            return words[words.length - 1];
        }

        @Override
        public int getArgumentPosition() {
            return getCursorArgument().length();
        }

        @Override
        public String[] getArguments() {
            return words;
        }

        @Override
        public int getBufferPosition() {
            return getBuffer().length();
        }

        @Override
        public String getBuffer() {
            return String.join(" ", words);
        }
    }
}
