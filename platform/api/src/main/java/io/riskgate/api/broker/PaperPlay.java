package io.riskgate.api.broker;

import io.riskgate.api.Decimal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Plays recordings into the live platform through the paper broker; offered as an OSGi service while that broker is
 * configured. Broker events and modes are played, every other line is skipped. One recording at a time.
 */
@ProviderType
@FunctionalInterface
public interface PaperPlay {
    /**
     * Plays one recording and returns at its end. Times are moved: the first event is now, the others follow at the
     * recording's distances divided by {@code speed}; at a speed at which the platform cannot follow, as fast as it
     * takes them.
     *
     * @param file the recording
     * @param speed above 0; 1 is the recording's own speed
     * @param loop whether to begin again at the end, with new times and with ids of trades and orders never used before
     * @param stop asked before every line and while waiting; the play ends once it says true
     * @return how it went, all rounds added up
     * @throws IOException if the file cannot be read, another one is being played, or no platform is connected to the
     *     paper broker
     * @throws InterruptedException if interrupted
     * @throws IllegalArgumentException if {@code speed} is not above 0
     */
    Result play(Path file, Decimal speed, boolean loop, BooleanSupplier stop) throws IOException, InterruptedException;

    /**
     * How a play went.
     *
     * @param played lines played: events and modes of the broker
     * @param skipped lines that cannot be played: settings, clocks, restarts, probes
     * @param rejected lines that are not valid
     */
    record Result(long played, long skipped, long rejected) {}
}
