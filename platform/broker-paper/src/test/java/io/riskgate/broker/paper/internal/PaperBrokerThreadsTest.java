package io.riskgate.broker.paper.internal;

import static io.riskgate.broker.paper.internal.Events.MNQ;
import static io.riskgate.broker.paper.internal.Events.T0;
import static io.riskgate.broker.paper.internal.Events.longPosition;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.riskgate.api.broker.BrokerAnswer;
import io.riskgate.api.broker.BrokerCommand.ClosePosition;
import io.riskgate.api.broker.BrokerMode;
import io.riskgate.api.event.BrokerEvent;
import io.riskgate.api.event.PositionUpdate;
import io.riskgate.api.event.TradeUpdate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The paper broker under several threads at once. */
@Timeout(30)
class PaperBrokerThreadsTest {
    private final ManualTime time = new ManualTime(T0);
    private final PaperBroker broker = new PaperBroker(new StubInstruments(), BrokerMode.PAPER, time, time);
    private final List<BrokerEvent> events = Collections.synchronizedList(new ArrayList<>());
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @BeforeEach
    void connect() throws IOException {
        broker.connect(events::add);
    }

    @AfterEach
    void interruptWhatStillHangs() {
        threads.shutdownNow();
    }

    private static ClosePosition close(String account, String key) {
        return new ClosePosition(account, key, MNQ, 1);
    }

    private void open(String account, int quantity) throws Exception {
        broker.publish(account, now -> longPosition(account, MNQ, quantity, "21000"));
        events.clear();
    }

    @Test
    void oneHangingAccountHoldsUpNoOther() throws Exception {
        open("A", 3);
        broker.setMode(BrokerMode.HANG, "A", null, 0);
        List<String> accounts =
                IntStream.range(0, 8).mapToObj(n -> "other-" + n).toList();
        for (String account : accounts) {
            open(account, 50);
        }
        threads.submit(() -> broker.call(close("A", "k1")));
        time.awaitHanging();

        List<Callable<Object>> work = new ArrayList<>();
        for (String account : accounts) {
            work.add(() -> {
                for (int n = 0; n < 50; n++) {
                    broker.call(close(account, account + n));
                }
                return null;
            });
        }
        for (Future<Object> done : threads.invokeAll(work, 10, TimeUnit.SECONDS)) {
            done.get();
        }

        for (String account : accounts) {
            assertEquals(List.of(), broker.read(account).positions());
            assertEquals(countingDown(49), sizesReportedFor(account));
        }
        assertEquals(3, broker.read("A").positions().get(0).quantity());
    }

    @Test
    void eventsOfOneAccountComeInOrderWhateverTheThreads() throws Exception {
        open("A", 100);

        List<Callable<Object>> work = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            int first = thread * 20;
            work.add(() -> {
                for (int n = first; n < first + 40; n++) {
                    broker.call(close("A", "k" + n));
                }
                return null;
            });
        }
        for (Future<Object> done : threads.invokeAll(work, 10, TimeUnit.SECONDS)) {
            done.get();
        }

        assertEquals(countingDown(99), sizesReportedFor("A"));
        List<String> tradeIds = events.stream()
                .filter(TradeUpdate.class::isInstance)
                .map(event -> ((TradeUpdate) event).tradeId())
                .distinct()
                .toList();
        assertEquals(100, tradeIds.size());
    }

    private List<Integer> sizesReportedFor(String account) {
        return events.stream()
                .filter(event -> account.equals(event.account()))
                .filter(PositionUpdate.class::isInstance)
                .map(event -> ((PositionUpdate) event).quantity())
                .toList();
    }

    private static List<Integer> countingDown(int from) {
        return IntStream.rangeClosed(0, from).mapToObj(n -> from - n).toList();
    }

    @Test
    void aFullQueueOfOneAccountHoldsUpNeitherReadsNorOtherAccounts() throws Exception {
        open("A", 3);
        open("B", 1);
        CountDownLatch full = new CountDownLatch(1);
        CountDownLatch drained = new CountDownLatch(1);
        broker.connect(event -> {
            if (event.account().equals("A")) {
                full.countDown();
                drained.await();
            }
            events.add(event);
        });

        Future<BrokerAnswer> held = threads.submit(() -> broker.call(close("A", "k1")));
        full.await();

        assertEquals(2, broker.read("A").positions().get(0).quantity());
        assertEquals(BrokerAnswer.accepted(), broker.call(close("B", "k2")));
        drained.countDown();
        assertEquals(BrokerAnswer.accepted(), held.get());
    }
}
