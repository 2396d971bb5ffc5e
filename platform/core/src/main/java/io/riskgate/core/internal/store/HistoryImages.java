package io.riskgate.core.internal.store;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The images of history: one for each archived segment, with the entries that are history of it. The name of each says
 * the segment, the day of its newest entry and the hash of the file. Used by one thread.
 */
final class HistoryImages {
    private final FileLayer files;
    private final Sealer sealer;
    private final UUID storeId;

    HistoryImages(FileLayer files, Sealer sealer, UUID storeId) {
        this.files = files;
        this.sealer = sealer;
        this.storeId = storeId;
    }

    /** The names of all, oldest first. */
    List<String> names() throws IOException {
        return files.list(Layout.HISTORY).stream()
                .filter(name -> name.matches("\\d{10}-\\d{6}-[0-9a-f]{64}\\.db"))
                .map(name -> Layout.HISTORY + "/" + name)
                .toList();
    }

    static long segmentIn(String name) {
        return Long.parseLong(part(name, 0, 10));
    }

    static long dayIn(String name) {
        return Long.parseLong(part(name, 11, 17));
    }

    private static String part(String name, int from, int to) {
        int start = Layout.HISTORY.length() + 1;
        return name.substring(start + from, start + to);
    }

    /** Writes the image of a segment, in place of one that may be there; it survives when this returns. Gives its name. */
    String write(Position end, long day, List<Entry> entries) throws IOException {
        files.createDirectory(Layout.HISTORY);
        long segment = end.segment() - 1;
        byte[] bytes = ImageFile.bytes(
                Layout.HISTORY,
                entries::forEach,
                count -> new Image(Image.VERSION, storeId, Layout.HISTORY, end, count));
        String name = "%s/%010d-%06d-%s.db".formatted(Layout.HISTORY, segment, day, hash(bytes));
        Evidence.replace(files, name, bytes);
        for (String other : names()) {
            if (segmentIn(other) == segment && !other.equals(name)) {
                files.delete(other);
            }
        }
        return name;
    }

    /** Gives the entries of one image; what is wrong with it is added to the damages instead. */
    void read(String name, Consumer<Entry> entries, List<Damage> damages) throws IOException, StoreRefused {
        Optional<String> wrong = Optional.empty();
        byte[] bytes;
        try {
            bytes = files.load(name);
        } catch (IOException failure) {
            damages.add(new Damage(name, 0, "cannot be read: " + failure.getMessage(), true));
            return;
        }
        if (!name.endsWith("-" + hash(bytes) + ".db")) {
            wrong = Optional.of("expected bytes of the hash in its name, was another hash");
        } else {
            try (ImageFile file = ImageFile.open(name, bytes)) {
                if (file.image().storeId().equals(storeId)) {
                    file.forEach(entries);
                } else {
                    wrong = Optional.of("expected an image of store %s, was of %s"
                            .formatted(storeId, file.image().storeId()));
                }
            } catch (IOException unreadable) {
                wrong = Optional.of(unreadable.getMessage());
            }
        }
        wrong.ifPresent(message -> damages.add(new Damage(name, 0, message, true)));
    }

    /** Deletes these; each segment they are of is gone already. */
    void delete(List<String> old) throws IOException {
        for (String name : old) {
            files.delete(name);
        }
        files.syncDirectory(Layout.HISTORY);
    }

    private String hash(byte[] bytes) {
        sealer.update(bytes, 0, bytes.length);
        return HexFormat.of().formatHex(sealer.finish());
    }
}
