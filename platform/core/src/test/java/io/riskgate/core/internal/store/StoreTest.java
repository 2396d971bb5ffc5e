package io.riskgate.core.internal.store;

import static io.riskgate.core.internal.store.Facts.facts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {
    private static final byte[] KEY = "a key that nobody else has".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path directory;

    @Test
    void deliversWhatWasWrittenInOrderFromTheDisk() throws Exception {
        deliversWhatWasWrittenInOrder(new DiskFiles(directory));
    }

    @Test
    void deliversWhatWasWrittenInOrderFromMemory() throws Exception {
        deliversWhatWasWrittenInOrder(new MemoryFiles());
    }

    private void deliversWhatWasWrittenInOrder(FileLayer files) throws Exception {
        StoreOptions options = Opened.options(files);
        Opened.write(options, 1, 100);
        Opened.write(options, 101, 150);

        Opened again = Opened.of(options);

        assertEquals(facts(1, 150), again.recovered);
        assertTrue(again.report().intact());
        assertEquals(List.of(), again.report().damages());
        assertEquals(150, again.report().records());
        assertEquals(150, again.report().lastSequence());
        assertTrue(again.report().segments() > 5, "rotated at 1024 bytes");
        assertEquals(0, again.report().tornBytes());
        assertEquals(3, again.store.epoch());
        assertFalse(again.store.begunAnew());
        again.store.close();
    }

    @Test
    void acknowledgesInTheOrderOfTheAppendsWithTheirSequence() throws Exception {
        Opened opened = Opened.of(Opened.options(new MemoryFiles()));
        List<Long> sequences = new ArrayList<>();
        for (int number = 1; number <= 50; number++) {
            opened.append(number);
            opened.store.journal().append(Facts.fact(number), sequences::add);
        }

        assertEquals(List.of(), opened.acknowledged);
        assertTrue(opened.drain());

        assertEquals(facts(1, 50).stream().map(Facts::number).toList(), opened.acknowledged);
        assertEquals(2, sequences.get(0));
        assertEquals(100, sequences.get(49));
        assertEquals(100, opened.store.writer().durableSequence());
    }

    @Test
    void drainsWhatAnAcknowledgementAppendsAndGoesOnAfterOneThatThrows() throws Exception {
        List<RuntimeException> heard = new ArrayList<>();
        MemoryFiles files = new MemoryFiles();
        Alarm alarm = new Alarm() {
            @Override
            public void onWriteFailed(IOException failure) {
                throw new AssertionError(failure);
            }

            @Override
            public void onAcknowledgementFailed(RuntimeException failure) {
                heard.add(failure);
            }
        };
        StoreOptions options = StoreOptions.of(files, alarm).withSegments(1024, 0);
        Opened opened = Opened.of(options);
        opened.store.journal().append(Facts.fact(1), sequence -> {
            opened.append(2);
            throw new IllegalStateException("on purpose");
        });

        opened.drain();

        assertEquals(List.of(2), opened.acknowledged);
        assertEquals(1, heard.size());
    }

    @Test
    void keepsEmptyAndLargePayloads() throws Exception {
        MemoryFiles files = new MemoryFiles();
        List<Entry> entries = List.of(
                new Entry(0, new byte[0]), new Entry(-1, new byte[Entry.MAX_PAYLOAD]), new Entry(5, new byte[] {1}));
        Opened opened = Opened.of(Opened.options(files));
        entries.forEach(opened.store.journal()::append);
        opened.store.close();

        assertEquals(entries, Opened.of(Opened.options(files)).recovered);
        assertThrows(IllegalArgumentException.class, () -> new Entry(1, new byte[Entry.MAX_PAYLOAD + 1]));
    }

    @Test
    void fillingAheadChangesNothingOfWhatIsRead() throws Exception {
        MemoryFiles files = new MemoryFiles();
        StoreOptions options = Opened.options(files).withSegments(10_000, 700);
        Opened.write(options, 1, 300);

        Opened again = Opened.of(options);

        assertEquals(facts(1, 300), again.recovered);
        assertEquals(List.of(), again.report().damages());
    }

    @Test
    void beginsWithTheIdItWasGivenAndKeepsIt() throws Exception {
        MemoryFiles files = new MemoryFiles();
        Opened first = Opened.of(Opened.options(files));
        assertEquals(Opened.ID, first.store.id());
        assertTrue(first.store.begunAnew());
        first.store.close();

        Opened second = Opened.of(StoreOptions.of(files, failure -> {}));

        assertEquals(Opened.ID, second.store.id());
        assertFalse(second.store.begunAnew());
    }

    @Test
    void readsWithItsKeyAndWithNoOther() throws Exception {
        MemoryFiles files = new MemoryFiles();
        Opened.write(Opened.options(files).withKey(KEY), 1, 40);
        byte[] other = KEY.clone();
        other[0]++;

        StoreRefused wrong = assertThrows(
                StoreRefused.class, () -> Opened.of(Opened.options(files).withKey(other)));
        StoreRefused none = assertThrows(StoreRefused.class, () -> Opened.of(Opened.options(files)));

        assertTrue(wrong.getMessage().contains("this start has one that does not fit"), wrong.getMessage());
        assertTrue(none.getMessage().contains("was sealed with a key, this start has none"), none.getMessage());
        assertEquals(facts(1, 40), Opened.of(Opened.options(files).withKey(KEY)).recovered);
    }

    @Test
    void anEditByWhoeverHasTheFileButNotTheKeyShows() throws Exception {
        MemoryFiles files = new MemoryFiles();
        StoreOptions options = Opened.options(files).withKey(KEY).withSegments(100_000, 0);
        Opened.write(options, 1, 5);
        String name = Layout.segment(Layout.JOURNAL, 1);
        byte[] segment = files.load(name);
        SegmentHeader header =
                SegmentHeader.of(segment, new Sealer(Optional.of(KEY))).orElseThrow();
        ByteBuffer forged = ByteBuffer.allocate(segment.length);
        forged.put(segment, 0, SegmentHeader.BYTES);
        byte[] seal = header.before();
        for (int number = 1; number <= 5; number++) {
            Entry entry = number == 5
                    ? new Entry(5, Arrays.copyOf(new byte[] {9}, Facts.fact(5).payload().length))
                    : Facts.fact(number);
            seal = JournalRecord.put(forged, number, 0, 1, entry, new Sealer(Optional.empty()), seal);
        }
        Opened.put(files, name, forged.array());

        Opened again = Opened.of(options);

        assertFalse(again.report().intact());
        assertEquals(List.of(), again.recovered);
        assertEquals(name, again.report().damages().get(0).file());
    }
}
