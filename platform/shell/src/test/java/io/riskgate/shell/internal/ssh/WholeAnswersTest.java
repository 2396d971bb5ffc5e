package io.riskgate.shell.internal.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.apache.karaf.shell.ssh.ShellCommand;
import org.apache.sshd.server.command.CommandFactory;
import org.apache.sshd.server.session.ServerSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WholeAnswersTest {
    private static final int SIZE = 400_000;

    private final CompletableFuture<ServerSession> session = new CompletableFuture<>();
    private final CompletableFuture<Thread> commandThread = new CompletableFuture<>();

    @TempDir
    private Path directory;

    @Test
    void theSessionStaysUntilTheUserHasTheWholeAnswer() throws Exception {
        CommandFactory karaf = (channel, command) -> {
            session.complete(channel.getServerSession());
            return new ShellCommand(sessions(), command);
        };
        try (SshHost host = new SshHost(directory, karaf)) {
            new WholeAnswers().bind(host.server());
            int port = host.start();
            CountDownLatch read = new CountDownLatch(1);
            HeldBack out = new HeldBack(read);
            CompletableFuture<Integer> call = CompletableFuture.supplyAsync(
                    () -> ShellCall.call(port, host.userKey(), host.hostKey(), "headers", out, System.err));
            awaitThatItWaitsOrHasEnded(commandThread.join());

            assertFalse(session.join().isClosing());

            read.countDown();
            assertEquals(0, call.join());
            assertEquals(SIZE, out.size());
            commandThread.join().join();
            assertTrue(session.join().isClosing());
        }
    }

    @Test
    void withoutItTheCommandsAreMadeAsBefore() throws IOException {
        CommandFactory karaf = (channel, command) -> new ShellCommand(sessions(), command);
        try (SshHost host = new SshHost(directory, karaf)) {
            WholeAnswers wholeAnswers = new WholeAnswers();
            wholeAnswers.bind(host.server());

            wholeAnswers.unbind(host.server());

            assertSame(karaf, host.server().getCommandFactory());
        }
    }

    private static void awaitThatItWaitsOrHasEnded(Thread thread) {
        while (thread.isAlive()
                && !(thread.getState() == Thread.State.WAITING
                        && Arrays.stream(thread.getStackTrace())
                                .anyMatch(frame -> frame.getClassName().equals(WholeAnswers.class.getName())))) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Karaf's sessions, as far as a command over ssh uses them: each command prints {@link #SIZE} bytes. */
    private SessionFactory sessions() {
        return stub(
                SessionFactory.class,
                arguments -> stub(Session.class, command -> {
                    if (command != null && command.length == 1 && command[0] instanceof CharSequence) {
                        commandThread.complete(Thread.currentThread());
                        ((PrintStream) arguments[1]).print("x".repeat(SIZE));
                    }
                    return null;
                }));
    }

    private interface Answers {
        Object to(Object[] arguments);
    }

    private static <T> T stub(Class<T> type, Answers answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> answers.to(arguments)));
    }

    /** Takes nothing before it may. */
    private static final class HeldBack extends OutputStream {
        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        private final CountDownLatch read;

        HeldBack(CountDownLatch read) {
            this.read = read;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                read.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
            taken.write(bytes, offset, length);
        }

        int size() {
            return taken.size();
        }
    }
}
