package io.riskgate.core.internal.store;

import static io.riskgate.core.internal.store.Facts.facts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A second copy of the journal: written group by group, never waited for, and what the first lost is in it. */
class MirrorTest {
    private MemoryFiles files = new MemoryFiles();
    private MemoryFiles mirror = new MemoryFiles();
    private final List<String> heard = new ArrayList<>();
    private boolean away;
    private FaultFiles.Hook hook = (operation, name) -> {};

    private StoreOptions options() {
        return Opened.options(files)
                .withAlarm(new Alarm() {
                    @Override
                    public void onWriteFailed(IOException failure) {
                        throw new AssertionError(failure);
                    }

                    @Override
                    public void onMirrorFailed(IOException failure) {
                        heard.add("failed");
                    }

                    @Override
                    public void onMirrorBehind(long records) {
                        heard.add("behind " + records);
                    }

                    @Override
                    public void onMirrorRecovered() {
                        heard.add("recovered");
                    }
                })
                .withMirror(new MirrorPlace("/mnt/b", () -> {
                    if (away) {
                        throw new IOException("no such device");
                    }
                    return new FaultFiles(mirror, (operation, name) -> hook.before(operation, name));
                }));
    }

    private static void write(Opened opened, int from, int to) {
        for (int number = from; number <= to; number++) {
            opened.append(number);
            opened.drain();
            opened.store.mirror().orElseThrow().drain();
        }
    }

    /** The mirror has the bytes that the journal has, but for what a crash left torn there, and every fact. */
    private void expectCopy(int last) throws Exception {
        for (long number : Layout.all(files)) {
            byte[] original = files.load(Layout.find(files, number).orElseThrow());
            byte[] copy = mirror.load(Layout.segment(Layout.JOURNAL, number));
            assertEquals(-1, Arrays.mismatch(Arrays.copyOf(original, copy.length), copy), "segment " + number);
        }
        Opened alone = Opened.of(Opened.options(Opened.copy(mirror)));
        assertTrue(alone.report().intact(), alone.report().toString());
        assertEquals(Facts.Fold.of(facts(1, last)), Facts.Fold.of(alone.recovered));
        alone.store.close();
    }

    @Test
    void hasEveryRecordOnceItIsWritten() throws Exception {
        Opened opened = Opened.of(options());
        write(opened, 1, 60);
        assertEquals(0, opened.store.mirrorBehind());
        expectCopy(60);
        opened.store.writer().rotate();
        opened.drain();
        assertTrue(opened.store.makeImage());
        assertTrue(opened.store.mirrorLacksImages());
        opened.store.mirror().orElseThrow().drain();
        assertEquals(Images.names(files), Images.names(mirror));
        write(opened, 61, 80);
        opened.store.close();

        opened = Opened.of(options());
        write(opened, 81, 90);
        opened.store.close();
        expectCopy(90);
        assertEquals(List.of(), heard);
    }

    @Test
    void takesSeveralGroupsAtOnceAndALargeRecord() throws Exception {
        Opened opened = Opened.of(options().withSegments(1 << 24, 0));
        write(opened, 1, 1);
        opened.store.journal().append(new Entry(1, new byte[3 << 20]));
        opened.drain();
        for (int number = 3; number <= 20; number++) {
            opened.append(number);
            opened.drain();
        }
        assertEquals(19, opened.store.mirrorBehind());
        opened.store.close();

        assertTrue(Arrays.equals(
                files.load(Layout.segment(Layout.JOURNAL, 1)), mirror.load(Layout.segment(Layout.JOURNAL, 1))));
    }

