package io.riskgate.core.internal.store;

import java.io.IOException;
import java.time.Duration;

/**
 * Where a mirror is kept.
 *
 * @param name for messages, and before the names of its files
 * @param files gives its files, each time it is tried; may fail while its disk is away
 * @param patience how long its disk is waited for where somebody waits for what is in it
 */
public record MirrorPlace(String name, Files files, Patience patience) {
    private static final Patience PATIENCE = Patience.of(Duration.ofSeconds(10));

    /** One that is waited for ten seconds. */
    public MirrorPlace(String name, Files files) {
        this(name, files, PATIENCE);
    }

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
