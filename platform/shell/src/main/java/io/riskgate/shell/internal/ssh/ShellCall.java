package io.riskgate.shell.internal.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.util.EnumSet;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.RuntimeSshException;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.apache.sshd.common.util.io.output.NoCloseOutputStream;

/**
 * The command of {@code riskgate shell COMMAND}: read from the standard input, run by the platform, answered as it
 * comes. Ends with the exit code of the command. Karaf's own client ends with 0 also when the connection broke.
 */
public final class ShellCall {
    /** As ssh: no connection, or it ended before the answer was whole. */
    static final int NO_WHOLE_ANSWER = 255;

    private static final int NO_COMMAND = 1;
    private static final String HOST = "127.0.0.1";
    private static final String USER = "riskgate";
    private static final long UNLIMITED = 0;
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(30);

    private ShellCall() {}

    /** The arguments: the port, the file of the user's key, and that of the platform's, by which it is recognised. */
    public static void main(String[] arguments) throws IOException {
        String command = new String(System.in.readAllBytes(), StandardCharsets.UTF_8).strip();
        int port = Integer.parseInt(arguments[0]);
        System.exit(call(port, Path.of(arguments[1]), Path.of(arguments[2]), command, System.out, System.err));
    }

    static int call(int port, Path userKey, Path hostKey, String command, OutputStream out, PrintStream err) {
        if (command.isEmpty()) {
            err.println("riskgate: expected a command of the shell, was none");
            return NO_COMMAND;
        }
        try (SshClient client = SshClient.setUpDefaultClient()) {
            client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
            client.setServerKeyVerifier((session, address, key) -> {
                requireKeyOf(hostKey, key);
                return true;
            });
            client.setKeyIdentityProvider(new FileKeyPairProvider(userKey));
            client.start();
            try (ClientSession session =
                    client.connect(USER, HOST, port).verify(CONNECT_WITHIN).getSession()) {
                session.auth().verify(CONNECT_WITHIN);
                return run(session, command, out, err);
            }
        } catch (IOException e) {
            err.println("riskgate: no answer from the platform at port " + port + ": " + reason(e));
            return NO_WHOLE_ANSWER;
        }
    }

    /** The libraries' words say what was tried; the cause says what went wrong. */
    private static String reason(Throwable thrown) {
        return thrown.getCause() == null ? thrown.getMessage() : reason(thrown.getCause());
    }

    private static int run(ClientSession session, String command, OutputStream out, PrintStream err)
            throws IOException {
        try (ChannelExec channel = session.createExecChannel(command)) {
            channel.setIn(InputStream.nullInputStream());
            channel.setOut(new NoCloseOutputStream(out));
            channel.setErr(new NoCloseOutputStream(err));
            channel.open().verify(CONNECT_WITHIN);
            channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), UNLIMITED);
            Integer code = channel.getExitStatus();
            if (code == null) {
                err.println("riskgate: the connection ended before the answer was whole;"
                        + " whether the command was carried out is not known");
                return NO_WHOLE_ANSWER;
            }
            return code;
        }
    }

    /** Read only now: the platform makes its key when it is asked for the first time. */
    private static void requireKeyOf(Path file, PublicKey shown) {
        try {
            for (KeyPair pair : new FileKeyPairProvider(file).loadKeys(null)) {
                if (KeyUtils.compareKeys(pair.getPublic(), shown)) {
                    return;
                }
            }
        } catch (RuntimeException e) {
            throw new RuntimeSshException("the platform's key " + file + " cannot be read: " + e.getMessage(), e);
        }
        throw new RuntimeSshException(
                "expected the platform's key " + file + ", was " + KeyUtils.getFingerPrint(shown));
    }
}
