package io.riskgate.shell.internal.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ShellCallTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path directory;

    @Test
    void endsWithTheExitCodeOfTheCommand() throws IOException {
        try (SshHost host = host()) {
            assertEquals(3, call(host.start(), host.userKey(), host.hostKey(), "risk:status --json"));
        }

        assertEquals("answer to risk:status --json\n", out.toString(StandardCharsets.UTF_8));
        assertEquals("complaint\n", err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void anAnswerThatBreaksOffIsNoSuccess() throws IOException {
        try (SshHost host = host()) {
            assertEquals(255, call(host.start(), host.userKey(), host.hostKey(), "break off"));
        }

        assertEquals("answer to break off\n", out.toString(StandardCharsets.UTF_8));
        assertEquals(
                "riskgate: the connection ended before the answer was whole;"
                        + " whether the command was carried out is not known"
                        + System.lineSeparator(),
                err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void anotherProgramAtThePortIsNotAsked() throws IOException {
        Path other = directory.resolve("other.key");
        SshHost.make(other);

        try (SshHost host = host()) {
            assertEquals(255, call(host.start(), host.userKey(), other, "risk:status"));
        }

        assertNoAnswer("expected the platform's key " + other + ", was SHA256:.*");
    }

    @Test
    void anotherUserIsNotAnswered() throws IOException {
        Path other = directory.resolve("other.key");
        SshHost.make(other);

        try (SshHost host = host()) {
            assertEquals(255, call(host.start(), other, host.hostKey(), "risk:status"));
        }

        assertNoAnswer("No more authentication methods available");
    }

    @Test
    void whenNobodyListensItSaysSo() throws IOException {
        try (SshHost host = host()) {
            int free;
            try (ServerSocket socket = new ServerSocket(0)) {
                free = socket.getLocalPort();
            }

            assertEquals(255, call(free, host.userKey(), host.hostKey(), "risk:status"));
        }

        assertNoAnswer("Connection refused");
    }

    @Test
    void anEmptyCommandIsRefused() throws IOException {
        try (SshHost host = host()) {
            assertEquals(1, call(host.start(), host.userKey(), host.hostKey(), ""));
        }

        assertEquals("", out.toString(StandardCharsets.UTF_8));
        assertEquals(
                "riskgate: expected a command of the shell, was none" + System.lineSeparator(),
                err.toString(StandardCharsets.UTF_8));
    }

    private void assertNoAnswer(String why) {
        assertEquals("", out.toString(StandardCharsets.UTF_8));
        String said = err.toString(StandardCharsets.UTF_8);
        assertTrue(said.matches("riskgate: no answer from the platform at port \\d+: " + why + "\\R"), said);
    }

    private SshHost host() {
        return new SshHost(directory, (channel, command) -> new Answer(command));
    }

    private int call(int port, Path userKey, Path hostKey, String command) {
        return ShellCall.call(port, userKey, hostKey, command, out, new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    /** Answers and ends with 3; when asked to, it breaks off instead. */
    private static final class Answer implements Command {
        private final String command;
        private OutputStream out;
        private OutputStream err;
        private ExitCallback callback;

        Answer(String command) {
            this.command = command;
        }

        @Override
        public void start(ChannelSession channel, Environment environment) throws IOException {
            out.write(("answer to " + command + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
            if (command.equals("break off")) {
                channel.getSession().close(false);
                return;
            }
            err.write("complaint\n".getBytes(StandardCharsets.UTF_8));
            err.flush();
            callback.onExit(3);
        }

        @Override
        public void destroy(ChannelSession channel) {}

        @Override
        public void setInputStream(InputStream in) {}

        @Override
        public void setOutputStream(OutputStream out) {
            this.out = out;
        }

        @Override
        public void setErrorStream(OutputStream err) {
            this.err = err;
        }

        @Override
        public void setExitCallback(ExitCallback callback) {
            this.callback = callback;
        }
    }
}
