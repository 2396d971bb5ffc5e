package io.riskgate.core.internal.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The file that says how far the journal reaches, so that a journal cut short is told from a torn last group.
 *
 * <p>Two slots, a block apart. After each group, before it is acknowledged, the running slot is overwritten without a
 * sync of its own; {@link #settle} syncs it and changes over to the other. So one slot is always whole, the mark never
 * says more than what is synced, and a group costs no second sync. What follows from that: after the death of the
 * process, whatever way, the mark is exact, and every acknowledged record that is missing shows. After a loss of power
 * it is at least as far as the last settle; acknowledged records lost beyond that, which only a disk that lies about a
 * sync can bring about, would look like a journal that was never longer. Used by one thread.
 */
final class HighWaterMark implements Closeable {
    static final String NAME = Layout.LIVE + "/mark";

    private static final String UNNAMED = NAME + ".tmp";
    private static final int SLOT_DISTANCE = 4096;

    private final Sealer sealer;
    private final StoreFile file;
    private int running = 1;
    private boolean unsettled;

    private HighWaterMark(Sealer sealer, StoreFile file) {
        this.sealer = sealer;
        this.file = file;
    }

    /** A new file in place of the one that may be there, synced when this returns. */
    static HighWaterMark create(FileLayer files, Sealer sealer, Mark mark) throws IOException {
        files.delete(UNNAMED);
        StoreFile file = files.create(UNNAMED);
        try {
            file.write(ByteBuffer.allocate(2 * SLOT_DISTANCE), 0);
            file.write(mark.encode(sealer), 0);
            file.force();
            files.rename(UNNAMED, NAME);
            files.syncDirectory(Layout.LIVE);
        } catch (IOException failure) {
            file.close();
            throw failure;
        }
        return new HighWaterMark(sealer, file);
    }

    /** Notes a mark; it survives the process at once and the power after {@link #settle}. */
    void write(Mark mark) throws IOException {
        unsettled = true;
        file.write(mark.encode(sealer), (long) running * SLOT_DISTANCE);
    }

    /** Syncs what was noted. */
    void settle() throws IOException {
        if (unsettled) {
            file.force();
            unsettled = false;
            running = 1 - running;
        }
    }

    boolean unsettled() {
        return unsettled;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** The furthest mark in the file, one of a newer version first; what is wrong with it is added to the damages. */
    static Optional<Mark> read(FileLayer files, Sealer sealer, List<Damage> damages) throws IOException {
        if (!files.exists(NAME)) {
            return Optional.empty();
        }
        byte[] bytes = files.load(NAME);
        Optional<Mark> first = slot(bytes, 0, sealer);
        Optional<Mark> second = slot(bytes, SLOT_DISTANCE, sealer);
        Optional<Mark> furthest = Stream.of(first, second)
                .flatMap(Optional::stream)
                .max(Comparator.comparingInt(Mark::version).thenComparingLong(Mark::sequence));
        if (furthest.isEmpty()) {
            damages.add(new Damage(NAME, 0, "expected a high-water mark, neither of its two slots holds one", false));
        } else if (first.isEmpty() || second.isEmpty() && !blank(bytes, SLOT_DISTANCE)) {
            long offset = first.isEmpty() ? 0 : SLOT_DISTANCE;
            damages.add(new Damage(NAME, offset, "expected a high-water mark, the other slot was taken", true));
        }
        return furthest;
    }

    private static Optional<Mark> slot(byte[] bytes, int offset, Sealer sealer) {
        return bytes.length < offset + Mark.BYTES
                ? Optional.empty()
                : Mark.of(Arrays.copyOfRange(bytes, offset, offset + Mark.BYTES), sealer);
    }

    private static boolean blank(byte[] bytes, int offset) {
        int end = Math.min(bytes.length, offset + Mark.BYTES);
        return bytes.length >= 2 * SLOT_DISTANCE && Bytes.zero(bytes, offset, end);
    }

    /** That there is none: nobody can know how far the journal reached. */
    static Damage missing() {
        return new Damage(NAME, 0, "expected a high-water mark, there is no file", false);
    }
}
