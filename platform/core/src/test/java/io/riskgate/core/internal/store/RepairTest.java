package io.riskgate.core.internal.store;

import static io.riskgate.core.internal.store.Facts.facts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is damaged and also elsewhere is put right, the damaged file is kept, and nothing is worse on the way. */
class RepairTest {
    private static final int FACTS = 60;

    private MemoryFiles files = new MemoryFiles();
    private MemoryFiles mirror = new MemoryFiles();

    private StoreOptions options(FileLayer on, FileLayer mirrored) {
        return Opened.options(on).withMirror(new MirrorPlace("/mnt/b", () -> mirrored));
    }

    @BeforeEach
    void aStoreWithArchiveImageAndMirror() throws Exception {
        Opened opened = open();
        write(opened, 1, 40);
        opened.store.writer().rotate();
        opened.drain();
        assertTrue(opened.store.makeImage());
        write(opened, 41, FACTS);
        opened.store.close();
    }

    private Opened open() throws IOException, StoreRefused {
        return Opened.of(options(files, mirror));
    }

    private static void write(Opened opened, int from, int to) {
        for (int number = from; number <= to; number++) {
            opened.append(number);
            opened.drain();
            opened.store.mirror().orElseThrow().drain();
        }
    }

    private void expectWhole() throws Exception {
        Opened opened = Opened.of(Opened.options(Opened.copy(files)));
        assertEquals(List.of(), opened.report().damages());
        assertEquals(Facts.Fold.of(facts(1, FACTS)), Facts.Fold.of(opened.recovered));
        opened.store.close();
        List<Entry> mirrored = Opened.of(Opened.options(Opened.copy(mirror))).recovered;
        assertEquals(Facts.Fold.of(facts(1, FACTS)), Facts.Fold.of(mirrored));
    }

    /** Damages one file in one of several ways, for good; gives its name. */
    private String damage(RandomGenerator random) throws IOException {
        List<String> names = new ArrayList<>();
        for (String directory : List.of(Layout.JOURNAL, Layout.ARCHIVE, Layout.IMAGES)) {
            files.list(directory).forEach(name -> names.add(directory + "/" + name));
        }
        String name = names.get(random.nextInt(names.size()));
        int size = files.load(name).length;
        int kind = random.nextInt(4);
        if (kind == 0 && name.endsWith(".seg")) {
            files.delete(name);
        } else if (kind == 1) {
            Opened.truncate(files, name, random.nextInt(size));
        } else if (kind == 2) {
            Opened.put(files, name, new byte[size]);
        } else {
            Opened.flip(files, name, random.nextInt(size), random.nextInt(8));
        }
        files = Opened.copy(files);
        return name;
    }

    @Test
    void everyDamageThatIsAlsoElsewhereIsPutRight() throws Exception {
        Random random = Facts.random("everyDamageIsPutRight");
        MemoryFiles whole = Opened.copy(files);
        MemoryFiles wholeMirror = Opened.copy(mirror);
        for (int round = 0; round < Facts.count(200, 5_000); round++) {
            files = Opened.copy(whole);
            mirror = Opened.copy(wholeMirror);
            String name = damage(random);
            byte[] damaged = files.exists(name) ? files.load(name) : null;
            Opened opened = open();
            assertTrue(opened.report().intact(), name + ": " + opened.report());

            Repair repair = opened.store.repair();

            assertEquals(List.of(), repair.left().damages(), name);
            assertEquals(1, repair.changes().size(), name + ": " + repair.changes());
            String file = repair.changes().get(0).file();
            assertEquals(name.substring(name.lastIndexOf('/')), file.substring(file.lastIndexOf('/')));
            String evidence = repair.changes().get(0).evidence();
            if (damaged != null) {
                assertTrue(Arrays.equals(damaged, files.load(evidence)), name);
            }
            assertEquals(List.of(), opened.store.repair().changes(), "nothing is left to do");
            opened.store.makeImage();
            opened.store.close();
            expectWhole();
        }
    }

    @Test
    void damageOfBothCopiesInDifferentPlacesIsPutRight() throws Exception {
        String last = Layout.segment(Layout.JOURNAL, Layout.newestSegment(files));
        Opened.flip(files, last, SegmentHeader.BYTES + 30, 1);
        Opened.flip(mirror, last, mirror.load(last).length - 30, 1);
        Opened opened = open();

        Repair repair = opened.store.repair();

        assertEquals(List.of(), repair.left().damages());
        assertEquals(
                List.of(last, "/mnt/b/" + last),
                repair.changes().stream().map(Repair.Change::file).toList());
        opened.store.close();
        expectWhole();
    }

    @Test
    void theMirrorsMarkAndTheMarkAreWrittenAnew() throws Exception {
        Opened opened = open();
        Opened.put(mirror, HighWaterMark.NAME, new byte[8192]);
        Opened.put(files, HighWaterMark.NAME, new byte[8192]);
        assertEquals(2, opened.store.verify().damages().size());

        assertEquals(2, opened.store.repair().changes().size());
        opened.store.writer().settle();

        assertEquals(List.of(), opened.store.verify().damages());
        opened.store.close();
        expectWhole();
    }

