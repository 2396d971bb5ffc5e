package io.riskgate.shell.internal.ssh;

import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.command.CommandFactory;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;

/** An ssh server on a port of its own, with the keys it knows in files of a directory. */
final class SshHost implements AutoCloseable {
    private final SshServer server = SshServer.setUpDefaultServer();
    private final Path directory;

    SshHost(Path directory, CommandFactory commands) {
        this.directory = directory;
        PublicKey user = make(userKey());
        make(hostKey());
        server.setHost("127.0.0.1");
        server.setKeyPairProvider(new SimpleGeneratorHostKeyProvider(hostKey()));
        server.setPublickeyAuthenticator((name, key, session) -> KeyUtils.compareKeys(key, user));
        server.setCommandFactory(commands);
    }

    static PublicKey make(Path key) {
        return new SimpleGeneratorHostKeyProvider(key).loadKeys(null).get(0).getPublic();
    }

    SshServer server() {
        return server;
    }

    Path userKey() {
        return directory.resolve("user.key");
    }

    Path hostKey() {
        return directory.resolve("host.key");
    }

    int start() throws IOException {
        server.start();
        return server.getPort();
    }

    @Override
    public void close() throws IOException {
        server.stop(true);
    }
}
