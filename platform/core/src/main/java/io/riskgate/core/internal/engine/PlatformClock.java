package io.riskgate.core.internal.engine;

import io.riskgate.api.Severity;
import io.riskgate.api.engine.Decision;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The time of the live platform: the wall clock as long as it agrees with a clock that only counts nanoseconds, and the
 * counted time while it does not. All steps of the wall clock since it was last trusted are added up: no more than two
 * seconds of them are followed. A larger difference stands as {@code CLOCK_SUSPECT}, and what frees an account must
 * ask {@link #frees}. Safe in all threads.
 *
 * <p>Once the broker's own time agrees with a wall clock that is ahead, that is followed. Until then nobody is freed while
 * the broker says nothing; once it said its time, that time frees, or the counted one if it is later. A wall clock that is
 * behind frees nobody earlier than the counted time does, nor than the broker's. Without a broker that tells its time only a
 * restart trusts the wall clock again.
 */
final class PlatformClock implements InstantSource {
    /** How far steps of the wall clock are followed. */
    static final Duration FOLLOWED = Duration.ofSeconds(2);

    /** How near the broker's time must be to agree. */
    static final Duration AGREES = Duration.ofSeconds(5);

    private static final long SECOND = 1_000_000_000L;
    private static final long MILLI = 1_000_000L;
    private static final long FARTHEST = Long.MAX_VALUE / SECOND / 2;

    /** The broker's time may move the point that steps are counted from once in this time. */
    private static final long TRUST_EVERY = 3_600 * SECOND;

    private final InstantSource wall;
    private final LongSupplier ticker;
    private final Consumer<List<Decision>> sink;
    private volatile State state;
    private volatile long trustedAt;
    private volatile String behindJournal;

    /**
     * How the wall clock stands to the counted time; all in nanoseconds.
     *
     * @param trusted wall clock minus ticker when the wall clock was last trusted
     * @param followed wall clock minus ticker as last followed: with it the ticker is the counted time
     * @param suspicion what is wrong, or null
     */
    private record State(long trusted, long followed, Suspicion suspicion) {}

    /**
     * A difference that is not followed.
     *
     * @param offset wall clock minus ticker when it was noticed
     * @param until what is due later frees nobody while the broker says nothing
     * @param heard broker's time minus ticker, or null while it said nothing
     * @param message for people
     */
    private record Suspicion(long offset, long until, Long heard, String message) {}

    /**
     * A clock that trusts the wall clock now.
     *
     * @param ticker nanoseconds from any origin that only grow, whatever happens to the wall clock
     * @param sink takes alerts
     */
    PlatformClock(InstantSource wall, LongSupplier ticker, Consumer<List<Decision>> sink) {
        this.wall = wall;
        this.ticker = ticker;
        this.sink = sink;
        trustedAt = ticker.getAsLong();
        long offset = nanos(wall.instant()) - trustedAt;
        state = new State(offset, offset, null);
    }

    /** The time; while the wall clock is suspect the counted one. Small steps back show in it. */
    @Override
    public Instant instant() {
        Instant time = wall.instant();
        long ticks = ticker.getAsLong();
        long offset = nanos(time) - ticks;
        State now = state;
        if (now.suspicion == null && Math.abs(offset - now.trusted) <= FOLLOWED.toNanos()) {
            if (Math.abs(offset - now.followed) > 2 * MILLI) {
                follow(now, offset);
            }
            return time;
        }
        return look(offset, ticks);
    }

    private synchronized void follow(State seen, long offset) {
        if (state == seen) {
            state = new State(seen.trusted, offset, null);
        }
    }

    private synchronized Instant look(long offset, long ticks) {
        State now = state;
        long counted = ticks + now.followed;
        boolean near = Math.abs(offset - (now.suspicion == null ? now.trusted : now.followed)) <= FOLLOWED.toNanos();
        if (near && now.suspicion == null) {
            return time(ticks + offset);
        }
        if (near) {
            state = new State(now.trusted, now.followed, null);
            alert(counted, Severity.INFO, "CLOCK_RECOVERED", "the wall clock agrees with the counted time again");
        } else if (now.suspicion == null || Math.abs(offset - now.suspicion.offset) > FOLLOWED.toNanos()) {
            suspect(now, offset, counted);
        }
        return time(counted);
    }

    private void suspect(State now, long offset, long counted) {
        boolean ahead = offset > now.followed;
        long until = ahead ? counted : Long.MAX_VALUE;
        if (now.suspicion != null && now.suspicion.heard == null) {
            until = Math.min(until, now.suspicion.until);
        }
        String message = "the wall clock shows %s, %s %s the time that was counted: %s until the broker's time agrees"
                .formatted(
                        time(counted + offset - now.followed),
                        Duration.ofNanos(Math.abs(offset - now.followed))
                                .truncatedTo(java.time.temporal.ChronoUnit.MILLIS),
                        ahead ? "ahead of" : "behind",
                        ahead ? "lockouts and the reset wait" : "the counted time is used");
        state = new State(now.trusted, now.followed, new Suspicion(offset, until, null, message));
        alert(counted, Severity.ERROR, "CLOCK_SUSPECT", message);
    }

    /** Whether what is due at {@code due}, which is past, may free an account. */
    boolean frees(Instant due) {
        instant();
        Suspicion suspicion = state.suspicion;
        if (suspicion == null) {
            return true;
        }
        long until = suspicion.heard == null ? suspicion.until : ticker.getAsLong() + suspicion.heard;
        return nanos(due) <= until;
    }

    /** Whether the broker's time is of interest. */
    boolean isSuspect() {
        return state.suspicion != null || behindJournal != null;
    }

    /** What is wrong, or null. */
    String alarm() {
        Suspicion suspicion = state.suspicion;
        return suspicion == null ? behindJournal : suspicion.message;
    }

    /** The broker's own clock showed {@code time} just now. */
    void heard(Instant time) {
        boolean wallAgrees = agree(time, wall.instant());
        if (!isSuspect()) {
            if (wallAgrees && ticker.getAsLong() - trustedAt >= TRUST_EVERY) {
                instant();
                trust();
            }
            return;
        }
        confirm(time, wallAgrees, agree(time, instant()));
    }

    private synchronized void trust() {
        State now = state;
        if (now.suspicion == null) {
            trustedAt = ticker.getAsLong();
            state = new State(now.followed, now.followed, null);
        }
    }

    private synchronized void confirm(Instant time, boolean wallAgrees, boolean countedAgrees) {
        State now = state;
        if (wallAgrees && behindJournal != null) {
            behindJournal = null;
            alert(nanos(time), Severity.INFO, "CLOCK_RECOVERED", "the broker's time agrees with the wall clock");
        }
        Suspicion old = now.suspicion;
        if (old == null) {
            return;
        }
        long ticks = ticker.getAsLong();
        long offset = nanos(wall.instant()) - ticks;
        if (wallAgrees && (offset > now.followed || countedAgrees)) {
            trustedAt = ticks;
            state = new State(offset, offset, null);
            alert(ticks + offset, Severity.INFO, "CLOCK_RECOVERED", "the broker's time agrees with the wall clock");
            return;
        }
        long heard = nanos(time) - ticks;
        if (old.heard == null || heard > old.heard) {
            String message = old.message;
            if (old.heard == null) {
                message += wallAgrees
                        ? "; it does: lockouts and the reset go by it, everything does after a restart"
                        : "; it does not: lockouts and the reset go by the broker's time, set the wall clock right";
            }
            state = new State(now.trusted, now.followed, new Suspicion(old.offset, old.until, heard, message));
        }
    }

    /** At a start: the newest fact of the journal is of {@code newest}; a wall clock that is earlier is suspect. */
    void startsAfter(Instant newest) {
        Instant now = instant();
        if (newest != null && newest.isAfter(now.plus(AGREES))) {
            behindJournal =
                    "the wall clock shows %s at the start, the journal has a fact of %s: nobody is freed earlier"
                                    .formatted(now, newest)
                            + " for that, look whether the clock is right";
            alert(nanos(now), Severity.ERROR, "CLOCK_SUSPECT", behindJournal);
        }
    }

    private static boolean agree(Instant a, Instant b) {
        return Duration.between(a, b).abs().compareTo(AGREES) <= 0;
    }

    private void alert(long nanos, Severity severity, String code, String message) {
        sink.accept(List.of(new Decision.Alert(time(nanos), null, null, severity, code, message)));
    }

    private static long nanos(Instant time) {
        long seconds = Math.max(-FARTHEST, Math.min(FARTHEST, time.getEpochSecond()));
        return seconds * SECOND + time.getNano();
    }

    private static Instant time(long nanos) {
        return Instant.ofEpochMilli(Math.floorDiv(nanos, MILLI));
    }
}
