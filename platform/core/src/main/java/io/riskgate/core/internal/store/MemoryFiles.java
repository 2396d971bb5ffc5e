package io.riskgate.core.internal.store;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Files in memory: no disk, for replay, and a model of what a disk keeps when the power goes.
 *
 * <p>A write survives once its file was forced, a creation, rename or deletion once its directory was synced; of what
 * was not, any part may be there after {@link #afterPowerLoss}, writes also in part, sector by sector. May be used from
 * any thread.
 */
public final class MemoryFiles implements FileLayer {
    private static final int SECTOR = 512;

    private final Map<String, Content> names = new TreeMap<>();
    private final Map<String, Content> durableNames = new TreeMap<>();
    private final List<NameChange> unsyncedNames = new ArrayList<>();
    private final Set<String> locks = new HashSet<>();

    @Override
    public synchronized StoreFile create(String name) throws IOException {
        if (names.containsKey(name)) {
            throw new FileAlreadyExistsException(name);
        }
        Content content = new Content();
        change(FileLayer.directoryOf(name), map -> map.put(name, content));
        return new MemoryFile(content);
    }

    @Override
    public synchronized StoreFile open(String name) throws IOException {
        return new MemoryFile(content(name));
    }

    @Override
    public synchronized boolean exists(String name) {
        return names.keySet().stream().anyMatch(other -> other.equals(name) || other.startsWith(name + "/"));
    }

    @Override
    public synchronized List<String> list(String directory) {
        String prefix = directory.isEmpty() ? "" : directory + "/";
        return names.keySet().stream()
                .filter(name -> name.startsWith(prefix))
                .map(name -> name.substring(prefix.length()))
                .map(name -> name.contains("/") ? name.substring(0, name.indexOf('/')) : name)
                .distinct()
                .sorted()
                .toList();
    }

    @Override
    public void createDirectory(String directory) {}

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        if (!exists(from)) {
            throw new FileNotFoundException(from);
        }
        List<String> moved = names.keySet().stream()
                .filter(name -> name.equals(from) || name.startsWith(from + "/"))
                .toList();
        Map<String, Content> contents = new TreeMap<>();
        moved.forEach(name -> contents.put(to + name.substring(from.length()), names.get(name)));
        change(FileLayer.directoryOf(to), map -> {
            map.keySet().removeAll(moved);
            map.putAll(contents);
        });
    }

    @Override
    public synchronized void delete(String name) {
        if (names.containsKey(name)) {
            change(FileLayer.directoryOf(name), map -> map.remove(name));
        }
    }

    @Override
    public synchronized void syncDirectory(String directory) {
        for (NameChange change : unsyncedNames) {
            if (change.directory.equals(directory)) {
                change.effect.on(durableNames);
            }
        }
        unsyncedNames.removeIf(change -> change.directory.equals(directory));
    }

    @Override
    public synchronized Closeable lock(String name) throws IOException {
        if (!locks.add(name)) {
            throw new IOException("store in memory is still in use by this process");
        }
        return () -> unlock(name);
    }

    /** The process that used these files is dead: its locks are gone, all it wrote can still be read. */
    public synchronized void processDied() {
        locks.clear();
    }

    /**
     * The files as the power going now may leave them: all that was synced, and of the rest a random part.
     *
     * @param random decides for each write and each change of a name whether it survives, and which sectors of a write
     */
    public synchronized MemoryFiles afterPowerLoss(RandomGenerator random) {
        Map<String, Content> kept = new TreeMap<>(durableNames);
        for (NameChange change : unsyncedNames) {
            if (random.nextBoolean()) {
                change.effect.on(kept);
            }
        }
        Map<Content, Content> copies = new IdentityHashMap<>();
        MemoryFiles survivor = new MemoryFiles();
        kept.forEach((name, content) ->
                survivor.names.put(name, copies.computeIfAbsent(content, original -> original.afterPowerLoss(random))));
        survivor.durableNames.putAll(survivor.names);
        return survivor;
    }

    /** What a failed force does to a file: its unsynced writes stay readable, and no later force saves them. */
    synchronized void loseUnsynced(String name) throws IOException {
        content(name).unsynced.clear();
    }

    private synchronized void unlock(String name) {
        locks.remove(name);
    }

    private Content content(String name) throws IOException {
        Content content = names.get(name);
        if (content == null) {
            throw new FileNotFoundException(name);
        }
        return content;
    }

    private void change(String directory, Effect effect) {
        effect.on(names);
        unsyncedNames.add(new NameChange(directory, effect));
    }

    @FunctionalInterface
    private interface Effect {
        void on(Map<String, Content> map);
    }

    private record NameChange(String directory, Effect effect) {}

    private static final class Content {
        private byte[] seen = new byte[0];
        private int size;
        private byte[] synced = new byte[0];
        private final List<Write> unsynced = new ArrayList<>();

        void write(byte[] bytes, int position) {
            int end = position + bytes.length;
            if (end > seen.length) {
                seen = Arrays.copyOf(seen, Math.max(end, 2 * seen.length));
            }
            System.arraycopy(bytes, 0, seen, position, bytes.length);
            size = Math.max(size, end);
            unsynced.add(new Write(position, bytes));
        }

        void force() {
            for (Write write : unsynced) {
                synced = write.on(synced);
            }
            unsynced.clear();
        }

        Content afterPowerLoss(RandomGenerator random) {
            Content copy = new Content();
            copy.synced = synced.clone();
            for (Write write : unsynced) {
                copy.synced = write.partlyOn(copy.synced, random);
            }
            copy.seen = copy.synced.clone();
            copy.size = copy.seen.length;
            return copy;
        }
    }

    /** A write, or without bytes a cut to its position. */
    private record Write(int position, byte[] bytes) {
        byte[] on(byte[] content) {
            if (bytes == null) {
                return Arrays.copyOf(content, position);
            }
            byte[] result = position + bytes.length > content.length
                    ? Arrays.copyOf(content, position + bytes.length)
                    : content;
            System.arraycopy(bytes, 0, result, position, bytes.length);
            return result;
        }

        byte[] partlyOn(byte[] content, RandomGenerator random) {
            int fate = random.nextInt(4);
            if (fate == 0) {
                return content;
            }
            if (fate == 1 || bytes == null) {
                return on(content);
            }
            if (fate == 2) {
                return new Write(position, Arrays.copyOf(bytes, random.nextInt(bytes.length + 1))).on(content);
            }
            byte[] result = content;
            for (int from = 0; from < bytes.length; from = nextSector(from)) {
                if (random.nextBoolean()) {
                    byte[] sector = Arrays.copyOfRange(bytes, from, Math.min(nextSector(from), bytes.length));
                    result = new Write(position + from, sector).on(result);
                }
            }
            return result;
        }

        private int nextSector(int from) {
            return from + SECTOR - (position + from) % SECTOR;
        }
    }

    private final class MemoryFile implements StoreFile {
        private final Content content;

        MemoryFile(Content content) {
            this.content = content;
        }

        @Override
        public void write(ByteBuffer bytes, long position) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            synchronized (MemoryFiles.this) {
                content.write(copy, Math.toIntExact(position));
            }
        }

        @Override
        public void force() {
            synchronized (MemoryFiles.this) {
                content.force();
            }
        }

        @Override
        public int read(ByteBuffer bytes, long position) {
            synchronized (MemoryFiles.this) {
                int count = Math.min(bytes.remaining(), content.size - Math.toIntExact(position));
                if (count <= 0) {
                    return -1;
                }
                bytes.put(content.seen, (int) position, count);
                return count;
            }
        }

        @Override
        public long size() {
            synchronized (MemoryFiles.this) {
                return content.size;
            }
        }

        @Override
        public void truncate(long size) {
            synchronized (MemoryFiles.this) {
                if (size < content.size) {
                    Write cut = new Write(Math.toIntExact(size), null);
                    content.seen = cut.on(content.seen);
                    content.size = (int) size;
                    content.unsynced.add(cut);
                }
            }
        }

        @Override
        public void close() {}
    }
}
