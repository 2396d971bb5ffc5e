package io.riskgate.core.internal.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The images of a store. The name of each has the hash of its bytes, so that MapDB is only ever given a file that is as
 * it was written. Used by one thread.
 */
final class Images {
    private static final String UNFINISHED = Layout.IMAGES + "/unfinished.tmp";
    private static final String TAIL = ".db";

    private final FileLayer files;
    private final Sealer sealer;
    private final UUID storeId;

    Images(FileLayer files, Sealer sealer, UUID storeId) {
        this.files = files;
        this.sealer = sealer;
        this.storeId = storeId;
    }

    /** The names of all image files, newest first. */
    static List<String> names(FileLayer files) throws IOException {
        return files.list(Layout.IMAGES).stream()
                .filter(name -> name.matches("\\d{20}-[0-9a-f]{64}\\" + TAIL))
                .map(name -> Layout.IMAGES + "/" + name)
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    /** The newest image that is whole; each newer one that is not is added to the damages, as healed. */
    Optional<Image> newest(List<Damage> damages) throws IOException, StoreRefused {
        for (String name : names(files)) {
            Optional<Image> image = check(name, damages);
            if (image.isPresent()) {
                return image;
            }
        }
        return Optional.empty();
    }

    /** Looks at one image; what is wrong with it is added to the damages. */
    Optional<Image> check(String name, List<Damage> damages) throws IOException, StoreRefused {
        if (!name.equals(nameOf(sequenceIn(name), digest(name)))) {
            damages.add(new Damage(name, 0, "expected bytes of the hash in its name, was another hash", true));
            return Optional.empty();
        }
        try (ImageFile file = ImageFile.open(path(name))) {
            Optional<Image> image = file.image(name);
            if (image.isPresent() && image.get().version() > Image.VERSION) {
                throw StoreRefused.newerVersion(name, image.get().version(), Image.VERSION);
            }
            if (image.isPresent() && image.get().storeId().equals(storeId)) {
                return image;
            }
            damages.add(new Damage(
                    name,
                    0,
                    "expected an image of store %s, was of %s".formatted(storeId, image.map(Image::storeId)),
                    true));
            return Optional.empty();
        }
    }

    /** Gives the entries of an image in order. */
    void read(Image image, Consumer<Entry> entries) throws IOException {
        try (ImageFile file = ImageFile.open(path(image.name()))) {
            file.forEach(entries);
        }
    }

    /** Writes an image, and reads it again to compare; it survives when this returns. */
    Image write(Position position, Compactor state) throws IOException {
        files.delete(UNFINISHED);
        Image image =
                ImageFile.write(path(UNFINISHED), new Image(Image.VERSION, storeId, UNFINISHED, position, 0), state);
        try (StoreFile file = files.open(UNFINISHED)) {
            file.force();
        }
        compare(image, state);
        String name = nameOf(position.next() - 1, digest(UNFINISHED));
        files.rename(UNFINISHED, name);
        files.syncDirectory(Layout.IMAGES);
        return new Image(image.version(), storeId, name, position, image.entries());
    }

    /** Deletes all but the newest ones, and those named. */
    void prune(int kept, List<String> bad) throws IOException {
        List<String> good = new ArrayList<>(names(files));
        good.removeAll(bad);
        List<String> old = new ArrayList<>(bad);
        old.addAll(good.subList(Math.min(kept, good.size()), good.size()));
        for (String name : old) {
            files.delete(name);
        }
        files.syncDirectory(Layout.IMAGES);
    }

    private void compare(Image image, Compactor state) throws IOException {
        Fingerprint written = new Fingerprint();
        state.forEachRemaining(written::add);
        Fingerprint read = new Fingerprint();
        try (ImageFile file = ImageFile.open(path(image.name()))) {
            file.forEach(read::add);
            Optional<Image> found = file.image(image.name());
            if (found.isEmpty() || !Arrays.equals(found.get().encode(), image.encode())) {
                throw new IOException("image %s is not what was written: %s".formatted(image.name(), found));
            }
        }
        if (!Arrays.equals(written.hash(), read.hash())) {
            throw new IOException("image %s holds other entries than were written".formatted(image.name()));
        }
    }

    private byte[] digest(String name) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(1024 * 1024);
        try (StoreFile file = files.open(name)) {
            long position = 0;
            int count = file.read(piece, position);
            while (count > 0) {
                sealer.update(piece.array(), 0, count);
                position += count;
                count = file.read(piece.clear(), position);
            }
        }
        return sealer.finish();
    }

    private static String nameOf(long sequence, byte[] digest) {
        return "%s/%020d-%s%s".formatted(Layout.IMAGES, sequence, HexFormat.of().formatHex(digest), TAIL);
    }

    private static long sequenceIn(String name) {
        int start = Layout.IMAGES.length() + 1;
        return Long.parseLong(name.substring(start, start + 20));
    }

    private Path path(String name) throws IOException {
        return files.path(name)
                .orElseThrow(() -> new IOException("image %s needs a disk, there is none".formatted(name)));
    }

    /** A hash over entries, to compare two sequences of them. */
    private static final class Fingerprint {
        private final Sealer hash = new Sealer(Optional.empty());

        void add(Entry entry) {
            byte[] head = ByteBuffer.allocate(8)
                    .putInt(entry.type())
                    .putInt(entry.payload().length)
                    .array();
            hash.update(head, 0, head.length);
            hash.update(entry.payload(), 0, entry.payload().length);
        }

        byte[] hash() {
            return hash.finish();
        }
    }
}
