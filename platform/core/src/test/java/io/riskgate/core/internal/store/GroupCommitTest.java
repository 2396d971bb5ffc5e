package io.riskgate.core.internal.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.core.internal.store.FaultFiles.Operation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens on the disk, in which order, as a recording layer sees it. */
class GroupCommitTest {
    private final List<String> happened = new ArrayList<>();
    private final Set<String> unsynced = new HashSet<>();
    private final Set<String> unsyncedDirectories = new HashSet<>();
    private Opened opened;

    @BeforeEach
    void openOnARecordingLayer() throws Exception {
        opened = Opened.of(Opened.options(new FaultFiles(new MemoryFiles(), this::record)));
        happened.clear();
    }

    @Test
    void aGroupIsOneWriteAndOneSyncAndThenItsAcknowledgements() {
        append(1);
        append(2);
        append(3);
        opened.drain();

        assertEquals(List.of("WRITE seg", "FORCE seg", "WRITE mark", "ack 1", "ack 2", "ack 3"), happened);
    }

    @Test
    void nothingHappensOnTheDiskByAnAppend() {
        append(1);

        assertEquals(List.of(), happened);
    }

    @Test
    void theMarkIsSyncedWhenSettled() {
        append(1);
        opened.drain();
        happened.clear();

        assertTrue(opened.store.writer().settle());
        assertFalse(opened.store.writer().settle());

        assertEquals(List.of("FORCE mark"), happened);
    }

    @Test
    void aNewSegmentIsSyncedThenNamedThenItsDirectorySyncedBeforeTheAcknowledgement() {
        append(1);
        opened.drain();
        opened.store.writer().rotate();
        happened.clear();
        append(2);
        opened.drain();

        assertEquals(
                List.of(
                        "FORCE mark",
                        "DELETE seg",
                        "CREATE seg",
                        "WRITE seg",
                        "FORCE seg",
                        "RENAME seg",
                        "SYNC_DIRECTORY journal",
                        "WRITE mark",
                        "ack 2"),
                happened);
    }

    @Test
    void everyAcknowledgementFollowsTheSyncOfAllThatWasWritten() {
        for (int number = 1; number <= 200; number++) {
            append(number);
            if (number % 3 == 0) {
                opened.drain();
            }
        }
        opened.drain();

        assertEquals(
                200, happened.stream().filter(each -> each.startsWith("ack")).count());
        assertTrue(happened.contains("RENAME seg"), "rotated");
    }

    private void append(int number) {
        opened.store.journal().append(Facts.fact(number), sequence -> {
            happened.add("ack " + number);
            assertEquals(Set.of(), unsynced, "files written and not synced at acknowledgement " + number);
            assertEquals(Set.of(), unsyncedDirectories, "directories not synced at acknowledgement " + number);
        });
    }

    private void record(Operation operation, String name) {
        String kind = name.replaceAll(".*/", "").replaceAll("^\\d+\\.", "").replace(".tmp", "");
        happened.add(operation + " " + kind);
        if (kind.startsWith("seg")) {
            note(operation, name);
        } else if (operation == Operation.SYNC_DIRECTORY) {
            unsyncedDirectories.remove(name);
        }
    }

    private void note(Operation operation, String name) {
        switch (operation) {
            case WRITE -> unsynced.add(name);
            case FORCE -> unsynced.remove(name);
            case CREATE, RENAME -> unsyncedDirectories.add(FileLayer.directoryOf(name));
            default -> {}
        }
    }
}
