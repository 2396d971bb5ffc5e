package io.riskgate.itests;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The TCP addresses on which a process listens, as Linux tells them. */
final class Listening {

    private static final String LISTEN = "0A";

    private Listening() {}

    /** Whether the system tells. */
    static boolean isKnown() {
        return Files.isReadable(Path.of("/proc/net/tcp"));
    }

    /** Addresses and ports of the process {@code pid}: {@code 127.0.0.1:8101}. */
    static Set<String> of(long pid) throws IOException {
        Set<String> sockets = sockets(pid);
        Set<String> addresses = new TreeSet<>();
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            for (String line : lines(Path.of(table))) {
                String[] columns = line.strip().split("\\s+");
                if (columns[3].equals(LISTEN) && sockets.contains("socket:[" + columns[9] + "]")) {
                    addresses.add(address(columns[1]));
                }
            }
        }
        return addresses;
    }

    private static List<String> lines(Path table) throws IOException {
        if (!Files.exists(table)) {
            return List.of();
        }
        List<String> lines = Files.readAllLines(table);
        return lines.subList(1, lines.size());
    }

    private static Set<String> sockets(long pid) throws IOException {
        Set<String> sockets = new HashSet<>();
        try (var files = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (Path file : files) {
                try {
                    sockets.add(Files.readSymbolicLink(file).toString());
                } catch (NoSuchFileException e) {
                    continue;
                }
            }
        }
        return sockets;
    }

    /** {@code 0100007F:1FA5}, words of four bytes in the order of the machine. */
    private static String address(String column) throws IOException {
        String[] hostAndPort = column.split(":");
        ByteBuffer told = ByteBuffer.wrap(HexFormat.of().parseHex(hostAndPort[0]));
        ByteBuffer host = ByteBuffer.allocate(told.capacity()).order(ByteOrder.nativeOrder());
        while (told.hasRemaining()) {
            host.putInt(told.getInt());
        }
        return InetAddress.getByAddress(host.array()).getHostAddress() + ":" + Integer.parseInt(hostAndPort[1], 16);
    }
}