    @Test
    void keepsAnOldSegmentThatTheArchiveLostBeforeItsTime() throws Exception {
        Opened opened = Opened.of(options());
        write(opened, 1, 60);
        opened.store.writer().rotate();
        opened.drain();
        assertTrue(opened.store.makeImage());
        opened.store.mirror().orElseThrow().drain();
        opened.store.close();
        String lost = Layout.segment(Layout.ARCHIVE, 1);
        byte[] before = files.load(lost);
        files.delete(lost);

        opened = Opened.of(options());
        assertTrue(opened.report().intact(), "an image has what came of it");
        write(opened, 61, 62);
        opened.store.repair();

        assertTrue(Arrays.equals(before, files.load(Layout.find(files, 1).orElseThrow())));
        opened.store.close();
    }

    @Test
    void thatFailsHoldsNothingUpAndCatchesUp() throws Exception {
        Opened opened = Opened.of(options());
        write(opened, 1, 10);
        for (FaultFiles.Operation failing : FaultFiles.Operation.values()) {
            heard.clear();
            int from = opened.acknowledged.size() + 1;
            hook = (operation, name) -> {
                if (operation == failing && !name.equals(HighWaterMark.NAME)) {
                    throw new IOException("no space left on device");
                }
            };
            write(opened, from, from + 20);
            assertEquals(from + 20, opened.acknowledged.size());
            hook = (operation, name) -> {};
            write(opened, from + 21, from + 21);
            assertEquals(0, opened.store.mirrorBehind());
            if (!heard.isEmpty()) {
                assertEquals("recovered", heard.get(heard.size() - 1));
            }
            expectCopy(from + 21);
        }
        opened.store.close();
    }

    @Test
    void thatIsAwayAtTheStartIsAnAlarmAndCaughtUpWithLater() throws Exception {
        Opened opened = Opened.of(options());
        write(opened, 1, 30);
        opened.store.close();
        away = true;
        opened = Opened.of(options());
        assertTrue(opened.report().intact());
        write(opened, 31, 60);
        assertEquals(60, opened.store.mirrorBehind(), "what it has is not known");
        opened.store.close();
        assertTrue(heard.contains("failed"));
        heard.clear();
        away = false;

        opened = Opened.of(options());
        assertEquals(List.of("behind 30"), heard);
        write(opened, 61, 61);
        opened.store.close();
        expectCopy(61);
    }

    @Test
    void ofAnotherStoreIsRefusedAndNotTouched() throws Exception {
        Opened.write(Opened.options(mirror).withNewIds(() -> new UUID(1, 2)), 1, 20);
        byte[] before = mirror.load(Layout.segment(Layout.JOURNAL, 1));

        StoreRefused refused = assertThrows(StoreRefused.class, () -> Opened.of(options()));

        assertTrue(
                refused.getMessage()
                        .contains("/mnt/b is to mirror store " + Opened.ID + ", it has store " + new UUID(1, 2)),
                refused.getMessage());
        assertTrue(Arrays.equals(before, mirror.load(Layout.segment(Layout.JOURNAL, 1))));
        mirror = new MemoryFiles();
        Opened.of(options()).store.close();
    }

    @Test
    void ofAnOlderStoreIsMovedAsideWithIt() throws Exception {
        Opened opened = Opened.of(options());
        write(opened, 1, 20);
        opened.store.close();

        opened = Opened.of(options().withNewStore("date").withNewIds(() -> new UUID(3, 4)));
        write(opened, 1, 5);
        opened.store.close();

        assertTrue(mirror.exists("aside-date/journal/0000000001.seg"));
        assertEquals(
                5,
                Opened.of(options().withNewIds(() -> new UUID(3, 4))).report().lastSequence());
    }

    @Test
    void ofAnotherCourseOfTheSameStoreIsAnAlarmAndNotTouched() throws Exception {
        Opened opened = Opened.of(options());
        write(opened, 1, 10);
        opened.store.close();
        MemoryFiles old = Opened.copy(files);
        opened = Opened.of(options());
        write(opened, 11, 20);
        opened.store.close();
        files = old;
        away = true;
        opened = Opened.of(options());
        write(opened, 101, 130);
        opened.store.close();
        away = false;
        heard.clear();

        opened = Opened.of(options());
        write(opened, 131, 140);

        assertEquals(10, opened.acknowledged.size(), "nothing is held up");
        assertTrue(heard.contains("failed"), heard.toString());
        opened.store.close();
        assertEquals(facts(1, 20), Opened.of(Opened.options(Opened.copy(mirror))).recovered);
    }

