package io.riskgate.core.internal.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One bit of one file is another: it shows or is healed, and never changes what is recovered without a word. */
class BitFlipTest {
    private static final int FLIPS = Facts.count(2_000, 10_000);

    @TempDir
    Path directory;

    @Test
    void inARecordShowsAtThatRecord() throws Exception {
        MemoryFiles whole = new MemoryFiles();
        List<Entry> written = Opened.write(Opened.options(whole), 1, 60);
        long segments = Layout.newestSegment(whole);
        Random random = Facts.random("inARecordShowsAtThatRecord");
        for (int round = 0; round < FLIPS; round++) {
            String name = Layout.segment(Layout.JOURNAL, 1 + random.nextLong(segments));
            int size = whole.load(name).length;
            int offset = SegmentHeader.BYTES + random.nextInt(size - SegmentHeader.BYTES);
            Opened opened = openFlipped(whole, name, offset, random);

            RecoveryReport report = opened.report();
            assertFalse(report.intact(), () -> name + " at " + offset + ": " + report);
            Damage first = report.damages().get(0);
            assertEquals(name, first.file());
            assertTrue(first.offset() <= offset && offset - first.offset() < 200, () -> offset + ": " + first);
            assertTrue(written.containsAll(opened.recovered), "delivered what was never written");
            assertTrue(opened.recovered.size() >= written.size() - 2, "delivered what is beyond the damage");
        }
    }

    @Test
    void inASegmentHeaderShows() throws Exception {
        MemoryFiles whole = new MemoryFiles();
        List<Entry> written = Opened.write(Opened.options(whole), 1, 60);
        long segments = Layout.newestSegment(whole);
        Random random = Facts.random("inASegmentHeaderShows");
        for (int round = 0; round < FLIPS; round++) {
            String name = Layout.segment(Layout.JOURNAL, 1 + random.nextLong(segments));
            Opened opened = openFlipped(whole, name, random.nextInt(SegmentHeader.BYTES), random);

            assertEquals(name, opened.report().damages().get(0).file());
            assertTrue(opened.report().intact(), "its first record says what the header should");
            assertEquals(written, opened.recovered);
        }
    }

    @Test
    void inTheMarkIsHealedByItsOtherSlot() throws Exception {
        MemoryFiles whole = new MemoryFiles();
        List<Entry> written = Opened.write(Opened.options(whole), 1, 60);
        int size = whole.load(HighWaterMark.NAME).length;
        Random random = Facts.random("inTheMarkIsHealedByItsOtherSlot");
        for (int round = 0; round < FLIPS; round++) {
            int offset = round % 2 == 0 ? random.nextInt(size) : random.nextInt(2) * 4096 + random.nextInt(Mark.BYTES);
            Opened opened = openFlipped(whole, HighWaterMark.NAME, offset, random);

            assertEquals(written, opened.recovered);
            assertTrue(opened.report().intact());
            assertEquals(
                    offset % 4096 < Mark.BYTES ? 1 : 0,
                    opened.report().damages().size());
        }
    }

    @Test
    void inTheZerosAheadOfTheRecordsChangesNothing() throws Exception {
        MemoryFiles whole = new MemoryFiles();
        List<Entry> written = Opened.write(Opened.options(whole).withSegments(100_000, 5_000), 1, 10);
        String name = Layout.segment(Layout.JOURNAL, 1);
        byte[] segment = whole.load(name);
        int end = Bytes.lastNonZero(segment, 0, segment.length) + 1;
        Random random = Facts.random("inTheZerosAhead");
        for (int round = 0; round < FLIPS / 10; round++) {
            Opened opened = openFlipped(whole, name, end + random.nextInt(segment.length - end), random);

            assertEquals(written, opened.recovered);
            assertTrue(opened.report().intact());
            assertTrue(opened.report().tornBytes() > 0);
        }
    }

    @Test
    void inAnImageIsHealedByTheJournal() throws Exception {
        DiskFiles files = new DiskFiles(directory);
        StoreOptions options = Opened.options(files).withImages(3, Facts.Fold::new);
        Opened opened = Opened.of(options);
        for (int number = 1; number <= 60; number++) {
            opened.append(number);
            opened.drain();
        }
        assertTrue(opened.store.makeImage());
        List<Entry> state = Facts.Fold.of(Facts.facts(1, 60));
        String name = Images.names(files).get(0);
        int size = Math.toIntExact(Files.size(directory.resolve(name)));
        Images images = new Images(files, new Sealer(Optional.empty()), Opened.ID);
        Random random = Facts.random("inAnImageIsHealedByTheJournal");
        for (int round = 0; round < FLIPS; round++) {
            int offset = random.nextInt(size);
            int bit = random.nextInt(8);
            Opened.flip(files, name, offset, bit);
            List<Damage> damages = new ArrayList<>();

            assertTrue(images.newest(damages).isEmpty(), () -> "bit " + bit + " at " + offset);
            assertEquals(name, damages.get(0).file());
            if (round % 200 == 0) {
                opened.store.close();
                opened = Opened.of(options);
                assertEquals(Facts.facts(1, 60), opened.recovered);
                assertTrue(opened.report().intact());
                assertEquals(name, opened.report().damages().get(0).file());
            }
            Opened.flip(files, name, offset, bit);
        }
        opened.store.close();
        opened = Opened.of(options);
        assertEquals(state, Facts.Fold.of(opened.recovered));
        assertEquals(List.of(), opened.report().damages());
        opened.store.close();
    }

    private static Opened openFlipped(MemoryFiles whole, String name, int offset, Random random) throws Exception {
        MemoryFiles files = Opened.copy(whole);
        Opened.flip(files, name, offset, random.nextInt(8));
        return Opened.of(Opened.options(files));
    }
}
