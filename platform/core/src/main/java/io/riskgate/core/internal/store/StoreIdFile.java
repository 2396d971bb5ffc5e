package io.riskgate.core.internal.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The settings file that names the store the platform expects, by the lines {@code storeId = <uuid>} and {@code
 * storeEpoch = <number>}, which says how often it was opened.
 *
 * <p>Its other lines are left as they are. UTF-8. To be written after the store was opened: then a crash between the two
 * leaves the file one opening behind the data, never ahead of them.
 */
public final class StoreIdFile {
    private static final String ID = "storeId";
    private static final String EPOCH = "storeEpoch";

    private StoreIdFile() {}

    /**
     * The store in this file; empty when its directory has no such file, or it has no line with an id in it.
     *
     * @throws IOException also when the directory is not there: then nobody knows what the file says
     * @throws StoreRefused when a line has something else than an id or a number
     */
    public static Optional<StoreIdentity> read(Path file) throws IOException, StoreRefused {
        UUID id = null;
        int epoch = 0;
        for (String line : lines(file)) {
            String value = line.substring(line.indexOf('=') + 1).strip();
            if (isOf(line, ID)) {
                id = id(file, value);
            } else if (isOf(line, EPOCH)) {
                epoch = epoch(file, value);
            }
        }
        return id == null ? Optional.empty() : Optional.of(new StoreIdentity(id, epoch));
    }

    /** Puts the store into this file, at once and so that it survives when this returns. */
    public static void write(Path file, StoreIdentity store) throws IOException {
        List<String> lines = new ArrayList<>(lines(file));
        lines.removeIf(line -> isOf(line, ID) || isOf(line, EPOCH));
        lines.add(ID + " = " + store.id());
        lines.add(EPOCH + " = " + store.epoch());
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
        try {
            return Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            if (Files.isDirectory(file.toAbsolutePath().getParent())) {
                return List.of();
            }
            throw e;
        }
    }

    private static boolean isOf(String line, String key) {
        int equals = line.indexOf('=');
        return equals > 0 && line.substring(0, equals).strip().equals(key);
    }

    private static UUID id(Path file, String value) throws StoreRefused {
        try {
            return UUID.fromString(value);
        } catch (IllegalArgumentException noId) {
            throw new StoreRefused("%s: %s must be the id of a store, was %s".formatted(file, ID, value));
        }
    }

    private static int epoch(Path file, String value) throws StoreRefused {
        if (!value.matches("\\d{1,9}")) {
            throw new StoreRefused(
                    "%s: %s must be how often the store was opened, was %s".formatted(file, EPOCH, value));
        }
        return Integer.parseInt(value);
    }
}
