package io.riskgate.core.internal.store;

import java.io.IOException;

/**
 * Where a mirror is kept.
 *
 * @param name for messages, and before the names of its files
 * @param files gives its files, each time it is tried; may fail while its disk is away
 */
public record MirrorPlace(String name, Files files) {
    /** Gives the files of a mirror. */
    @FunctionalInterface
    public interface Files {
        FileLayer open() throws IOException;
    }

    /** What a file of the mirror is called in messages. */
    String fileName(String file) {
        return name + "/" + file;
    }
}
