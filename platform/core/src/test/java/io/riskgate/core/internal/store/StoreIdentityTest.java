package io.riskgate.core.internal.store;

import static io.riskgate.core.internal.store.Facts.facts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data that are not the expected ones free nobody. */
class StoreIdentityTest {
    private static final String CFG = "etc/riskgate.store.cfg";
    private static final UUID OTHER = new UUID(13, 17);

    private final MemoryFiles files = new MemoryFiles();

    @TempDir
    Path etc;

    @Test
    void anEmptiedDirectoryIsRefused() {
        StoreRefused refused = refused(Opened.options(files).withExpected(new StoreIdentity(Opened.ID, 0), CFG));

        assertEquals(
                "etc/riskgate.store.cfg expects store " + Opened.ID
                        + ", the data directory is empty: bring the data of that store back;"
                        + " 'riskgate start --new-store' is the only way to begin anew",
                refused.getMessage());
        assertEquals(List.of(), files.list(""));
    }

    @Test
    void anExchangedStoreIsRefused() throws Exception {
        Opened.write(Opened.options(files), 1, 20);

        StoreRefused refused = refused(Opened.options(files).withExpected(new StoreIdentity(OTHER, 0), CFG));

        assertTrue(refused.getMessage().startsWith(CFG + " expects store " + OTHER), refused.getMessage());
        assertTrue(refused.getMessage().contains("has store " + Opened.ID), refused.getMessage());
        assertEquals(facts(1, 20), Opened.of(Opened.options(files)).recovered, "the refusal changed nothing");
    }

    @Test
    void filesThatBelongToNoStoreAreRefusedWhenNoneIsExpected() throws Exception {
        Opened.put(files, HighWaterMark.NAME, new byte[8192]);

        assertTrue(refused(Opened.options(files)).getMessage().contains("none of them says of which"));
    }

    @Test
    void theMarkAloneIsADamagedStore() throws Exception {
        Opened.write(Opened.options(files), 1, 20);
        for (String name : files.list(Layout.JOURNAL)) {
            files.delete(Layout.JOURNAL + "/" + name);
        }

        Opened opened = Opened.of(Opened.options(files).withExpected(new StoreIdentity(Opened.ID, 0), CFG));

        assertFalse(opened.report().intact());
    }

    @Test
    void aNewStoreMovesTheDataAsideAndBeginsAnew() throws Exception {
        Opened.write(Opened.options(files), 1, 20);
        StoreOptions anew = Opened.options(files)
                .withExpected(new StoreIdentity(Opened.ID, 0), CFG)
                .withNewIds(() -> OTHER)
                .withNewStore("2025-10-31");
        Opened opened = Opened.of(anew);
        assertEquals(OTHER, opened.store.id());
        assertTrue(opened.store.begunAnew());
        assertEquals(List.of(), opened.recovered);
        opened.append(1);
        opened.store.close();

        assertEquals(List.of("aside-2025-10-31", "live"), files.list(""));
        files.rename("live", "gone");
        files.rename("aside-2025-10-31", "live");
        assertEquals(facts(1, 20), Opened.of(Opened.options(files)).recovered);
    }

