package io.riskgate.core.internal.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Holds the images of history against the segments they were made of, and makes those anew that are damaged or missing.
 * Used once, by one thread, while nobody makes images.
 *
 * <p>It folds the archive from its beginning. After segments that are gone or damaged it begins anew, so that no trading
 * day is made of a part of its trades: of the days that had begun before, an image that is made anew has none.
 */
final class HistoryCheck {
    private final StoreOptions options;
    private final FileLayer files;
    private final UUID storeId;
    private final Sealer sealer;
    private final Spare spare;
    private final Spare own;
    private final HistoryImages images;
    private final List<Damage> damages = new ArrayList<>();

    HistoryCheck(StoreOptions options, UUID storeId, Spare spare) {
        this.options = options;
        this.files = options.files();
        this.storeId = storeId;
        this.sealer = new Sealer(options.key());
        this.spare = spare;
        this.own = new Spare(files, storeId, sealer);
        this.images = new HistoryImages(files, sealer, storeId);
    }

    /**
     * What the history of a segment is, from its records.
     *
     * @param end where the segment ends
     * @param day of its newest entry
     */
    private record Made(Position end, long day, List<Entry> entries) {}

    /** What is done about an image that is not as it should be. */
    @FunctionalInterface
    private interface Wrong {
        /** Told of the damage, and of what the history is when it can be made anew. */
        void found(Damage damage, Optional<Made> made) throws IOException;
    }

    /**
     * Names what is damaged or missing, healed where the segment has it.
     *
     * @param covered the segment from which on the newest image needs the journal
     */
    List<Damage> find(long covered) throws IOException, StoreRefused {
        List<Damage> found = new ArrayList<>();
        walk(covered, (damage, made) -> found.add(damage));
        return found;
    }

    /** Makes anew what is damaged or missing and can be, takes away what nobody needs; gives what was put right. */
    List<Repair.Change> rebuild(long covered) throws IOException, StoreRefused {
        List<Repair.Change> changes = new ArrayList<>();
        walk(covered, (damage, made) -> {
            if (made.isPresent()) {
                String evidence = files.exists(damage.file())
                        ? Evidence.copy(files, damage.file(), files.load(damage.file()))
                        : "";
                String name = images.write(
                        made.get().end(), made.get().day(), made.get().entries());
                changes.add(new Repair.Change(name, "archive", evidence));
            } else if (damage.healed()) {
                changes.add(new Repair.Change(damage.file(), "journal", Evidence.move(files, damage.file())));
            }
        });
        return changes;
    }

    private void walk(long covered, Wrong wrong) throws IOException, StoreRefused {
        List<String> bad = new ArrayList<>();
        List<Long> good = new ArrayList<>();
        for (String name : images.names()) {
            int before = damages.size();
            images.read(name, entry -> {}, damages);
            if (damages.size() == before) {
                good.add(HistoryImages.segmentIn(name));
            } else {
                bad.add(name);
            }
        }
        long floor = Floor.read(files, sealer, storeId);
        List<Long> archived = Layout.segments(files, Layout.ARCHIVE);
        long newest = archived.isEmpty() ? 0 : archived.get(archived.size() - 1);
        long end = options.compactor().isPresent() && options.historyDays().isPresent()
                ? Math.max(covered, newest + 1)
                : floor;
        Optional<Compactor> state = Optional.empty();
        for (long number = floor; number < end; number++) {
            Compactor fold = state.orElseGet(options.compactor().get());
            Optional<Made> made = make(number, fold);
            state = made.map(whole -> fold);
            if (!good.contains(number)) {
                judge(number, bad, made, wrong);
            }
        }
        for (String name : bad) {
            long number = HistoryImages.segmentIn(name);
            if (number < floor || number >= end || good.contains(number)) {
                wrong.found(damageOf(name), Optional.empty());
            }
        }
    }

    private void judge(long number, List<String> bad, Optional<Made> made, Wrong wrong) throws IOException {
        Optional<Made> history = made.filter(found -> !found.entries().isEmpty());
        Optional<Damage> damage = bad.stream()
                .filter(name -> HistoryImages.segmentIn(name) == number)
                .findFirst()
                .map(this::damageOf);
        if (damage.isEmpty() && made.isPresent() && history.isEmpty()) {
            return;
        }
        Damage found = damage.orElse(new Damage(
                "%s/%010d.db".formatted(Layout.HISTORY, number),
                0,
                "expected an image of the history of segment %d, there is none".formatted(number),
                true));
        wrong.found(
                history.isPresent()
                        ? found.healed("its segment has it")
                        : new Damage(
                                found.file(),
                                found.offset(),
                                found.message()
                                        + ": its segment is damaged too, what people could look back at in it is"
                                        + " lost; no lockout depends on it",
                                false),
                history);
    }

    private Damage damageOf(String name) {
        return damages.stream()
                .filter(damage -> damage.file().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Folds a segment; empty when not all of its records can be had. */
    private Optional<Made> make(long number, Compactor fold) throws IOException, StoreRefused {
        Optional<SegmentHeader> first = header(number);
        Optional<SegmentHeader> following = header(number + 1);
        if (first.isEmpty() || following.isEmpty()) {
            return Optional.empty();
        }
        Position from = position(first.get());
        Position end = position(following.get());
        Mark last = new Mark(storeId, end.next() - 1, end.before());
        boolean whole = new JournalScan(files, sealer, storeId, Optional.of(last), spare, fold::apply)
                .run(from, end.segment(), end.next() - 1)
                .report()
                .intact();
        List<Entry> entries = fold.history();
        return whole ? Optional.of(new Made(end, fold.day(), entries)) : Optional.empty();
    }

    private Optional<SegmentHeader> header(long number) {
        return own.header(number).or(() -> spare.header(number));
    }

    private static Position position(SegmentHeader header) {
        return new Position(header.number(), header.firstSequence(), header.before());
    }
}
