package io.riskgate.itests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;

/** Where the assembled distribution and the jars of the tests are. */
final class Distribution {

    private static final Path TARGET = Path.of(System.getProperty("riskgate.distribution", "../assembly/target"))
            .toAbsolutePath()
            .normalize();

    private Distribution() {}

    /** The archive people download. */
    static Path archive() {
        return TARGET.resolve("assembly-" + System.getProperty("riskgate.version") + ".tar.gz");
    }

    /** The same, unpacked. */
    static Path home() {
        return TARGET.resolve("assembly");
    }

    /** Where the recordings and scenarios of the platform's own tests are. */
    static Path recordings() {
        return Path.of(System.getProperty("riskgate.recordings", "../../platform/core/src/test/resources"))
                .toAbsolutePath()
                .normalize();
    }

    /** The jar with which Karaf patches a module of the JDK. */
    static Path endorsed(String spec) {
        return home().resolve("lib/endorsed/org.apache.karaf.specs." + spec + "-" + System.getProperty("karaf.version")
                + ".jar");
    }

    /** The address of the jar a class was loaded from. */
    static String jarOf(String className) {
        try {
            return Class.forName(className)
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toString();
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException("not on the class path of the tests: " + className, e);
        }
    }

    /** A port of the loopback address that nobody listened on a moment ago. */
    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
