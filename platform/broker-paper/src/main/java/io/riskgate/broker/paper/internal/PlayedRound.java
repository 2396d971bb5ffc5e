package io.riskgate.broker.paper.internal;

import io.riskgate.api.Decimal;
import io.riskgate.api.event.BrokerEvent;
import io.riskgate.api.recording.RecordedLine;
import io.riskgate.api.recording.Recordings;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;

/** One pass through a recording: its first event is now, the others follow at its distances divided by a speed. */
final class PlayedRound implements Recordings.Visitor {
    /** How long a wait goes on before it asks whether to stop. */
    private static final Duration SLICE = Duration.ofMillis(100);

    /** A round further behind than this, because the platform held it up, no longer tries to catch up. */
    private static final Duration LARGEST_LAG = Duration.ofSeconds(1);

    private static final BigDecimal NANOS = BigDecimal.valueOf(1_000_000_000);
    private static final BigDecimal LONGEST_NANOS = BigDecimal.valueOf(Long.MAX_VALUE);

    private final PaperBroker broker;
    private final InstantSource clock;
    private final Pause pause;
    private final BigDecimal speed;
    private final String suffix;
    private final BooleanSupplier stop;

    /** The recorded time of the first event, null before it. */
    private Instant recordedStart;

    /** When the first event was played, later where the platform held the round up. */
    private Instant start;

    private long events;
    private long modes;
    private long skipped;
    private long rejected;

    PlayedRound(
            PaperBroker broker, InstantSource clock, Pause pause, Decimal speed, String suffix, BooleanSupplier stop) {
        this.broker = broker;
        this.clock = clock;
        this.pause = pause;
        this.speed = speed.toBigDecimal();
        this.suffix = suffix;
        this.stop = stop;
    }

    @Override
    public void line(RecordedLine line) throws IOException, InterruptedException {
        if (stop.getAsBoolean()) {
            throw new Stopped();
        }
        if (line instanceof RecordedLine.Event recorded) {
            BrokerEvent event = recorded.event();
            waitFor(event.time());
            broker.publish(event.account(), now -> EventShift.to(now, suffix, event));
            events++;
        } else if (line instanceof RecordedLine.Mode mode) {
            if (recordedStart != null) {
                waitFor(mode.time());
            }
            broker.setMode(mode.mode(), mode.account(), mode.contract(), mode.calls());
            modes++;
        } else if (line instanceof RecordedLine.Rejected) {
            rejected++;
        } else {
            skipped++;
        }
    }

    private void waitFor(Instant recorded) throws IOException, InterruptedException {
        if (recordedStart == null) {
            recordedStart = recorded;
            start = clock.instant();
        }
        Instant due = start.plusNanos(playedNanos(Duration.between(recordedStart, recorded)));
        Duration left = Duration.between(clock.instant(), due);
        if (left.plus(LARGEST_LAG).isNegative()) {
            start = start.minus(left);
        }
        while (left.compareTo(Duration.ZERO) > 0) {
            pause.of(left.compareTo(SLICE) < 0 ? left : SLICE);
            if (stop.getAsBoolean()) {
                throw new Stopped();
            }
            left = Duration.between(clock.instant(), due);
        }
    }

    private long playedNanos(Duration recorded) {
        return BigDecimal.valueOf(recorded.getSeconds())
                .multiply(NANOS)
                .add(BigDecimal.valueOf(recorded.getNano()))
                .divide(speed, 0, RoundingMode.FLOOR)
                .min(LONGEST_NANOS)
                .longValue();
    }

    /** Events played. */
    long events() {
        return events;
    }

    /** Changes of the broker's mode played. */
    long modes() {
        return modes;
    }

    /** Lines that cannot be played. */
    long skipped() {
        return skipped;
    }

    /** Lines that are not valid. */
    long rejected() {
        return rejected;
    }

    /** Ends the reading of a recording that is to be played no further. */
    static final class Stopped extends IOException {
        private static final long serialVersionUID = 1L;

        Stopped() {
            super("the play was stopped");
        }
    }
}