    @Test
    void aNewStoreThatIsTriedAgainMovesTheDataAsideOnce() throws Exception {
        MemoryFiles mirror = new MemoryFiles();
        Opened.of(Opened.options(files).withMirror(new MirrorPlace("/mnt/b", () -> mirror)))
                .store
                .close();
        Opened.write(Opened.options(files), 1, 20);
        for (int full = 1; full < 12; full++) {
            MemoryFiles disk = Opened.copy(files);
            MemoryFiles second = Opened.copy(mirror);
            int room = full;
            int[] writes = {0};
            for (int start = 0; start < 3; start++) {
                FileLayer almostFull = new FaultFiles(disk, (operation, name) -> {
                    if (!name.startsWith("aside-") && !name.isEmpty() && ++writes[0] >= room) {
                        throw new IOException("no space left on device");
                    }
                });
                try {
                    Opened.of(anew(almostFull, second)).store.close();
                } catch (IOException failure) {
                    assertEquals("no space left on device", failure.getMessage());
                }
                disk.processDied();
                second.processDied();
            }
            assertEquals(List.of("aside-date"), aside(disk), "room for " + room);
            assertEquals(List.of("aside-date"), aside(second), "room for " + room);

            Opened opened = Opened.of(anew(disk, second));

            assertTrue(opened.report().intact(), opened.report().toString());
            assertEquals(List.of(), opened.recovered);
            assertTrue(opened.store.begunAnew() || opened.store.epoch() > 1);
            assertNotEquals(Opened.ID, opened.store.id());
            opened.store.close();
        }
    }

    private static List<String> aside(MemoryFiles disk) {
        return disk.list("").stream().filter(name -> name.startsWith("aside")).toList();
    }

    private static StoreOptions anew(FileLayer disk, FileLayer mirror) {
        return Opened.options(disk)
                .withExpected(new StoreIdentity(Opened.ID, 1), CFG)
                .withNewIds(UUID::randomUUID)
                .withMirror(new MirrorPlace("/mnt/b", () -> mirror))
                .withNewStore("date");
    }

    @Test
    void aNewStoreMayBeginInAnEmptyDirectory() throws Exception {
        Opened opened = Opened.of(Opened.options(files)
                .withExpected(new StoreIdentity(OTHER, 0), CFG)
                .withNewStore("2025-10-31"));

        assertEquals(Opened.ID, opened.store.id());
    }

    @Test
    void aBeginningThatWasCutOffIsTakenUpAgain() throws Exception {
        for (int operation = 1; operation < 12; operation++) {
            MemoryFiles young = new MemoryFiles();
            StoreOptions options = Opened.options(FaultFiles.crashingAt(young, operation));
            try {
                Opened.of(options);
            } catch (FaultFiles.Crash expected) {
                young.processDied();
                Opened opened = Opened.of(Opened.options(young));
                assertTrue(opened.report().intact(), opened.report().toString());
                assertTrue(opened.store.begunAnew());
            }
        }
    }

    @Test
    void anOlderCopyOfTheSameStoreIsRefusedAndNotTouched() throws Exception {
        Opened.write(Opened.options(files), 1, 20);
        MemoryFiles copy = Opened.copy(files);
        Opened opened = Opened.of(Opened.options(files));
        StoreIdentity after = opened.store.identity();
        assertEquals(new StoreIdentity(Opened.ID, 2), after);
        opened.append(21);
        opened.store.close();

        StoreRefused refused = refused(Opened.options(copy).withExpected(after, CFG));

        assertTrue(
                refused.getMessage()
                        .startsWith(
                                CFG + " says that store " + Opened.ID + " was opened 2 times, the data directory has a"
                                        + " copy of it as it was in its opening 1"),
                refused.getMessage());
        assertEquals(facts(1, 20), Opened.of(Opened.options(copy)).recovered, "the refusal changed nothing");
        assertEquals(facts(1, 21), Opened.of(Opened.options(files).withExpected(after, CFG)).recovered);
    }

    @Test
    void aCrashBetweenOpeningAndNotingItRefusesNobody() throws Exception {
        Opened opened = Opened.of(Opened.options(files));
        StoreIdentity noted = opened.store.identity();
        for (int start = 0; start < 5; start++) {
            files.processDied();
            opened = Opened.of(Opened.options(files).withExpected(noted, CFG));
            assertTrue(opened.store.epoch() > noted.epoch());
        }
        noted = opened.store.identity();
        files.processDied();
        assertEquals(
                noted.epoch() + 1,
                Opened.of(Opened.options(files).withExpected(noted, CFG)).store.epoch());
    }

