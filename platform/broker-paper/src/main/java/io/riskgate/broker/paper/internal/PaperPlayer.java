package io.riskgate.broker.paper.internal;

import io.riskgate.api.Decimal;
import io.riskgate.api.OrderStatus;
import io.riskgate.api.broker.PaperPlay;
import io.riskgate.api.event.OrderUpdate;
import io.riskgate.api.recording.Recordings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Plays recordings through the paper broker. Every round begins with the modes of the settings. The first round keeps
 * the ids of the recording, every later one appends something new to those of orders and trades, for the platform
 * takes a known id for a repetition. Between two rounds what is still working expires, or orders would pile up.
 */
@Component(immediate = true)
public final class PaperPlayer implements PaperPlay {
    private final PaperBroker broker;
    private final Recordings recordings;
    private final InstantSource clock;
    private final Pause pause;
    private final AtomicReference<Path> playing = new AtomicReference<>();

    /** Distinguishes rounds, 0 before the first; touched only by the thread that plays. */
    private long lastRound;

    /** Plays what {@code recordings} reads. */
    @Activate
    public PaperPlayer(@Reference PaperBroker broker, @Reference Recordings recordings) {
        this(broker, recordings, broker.clock(), SystemPause.INSTANCE);
    }

    PaperPlayer(PaperBroker broker, Recordings recordings, InstantSource clock, Pause pause) {
        this.broker = broker;
        this.recordings = recordings;
        this.clock = clock;
        this.pause = pause;
    }

    @Override
    public Result play(Path file, Decimal speed, boolean loop, BooleanSupplier stop)
            throws IOException, InterruptedException {
        if (!speed.isPositive()) {
            throw new IllegalArgumentException("speed must be above 0, was " + speed);
        }
        Path other = playing.compareAndExchange(null, file);
        if (other != null) {
            throw new IOException("cannot play " + file + " while " + other + " is being played");
        }
        try {
            return playRounds(file, speed, loop, stop);
        } finally {
            playing.set(null);
        }
    }

    private Result playRounds(Path file, Decimal speed, boolean loop, BooleanSupplier stop)
            throws IOException, InterruptedException {
        Result total = new Result(0, 0, 0);
        boolean goesOn;
        do {
            broker.forgetModes();
            PlayedRound round = new PlayedRound(broker, clock, pause, speed, nextSuffix(), stop);
            boolean ended = playRound(file, round);
            total = new Result(
                    total.played() + round.events() + round.modes(),
                    total.skipped() + round.skipped(),
                    total.rejected() + round.rejected());
            goesOn = loop && ended && round.events() > 0 && !stop.getAsBoolean();
            if (goesOn) {
                expireWorkingOrders();
            }
        } while (goesOn);
        return total;
    }

    private boolean playRound(Path file, PlayedRound round) throws IOException, InterruptedException {
        try {
            recordings.read(file, round);
            return true;
        } catch (PlayedRound.Stopped e) {
            return false;
        }
    }

    /** Empty for the first round, then made of the time, so that no two rounds share one. */
    private String nextSuffix() {
        boolean first = lastRound == 0;
        lastRound = Math.max(lastRound + 1, clock.millis());
        return first ? "" : "-" + Long.toString(lastRound, Character.MAX_RADIX);
    }

    private void expireWorkingOrders() throws IOException, InterruptedException {
        for (OrderUpdate order : broker.working()) {
            broker.publish(
                    order.account(), now -> PaperBook.changed(order, now, OrderStatus.EXPIRED, order.stopPrice()));
        }
    }
}
