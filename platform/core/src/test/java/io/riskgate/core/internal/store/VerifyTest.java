package io.riskgate.core.internal.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A store is read as a whole while it is open, and what is damaged in any part of it is named. */
class VerifyTest {
    private final MemoryFiles files = new MemoryFiles();
    private final MemoryFiles mirror = new MemoryFiles();
    private Opened opened;

    @BeforeEach
    void aStoreWithEveryPart() throws Exception {
        opened = Opened.of(Opened.options(files).withMirror(new MirrorPlace("/mnt/b", () -> mirror)));
        write(1, 40);
        opened.store.writer().rotate();
        opened.drain();
        assertTrue(opened.store.makeImage());
        write(41, 60);
    }

    private void write(int from, int to) {
        for (int number = from; number <= to; number++) {
            opened.append(number);
            opened.drain();
            opened.store.mirror().orElseThrow().drain();
        }
    }

    private List<String> verify() throws Exception {
        return opened.store.verify().damages().stream()
                .map(damage -> damage.file() + " " + damage.offset() + " " + damage.healed())
                .collect(Collectors.toList());
    }

    @Test
    void findsNothingInAStoreThatIsWhole() throws Exception {
        Verification found = opened.store.verify();

        assertEquals(List.of(), found.damages());
        assertEquals(60, found.records());
        assertEquals(60, found.lastRecord());
        assertEquals(
                List.of("journal", "archive", "images", "history", "mark", "mirror"),
                found.parts().stream().map(Verification.Part::name).toList());
        assertTrue(
                found.parts().stream().allMatch(part -> part.name().equals("history") || part.bytes() > 0),
                found.toString());
    }

    @Test
    void aMarkThatIsNotThereIsNamedAndNotMadeUp() throws Exception {
        MemoryFiles alone = new MemoryFiles();
        opened = Opened.of(Opened.options(alone));
        opened.append(1);
        opened.drain();
        opened.store.close();
        alone.delete(HighWaterMark.NAME);

        opened = Opened.of(Opened.options(alone));

        assertEquals(List.of(HighWaterMark.NAME + " 0 false"), verify());
        Repair repair = opened.store.repair();
        assertEquals(List.of(), repair.changes());
        assertEquals(1, repair.left().damages().size());
        assertFalse(alone.exists(HighWaterMark.NAME));
    }

    @Test
    void aFlipInAnyFileIsNamed() throws Exception {
        Random random = Facts.random("aFlipInAnyFileIsNamed");
        List<String> names = files.list(Layout.JOURNAL).stream()
                .map(name -> Layout.JOURNAL + "/" + name)
                .collect(Collectors.toList());
        files.list(Layout.ARCHIVE).forEach(name -> names.add(Layout.ARCHIVE + "/" + name));
        names.addAll(Images.names(files));
        for (String name : names) {
            for (int round = 0; round < Facts.count(20, 2_000); round++) {
                int offset = random.nextInt(files.load(name).length);
                int bit = random.nextInt(8);
                Opened.flip(files, name, offset, bit);
                List<String> found = verify();
                assertEquals(1, found.size(), () -> name + " at " + offset + ": " + found);
                assertTrue(found.get(0).startsWith(name + " "), () -> name + " at " + offset + ": " + found);
                assertTrue(found.get(0).endsWith("true"), () -> "the mirror or the journal has it: " + found);
                Opened.flip(files, name, offset, bit);
            }
        }
        assertEquals(List.of(), verify());
    }

    @Test
    void aMarkThatIsGoneOrOfAnotherRecordIsNamed() throws Exception {
        byte[] mark = files.load(HighWaterMark.NAME);
        files.delete(HighWaterMark.NAME);
        assertEquals(List.of("live/mark 0 true"), verify());

        Opened.put(files, HighWaterMark.NAME, mark);
        assertEquals(List.of(), verify());
        Sealer sealer = new Sealer(java.util.Optional.empty());
        Opened.put(
                files,
                HighWaterMark.NAME,
                new Mark(Opened.ID, 3, new byte[Sealer.LENGTH]).encode(sealer).array());
        assertTrue(verify().contains("live/mark 0 true"), verify().toString());
    }

    @Test
    void aDamagedMirrorIsNamedWithItsDirectory() throws Exception {
        String name = Layout.segment(Layout.JOURNAL, 2);
        Opened.flip(mirror, name, 400, 2);

        List<String> found = verify();

        assertEquals(1, found.size());
        assertTrue(found.get(0).startsWith("/mnt/b/" + name + " "), found.toString());
    }

    @Test
    void aLossInBothCopiesIsMissingAndOneThatAnImageCoversIsNot() throws Exception {
        long newest = Layout.newestSegment(files);
        String last = Layout.segment(Layout.JOURNAL, newest);
        Opened.flip(files, last, SegmentHeader.BYTES + 30, 2);
        Opened.flip(mirror, last, SegmentHeader.BYTES + 30, 2);
        assertFalse(opened.store.verify().intact());
        Opened.flip(files, last, SegmentHeader.BYTES + 30, 2);

        Opened.flip(files, Layout.segment(Layout.ARCHIVE, 1), 400, 2);
        Opened.flip(mirror, Layout.segment(Layout.JOURNAL, 1), 400, 2);
        Verification found = opened.store.verify();
        assertTrue(found.intact(), found.toString());
        assertEquals(3, found.damages().size(), found.toString());
    }
}
