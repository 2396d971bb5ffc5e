package io.riskgate.core.internal.store;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** The directory of a mirror, to be taken when it can be had. Used by one thread at a time. */
final class MirrorDirectory {
    private final StoreOptions options;
    private final MirrorPlace place;
    private final UUID storeId;
    private Optional<CompletableFuture<Void>> givenUp = Optional.empty();

    MirrorDirectory(StoreOptions options, UUID storeId) {
        this.options = options;
        this.place = options.mirror().orElseThrow();
        this.storeId = storeId;
    }

    /**
     * A directory that was taken.
     *
     * @param files what is in it
     * @param lock held on it
     * @param copied how far the copy in it reaches
     */
    record Taken(FileLayer files, Closeable lock, Mark copied) implements Closeable {
        @Override
        public void close() throws IOException {
            lock.close();
        }
    }

    /**
     * Takes it, for as long as that takes.
     *
     * @param begins whether this is the start, at which a new store moves the mirror of the one before aside
     * @throws StoreRefused when it has the mirror of another store, or another process writes it
     */
    Taken take(boolean begins) throws IOException, StoreRefused {
        FileLayer files = place.files().open();
        Closeable lock = files.lock(Layout.LOCK);
        boolean taken = false;
        try {
            if (options.newStore().isPresent() && begins) {
                Opening.makeRoom(files, options.newStore().get());
            }
            Taken result = new Taken(files, lock, look(files));
            taken = true;
            return result;
        } finally {
            if (!taken) {
                lock.close();
            }
        }
    }

    /** Takes it as {@link #take} does, within the time its disk is waited for; when that is over it is let go again. */
    Taken takeInTime(boolean begins) throws IOException, StoreRefused {
        if (givenUp.isPresent() && !givenUp.get().isDone()) {
            throw new IOException("its disk did not answer before");
        }
        CompletableFuture<Taken> taking = LimitedFiles.begin(() -> take(begins));
        try {
            return LimitedFiles.await(taking, place.patience());
        } catch (IOException failure) {
            givenUp = Optional.of(LimitedFiles.closeLate(taking));
            throw failure;
        }
    }

    /** How far the copy there reaches. */
    private Mark look(FileLayer there) throws IOException, StoreRefused {
        Sealer sealer = new Sealer(options.key());
        List<Damage> damages = new ArrayList<>();
        Contents contents = Contents.of(there, sealer, damages);
        Optional<UUID> found = contents.headerId().or(() -> contents.mark().map(Mark::storeId));
        if (found.isPresent() && !found.get().equals(storeId)) {
            throw new StoreRefused(("%s is to mirror store %s, it has store %s: name an empty directory as 'mirror' in"
                            + " %s, or bring the data of that store back")
                    .formatted(place.name(), storeId, found.get(), options.expectedIn()));
        }
        if (found.isEmpty() && !contents.empty()) {
            throw new IOException("none of the files in %s says of which store it is: name an empty directory, or move"
                            .formatted(place.name())
                    + " them away");
        }
        there.createDirectory(Layout.JOURNAL);
        return contents.mark().orElse(new Mark(storeId, 0, sealer.genesis(storeId)));
    }
}
