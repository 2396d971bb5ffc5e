package io.riskgate.core.internal.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator writes into riskgate.store.cfg. */
class StoreSettingsTest {
    @TempDir
    Path directory;

    private StoreSettings read(String text) throws Exception {
        Path file = directory.resolve("riskgate.store.cfg");
        Files.writeString(file, text);
        return StoreSettings.read(file);
    }

    private String refusal(String text) {
        return assertThrows(StoreRefused.class, () -> read(text)).getMessage();
    }

    private StoreOptions applied(StoreSettings settings) throws Exception {
        Path store = directory.resolve("store");
        return settings.applyTo(Opened.options(new DiskFiles(store)), store);
    }

    private String refusalOf(StoreSettings settings) {
        return assertThrows(StoreRefused.class, () -> applied(settings)).getMessage();
    }

    @Test
    void withoutFileThereIsNeitherMirrorNorKey() throws Exception {
        StoreSettings settings = StoreSettings.read(directory.resolve("none.cfg"));

        assertEquals(new StoreSettings(Optional.empty(), Optional.empty()), settings);
        assertTrue(applied(settings).mirror().isEmpty());
        assertTrue(applied(settings).key().isEmpty());
    }

    @Test
    void anythingButKnownKeysAndAbsolutePathsIsRefused() {
        assertTrue(refusal("miror = /mnt/b\n")
                .endsWith("expected one of the keys [keyFile, mirror, storeEpoch, storeId], was 'miror'"));
        assertTrue(refusal("mirror = mnt/b\n").endsWith("mirror: expected an absolute path, was 'mnt/b'"));
        assertTrue(refusal("keyFile =\n").endsWith("keyFile: expected an absolute path, was ''"));
        assertTrue(refusal("mirror = \\u00zz\n").contains("expected lines 'key = value'"));
    }

    @Test
    void aMirrorIsKeptApartFromTheStore() throws Exception {
        Path mirror = directory.resolve("mirror");
        StoreOptions options = applied(read("# where\nstoreId = x\nmirror = " + mirror + "\n"));
        assertEquals(mirror.toString(), options.mirror().orElseThrow().name());
        Opened.write(options, 1, 10);
        assertTrue(Files.exists(mirror.resolve(Layout.segment(Layout.JOURNAL, 1))));

        assertTrue(refusalOf(read("mirror = " + directory.resolve("store/live")))
                .startsWith("mirror: expected a directory apart from the store's"));
        assertTrue(refusalOf(read("mirror = " + directory)).startsWith("mirror: expected a directory apart"));
    }

    @Test
    void aKeyIsTakenFromAFileThatOnlyItsOwnerCanRead() throws Exception {
        Path key = directory.resolve("key");
        StoreSettings settings = read("keyFile = " + key);
        assertTrue(refusalOf(settings).startsWith("keyFile: expected the file " + key + ", there is none"));
        Files.writeString(key, "0123456789abcdef-secret");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
        assertTrue(refusalOf(settings).contains("chmod 600"));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));

        StoreOptions options = applied(settings);

        Opened.write(options, 1, 10);
        Opened again = Opened.of(options);
        assertTrue(again.report().intact());
        again.store.close();
        assertFalse(options.toString().contains("secret"));
        Files.writeString(key, "short-secret");
        String tooShort = refusalOf(settings);
        assertTrue(tooShort.endsWith("expected a key of 16 to 4096 bytes in " + key + ", was 12"), tooShort);
        assertFalse(tooShort.contains("secret"));
        Files.writeString(key, "another-0123456789abcdef");
        StoreRefused refused = assertThrows(StoreRefused.class, () -> Opened.of(applied(settings)));
        assertTrue(refused.getMessage().contains("one that does not fit"), refused.getMessage());
    }
}
