package io.riskgate.core.internal.store;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * The one seam to the disk.
 *
 * <p>Names are relative to the store's directory, with {@code /} between the parts. What a call changed survives a
 * crash only after the sync it says. All methods may be called from any thread; every failure is an IOException.
 */
public interface FileLayer {
    /** Creates an empty file, which must not exist. Survives after {@link #syncDirectory} of its directory. */
    StoreFile create(String name) throws IOException;

    /** Opens a file that exists. */
    StoreFile open(String name) throws IOException;

    boolean exists(String name) throws IOException;

    /** The names in a directory, sorted, without the directory's own name; empty when it does not exist. */
    List<String> list(String directory) throws IOException;

    /** Creates a directory and those above it; nothing happens when it exists. Survives when it returns. */
    void createDirectory(String directory) throws IOException;

    /**
     * Renames a file or directory at once; a file already there is replaced. Survives after {@link #syncDirectory} of
     * the new directory, and of the old one.
     */
    void rename(String from, String to) throws IOException;

    /** Deletes a file; nothing happens when it does not exist. */
    void delete(String name) throws IOException;

    /** Makes creations, renames and deletions in this directory survive; an empty name is the store's directory. */
    void syncDirectory(String directory) throws IOException;

    /**
     * Takes the lock of this name until it is closed, or the process ends in whatever way.
     *
     * @throws IOException when another store of this process holds it: a call that hung may still give it up
     * @throws StoreRefused when another process holds it; the message names the process
     */
    Closeable lock(String name) throws IOException, StoreRefused;

    /** The whole content of a file. */
    default byte[] load(String name) throws IOException {
        try (StoreFile file = open(name)) {
            return file.load();
        }
    }

    /** The directory part of a name, empty for none. */
    static String directoryOf(String name) {
        return name.substring(0, Math.max(0, name.lastIndexOf('/')));
    }
}
