package io.riskgate.shell.internal.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.server.command.CommandFactory;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * Keeps the shell's connection until its user has the whole answer.
 *
 * <p>Karaf's command over ssh (4.4.10, {@code ShellCommand.run}) reports its exit code and closes the session at once.
 * When that overtakes the close of the channel, which sshd sends when the exit code has been written, the socket is
 * closed under a client that is still reading: what it writes meanwhile resets the connection, and the end of a long
 * answer and the exit code are lost. Here the report returns only when both sides have closed the channel, or the
 * connection is gone.
 */
@Component(service = {})
public final class WholeAnswers {
    private static final String CLOSES_AT_ONCE = "org.apache.karaf.shell.ssh.ShellCommand";

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bind(SshServer server) {
        server.setCommandFactory(new Commands(server.getCommandFactory()));
    }

    void unbind(SshServer server) {
        if (server.getCommandFactory() instanceof Commands commands) {
            server.setCommandFactory(commands.original);
        }
    }

    private static void awaitClose(ChannelSession channel) {
        CountDownLatch closed = new CountDownLatch(1);
        channel.addCloseFutureListener(future -> closed.countDown());
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private record Commands(CommandFactory original) implements CommandFactory {

        /** Others run on a thread of the connection, or hold on to the session themselves: left as they are. */
        @Override
        public Command createCommand(ChannelSession channel, String text) throws IOException {
            Command command = original.createCommand(channel, text);
            return command.getClass().getName().equals(CLOSES_AT_ONCE) ? new Whole(command, channel) : command;
        }
    }

    private record Whole(Command command, ChannelSession channel) implements Command {

        @Override
        public void setExitCallback(ExitCallback callback) {
            command.setExitCallback((code, message, immediately) -> {
                callback.onExit(code, message, immediately);
                awaitClose(channel);
            });
        }

        @Override
        public void start(ChannelSession started, Environment environment) throws IOException {
            command.start(started, environment);
        }

        @Override
        public void destroy(ChannelSession destroyed) throws Exception {
            command.destroy(destroyed);
        }

        @Override
        public void setInputStream(InputStream in) {
            command.setInputStream(in);
        }

        @Override
        public void setOutputStream(OutputStream out) {
            command.setOutputStream(out);
        }

        @Override
        public void setErrorStream(OutputStream err) {
            command.setErrorStream(err);
        }
    }
}
