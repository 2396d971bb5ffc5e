package io.riskgate.core.internal.store;

import static io.riskgate.core.internal.store.Facts.facts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.core.internal.store.FaultFiles.Operation;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A group that was being written when the process died, or that came to the disk in part. */
class TornTailTest {
    private static final String SEGMENT = Layout.segment(Layout.JOURNAL, 1);

    @Test
    void aLastRecordCutAtAnyByteIsDroppedAndReported() throws Exception {
        MemoryFiles whole = diedWhileWriting(1);
        byte[] segment = whole.load(SEGMENT);
        int start = segment.length - JournalRecord.OVERHEAD - Facts.fact(4).payload().length;
        for (int cut = start; cut < segment.length; cut++) {
            MemoryFiles files = Opened.copy(whole);
            Opened.truncate(files, SEGMENT, cut);
            expectTorn(files, Math.max(0, Bytes.lastNonZero(segment, 0, cut) + 1 - start));
        }
    }

    @Test
    void aLastRecordWithZerosFromAnyByteOnIsDroppedAndReported() throws Exception {
        MemoryFiles whole = diedWhileWriting(1);
        byte[] segment = whole.load(SEGMENT);
        int start = segment.length - JournalRecord.OVERHEAD - Facts.fact(4).payload().length;
        for (int cut = start; cut < segment.length - 4; cut++) {
            byte[] zeroed = Arrays.copyOf(Arrays.copyOf(segment, cut), segment.length + 500);
            MemoryFiles files = Opened.copy(whole);
            Opened.put(files, SEGMENT, zeroed);
            expectTorn(files, Math.max(0, Bytes.lastNonZero(zeroed, 0, zeroed.length) + 1 - start));
        }
    }

    @Test
    void aWholeLastGroupThatWasNeverAcknowledgedIsKept() throws Exception {
        Opened opened = Opened.of(Opened.options(diedWhileWriting(3)));

        assertEquals(facts(1, 6), opened.recovered);
        assertEquals(0, opened.report().tornBytes());
    }

    @Test
    void aGroupWhoseFirstRecordIsMissingIsDroppedThoughTheRestIsValid() throws Exception {
        MemoryFiles files = diedWhileWriting(3);
        byte[] segment = files.load(SEGMENT);
        int start = segment.length
                - facts(4, 6).stream()
                        .mapToInt(fact -> JournalRecord.OVERHEAD + fact.payload().length)
                        .sum();
        Arrays.fill(segment, start, start + JournalRecord.OVERHEAD, (byte) 0);
        Opened.put(files, SEGMENT, segment);

        Opened opened = Opened.of(Opened.options(files));

        assertEquals(facts(1, 3), opened.recovered);
        assertTrue(opened.report().intact());
        assertTrue(opened.report().tornBytes() > 0);
    }

    @Test
    void aBadRecordBeforeOneOfALaterGroupIsADamageAlsoBeyondTheMark() throws Exception {
        MemoryFiles files = new MemoryFiles();
        Opened.write(Opened.options(files).withSegments(100_000, 0), 1, 3);
        Mark behind = new Mark(Opened.ID, 0, new Sealer(Optional.empty()).genesis(Opened.ID));
        HighWaterMark.create(files, new Sealer(Optional.empty()), behind).close();
        int second =
                SegmentHeader.BYTES + JournalRecord.OVERHEAD + Facts.fact(1).payload().length;
        Opened.flip(files, SEGMENT, second + 30, 2);

        Opened opened = Opened.of(Opened.options(files));

        assertFalse(opened.report().intact());
        assertEquals(SEGMENT, opened.report().damages().get(0).file());
        assertEquals(second, opened.report().damages().get(0).offset());
        assertEquals(List.of(Facts.fact(1), Facts.fact(3)), opened.recovered);
    }

    @Test
    void aLastRecordThatTheMarkReachesIsNeverTorn() throws Exception {
        MemoryFiles files = new MemoryFiles();
        Opened.write(Opened.options(files).withSegments(100_000, 0), 1, 3);
        byte[] segment = files.load(SEGMENT);
        Opened.truncate(files, SEGMENT, segment.length - 1);

        Opened opened = Opened.of(Opened.options(files));

        assertFalse(opened.report().intact());
        assertEquals(0, opened.report().tornBytes());
    }

    @Test
    void whatRecoveryDeliveredIsDurableThoughItsSyncHadFailed() throws Exception {
        MemoryFiles files = diedWhileWriting(2);
        files.loseUnsynced(SEGMENT);

        Opened opened = Opened.of(Opened.options(files));
        assertEquals(facts(1, 5), opened.recovered);
        MemoryFiles afterwards = files.afterPowerLoss(new Random(1));

        assertEquals(facts(1, 5), Opened.of(Opened.options(afterwards)).recovered);
    }

    /** Three facts acknowledged, and so many more written but not synced. */
    private static MemoryFiles diedWhileWriting(int unsynced) throws Exception {
        MemoryFiles memory = new MemoryFiles();
        boolean[] dying = {false};
        Opened opened = Opened.of(Opened.options(new FaultFiles(memory, (operation, name) -> {
                    if (dying[0] && operation == Operation.FORCE) {
                        throw new FaultFiles.Crash();
                    }
                }))
                .withSegments(100_000, 0));
        for (int number = 1; number <= 3; number++) {
            opened.append(number);
            opened.drain();
        }
        for (int number = 4; number < 4 + unsynced; number++) {
            opened.append(number);
        }
        dying[0] = true;
        assertThrows(FaultFiles.Crash.class, opened::drain);
        memory.processDied();
        return memory;
    }

    private static void expectTorn(MemoryFiles files, int torn) throws Exception {
        Opened opened = Opened.of(Opened.options(files));
        assertEquals(facts(1, 3), opened.recovered);
        assertEquals(List.of(), opened.report().damages());
        assertEquals(torn, opened.report().tornBytes());
        opened.append(4);
        opened.store.close();

        Opened again = Opened.of(Opened.options(files));
        assertEquals(facts(1, 4), again.recovered);
        assertEquals(List.of(), again.report().damages());
    }
}
