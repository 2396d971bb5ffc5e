package io.riskgate.core.internal.store;

import static io.riskgate.core.internal.store.Facts.facts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageTest {
    @TempDir
    Path directory;

    private DiskFiles files;
    private StoreOptions options;
    private final List<IOException> heard = new ArrayList<>();

    @BeforeEach
    void options() throws Exception {
        files = new DiskFiles(directory);
        Alarm alarm = new Alarm() {
            @Override
            public void onWriteFailed(IOException failure) {
                heard.add(failure);
            }

            @Override
            public void onImageFailed(IOException failure) {
                heard.add(failure);
            }
        };
        options = StoreOptions.of(files, alarm)
                .withSegments(1024, 0)
                .withNewIds(() -> Opened.ID)
                .withImages(3, Facts.Fold::new);
    }

    @Test
    void anImageIsTheFoldOfTheJournal() throws Exception {
        Opened opened = Opened.of(options);
        write(opened, 1, 100);
        opened.store.writer().rotate();
        opened.drain();
        assertTrue(opened.store.makeImage());
        assertFalse(opened.store.makeImage(), "nothing is new");
        write(opened, 101, 103);
        opened.store.close();

        Opened again = Opened.of(options);

        List<Entry> expected = new ArrayList<>(Facts.Fold.of(facts(1, 100)));
        expected.addAll(facts(101, 103));
        assertEquals(expected, again.recovered);
        assertEquals(List.of(), again.report().damages());
        assertTrue(again.report().image().isPresent());
        assertEquals(3, again.report().records());
        assertEquals(103, again.report().lastSequence());
        again.store.close();
    }

    @Test
    void imagesAreMadeOfTheOneBeforeAndTheLastThreeAreKept() throws Exception {
        int last = makeImages(5, 30);

        assertEquals(3, Images.names(files).size());
        assertEquals(Facts.Fold.of(facts(1, last)), Facts.Fold.of(recovered()));
    }

    @Test
    void segmentsThatAnImageCoversAreArchivedAndStayVerifiable() throws Exception {
        int last = makeImages(2, 30);
        Opened opened = Opened.of(options);
        assertFalse(files.list(Layout.ARCHIVE).isEmpty());
        Verification report = opened.store.verify();
        assertEquals(List.of(), report.damages());
        assertEquals(last, report.records());

        String archived = Layout.ARCHIVE + "/" + files.list(Layout.ARCHIVE).get(0);
        Opened.flip(files, archived, 300, 1);
        assertEquals(archived, opened.store.verify().damages().get(0).file());
        opened.store.close();
        assertTrue(Opened.of(options).report().intact(), "the image covers it");
    }

    @Test
    void aBadImageFallsBackToTheOneBeforeThenToTheWholeJournal() throws Exception {
        int last = makeImages(3, 30);
        List<String> names = Images.names(files);
        for (int bad = 1; bad <= 3; bad++) {
            Opened.flip(files, names.get(bad - 1), 5_000, 3);
            Opened opened = Opened.of(options);
            assertEquals(Facts.Fold.of(facts(1, last)), Facts.Fold.of(opened.recovered));
            assertTrue(opened.report().intact());
            assertEquals(
                    names.subList(0, bad),
                    opened.report().damages().stream().map(Damage::file).toList());
            assertEquals(
                    Optional.ofNullable(bad < 3 ? names.get(bad) : null),
                    opened.report().image());
            opened.store.close();
        }
        Opened opened = Opened.of(options);
        assertEquals(facts(1, last), opened.recovered);
        assertTrue(opened.store.makeImage(), "an image is made of the whole journal");
        opened.store.close();
        assertEquals(List.of(), Opened.of(options).report().damages(), "and the bad ones are gone");
    }

    @Test
    void anImageOfAnotherStoreIsNotUsed() throws Exception {
        makeImages(1, 30);
        String name = Images.names(files).get(0);
        Image image = new Images(files, new Sealer(Optional.empty()), new UUID(1, 2))
                .write(new Position(3, 10_000, new byte[Sealer.LENGTH]), new Facts.Fold());

        Opened opened = Opened.of(options);

        assertEquals(Optional.of(name), opened.report().image());
        assertEquals(image.name(), opened.report().damages().get(0).file());
        opened.store.close();
    }

    @Test
    void anImageMadeWithoutTheKeyIsNotUsed() throws Exception {
        options = options.withKey(new byte[] {1, 2, 3});
        int last = makeImages(1, 30);
        Image forged = new Images(files, new Sealer(Optional.empty()), Opened.ID)
                .write(new Position(3, 10_000, new byte[Sealer.LENGTH]), new Facts.Fold());

        Opened opened = Opened.of(options);

        assertEquals(Facts.Fold.of(facts(1, last)), Facts.Fold.of(opened.recovered));
        assertEquals(forged.name(), opened.report().damages().get(0).file());
        opened.store.close();
    }

    @Test
    void noImageIsMadeOfADamagedJournal() throws Exception {
        Opened opened = Opened.of(options);
        write(opened, 1, 100);
        String name = Layout.segment(Layout.JOURNAL, 1);
        Opened.flip(files, name, 300, 1);

        assertFalse(opened.store.makeImage());

        assertTrue(heard.get(0).getMessage().contains(name + " at offset"), heard.toString());
        assertEquals(List.of(), Images.names(files));
        opened.store.close();
        Opened again = Opened.of(options);
        assertFalse(again.store.makeImage());
        again.store.close();
    }

    @Test
    void anImageIsSyncedAndNamedForGoodBeforeAnythingIsArchivedOrDeleted() throws Exception {
        List<String> happened = new ArrayList<>();
        FaultFiles recording = new FaultFiles(
                new MemoryFiles(),
                (operation, name) -> happened.add(
                        operation + " " + name.replaceAll("live/", "").replaceAll("\\d{10}[0-9a-f-]*", "n")));
        Opened opened = Opened.of(
                Opened.options(recording).withImages(1, Facts.Fold::new).withSegments(100_000, 0));
        for (int image = 1; image <= 2; image++) {
            write(opened, image, image);
            opened.store.writer().rotate();
            opened.drain();
            happened.clear();
            assertTrue(opened.store.makeImage());
        }

        assertEquals(
                List.of(
                        "DELETE images/unfinished.tmp",
                        "CREATE images/unfinished.tmp",
                        "WRITE images/unfinished.tmp",
                        "FORCE images/unfinished.tmp",
                        "RENAME images/n.db",
                        "SYNC_DIRECTORY images",
                        "RENAME archive/n.seg",
                        "SYNC_DIRECTORY archive",
                        "SYNC_DIRECTORY journal",
                        "DELETE images/n.db",
                        "SYNC_DIRECTORY images"),
                happened);
    }

    @Test
    void openingAnImageDoesNotChangeIt() throws Exception {
        makeImages(1, 30);
        String name = Images.names(files).get(0);
        byte[] before = files.load(name);

        recovered();

        assertTrue(Arrays.equals(before, files.load(name)));
    }

    @Test
    void anImageOfManyEntriesIsReadInOrder() throws Exception {
        List<Entry> many = facts(1, 20_000);
        Compactor all = new Compactor() {
            @Override
            public void apply(Entry entry) {
                throw new AssertionError("nothing to apply");
            }

            @Override
            public void forEachRemaining(Consumer<Entry> entries) {
                many.forEach(entries);
            }
        };
        files.createDirectory(Layout.IMAGES);
        Images images = new Images(files, new Sealer(Optional.empty()), Opened.ID);
        Image image = images.write(new Position(2, 20_001, new byte[Sealer.LENGTH]), all);
        List<Entry> read = new ArrayList<>();

        try (ImageFile file = images.newest(new ArrayList<>()).orElseThrow()) {
            file.forEach(read::add);
        }

        assertEquals(20_000, image.entries());
        assertEquals(many, read);
    }

    private int makeImages(int count, int factsEach) throws Exception {
        Opened opened = Opened.of(options);
        int number = 0;
        for (int made = 0; made < count; made++) {
            write(opened, number + 1, number + factsEach);
            number += factsEach;
            opened.store.writer().rotate();
            opened.drain();
            assertTrue(opened.store.makeImage(), heard.toString());
        }
        write(opened, number + 1, number + 2);
        opened.store.close();
        return number + 2;
    }

    private List<Entry> recovered() throws Exception {
        Opened opened = Opened.of(options);
        opened.store.close();
        return opened.recovered;
    }

    private static void write(Opened opened, int from, int to) {
        for (int number = from; number <= to; number++) {
            opened.append(number);
            opened.drain();
        }
    }
}
