package io.riskgate.core.internal.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A journal that became shorter, told from a torn group by the high-water mark and by the segments after. */
class TruncationTest {
    private static final int FACTS = 60;

    private final MemoryFiles whole = new MemoryFiles();
    private List<Entry> written;
    private long segments;

    @BeforeEach
    void writeAJournalOfSeveralSegments() throws Exception {
        written = Opened.write(Opened.options(whole), 1, FACTS);
        segments = Layout.newestSegment(whole);
        assertTrue(segments > 3);
    }

    @Test
    void aCutAtAnyRecordBoundaryShows() throws Exception {
        for (long number = 1; number <= segments; number++) {
            String name = Layout.segment(Layout.JOURNAL, number);
            for (int cut : boundaries(name)) {
                expectDamage(name, cut);
            }
        }
    }

    @Test
    void aCutAtAnyOffsetShows() throws Exception {
        Random random = Facts.random("aCutAtAnyOffsetShows");
        for (int round = 0; round < Facts.count(500, 10_000); round++) {
            String name = Layout.segment(Layout.JOURNAL, 1 + random.nextLong(segments));
            expectDamage(name, random.nextInt(whole.load(name).length));
        }
    }

    @Test
    void aMissingSegmentShowsWhicheverItIs() throws Exception {
        for (long number = 1; number <= segments; number++) {
            MemoryFiles files = Opened.copy(whole);
            files.delete(Layout.segment(Layout.JOURNAL, number));
            expectDamage(files, Layout.segment(Layout.JOURNAL, Math.min(number, segments - 1)));
        }
    }

    @Test
    void aMissingMarkShows() throws Exception {
        MemoryFiles files = Opened.copy(whole);
        files.delete(HighWaterMark.NAME);

        expectDamage(files, HighWaterMark.NAME);
    }

    @Test
    void anOldCopyOfASegmentShows() throws Exception {
        MemoryFiles files = new MemoryFiles();
        Opened opened = Opened.of(Opened.options(files).withSegments(100_000, 0));
        String name = Layout.segment(Layout.JOURNAL, 1);
        opened.append(1);
        opened.drain();
        byte[] old = files.load(name);
        opened.append(2);
        opened.store.close();
        Opened.put(files, name, old);

        expectDamage(files, name);
    }

    @Test
    void exchangedSegmentsShow() throws Exception {
        MemoryFiles files = Opened.copy(whole);
        String first = Layout.segment(Layout.JOURNAL, 1);
        String second = Layout.segment(Layout.JOURNAL, 2);
        byte[] one = files.load(first);
        Opened.put(files, first, files.load(second));
        Opened.put(files, second, one);

        expectDamage(files, first);
    }

    @Test
    void aDamagedStoreGoesOnWithoutHidingItsDamage() throws Exception {
        MemoryFiles files = Opened.copy(whole);
        String last = Layout.segment(Layout.JOURNAL, segments);
        byte[] original = files.load(last);
        Opened.truncate(files, last, SegmentHeader.BYTES);
        for (int number = 100; number < 120; number++) {
            Opened opened = Opened.of(Opened.options(files));
            assertFalse(opened.report().intact());
            opened.append(number);
            opened.drain();
            assertEquals(List.of(number), opened.acknowledged);
            opened.store.close();
        }
        Opened.put(files, last, original);

        Opened restored = Opened.of(Opened.options(files));

        assertTrue(restored.report().intact(), restored.report().toString());
        List<Entry> expected = new ArrayList<>(written);
        expected.addAll(Facts.facts(100, 119));
        assertEquals(expected, restored.recovered);
    }

    private void expectDamage(String name, int cut) throws Exception {
        MemoryFiles files = Opened.copy(whole);
        Opened.truncate(files, name, cut);
        expectDamage(files, name);
    }

    private void expectDamage(MemoryFiles files, String name) throws Exception {
        for (int opening = 0; opening < 2; opening++) {
            Opened opened = Opened.of(Opened.options(files));
            assertFalse(opened.report().intact(), () -> name + ": " + opened.report());
            assertTrue(
                    opened.report().damages().stream()
                            .anyMatch(damage -> damage.file().equals(name)),
                    () -> name + ": " + opened.report());
            opened.store.close();
        }
    }

    private List<Integer> boundaries(String name) throws Exception {
        byte[] segment = whole.load(name);
        List<Integer> boundaries = new ArrayList<>();
        int offset = SegmentHeader.BYTES;
        while (offset < segment.length) {
            boundaries.add(offset);
            offset += JournalRecord.at(ByteBuffer.wrap(segment), offset)
                    .orElseThrow()
                    .length();
        }
        return boundaries;
    }
}
