package io.riskgate.api.recording;

import java.io.IOException;
import java.nio.file.Path;
import org.osgi.annotation.versioning.ProviderType;

/** Reads recordings; offered as an OSGi service. Safe in all threads. */
@ProviderType
@FunctionalInterface
public interface Recordings {
    /**
     * Reads a recording line by line, in order, without holding all of it in memory.
     *
     * @throws IOException if the file cannot be read, or {@code visitor} throws it
     * @throws InterruptedException if {@code visitor} throws it
     */
    void read(Path file, Visitor visitor) throws IOException, InterruptedException;

    /** Takes the lines of a recording. */
    @FunctionalInterface
    interface Visitor {
        /** Takes one line. */
        void line(RecordedLine line) throws IOException, InterruptedException;
    }
}
