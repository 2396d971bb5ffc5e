package io.riskgate.core.internal.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A layer over another that tells a hook of every operation that changes the disk, before it happens. */
public final class FaultFiles implements FileLayer {
    public enum Operation {
        CREATE,
        WRITE,
        FORCE,
        TRUNCATE,
        RENAME,
        DELETE,
        SYNC_DIRECTORY
    }

    /** May throw, halt, or take note. */
    @FunctionalInterface
    public interface Hook {
        void before(Operation operation, String name) throws IOException;
    }

    /** Stands for the end of the process: no handler of the code under test may catch it. */
    static final class Crash extends Error {
        private static final long serialVersionUID = 1L;
    }

    private final FileLayer inner;
    private final Hook hook;
    private final List<Closeable> locks = new ArrayList<>();

    public FaultFiles(FileLayer inner, Hook hook) {
        this.inner = inner;
        this.hook = hook;
    }

    /** A layer that crashes before the operation of this number, counted from 1. */
    static FaultFiles crashingAt(FileLayer inner, int number) {
        int[] count = {0};
        return new FaultFiles(inner, (operation, name) -> {
            count[0]++;
            if (count[0] >= number) {
                throw new Crash();
            }
        });
    }

    /** What the death of the process does to its locks. */
    void processDied() throws IOException {
        for (Closeable lock : locks) {
            lock.close();
        }
    }

    @Override
    public StoreFile create(String name) throws IOException {
        hook.before(Operation.CREATE, name);
        return new FaultFile(inner.create(name), name);
    }

    @Override
    public StoreFile open(String name) throws IOException {
        return new FaultFile(inner.open(name), name);
    }

    @Override
    public boolean exists(String name) throws IOException {
        return inner.exists(name);
    }

    @Override
    public List<String> list(String directory) throws IOException {
        return inner.list(directory);
    }

    @Override
    public void createDirectory(String directory) throws IOException {
        inner.createDirectory(directory);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        hook.before(Operation.RENAME, to);
        inner.rename(from, to);
    }

    @Override
    public void delete(String name) throws IOException {
        hook.before(Operation.DELETE, name);
        inner.delete(name);
    }

    @Override
    public void syncDirectory(String directory) throws IOException {
        hook.before(Operation.SYNC_DIRECTORY, directory);
        inner.syncDirectory(directory);
    }

    @Override
    public Closeable lock(String name) throws IOException, StoreRefused {
        Closeable lock = inner.lock(name);
        locks.add(lock);
        return lock;
    }

    private final class FaultFile implements StoreFile {
        private final StoreFile file;
        private final String name;

        FaultFile(StoreFile file, String name) {
            this.file = file;
            this.name = name;
        }

        @Override
        public void write(ByteBuffer bytes, long position) throws IOException {
            hook.before(Operation.WRITE, name);
            file.write(bytes, position);
        }

        @Override
        public void force() throws IOException {
            hook.before(Operation.FORCE, name);
            file.force();
        }

        @Override
        public int read(ByteBuffer bytes, long position) throws IOException {
            return file.read(bytes, position);
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void truncate(long size) throws IOException {
            hook.before(Operation.TRUNCATE, name);
            file.truncate(size);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
