package io.riskgate.core.internal.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The disk, by FileChannel.
 *
 * <p>A thread inside one of these calls must not be interrupted: the JDK would close the channel under it.
 */
public final class DiskFiles implements FileLayer {
    /** What this process holds: opening and closing a locked file a second time would give the lock up. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path root;

    /** Files below this directory, which is created when it does not exist. */
    public DiskFiles(Path root) throws IOException {
        this.root = root;
        Files.createDirectories(root);
    }

    @Override
    public StoreFile create(String name) throws IOException {
        return new DiskFile(FileChannel.open(
                root.resolve(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    @Override
    public StoreFile open(String name) throws IOException {
        return new DiskFile(FileChannel.open(root.resolve(name), StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    @Override
    public boolean exists(String name) {
        return Files.exists(root.resolve(name));
    }

    @Override
    public List<String> list(String directory) throws IOException {
        Path path = root.resolve(directory);
        if (!Files.isDirectory(path)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(path)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    @Override
    public void createDirectory(String directory) throws IOException {
        Path path = root;
        for (Path part : Path.of(directory)) {
            Path parent = path;
            path = path.resolve(part);
            if (!Files.isDirectory(path)) {
                Files.createDirectory(path);
                sync(parent);
            }
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(root.resolve(from), root.resolve(to), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(root.resolve(name));
    }

    @Override
    public void syncDirectory(String directory) throws IOException {
        sync(root.resolve(directory));
    }

    @Override
    public Closeable lock(String name) throws IOException, StoreRefused {
        Path path = root.toRealPath().resolve(name);
        if (!HELD.add(path)) {
            throw new IOException("store %s is still in use by this process".formatted(root.toAbsolutePath()));
        }
        boolean held = false;
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                throw inUse(path, Files.readString(path, StandardCharsets.US_ASCII));
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
            held = true;
        } finally {
            if (!held) {
                release(channel, path);
            }
        }
        FileChannel locked = channel;
        return () -> release(locked, path);
    }

    /** The lock file was last written when the process took the lock. */
    private StoreRefused inUse(Path lock, String pid) throws IOException {
        return new StoreRefused("store %s is in use by process %s since %s: stop that one first"
                .formatted(
                        root.toAbsolutePath(),
                        pid.isEmpty() ? "(just starting)" : pid,
                        Files.getLastModifiedTime(lock).toInstant().truncatedTo(ChronoUnit.SECONDS)));
    }

    private static void release(FileChannel channel, Path path) throws IOException {
        try {
            if (channel != null) {
                channel.close();
            }
        } finally {
            HELD.remove(path);
        }
    }

    /** Makes creations and renames in this directory survive. */
    public static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static final class DiskFile implements StoreFile {
        private final FileChannel channel;

        DiskFile(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public void write(ByteBuffer bytes, long position) throws IOException {
            long at = position;
            while (bytes.hasRemaining()) {
                at += channel.write(bytes, at);
            }
        }

        @Override
        public void force() throws IOException {
            channel.force(false);
        }

        @Override
        public int read(ByteBuffer bytes, long position) throws IOException {
            return channel.read(bytes, position);
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void truncate(long size) throws IOException {
            channel.truncate(size);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
