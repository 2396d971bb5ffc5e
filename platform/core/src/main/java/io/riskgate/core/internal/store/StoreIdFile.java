package io.riskgate.core.internal.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The settings file that names the store the platform expects, by a line {@code storeId = <uuid>}.
 *
 * <p>Its other lines are left as they are. UTF-8.
 */
public final class StoreIdFile {
    private static final String KEY = "storeId";

    private StoreIdFile() {}

    /**
     * The id in this file; empty when there is no file, or no such line in it.
     *
     * @throws StoreRefused when the line has something else than an id
     */
    public static Optional<UUID> read(Path file) throws IOException, StoreRefused {
        for (String line : lines(file)) {
            if (isId(line)) {
                return Optional.of(
                        parse(file, line.substring(line.indexOf('=') + 1).strip()));
            }
        }
        return Optional.empty();
    }

    /** Puts the id into this file, at once and so that it survives when this returns. */
    public static void write(Path file, UUID id) throws IOException {
        List<String> lines = new ArrayList<>(lines(file));
        lines.removeIf(StoreIdFile::isId);
        lines.add(KEY + " = " + id);
        Path unnamed = file.resolveSibling(file.getFileName() + ".tmp");
        try (FileChannel channel = FileChannel.open(
                unnamed, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(String.join("\n", lines) + "\n");
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(unnamed, file, StandardCopyOption.ATOMIC_MOVE);
        DiskFiles.sync(file.toAbsolutePath().getParent());
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.exists(file) ? Files.readAllLines(file, StandardCharsets.UTF_8) : List.of();
    }

    private static boolean isId(String line) {
        int equals = line.indexOf('=');
        return equals > 0 && line.substring(0, equals).strip().equals(KEY);
    }

    private static UUID parse(Path file, String value) throws StoreRefused {
        try {
            return UUID.fromString(value);
        } catch (IllegalArgumentException noId) {
            throw new StoreRefused("%s: %s must be the id of a store, was %s".formatted(file, KEY, value));
        }
    }
}
