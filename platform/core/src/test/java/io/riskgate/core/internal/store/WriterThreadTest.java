package io.riskgate.core.internal.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.core.internal.store.FaultFiles.Operation;
import io.riskgate.core.internal.store.WriterThread.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WriterThreadTest {
    private static final Waiting SHORT =
            Waiting.parking(TimeUnit.MILLISECONDS.toNanos(1), TimeUnit.MILLISECONDS.toNanos(1));

    @TempDir
    Path directory;

    @Test
    void manyThreadsAreAcknowledgedEachInItsOrder() throws Exception {
        Opened opened = Opened.of(Opened.options(new DiskFiles(directory)).withSegments(20_000, 4096));
        int threads = 4;
        int each = 500;
        List<List<Integer>> acknowledged = new ArrayList<>();
        CountDownLatch all = new CountDownLatch(threads * each);
        try (WriterThread writer = new WriterThread(opened.store.writer(), "journal", SHORT)) {
            writer.start();
            for (int thread = 0; thread < threads; thread++) {
                List<Integer> mine = new ArrayList<>();
                acknowledged.add(mine);
                int first = thread * each;
                new Thread(() -> {
                            for (int number = first; number < first + each; number++) {
                                int it = number;
                                opened.store.journal().append(Facts.fact(it), sequence -> {
                                    mine.add(it);
                                    all.countDown();
                                });
                            }
                        })
                        .start();
            }
            all.await();
        }
        opened.store.close();

        for (int thread = 0; thread < threads; thread++) {
            int first = thread * each;
            List<Integer> expected = Facts.facts(first, first + each - 1).stream()
                    .map(Facts::number)
                    .toList();
            assertEquals(expected, acknowledged.get(thread));
        }
        Opened again = Opened.of(Opened.options(new DiskFiles(directory)));
        for (int thread = 0; thread < threads; thread++) {
            int first = thread * each;
            assertEquals(
                    acknowledged.get(thread),
                    again.recovered.stream()
                            .map(Facts::number)
                            .filter(it -> it / each == first / each)
                            .toList());
        }
        again.store.close();
    }

    @Test
    void whatIsQueuedWhenItIsClosedIsWrittenAndSettled() throws Exception {
        MemoryFiles files = new MemoryFiles();
        Opened opened = Opened.of(Opened.options(files));
        WriterThread writer = new WriterThread(opened.store.writer(), "journal", SHORT);
        for (int number = 1; number <= 100; number++) {
            opened.append(number);
        }
        writer.start();
        writer.close();

        assertEquals(100, opened.acknowledged.size());
        assertFalse(opened.store.writer().settle(), "settled already");
    }

    @Test
    void anErrorIsAFailureLikeAnyOther() throws Exception {
        MemoryFiles files = new MemoryFiles();
        AtomicInteger errors = new AtomicInteger();
        FaultFiles faulty = new FaultFiles(files, (operation, name) -> {
            if (operation == Operation.FORCE && name.contains("seg") && errors.get() > 0) {
                errors.decrementAndGet();
                throw new OutOfMemoryError("on purpose");
            }
        });
        Opened opened = Opened.of(Opened.options(faulty));
        errors.set(3);
        CountDownLatch durable = new CountDownLatch(2);
        try (WriterThread writer = new WriterThread(opened.store.writer(), "journal", SHORT)) {
            writer.start();
            opened.store.journal().append(Facts.fact(1), sequence -> durable.countDown());
            opened.store.journal().append(Facts.fact(2), sequence -> durable.countDown());
            assertTrue(durable.await(30, TimeUnit.SECONDS), "the thread is gone");
        }
        opened.store.close();

        Opened again = Opened.of(Opened.options(files));
        assertTrue(again.report().intact(), again.report().toString());
        assertEquals(Facts.facts(1, 2), again.recovered);
    }

    @Test
    void aFailedWriteIsTriedAgainAtThePaceOfTheCaller() throws Exception {
        AtomicInteger failures = new AtomicInteger();
        AtomicInteger retries = new AtomicInteger();
        FaultFiles faulty = new FaultFiles(new MemoryFiles(), (operation, name) -> {
            if (operation == Operation.FORCE && failures.get() > 0) {
                failures.decrementAndGet();
                throw new IOException("on purpose");
            }
        });
        Opened opened = Opened.of(Opened.options(faulty));
        failures.set(5);
        CountDownLatch durable = new CountDownLatch(1);
        Waiting counting = reason -> {
            if (reason == Waiting.Reason.RETRY) {
                retries.incrementAndGet();
            } else {
                SHORT.await(reason);
            }
        };
        try (WriterThread writer = new WriterThread(opened.store.writer(), "journal", counting)) {
            writer.start();
            opened.store.journal().append(Facts.fact(1), sequence -> durable.countDown());
            durable.await();
        }

        assertEquals(5, retries.get());
    }

    @Test
    void theMarkIsSettledWhenNothingComes() throws Exception {
        CountDownLatch settled = new CountDownLatch(1);
        FaultFiles recording = new FaultFiles(new MemoryFiles(), (operation, name) -> {
            if (operation == Operation.FORCE
                    && name.startsWith(HighWaterMark.NAME)
                    && Thread.currentThread().getName().equals("journal")) {
                settled.countDown();
            }
        });
        Opened opened = Opened.of(Opened.options(recording));
        try (WriterThread writer = new WriterThread(opened.store.writer(), "journal", SHORT)) {
            writer.start();
            opened.append(1);

            assertTrue(settled.await(30, TimeUnit.SECONDS));
        }
    }
}