    @Test
    void aMirrorOfAnotherCourseIsMovedAsideAndMadeAnew() throws Exception {
        MemoryFiles old = Opened.copy(files);
        Opened opened = open();
        write(opened, 61, 70);
        opened.store.close();
        files = old;
        opened = Opened.of(Opened.options(files));
        opened.append(101);
        opened.store.close();
        opened = Opened.of(Opened.options(files));
        for (int number = 102; number < 130; number++) {
            opened.append(number);
            opened.drain();
        }
        opened.store.close();
        opened = open();
        opened.store.mirror().orElseThrow().drain();
        assertTrue(opened.store.mirrorBehind() > 0);
        assertEquals("/mnt/b/live", opened.store.verify().damages().get(0).file());

        assertEquals(
                "/mnt/b/aside-other-course",
                opened.store.repair().changes().get(0).evidence());

        assertEquals(0, opened.store.mirrorBehind());
        assertEquals(List.of(), opened.store.verify().damages());
        opened.store.close();
    }

    @Test
    void whatNothingElseHasIsLeftAsItIsAndStaysDamaged() throws Exception {
        String last = Layout.segment(Layout.JOURNAL, Layout.newestSegment(files));
        Opened.flip(files, last, SegmentHeader.BYTES + 30, 1);
        Opened.flip(mirror, last, SegmentHeader.BYTES + 30, 1);
        byte[] before = files.load(last);
        for (int start = 0; start < 2; start++) {
            Opened opened = open();
            assertFalse(opened.report().intact());
            Repair repair = opened.store.repair();
            assertFalse(repair.left().intact());
            assertEquals(List.of(), repair.changes());
            assertTrue(Arrays.equals(before, files.load(last)));
            opened.store.close();
        }
    }

    @Test
    void aMirrorThatComesBackHealsAStoreThatStartedWithoutIt() throws Exception {
        String last = Layout.segment(Layout.JOURNAL, Layout.newestSegment(files));
        Opened.flip(files, last, SegmentHeader.BYTES + 30, 1);
        boolean[] away = {true};
        Opened opened = Opened.of(Opened.options(files).withMirror(new MirrorPlace("/mnt/b", () -> {
            if (away[0]) {
                throw new IOException("no such device");
            }
            return mirror;
        })));
        assertFalse(opened.report().intact());
        away[0] = false;

        Repair repair = opened.store.repair();

        assertEquals(last, repair.changes().get(0).file());
        opened.store.close();
        Opened again = open();
        assertTrue(again.report().intact(), again.report().toString());
        again.store.close();
        expectWhole();
    }

    /** The file is as it was, or whole, or an image that was taken away; and then the damaged one was kept. */
    private void expectOldOrHealed(String name, byte[] damaged, byte[] whole, String where) throws IOException {
        boolean image = name.startsWith(Layout.IMAGES);
        Optional<String> found =
                image ? Optional.of(name).filter(files::exists) : Layout.find(files, Layout.numberOf(name));
        byte[] now = found.isPresent() ? files.load(found.get()) : null;
        if (Arrays.equals(damaged, now)) {
            return;
        }
        assertTrue(image ? now == null : Arrays.equals(whole, now), name + " at " + where);
        boolean kept = damaged == null;
        for (String evidence : files.list(Layout.DAMAGED)) {
            kept |= Arrays.equals(damaged, files.load(Layout.DAMAGED + "/" + evidence));
        }
        assertTrue(kept, name + " at " + where + ": the damaged file is nowhere");
    }

    @Test
    void thePowerMayGoAtAnyOperationOfARepair() throws Exception {
        Random random = Facts.random("powerInARepair");
        MemoryFiles whole = Opened.copy(files);
        MemoryFiles wholeMirror = Opened.copy(mirror);
        for (int round = 0; round < Facts.count(15, 300); round++) {
            boolean died = true;
            long seed = random.nextLong();
            for (int last = 1; died; last++) {
                died = false;
                files = Opened.copy(whole);
                mirror = Opened.copy(wholeMirror);
                Random same = new Random(seed);
                String name = damage(same);
                byte[] damaged = files.exists(name) ? files.load(name) : null;
                int[] count = {Integer.MIN_VALUE};
                int limit = last;
                FaultFiles.Hook hook = (operation, file) -> {
                    if (++count[0] >= limit) {
                        throw new FaultFiles.Crash();
                    }
                };
                Opened opened = Opened.of(options(new FaultFiles(files, hook), new FaultFiles(mirror, hook)));
                count[0] = 0;
                try {
                    opened.store.repair();
                } catch (FaultFiles.Crash crash) {
                    died = true;
                }
                files = files.afterPowerLoss(random);
                mirror = mirror.afterPowerLoss(random);
                expectOldOrHealed(name, damaged, whole.load(name), "operation " + last);
                Opened again = open();
                assertTrue(again.report().intact(), name + " at " + last + ": " + again.report());
                assertEquals(Facts.Fold.of(facts(1, FACTS)), Facts.Fold.of(again.recovered), name + " at " + last);
                assertEquals(List.of(), again.store.repair().left().damages(), name + " at " + last);
                again.store.close();
            }
        }
    }
}
