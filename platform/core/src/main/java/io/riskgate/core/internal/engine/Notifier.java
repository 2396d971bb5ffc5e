package io.riskgate.core.internal.engine;

import io.riskgate.api.engine.Decision;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells people and programs what was decided, on a thread of its own; nobody who decides ever waits for it. */
final class Notifier {
    private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);
    private static final List<Decision> END = List.of();

    private final LinkedBlockingQueue<List<Decision>> queue = new LinkedBlockingQueue<>();
    private final List<Consumer<Decision>> listeners = new CopyOnWriteArrayList<>();
    private final DecisionLog log;
    private final Thread thread = new Thread(this::run, "riskgate-notify");

    Notifier(DecisionLog log) {
        this.log = log;
    }

    void start() {
        thread.start();
    }

    /** Takes what one stripe decided in one go; never blocks. */
    void decided(List<Decision> decisions) {
        queue.add(decisions);
    }

    void add(Consumer<Decision> listener) {
        listeners.add(listener);
    }

    void remove(Consumer<Decision> listener) {
        listeners.remove(listener);
    }

    /** Tells what is queued and ends. */
    void stop() throws InterruptedException {
        queue.add(END);
        thread.join();
    }

    private void run() {
        try {
            for (List<Decision> decisions = queue.take(); decisions != END; decisions = queue.take()) {
                log.write(decisions);
                decisions.forEach(this::tell);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(Decision decision) {
        for (Consumer<Decision> listener : listeners) {
            try {
                listener.accept(decision);
            } catch (RuntimeException | Error e) {
                LOG.warn("A listener failed on {}", decision, e);
            }
        }
    }
}
