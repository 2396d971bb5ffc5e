package io.riskgate.core.internal.engine;

import io.riskgate.api.engine.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the log and every listener what was decided, each on a thread of its own and in order; nobody who decides ever
 * waits for it, and no listener for another. A listener that falls behind too far misses what comes meanwhile.
 */
final class Notifier {
    private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);
    private static final List<Decision> END = List.of();
    private static final int BEHIND = 100_000;
    private static final long STOP_MILLIS = 5_000L;

    private final Map<Consumer<Decision>, Reader> listeners = new ConcurrentHashMap<>();
    private final Reader log;
    private final boolean threaded;
    private volatile boolean stopped;

    /** A notifier; one that is not threaded tells on the thread of whoever decides. */
    Notifier(DecisionLog log, boolean threaded) {
        this.threaded = threaded;
        this.log = new Reader("riskgate-log", Integer.MAX_VALUE, log::write);
    }

    void start() {
        if (threaded) {
            log.thread.start();
        }
    }

    /** Takes what one stripe decided in one go; never blocks. */
    void decided(List<Decision> decisions) {
        log.offer(decisions);
        listeners.values().forEach(reader -> reader.offer(decisions));
    }

    void add(Consumer<Decision> listener) {
        Reader reader = new Reader(
                "riskgate-listener", BEHIND, decisions -> decisions.forEach(decision -> tell(listener, decision)));
        if (!stopped && listeners.putIfAbsent(listener, reader) == null && threaded) {
            reader.thread.start();
        }
    }

    void remove(Consumer<Decision> listener) {
        Reader reader = listeners.remove(listener);
        if (reader != null) {
            reader.thread.interrupt();
        }
    }

    /** Tells what is queued and ends; does not wait long for a listener that blocks. */
    void stop() throws InterruptedException {
        stopped = true;
        List<Reader> readers = new ArrayList<>(listeners.values());
        listeners.clear();
        readers.add(log);
        readers.forEach(reader -> reader.offer(END));
        for (Reader reader : readers) {
            reader.thread.join(STOP_MILLIS);
            reader.thread.interrupt();
        }
    }

    private static <T> void tell(Consumer<T> listener, T told) {
        try {
            listener.accept(told);
        } catch (RuntimeException | Error e) {
            LOG.warn("A listener failed on {}", told, e);
        }
    }

    private final class Reader {
        final BlockingQueue<List<Decision>> queue;
        final Thread thread;
        private final Consumer<List<Decision>> listener;
        private volatile boolean missing;

        Reader(String name, int behind, Consumer<List<Decision>> listener) {
            this.queue = new LinkedBlockingQueue<>(behind);
            this.listener = listener;
            this.thread = LimitedCalls.daemon(this::run, name);
        }

        void offer(List<Decision> decisions) {
            if (!threaded) {
                tell(listener, decisions);
                return;
            }
            boolean taken = queue.offer(decisions);
            if (!taken && !missing) {
                LOG.warn("A listener is {} decisions behind and misses some", BEHIND);
            }
            missing = !taken;
        }

        private void run() {
            try {
                for (List<Decision> decisions = queue.take(); decisions != END; decisions = queue.take()) {
                    tell(listener, decisions);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
