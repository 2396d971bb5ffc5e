package io.riskgate.core.internal.store;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an operator says of the store in {@code riskgate.store.cfg}; read once, at the start.
 *
 * @param mirror the directory of the second copy of the journal
 * @param keyFile the file whose bytes are the key of the hashes
 */
public record StoreSettings(Optional<Path> mirror, Optional<Path> keyFile) {
    private static final Set<String> KEYS = new TreeSet<>(Set.of("keyFile", "mirror", "storeEpoch", "storeId"));
    private static final Set<PosixFilePermission> OWNERS = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);
    private static final int SHORTEST_KEY = 16;
    private static final int LONGEST_KEY = 4096;

    /**
     * Reads the file; one that does not exist says nothing.
     *
     * @throws StoreRefused when a key is unknown or a value is no absolute path
     */
    public static StoreSettings read(Path file) throws IOException, StoreRefused {
        Properties values = new Properties();
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                values.load(reader);
            } catch (IllegalArgumentException malformed) {
                throw new StoreRefused("%s: expected lines 'key = value', %s".formatted(file, malformed.getMessage()));
            }
        }
        for (String key : values.stringPropertyNames()) {
            if (!KEYS.contains(key)) {
                throw new StoreRefused("%s: expected one of the keys %s, was '%s'".formatted(file, KEYS, key));
            }
        }
        return new StoreSettings(path(file, values, "mirror"), path(file, values, "keyFile"));
    }

    private static Optional<Path> path(Path file, Properties values, String key) throws StoreRefused {
        String value = values.getProperty(key);
        if (value == null) {
            return Optional.empty();
        }
        try {
            Path path = Path.of(value.strip());
            if (path.isAbsolute()) {
                return Optional.of(path);
            }
        } catch (InvalidPathException invalid) {
            throw refused(file, key, value);
        }
        throw refused(file, key, value);
    }

    private static StoreRefused refused(Path file, String key, String value) {
        return new StoreRefused("%s: %s: expected an absolute path, was '%s'".formatted(file, key, value));
    }

    /**
     * These options with the mirror and the key that are set.
     *
     * @param directory of the store, in which its mirror may not be
     * @throws StoreRefused when the mirror is in the store's own directory, or the key cannot be had or can be read by
     *     others than its owner; the key is in no message
     */
    public StoreOptions applyTo(StoreOptions options, Path directory) throws IOException, StoreRefused {
        StoreOptions result = options;
        if (mirror.isPresent()) {
            Path place = mirror.get().normalize();
            Path own = directory.toAbsolutePath().normalize();
            if (place.startsWith(own) || own.startsWith(place)) {
                throw new StoreRefused(
                        "mirror: expected a directory apart from the store's, %s, on another disk, was %s"
                                .formatted(own, place));
            }
            result = result.withMirror(new MirrorPlace(place.toString(), () -> new DiskFiles(place)));
        }
        return keyFile.isPresent() ? result.withKey(key(keyFile.get())) : result;
    }

    private static byte[] key(Path file) throws IOException, StoreRefused {
        try {
            if (Files.getFileStore(file).supportsFileAttributeView("posix")
                    && !OWNERS.containsAll(Files.getPosixFilePermissions(file))) {
                throw new StoreRefused("keyFile: expected that only its owner can read %s: chmod 600".formatted(file));
            }
            long size = Files.size(file);
            if (size < SHORTEST_KEY || size > LONGEST_KEY) {
                throw new StoreRefused("keyFile: expected a key of %d to %d bytes in %s, was %d"
                        .formatted(SHORTEST_KEY, LONGEST_KEY, file, size));
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException missing) {
            throw new StoreRefused("keyFile: expected the file %s, there is none: bring it back".formatted(file));
        }
    }
}
