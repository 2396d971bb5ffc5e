package io.riskgate.core.internal.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

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
    private IOException unreadable;

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

    /** Has there the image files that are here, and no others; says so after each. What goes meanwhile is left out. */
    static void copy(FileLayer here, FileLayer there, Runnable step) throws IOException {
        there.createDirectory(Layout.IMAGES);
        List<String> all = names(here);
        List<String> had = names(there);
        for (String name : all) {
            if (!had.contains(name) && here.exists(name)) {
                Evidence.replace(there, name, here.load(name));
                step.run();
            }
        }
        for (String name : had) {
            if (!all.contains(name)) {
                there.delete(name);
            }
        }
    }

    /**
     * Opens the newest image that is whole; each newer one that is not is added to the damages, as healed.
     *
     * @throws IOException also when there are images and none can be read
     */
    Optional<ImageFile> newest(List<Damage> damages) throws IOException, StoreRefused {
        unreadable = null;
        for (String name : names(files)) {
            Optional<ImageFile> image = open(name, damages);
            if (image.isPresent()) {
                return image;
            }
        }
        if (unreadable != null) {
            throw unreadable;
        }
        return Optional.empty();
    }

    /** Opens an image when it is whole; otherwise what is wrong with it is added to the damages. */
    Optional<ImageFile> open(String name, List<Damage> damages) throws IOException, StoreRefused {
        byte[] bytes;
        try {
            bytes = files.load(name);
        } catch (IOException failure) {
            unreadable = new IOException("%s cannot be read: %s".formatted(name, failure.getMessage()), failure);
            damages.add(new Damage(name, 0, "cannot be read: " + failure.getMessage(), true));
            return Optional.empty();
        }
        if (!name.equals(nameOf(sequenceIn(name), bytes))) {
            damages.add(new Damage(name, 0, "expected bytes of the hash in its name, was another hash", true));
            return Optional.empty();
        }
        try {
            ImageFile file = ImageFile.open(name, bytes);
            if (file.image().storeId().equals(storeId)) {
                return Optional.of(file);
            }
            file.close();
            UUID other = file.image().storeId();
            String message = "expected an image of store %s, was of %s".formatted(storeId, other);
            damages.add(new Damage(name, 0, message, true));
        } catch (IOException unreadable) {
            damages.add(new Damage(name, 0, unreadable.getMessage(), true));
        }
        return Optional.empty();
    }

    /** Writes an image, and reads it again to compare; it survives when this returns. */
    Image write(Position position, Compactor state) throws IOException, StoreRefused {
        byte[] bytes = ImageFile.bytes(
                UNFINISHED, state, entries -> new Image(Image.VERSION, storeId, UNFINISHED, position, entries));
        files.delete(UNFINISHED);
        try (StoreFile file = files.create(UNFINISHED)) {
            file.write(ByteBuffer.wrap(bytes), 0);
            file.force();
        }
        String name = nameOf(position.next() - 1, bytes);
        Image image = compare(name, files.load(UNFINISHED), state);
        files.rename(UNFINISHED, name);
        files.syncDirectory(Layout.IMAGES);
        return image;
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

    /** What was read again under this name, which it only is when it is what was to be written. */
    private Image compare(String name, byte[] bytes, Compactor state) throws IOException, StoreRefused {
        Fingerprint written = new Fingerprint();
        state.forEachRemaining(written::add);
        Fingerprint read = new Fingerprint();
        try (ImageFile file = ImageFile.open(name, bytes)) {
            file.forEach(read::add);
            if (!name.equals(nameOf(sequenceIn(name), bytes)) || !written.same(read)) {
                throw new IOException("image %s was read otherwise than it was written".formatted(name));
            }
            return file.image();
        }
    }

    private String nameOf(long sequence, byte[] bytes) {
        sealer.update(bytes, 0, bytes.length);
        return "%s/%020d-%s%s".formatted(Layout.IMAGES, sequence, HexFormat.of().formatHex(sealer.finish()), TAIL);
    }

    private static long sequenceIn(String name) {
        int start = Layout.IMAGES.length() + 1;
        return Long.parseLong(name.substring(start, start + 20));
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

        boolean same(Fingerprint other) {
            return Arrays.equals(hash.finish(), other.hash.finish());
        }
    }
}
