package io.riskgate.core.internal.engine;

import io.riskgate.api.engine.Decision;
import io.riskgate.core.internal.store.Entry;
import io.riskgate.core.internal.store.Journal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stripe on a thread of its own, with one bounded queue of events before it. The thread never blocks on anything but
 * an empty queue: durability comes back as a message, so do the answers of the broker.
 */
final class LiveStripe implements FactLog {
    private static final Logger LOG = LoggerFactory.getLogger(LiveStripe.class);
    private static final Duration DURABLE_WITHIN = Duration.ofSeconds(1);
    private static final long TICK_NANOS = 100_000_000L;
    private static final int CAPACITY = 8192;

    private final ArrayBlockingQueue<Runnable> events = new ArrayBlockingQueue<>(CAPACITY);
    private final Queue<Runnable> messages = new ConcurrentLinkedQueue<>();
    private final ArrayDeque<AccountState> waiting = new ArrayDeque<>();
    private final InstantSource clock;
    private final Journal journal;
    private final Consumer<List<Decision>> sink;
    private final Consumer<String> alarm;
    private final Stripe stripe;
    private final Thread thread;
    private List<Decision> decided = new ArrayList<>();
    private Entry held;
    private volatile boolean stopping;

    LiveStripe(
            String name,
            InstantSource clock,
            Journal journal,
            Instruments instruments,
            Quarantine quarantine,
            Watch watch,
            Consumer<List<Decision>> sink,
            Consumer<String> alarm) {
        this.clock = clock;
        this.journal = journal;
        this.sink = sink;
        this.alarm = alarm;
        this.stripe = new Stripe(instruments, quarantine, decision -> decided.add(decision), this, watch);
        this.thread = new Thread(this::run, name);
    }

    /** The stripe; touched by its thread alone once {@link #start} was called. */
    Stripe stripe() {
        return stripe;
    }

    void start() {
        thread.start();
    }

    /** Takes an event; blocks while the queue is full. */
    void event(Runnable event) throws InterruptedException {
        events.put(event);
        LockSupport.unpark(thread);
    }

    /** Takes a message of the platform itself; never blocks. */
    void message(Runnable message) {
        messages.add(message);
        LockSupport.unpark(thread);
    }

    /** What {@code question} answers on this stripe's thread. */
    <T> CompletableFuture<T> ask(Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        message(() -> {
            try {
                answer.complete(question.get());
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    /** Handles what is queued and ends the thread. */
    void stop() throws InterruptedException {
        stopping = true;
        LockSupport.unpark(thread);
        thread.join(Duration.ofSeconds(10).toMillis());
    }

    private void run() {
        while (true) {
            Runnable task = messages.poll();
            task = task == null ? events.poll() : task;
            boolean due = turn(task);
            if (task == null && !due) {
                if (stopping && messages.isEmpty() && events.isEmpty()) {
                    return;
                }
                LockSupport.parkNanos(this, nanosToWait());
            }
        }
    }

    private long nanosToWait() {
        Instant next = stripe.agenda().next();
        if (next == null) {
            return TICK_NANOS;
        }
        Duration wait = Duration.between(clock.instant(), next);
        return wait.compareTo(Duration.ofNanos(TICK_NANOS)) > 0 ? TICK_NANOS : Math.max(1_000L, wait.toNanos());
    }

    /** Lets time pass and handles one task; returns whether anything was due. */
    private boolean turn(Runnable task) {
        boolean due = false;
        try {
            Instant now = clock.instant();
            Instant next = stripe.agenda().next();
            due = next != null && !next.isAfter(now);
            stripe.advanceTo(now);
            due |= releaseOverdue(now);
            if (task != null) {
                task.run();
                stripe.advanceTo(stripe.now());
            }
        } catch (RuntimeException | Error e) {
            LOG.error("An event could not be handled on {}", thread.getName(), e);
            alarm.accept("an event could not be handled: " + e);
        }
        flush();
        return due;
    }

    private void flush() {
        if (held != null) {
            journal.append(held);
            held = null;
        }
        if (!decided.isEmpty()) {
            sink.accept(decided);
            decided = new ArrayList<>();
        }
    }

    @Override
    public void append(Fact fact) {
        if (held != null) {
            journal.append(held);
        }
        held = FactCodec.encode(fact);
    }

    @Override
    public void whenDurable(AccountState account, Runnable next) {
        if (account.waiting) {
            account.parked.addLast(next);
            return;
        }
        if (held == null) {
            next.run();
            return;
        }
        account.waiting = true;
        account.waitUntil = stripe.now().plus(DURABLE_WITHIN);
        account.parked.addFirst(next);
        waiting.add(account);
        Entry last = held;
        held = null;
        Instant ticket = account.waitUntil;
        journal.append(
                last,
                sequence -> message(() -> {
                    if (account.waiting && ticket.equals(account.waitUntil)) {
                        release(account);
                    }
                }));
    }

    private void release(AccountState account) {
        waiting.remove(account);
        account.waiting = false;
        account.waitUntil = null;
        while (!account.waiting && !account.parked.isEmpty()) {
            account.parked.pollFirst().run();
        }
    }

    /** What does not become durable in time holds in memory; commands go out all the same. */
    private boolean releaseOverdue(Instant now) {
        boolean any = false;
        for (AccountState account : List.copyOf(waiting)) {
            if (account.waitUntil != null && !account.waitUntil.isAfter(now)) {
                any = true;
                alarm.accept("a lockout or intent of account " + account.id
                        + " is not durable after 1 s; it holds in memory, the write is tried again");
                release(account);
            }
        }
        return any;
    }
}
