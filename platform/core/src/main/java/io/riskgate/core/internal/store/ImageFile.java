package io.riskgate.core.internal.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.mapdb.BTreeMap;
import org.mapdb.DB;
import org.mapdb.DBException;
import org.mapdb.DBMaker;
import org.mapdb.Serializer;

/**
 * A MapDB file with an image in it: under 0 what the image is, under 1 and on its entries, packed into blocks.
 *
 * <p>Used by one thread. Every failure, of MapDB too, is an IOException.
 */
final class ImageFile implements Closeable {
    private static final String MAP = "image";
    private static final int BLOCK = 32 * 1024;

    private final DB db;
    private final BTreeMap<Long, byte[]> map;
    private final Path path;

    private ImageFile(DB db, BTreeMap<Long, byte[]> map, Path path) {
        this.db = db;
        this.map = map;
        this.path = path;
    }

    /** Opens a file for reading; it is not changed by that. */
    static ImageFile open(Path path) throws IOException {
        return guarded(path, () -> {
            DB db = DBMaker.fileDB(path.toFile())
                    .checksumStoreEnable()
                    .fileLockDisable()
                    .readOnly()
                    .make();
            return new ImageFile(db, map(db).open(), path);
        });
    }

    /**
     * Writes a new file and closes it; syncing it is the caller's.
     *
     * @param image what it is, the number of entries not yet known
     * @param state gives the entries
     * @return what it is
     */
    static Image write(Path path, Image image, Compactor state) throws IOException {
        return guarded(path, () -> {
            DB db = DBMaker.fileDB(path.toFile()).checksumStoreEnable().make();
            try {
                BTreeMap<Long, byte[]> map = map(db).create();
                Blocks blocks = new Blocks(map);
                state.forEachRemaining(blocks::add);
                blocks.flush();
                Image whole =
                        new Image(image.version(), image.storeId(), image.name(), image.position(), blocks.entries);
                map.put(0L, whole.encode());
                return whole;
            } finally {
                db.close();
            }
        });
    }

    /** What the image is; empty when that is missing. */
    Optional<Image> image(String name) throws IOException {
        return guarded(path, () -> Optional.ofNullable(map.get(0L)).map(bytes -> Image.decode(name, bytes)));
    }

    /** Gives the entries in order. */
    void forEach(Consumer<Entry> entries) throws IOException {
        Iterator<byte[]> blocks = guarded(path, () -> map.tailMap(1L).values().iterator());
        while (guarded(path, blocks::hasNext)) {
            ByteBuffer block = ByteBuffer.wrap(guarded(path, blocks::next));
            while (block.hasRemaining()) {
                int type = block.getInt();
                byte[] payload = new byte[block.getInt()];
                block.get(payload);
                entries.accept(new Entry(type, payload));
            }
        }
    }

    @Override
    public void close() throws IOException {
        guarded(path, () -> {
            db.close();
            return db;
        });
    }

    private static DB.TreeMapMaker<Long, byte[]> map(DB db) {
        return db.treeMap(MAP, Serializer.LONG, Serializer.BYTE_ARRAY).valuesOutsideNodesEnable();
    }

    private static <T> T guarded(Path path, MapCall<T> call) throws IOException {
        try {
            return call.get();
        } catch (DBException failure) {
            throw new IOException("image %s: %s".formatted(path, failure.getMessage()), failure);
        }
    }

    @FunctionalInterface
    private interface MapCall<T> {
        T get();
    }

    private static final class Blocks {
        private final Map<Long, byte[]> map;
        private ByteBuffer block = ByteBuffer.allocate(BLOCK);
        private long number;
        private long entries;

        Blocks(Map<Long, byte[]> map) {
            this.map = map;
        }

        void add(Entry entry) {
            int bytes = 8 + entry.payload().length;
            if (bytes > block.remaining()) {
                flush();
                if (bytes > block.capacity()) {
                    block = ByteBuffer.allocate(bytes);
                }
            }
            block.putInt(entry.type()).putInt(entry.payload().length).put(entry.payload());
            entries++;
        }

        void flush() {
            if (block.position() > 0) {
                number++;
                map.put(number, Arrays.copyOf(block.array(), block.position()));
            }
            block.clear();
        }
    }
}
