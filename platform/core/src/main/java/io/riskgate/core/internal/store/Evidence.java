package io.riskgate.core.internal.store;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Keeps damaged files where nothing reads them, and puts whole ones in their place. Each step survives as it returns. */
final class Evidence {
    private Evidence() {}

    /** Keeps these bytes of a file; gives the name under which. */
    static String copy(FileLayer files, String name, byte[] bytes) throws IOException {
        String kept = free(files, name);
        write(files, kept, bytes);
        return kept;
    }

    /** Moves a file there; gives its new name. */
    static String move(FileLayer files, String name) throws IOException {
        String kept = free(files, name);
        files.rename(name, kept);
        files.syncDirectory(Layout.DAMAGED);
        files.syncDirectory(FileLayer.directoryOf(name));
        return kept;
    }

    /** Puts a file of these bytes in place of the one that may be there. */
    static void replace(FileLayer files, String name, byte[] bytes) throws IOException {
        write(files, name, bytes);
    }

    private static void write(FileLayer files, String name, byte[] bytes) throws IOException {
        String unnamed = name + ".tmp";
        files.delete(unnamed);
        try (StoreFile file = files.create(unnamed)) {
            file.write(ByteBuffer.wrap(bytes), 0);
            file.force();
        }
        files.rename(unnamed, name);
        files.syncDirectory(FileLayer.directoryOf(name));
    }

    private static String free(FileLayer files, String name) throws IOException {
        files.createDirectory(Layout.DAMAGED);
        String base = Layout.DAMAGED + "/" + name.substring(name.lastIndexOf('/') + 1);
        int count = 1;
        while (files.exists(base + "-" + count)) {
            count++;
        }
        return base + "-" + count;
    }
}
