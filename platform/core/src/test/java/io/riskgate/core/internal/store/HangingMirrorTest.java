package io.riskgate.core.internal.store;

import static io.riskgate.core.internal.store.Facts.facts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The mount of the mirror hangs in its calls at the start: that holds nobody up, and frees nobody. */
@Timeout(120)
class HangingMirrorTest {
    private final MemoryFiles files = new MemoryFiles();
    private final MemoryFiles mirror = new MemoryFiles();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final CountDownLatch back = new CountDownLatch(1);
    private final AtomicInteger callsUntilItHangs = new AtomicInteger(Integer.MAX_VALUE);

    private StoreOptions options() {
        return Opened.options(files)
                .withAlarm(new Alarm() {
                    @Override
                    public void onWriteFailed(IOException failure) {
                        throw new AssertionError(failure);
                    }

                    @Override
                    public void onMirrorFailed(IOException failure) {
                        heard.add(failure.getMessage());
                    }

                    @Override
                    public void onMirrorRecovered() {
                        heard.add("recovered");
                    }
                })
                .withMirror(new MirrorPlace("/mnt/b", this::open, Duration.ofMillis(200)));
    }

    private FileLayer open() {
        pass();
        return (FileLayer) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {FileLayer.class}, (proxy, method, arguments) -> {
                    pass();
                    try {
                        return method.invoke(mirror, arguments);
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                });
    }

    private void pass() {
        if (callsUntilItHangs.getAndDecrement() <= 0) {
            try {
                assertTrue(back.await(100, TimeUnit.SECONDS));
            } catch (InterruptedException interruption) {
                throw new UncheckedIOException(new IOException(interruption));
            }
        }
    }

    @BeforeEach
    void aStoreWithAMirror() throws Exception {
        Opened opened = Opened.of(options());
        write(opened, 1, 30);
        opened.store.close();
        heard.clear();
    }

    @AfterEach
    void letGo() {
        back.countDown();
    }

    private static void write(Opened opened, int from, int to) {
        for (int number = from; number <= to; number++) {
            opened.append(number);
            opened.drain();
            opened.store.mirror().orElseThrow().drain();
        }
    }

    private void comesBack() {
        callsUntilItHangs.set(Integer.MAX_VALUE);
        back.countDown();
    }

    @Test
    void aWholeStoreStartsWithoutItIsToldSoAndCatchesUpWhenItIsBack() throws Exception {
        for (int calls = 0; calls < 12; calls++) {
            callsUntilItHangs.set(calls);
            Opened opened = Opened.of(options());

            assertTrue(opened.report().intact(), opened.report().toString());
            assertEquals(facts(1, 30), opened.recovered);
            if (calls < 4) {
                assertEquals(1, heard.size(), heard.toString());
                assertTrue(
                        heard.get(0).startsWith("/mnt/b: ") && heard.get(0).contains("does not answer"), heard.get(0));
            }
            heard.clear();
            files.processDied();
            mirror.processDied();
        }
        callsUntilItHangs.set(0);
        Opened opened = Opened.of(options());
        opened.append(31);
        opened.drain();
        assertEquals(List.of(31), opened.acknowledged, "nothing waits for it");
        comesBack();

        boolean caughtUp = false;
        while (!caughtUp) {
            caughtUp = opened.store.mirror().orElseThrow().drain();
        }
        assertEquals(0, opened.store.mirrorBehind());
        assertEquals("recovered", heard.get(heard.size() - 1));
        opened.store.close();
        assertEquals(facts(1, 31), Opened.of(Opened.options(Opened.copy(mirror))).recovered);
    }

    @Test
    void aDamagedStoreStaysDeniedSaysWhyAndIsHealedWhenItIsBack() throws Exception {
        String first = Layout.segment(Layout.JOURNAL, 1);
        Opened.flip(files, first, SegmentHeader.BYTES + 30, 1);
        callsUntilItHangs.set(0);
        Opened opened = Opened.of(options());

        assertFalse(opened.report().intact());
        Damage damage = opened.report().damages().get(0);
        assertEquals(first, damage.file());
        assertTrue(damage.message().endsWith(", and the mirror in /mnt/b cannot be read"), damage.toString());
        assertEquals(List.of(), opened.store.repair().changes());
        comesBack();

        boolean healed = false;
        while (!healed) {
            healed = !opened.store.repair().changes().isEmpty();
        }
        opened.store.close();
        Opened again = Opened.of(options());
        assertTrue(again.report().intact(), again.report().toString());
        assertEquals(facts(1, 30), again.recovered);
    }

    @Test
    void whatReadsItWhileThePlatformRunsSaysSoAndReadsItAgainLater() throws Exception {
        Opened opened = Opened.of(options());
        write(opened, 31, 40);
        for (int calls = 0; calls < 6; calls++) {
            callsUntilItHangs.set(calls);

            List<Damage> damages = opened.store.verify().damages();

            assertEquals(
                    List.of("/mnt/b/live"), damages.stream().map(Damage::file).toList());
            assertTrue(damages.get(0).message().contains("its disk d"), damages.toString());
        }
        comesBack();
        assertEquals(List.of(), opened.store.verify().damages());
        opened.store.close();
    }
}
