package io.riskgate.core.internal.store;

import static io.riskgate.core.internal.store.Facts.facts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A disk that does not give a file: what is redundant is taken from elsewhere, and the file is named. */
class UnreadableFileTest {
    private final MemoryFiles memory = new MemoryFiles();
    private final MemoryFiles mirror = new MemoryFiles();
    private String unreadable = "";

    private final FileLayer files = failing(FileLayer.class, memory);

    /** The files, or one of them, where reading what is unreadable fails. */
    private <T> T failing(Class<T> type, T real) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    boolean concerned = type == StoreFile.class || arguments != null && unreadable.equals(arguments[0]);
                    if (concerned && List.of("load", "read").contains(method.getName())) {
                        throw new IOException("Input/output error");
                    }
                    try {
                        Object result = method.invoke(real, arguments);
                        return concerned && result instanceof StoreFile file ? failing(StoreFile.class, file) : result;
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                }));
    }

    private final StoreOptions mirrored = Opened.options(files).withMirror(new MirrorPlace("/mnt/b", () -> mirror));

    @BeforeEach
    void aStoreWithEveryPart() throws Exception {
        Opened opened = Opened.of(mirrored);
        for (int number = 1; number <= 60; number++) {
            opened.append(number);
            opened.drain();
            opened.store.mirror().orElseThrow().drain();
            if (number == 40) {
                opened.store.writer().rotate();
                opened.drain();
                assertTrue(opened.store.makeImage());
            }
        }
        opened.store.close();
    }

    private void expectHealed() throws Exception {
        Opened opened = Opened.of(mirrored);
        assertTrue(opened.report().intact(), opened.report().toString());
        assertTrue(opened.report().damages().stream()
                .anyMatch(damage -> damage.file().equals(unreadable)));
        assertEquals(Facts.Fold.of(facts(1, 60)), Facts.Fold.of(opened.recovered));
        assertTrue(opened.store.verify().damages().stream()
                .anyMatch(damage -> damage.file().equals(unreadable) && damage.healed()));
        assertEquals(
                List.of(unreadable),
                opened.store.repair().changes().stream()
                        .map(Repair.Change::file)
                        .toList());
        unreadable = "";
        assertEquals(List.of(), opened.store.verify().damages());
        opened.store.close();
    }

    @Test
    void anImageIsMadeUpForByTheJournal() throws Exception {
        String image = Images.names(memory).get(0);
        Opened opened = Opened.of(Opened.options(files));
        opened.append(61);
        opened.drain();
        opened.store.writer().rotate();
        opened.drain();
        assertTrue(opened.store.makeImage());
        opened.store.close();
        String newest = Images.names(memory).get(0);
        unreadable = newest;
        opened = Opened.of(Opened.options(files));

        assertEquals(image, opened.report().image().orElseThrow());
        assertEquals(Facts.Fold.of(facts(1, 61)), Facts.Fold.of(opened.recovered));
        assertEquals(
                List.of(newest),
                opened.store.verify().damages().stream().map(Damage::file).toList());
        opened.store.close();
    }

    @Test
    void anySegmentIsHealedByTheMirror() throws Exception {
        for (long number : Layout.segments(memory, Layout.JOURNAL)) {
            unreadable = Layout.segment(Layout.JOURNAL, number);
            expectHealed();
        }
    }

    @Test
    void aSegmentThatNothingElseHasIsNamedAndTriedAgain() throws Exception {
        unreadable = Layout.segment(Layout.JOURNAL, Layout.newestSegment(memory));

        IOException failure = assertThrows(IOException.class, () -> Opened.of(Opened.options(files)));

        assertEquals(unreadable + " cannot be read: Input/output error", failure.getMessage());
        unreadable = "";
        Opened opened = Opened.of(Opened.options(files));
        assertTrue(opened.report().intact());
        assertEquals(Facts.Fold.of(facts(1, 60)), Facts.Fold.of(opened.recovered));
    }
}