    @Test
    void whatTheJournalLostIsTakenFromIt() throws Exception {
        Opened opened = Opened.of(options());
        write(opened, 1, 60);
        opened.store.close();
        long segments = Layout.newestSegment(files);
        MemoryFiles whole = Opened.copy(files);
        Random random = Facts.random("whatTheJournalLost");
        for (int round = 0; round < Facts.count(400, 10_000); round++) {
            files = Opened.copy(whole);
            String name = Layout.segment(Layout.JOURNAL, 1 + random.nextLong(segments));
            int size = files.load(name).length;
            int kind = random.nextInt(5);
            if (kind == 0) {
                files.delete(name);
            } else if (kind == 1) {
                Opened.truncate(files, name, random.nextInt(size));
            } else if (kind == 2) {
                Opened.put(files, name, new byte[size]);
            } else if (kind == 3) {
                files.delete(HighWaterMark.NAME);
            } else {
                Opened.flip(files, name, random.nextInt(size), random.nextInt(8));
            }
            MemoryFiles mirrorBefore = mirror;
            mirror = Opened.copy(mirror);
            Opened again = Opened.of(options());
            String where = "round " + round + ", kind " + kind + ", " + name + ": " + again.report();
            assertTrue(again.report().intact(), where);
            assertFalse(again.report().damages().isEmpty(), where);
            assertEquals(facts(1, 60), again.recovered, where);
            mirror = mirrorBefore;
        }
    }

    @Test
    void ofAnOlderCopyOfTheDataHasWhatThatLacks() throws Exception {
        Opened opened = Opened.of(options());
        write(opened, 1, 30);
        opened.store.close();
        MemoryFiles old = Opened.copy(files);
        opened = Opened.of(options());
        write(opened, 31, 60);
        opened.store.close();
        files = old;

        opened = Opened.of(options());

        assertTrue(opened.report().intact(), opened.report().toString());
        assertEquals(facts(1, 60), opened.recovered);
        write(opened, 61, 70);
        opened.store.close();
        opened = Opened.of(options());
        assertEquals(facts(1, 70), opened.recovered);
        assertTrue(opened.report().intact(), opened.report().toString());
    }

    @Test
    void isWholeOrCaughtUpAfterThePowerGoesAtAnyOperation() throws Exception {
        Random random = Facts.random("mirrorPower");
        int operations = 1;
        boolean died = true;
        for (; died; operations += Facts.FULL ? 1 : 2) {
            died = false;
            files = new MemoryFiles();
            mirror = new MemoryFiles();
            int[] count = {0};
            int last = operations;
            hook = (operation, name) -> {
                if (++count[0] >= last) {
                    throw new FaultFiles.Crash();
                }
            };
            List<Integer> acknowledged = new ArrayList<>();
            try {
                Opened opened = Opened.of(options(), acknowledged);
                write(opened, 1, 40);
            } catch (FaultFiles.Crash crash) {
                died = true;
            }
            hook = (operation, name) -> {};
            files = files.afterPowerLoss(random);
            mirror = mirror.afterPowerLoss(random);
            Opened again = Opened.of(options(), acknowledged);
            String where = "operation " + operations + ": " + again.report();
            assertTrue(again.report().intact(), where);
            assertTrue(again.recovered.size() >= acknowledged.size(), where);
            write(again, again.recovered.size() + 1, 45);
            assertEquals(0, again.store.mirrorBehind(), where);
            again.store.close();
            expectCopy(45);
        }
        assertTrue(operations > 100, "operations " + operations);
    }
}