    @Test
    void aJournalThatLostItsNewestSegmentIsDamagedNotOlder() throws Exception {
        Opened.write(Opened.options(files), 1, 5);
        Opened opened = Opened.of(Opened.options(files));
        opened.append(6);
        opened.store.close();
        StoreIdentity noted = opened.store.identity();
        files.delete(Layout.segment(Layout.JOURNAL, Layout.newestSegment(files)));

        assertFalse(Opened.of(Opened.options(files).withExpected(noted, CFG))
                .report()
                .intact());
    }

    @Test
    void aNewerFormatIsRefused() throws Exception {
        Opened.write(Opened.options(files), 1, 20);
        MemoryFiles newerSegment = Opened.copy(files);
        raiseVersion(newerSegment, Layout.segment(Layout.JOURNAL, 2), SegmentHeader.BYTES);
        MemoryFiles newerMark = Opened.copy(files);
        raiseVersion(newerMark, HighWaterMark.NAME, Mark.BYTES);

        String message = refused(Opened.options(newerSegment)).getMessage();
        assertTrue(message.contains("has format version 2, this program knows versions up to 1"), message);
        assertTrue(message.contains("start the version that wrote it"), message);
        assertTrue(refused(Opened.options(newerMark)).getMessage().contains("live/mark has format version 2"));
    }

    @Test
    void anImageOfANewerFormatIsRefused() throws Exception {
        Opened.write(Opened.options(files), 1, 20);
        Position position = new Position(2, 10, new byte[Sealer.LENGTH]);
        byte[] bytes = ImageFile.bytes(
                "newer", new Facts.Fold(), entries -> new Image(2, Opened.ID, "newer", position, entries));
        Sealer sealer = new Sealer(Optional.empty());
        sealer.update(bytes, 0, bytes.length);
        String name = "%020d-%s.db".formatted(9, HexFormat.of().formatHex(sealer.finish()));
        Opened.put(files, Layout.IMAGES + "/" + name, bytes);

        assertTrue(refused(Opened.options(files)).getMessage().contains("has format version 2"));
    }

    @Test
    void theIdFileKeepsItsOtherLines() throws Exception {
        Path file = etc.resolve("riskgate.store.cfg");
        assertEquals(Optional.empty(), StoreIdFile.read(file));
        Files.writeString(file, "# which store\nmirror = /mnt/b\nstoreId=" + OTHER + "\n");
        assertEquals(Optional.of(new StoreIdentity(OTHER, 0)), StoreIdFile.read(file));

        StoreIdFile.write(file, new StoreIdentity(Opened.ID, 6));
        StoreIdFile.write(file, new StoreIdentity(Opened.ID, 7));

        assertEquals(
                List.of("# which store", "mirror = /mnt/b", "storeId = " + Opened.ID, "storeEpoch = 7"),
                Files.readAllLines(file));
        assertEquals(Optional.of(new StoreIdentity(Opened.ID, 7)), StoreIdFile.read(file));
        try (var children = Files.list(etc)) {
            assertEquals(1, children.count());
        }
        Files.writeString(file, "storeId = mine\n");
        StoreRefused refused = assertThrows(StoreRefused.class, () -> StoreIdFile.read(file));
        assertTrue(refused.getMessage().endsWith("storeId must be the id of a store, was mine"));
    }

    /** Makes a file of the next format version of one of this, with all its checks right. */
    private static void raiseVersion(FileLayer files, String name, int length) throws Exception {
        byte[] bytes = files.load(name);
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        buffer.putInt(8, 2);
        int sealed = length - 4 - Sealer.LENGTH;
        buffer.put(sealed, new Sealer(Optional.empty()).seal(new byte[Sealer.LENGTH], bytes, 0, sealed));
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length - 4);
        buffer.putInt(length - 4, (int) crc.getValue());
        Opened.put(files, name, bytes);
    }

    private static StoreRefused refused(StoreOptions options) {
        return assertThrows(StoreRefused.class, () -> Opened.of(options));
    }
}
