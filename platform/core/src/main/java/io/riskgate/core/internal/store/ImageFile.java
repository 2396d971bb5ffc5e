package io.riskgate.core.internal.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Consumer;
import org.mapdb.BTreeMap;
import org.mapdb.DB;
import org.mapdb.DBMaker;
import org.mapdb.Serializer;
import org.mapdb.volume.ByteArrayVol;
import org.mapdb.volume.SingleByteArrayVol;
import org.mapdb.volume.Volume;

/**
 * The bytes of a MapDB file with an image in it: under 0 what the image is, under 1 and on its entries, packed into
 * blocks.
 *
 * <p>MapDB works on the bytes in memory, and the file layer writes and reads them: MapDB itself takes eight bytes of a
 * file at a time, and a fault of the disk would be out of the layer's sight. Used by one thread. Every failure, also of
 * MapDB, is an IOException.
 */
final class ImageFile implements Closeable {
    private static final String MAP = "image";
    private static final int BLOCK = 32 * 1024;
    private static final int PIECE = 64 * 1024;

    private final String name;
    private final DB db;
    private final BTreeMap<Long, byte[]> map;

    private final Image image;

    private ImageFile(String name, DB db) {
        this.name = name;
        this.db = db;
        this.map = map(db).open();
        this.image = Image.decode(name, map.get(0L));
    }

    /**
     * Opens the bytes of a file for reading; they are not changed by that.
     *
     * @throws StoreRefused when a newer version wrote them
     */
    static ImageFile open(String name, byte[] bytes) throws IOException, StoreRefused {
        ImageFile file = guarded(
                name,
                () -> new ImageFile(
                        name,
                        DBMaker.volumeDB(new SingleByteArrayVol(bytes), true)
                                .checksumStoreEnable()
                                .readOnly()
                                .make()));
        if (file.image.version() > Image.VERSION) {
            file.close();
            throw StoreRefused.newerVersion(name, file.image.version(), Image.VERSION);
        }
        return file;
    }

    /**
     * Makes the bytes of a file, at most 2 GB.
     *
     * @param image gives what the image is from the number of entries in it
     */
    static byte[] bytes(String name, Entries state, Counted image) throws IOException {
        return guarded(name, () -> {
            Volume volume = ByteArrayVol.FACTORY.makeVolume(null, false);
            DB db = DBMaker.volumeDB(volume, false).checksumStoreEnable().make();
            try {
                Blocks blocks = new Blocks(map(db).create());
                state.forEachRemaining(blocks::add);
                blocks.finish(image);
                db.commit();
                return content(volume);
            } finally {
                db.close();
            }
        });
    }

    /** What the image is. */
    Image image() {
        return image;
    }

    /** Gives the entries in order. */
    void forEach(Consumer<Entry> entries) throws IOException {
        Iterator<byte[]> blocks = guarded(name, () -> map.tailMap(1L).values().iterator());
        while (guarded(name, blocks::hasNext)) {
            ByteBuffer block = ByteBuffer.wrap(guarded(name, blocks::next));
            while (block.hasRemaining()) {
                int type = block.getInt();
                byte[] payload = new byte[block.getInt()];
                block.get(payload);
                entries.accept(new Entry(type, payload));
            }
        }
    }

    @Override
    public void close() {
        db.close();
    }

    private static DB.TreeMapMaker<Long, byte[]> map(DB db) {
        return db.treeMap(MAP, Serializer.LONG, Serializer.BYTE_ARRAY).valuesOutsideNodesEnable();
    }

    private static byte[] content(Volume volume) {
        byte[] content = new byte[Math.toIntExact(volume.length())];
        for (int from = 0; from < content.length; from += PIECE) {
            volume.getData(from, content, from, Math.min(PIECE, content.length - from));
        }
        return content;
    }

    private static <T> T guarded(String name, MapCall<T> call) throws IOException {
        try {
            return call.get();
        } catch (RuntimeException failure) {
            throw new IOException("image %s cannot be used: %s".formatted(name, failure), failure);
        }
    }

    /** What an image of so many entries is. */
    @FunctionalInterface
    interface Counted {
        Image of(long entries);
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
            }
            if (bytes > block.capacity()) {
                block = ByteBuffer.allocate(bytes);
            }
            block.putInt(entry.type()).putInt(entry.payload().length).put(entry.payload());
            entries++;
        }

        void finish(Counted image) {
            flush();
            map.put(0L, image.of(entries).encode());
        }

        private void flush() {
            if (block.position() > 0) {
                number++;
                map.put(number, Arrays.copyOf(block.array(), block.position()));
            }
            block.clear();
        }
    }
}
