package io.riskgate.core.internal.store;

import static io.riskgate.core.internal.store.Facts.facts;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What people look back at is made anew from the archive when its image is damaged or gone, or named as lost. */
class HistoryImagesTest {
    private static final int FACTS = 60;
    private static final int ALL_DAYS = 10_000;

    private MemoryFiles files = new MemoryFiles();
    private final MemoryFiles mirror = new MemoryFiles();

    private static StoreOptions options(FileLayer on) {
        return Opened.options(on).withSegments(2_000, 0).withHistory(() -> ALL_DAYS);
    }

    private StoreOptions mirrored() {
        return options(files).withMirror(new MirrorPlace("/mnt/b", () -> mirror));
    }

    private static void write(Opened opened, int from, int to) {
        for (int number = from; number <= to; number++) {
            opened.append(number);
            opened.drain();
            opened.store.mirror().ifPresent(Mirror::drain);
            if (number % 20 == 0) {
                opened.store.writer().rotate();
                opened.drain();
                opened.store.makeImage();
            }
        }
    }

    private static List<String> images(FileLayer files) throws IOException {
        return new HistoryImages(files, new Sealer(Optional.empty()), Opened.ID).names();
    }

    private static void expectHistory(Opened opened, int last, String where) throws Exception {
        List<Entry> found = new ArrayList<>();
        List<Damage> damages = opened.store.history(0, found::add, entry -> {});
        assertEquals(List.of(), damages, where);
        assertEquals(facts(1, last).stream().filter(Facts::isHistory).toList(), found, where);
    }

    private static List<Damage> lost(Verification found) {
        return found.damages().stream().filter(damage -> !damage.healed()).toList();
    }

    @Test
    void aFlipInAnyIsFoundAndTheImageIsMadeAnewAsItWas() throws Exception {
        Opened opened = Opened.of(options(files));
        write(opened, 1, FACTS);
        Random random = Facts.random("aFlipInAHistoryImage");
        List<String> names = images(files);
        assertTrue(names.size() > 3, names.toString());
        for (int round = 0; round < Facts.count(20, 2_000); round++) {
            String name = names.get(random.nextInt(names.size()));
            byte[] whole = files.load(name);
            int offset = random.nextInt(whole.length);
            Opened.flip(files, name, offset, random.nextInt(8));
            byte[] flipped = files.load(name);

            List<Damage> damages = opened.store.verify().damages();
            assertEquals(List.of(name), damages.stream().map(Damage::file).toList(), () -> name + " at " + offset);
            assertTrue(damages.get(0).healed(), damages.toString());
            Repair repair = opened.store.repair();

            assertEquals(List.of(), repair.left().damages());
            assertEquals(1, repair.changes().size());
            assertArrayEquals(whole, files.load(name));
            assertArrayEquals(flipped, files.load(repair.changes().get(0).evidence()));
            files.delete(repair.changes().get(0).evidence());
        }
        expectHistory(opened, FACTS, "repaired");
    }

    @Test
    void oneThatIsGoneIsNamedWithItsSegmentAndMadeAnew() throws Exception {
        Opened opened = Opened.of(options(files));
        write(opened, 1, FACTS);
        for (String name : images(files)) {
            byte[] whole = files.load(name);
            files.delete(name);

            List<Damage> damages = opened.store.verify().damages();
            long segment = HistoryImages.segmentIn(name);
            assertEquals(1, damages.size(), damages.toString());
            assertTrue(
                    damages.get(0)
                            .message()
                            .startsWith(
                                    "expected an image of the history of segment %d, there is none: its segment has it"
                                            .formatted(segment)),
                    damages.toString());
            Repair repair = opened.store.repair();

            assertEquals(List.of(new Repair.Change(name, "archive", "")), repair.changes());
            assertArrayEquals(whole, files.load(name));
        }
        expectHistory(opened, FACTS, "repaired");
    }

    @Test
    void aSegmentThatIsDamagedBesideItIsHealedByTheMirror() throws Exception {
        Opened opened = Opened.of(mirrored());
        write(opened, 1, FACTS);
        String image = images(files).get(1);
        byte[] whole = files.load(image);
        String segment = Layout.segment(Layout.ARCHIVE, HistoryImages.segmentIn(image));
        Opened.flip(files, segment, SegmentHeader.BYTES + 30, 1);
        Opened.flip(files, image, 5_000, 1);
        assertEquals(List.of(), lost(opened.store.verify()));

        Repair repair = opened.store.repair();

        assertEquals(List.of(), repair.left().damages());
        assertEquals(
                List.of(segment, image),
                repair.changes().stream().map(Repair.Change::file).toList());
        assertArrayEquals(whole, files.load(image));
        expectHistory(opened, FACTS, "repaired");
    }

