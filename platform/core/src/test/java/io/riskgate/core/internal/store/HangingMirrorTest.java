package io.riskgate.core.internal.store;

import static io.riskgate.core.internal.store.Facts.facts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The mount of the mirror hangs in its calls, at the start or later: that holds nobody up, and frees nobody. */
@Timeout(120)
class HangingMirrorTest {
    private MemoryFiles files = new MemoryFiles();
    private MemoryFiles mirror = new MemoryFiles();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private volatile CountDownLatch back = new CountDownLatch(1);
    private final AtomicInteger callsUntilItHangs = new AtomicInteger(Integer.MAX_VALUE);
    private final AtomicInteger hanging = new AtomicInteger();
    private final AtomicInteger handles = new AtomicInteger();
    private volatile String hangingIn = "";
    private volatile int leftHanging;

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
                .withMirror(new MirrorPlace("/mnt/b", this::open, this::untilItHangs));
    }

    /** Waits for a call for as long as none hangs but those that hung before. */
    private void untilItHangs(CompletableFuture<?> call) throws TimeoutException {
        while (!call.isDone()) {
            if (hanging.get() > leftHanging) {
                throw new TimeoutException("within 10s");
            }
            Thread.onSpinWait();
        }
    }

    private void hangsAfter(int calls) {
        leftHanging = hanging.get();
        callsUntilItHangs.set(calls);
    }

    private FileLayer open() {
        pass("mount");
        return proxy(FileLayer.class, mirror);
    }

    private <T> T proxy(Class<T> type, T inner) {
        return type.cast(Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (type == FileLayer.class || !hangingIn.isEmpty()) {
                        pass(method.getName());
                    }
                    try {
                        Object result = method.invoke(inner, arguments);
                        if (result instanceof StoreFile file) {
                            handles.incrementAndGet();
                            return proxy(StoreFile.class, file);
                        } else if (type == StoreFile.class && method.getName().equals("close")) {
                            handles.decrementAndGet();
                        }
                        return result;
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                }));
    }

    private void pass(String method) {
        if (method.equals(hangingIn) || callsUntilItHangs.getAndDecrement() <= 0) {
            hanging.incrementAndGet();
            try {
                assertTrue(back.await(100, TimeUnit.SECONDS));
            } catch (InterruptedException interruption) {
                throw new UncheckedIOException(new IOException(interruption));
            } finally {
                hanging.decrementAndGet();
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
        hangingIn = "";
        back.countDown();
    }

    /** Has nothing of it under way any more. */
    private void settles(Callable<Boolean> settled) throws Exception {
        while (!settled.call()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aWholeStoreStartsWithoutItIsToldSoAndCatchesUpWhenItIsBack() throws Exception {
        for (int calls = 0; calls < 12; calls++) {
            hangsAfter(calls);
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
        hangsAfter(0);
        Opened opened = Opened.of(options());
        opened.append(31);
        opened.drain();
        assertEquals(List.of(31), opened.acknowledged, "nothing waits for it");
        comesBack();

        settles(() -> opened.store.mirror().orElseThrow().drain());
        assertEquals(0, opened.store.mirrorBehind());
        assertEquals("recovered", heard.get(heard.size() - 1));
        opened.store.close();
        assertEquals(facts(1, 31), Opened.of(Opened.options(Opened.copy(mirror))).recovered);
    }

    @Test
    void aDamagedStoreStaysDeniedSaysWhyAndIsHealedWhenItIsBack() throws Exception {
        String first = Layout.segment(Layout.JOURNAL, 1);
        Opened.flip(files, first, SegmentHeader.BYTES + 30, 1);
        hangsAfter(0);
        Opened opened = Opened.of(options());

        assertFalse(opened.report().intact());
        Damage damage = opened.report().damages().get(0);
        assertEquals(first, damage.file());
        assertTrue(damage.message().endsWith(", and the mirror in /mnt/b cannot be read"), damage.toString());
        assertEquals(List.of(), opened.store.repair().changes());
        comesBack();

        settles(() -> !opened.store.repair().changes().isEmpty());
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
            hangsAfter(calls);

            List<Damage> damages = opened.store.verify().damages();

            assertEquals(
                    List.of("/mnt/b/live"), damages.stream().map(Damage::file).toList());
            assertTrue(damages.get(0).message().contains("its disk d"), damages.toString());
            assertTrue(
                    opened.store.verify().damages().get(0).message().contains("its disk did not answer before"),
                    "while it hangs nobody waits for it again");
            comesBack();
            settles(() -> opened.store.verify().damages().isEmpty());
            back = new CountDownLatch(1);
        }
        opened.store.close();
    }

    @Test
    void whenItHangsNothingWaitsForTheImagesThatItIsToHave() throws Exception {
        Opened opened = Opened.of(options());
        write(opened, 31, 40);
        opened.store.writer().rotate();
        opened.drain();
        opened.store.mirror().orElseThrow().drain();
        hangsAfter(0);

        assertTrue(opened.store.makeImage());

        assertTrue(opened.store.mirrorLacksImages());
        WriterThread own = new WriterThread(opened.store.mirror().orElseThrow(), "own", reason -> Thread.onSpinWait());
        own.start();
        settles(() -> hanging.get() == 1);
        long steps = opened.store.mirrorSteps();
        opened.append(41);
        opened.drain();
        opened.store.writer().rotate();
        opened.drain();
        assertTrue(opened.store.makeImage());
        assertEquals(
                List.of("/mnt/b/live"),
                opened.store.verify().damages().stream().map(Damage::file).toList());
        assertEquals(List.of(), opened.store.repair().changes());
        List<Entry> state = new ArrayList<>();
        assertEquals(List.of(), opened.store.history(0, entry -> {}, state::add));
        assertFalse(state.isEmpty());
        assertEquals(steps, opened.store.mirrorSteps(), "so that the watch sees it stand");
        assertTrue(opened.store.mirrorLacksImages());

        comesBack();
        settles(() -> !opened.store.mirrorLacksImages() && opened.store.mirrorBehind() == 0);
        own.close();
        assertEquals(Images.names(files), Images.names(mirror));
        opened.store.close();
    }

    @Test
    void aRepairOfItThatHangsIsGivenUpAndToldOfAndHoldsNothingUp() throws Exception {
        for (String method : List.of("create", "write", "force", "rename", "syncDirectory", "delete")) {
            letItBe();
            Opened opened = Opened.of(options());
            Opened.flip(mirror, Layout.segment(Layout.JOURNAL, 1), SegmentHeader.BYTES + 30, 1);
            heard.clear();
            hangingIn = method;

            assertEquals(List.of(), opened.store.repair().changes(), method);

            assertTrue(heard.get(0).contains("does not answer"), method + heard);
            assertEquals(List.of(), opened.store.repair().changes(), method);
            assertEquals(2, heard.size(), method + heard);
            assertTrue(heard.get(1).contains("did not answer before"), method + heard);
            opened.append(31);
            opened.drain();
            opened.store.writer().rotate();
            opened.drain();
            assertTrue(opened.store.makeImage(), method);

            comesBack();
            settles(() -> hanging.get() == 0);
            settles(() -> opened.store.mirror().orElseThrow().drain());
            assertEquals("recovered", heard.get(heard.size() - 1));
            assertEquals(List.of(), opened.store.verify().damages(), method);
            opened.store.close();
        }
    }

    /** Begins with new disks, none of which hangs. */
    private void letItBe() throws Exception {
        files = new MemoryFiles();
        mirror = new MemoryFiles();
        back = new CountDownLatch(1);
        aStoreWithAMirror();
    }

    @Test
    void aStoreClosesWhenItHangsInWhatIsLeftToCopy() throws Exception {
        for (String method : List.of("create", "write", "force", "rename", "close")) {
            letItBe();
            Opened opened = Opened.of(options());
            opened.append(31);
            opened.drain();
            hangingIn = method;

            opened.store.close();

            assertTrue(heard.get(0).contains("does not answer"), method + heard);
            assertEquals(facts(1, 31), Opened.of(Opened.options(Opened.copy(files))).recovered);
            comesBack();
            settles(() -> hanging.get() == 0);
        }
    }

    @Test
    void aStartThatIsTriedAgainFindsItTakenByTheOneBeforeAndGoesOn() throws Exception {
        hangingIn = "createDirectory";
        StoreOptions full = options().withFiles(new FaultFiles(files, (operation, name) -> {
            throw new IOException("no space left on device");
        }));
        assertThrows(IOException.class, () -> Opened.of(full));
        assertEquals(1, hanging.get(), "it holds the lock");
        files.processDied();

        hangingIn = "";
        leftHanging = 1;
        Opened opened = Opened.of(options());

        assertTrue(opened.report().intact());
        assertTrue(heard.get(heard.size() - 1).contains("in use by this process"), heard.toString());
        comesBack();
        settles(() -> opened.store.mirror().orElseThrow().drain());
        opened.store.close();
    }

    @Test
    void howeverOftenItIsReadNoMoreThanOneCallHangsAndNoFileStaysOpen() throws Exception {
        for (String method : List.of("list", "open", "read", "size", "close")) {
            letItBe();
            Opened opened = Opened.of(options());
            opened.store.mirror().orElseThrow().drain();
            int open = handles.get();
            hangingIn = method;
            for (int reading = 0; reading < 5; reading++) {
                assertFalse(opened.store.verify().damages().isEmpty(), method);
            }
            assertEquals(1, hanging.get(), method);

            comesBack();
            settles(() -> hanging.get() == 0);
            settles(() -> handles.get() == open);
            settles(() -> opened.store.verify().damages().isEmpty());
            opened.store.close();
        }
    }

    @Test
    void anErrorInACallIsNoHang() {
        FileLayer failing = (FileLayer)
                Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {FileLayer.class}, (p, m, a) -> {
                    throw new FaultFiles.Crash();
                });
        LimitedFiles limited = new LimitedFiles(failing, Patience.of(Duration.ofSeconds(100)));

        assertThrows(FaultFiles.Crash.class, () -> limited.list(""));

        assertFalse(limited.hangs());
    }
}