    @Test
    void ofAStoreThatIsMadeOfItsMirrorIsMadeAnew() throws Exception {
        Opened opened = Opened.of(mirrored());
        write(opened, 1, FACTS);
        opened.store.close();
        Opened alone = Opened.of(options(Opened.copy(mirror)));
        assertFalse(alone.store.verify().damages().isEmpty());

        alone.store.writer().rotate();
        alone.drain();
        Repair repair = alone.store.repair();

        assertEquals(List.of(), repair.left().damages());
        expectHistory(alone, FACTS, "of the mirror");
    }

    @Test
    void withoutAMirrorItIsNamedAsLostAndNothingElseIs() throws Exception {
        Opened opened = Opened.of(options(files));
        write(opened, 1, FACTS);
        String image = images(files).get(1);
        String segment = Layout.segment(Layout.ARCHIVE, HistoryImages.segmentIn(image));
        Opened.flip(files, segment, SegmentHeader.BYTES + 30, 1);
        assertEquals(List.of(), lost(opened.store.verify()), "the images have what came of it");
        expectHistory(opened, FACTS, "the image is whole");
        Opened.flip(files, image, 5_000, 1);
        String gone = images(files).get(3);
        files.delete(gone);

        List<Damage> lost = lost(opened.store.verify());

        assertEquals(List.of(image), lost.stream().map(Damage::file).toList());
        assertTrue(lost.get(0).message().endsWith("is lost; no lockout depends on it"), lost.toString());
        Repair repair = opened.store.repair();
        assertEquals(1, repair.changes().size(), "the other one is made anew");
        assertEquals(
                HistoryImages.segmentIn(gone),
                HistoryImages.segmentIn(repair.changes().get(0).file()));
        assertFalse(repair.left().intact());
        assertTrue(files.exists(image), "what is lost is left as it is");
        opened.store.close();
        Opened again = Opened.of(options(files));
        assertEquals(List.of(), again.report().damages(), "no state depends on it");
        assertEquals(Facts.Fold.of(facts(1, FACTS)), Facts.Fold.of(again.recovered));
    }

    @Test
    void isCompleteAfterThePowerWentBeforeAnyOperation() throws Exception {
        Random random = Facts.random("powerInHistory");
        boolean died = true;
        int operation = 1;
        for (; died; operation += Facts.FULL ? 1 : 7) {
            died = false;
            files = new MemoryFiles();
            List<Integer> acknowledged = new ArrayList<>();
            try {
                write(Opened.of(options(FaultFiles.crashingAt(files, operation)), acknowledged), 1, 45);
            } catch (FaultFiles.Crash crash) {
                died = true;
            }
            files = files.afterPowerLoss(random);
            String where = "operation " + operation;
            Opened again = Opened.of(options(files));
            assertEquals(List.of(), lost(again.store.verify()), where);
            int last = Math.toIntExact(again.report().lastSequence());
            assertTrue(last >= acknowledged.size(), where);
            write(again, last + 1, FACTS);
            expectHistory(again, FACTS, where);
            assertEquals(List.of(), again.store.verify().damages(), where);
        }
        assertTrue(operation > 150, "operations " + operation);
    }

    @Test
    void isAsItWasOrMadeAnewAfterThePowerWentInARepair() throws Exception {
        Random random = Facts.random("powerInARepairOfHistory");
        Opened opened = Opened.of(options(files));
        write(opened, 1, FACTS);
        opened.store.close();
        MemoryFiles whole = Opened.copy(files);
        for (String name : images(whole)) {
            boolean died = true;
            for (int operation = 1; died; operation += Facts.FULL ? 1 : 5) {
                died = false;
                files = Opened.copy(whole);
                Opened.flip(files, name, random.nextInt(files.load(name).length), 3);
                files = Opened.copy(files);
                int[] count = {Integer.MIN_VALUE};
                int last = operation;
                Opened repairing = Opened.of(options(new FaultFiles(files, (kind, file) -> {
                    if (++count[0] >= last) {
                        throw new FaultFiles.Crash();
                    }
                })));
                count[0] = 0;
                try {
                    repairing.store.repair();
                } catch (FaultFiles.Crash crash) {
                    died = true;
                }
                files = files.afterPowerLoss(random);
                Opened again = Opened.of(options(files));
                assertEquals(List.of(), again.store.repair().left().damages(), name + " at " + operation);
                expectHistory(again, FACTS, name + " at " + operation);
            }
        }
    }
}
