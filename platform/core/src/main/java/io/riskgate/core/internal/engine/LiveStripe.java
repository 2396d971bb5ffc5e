package io.riskgate.core.internal.engine;

import io.riskgate.api.Severity;
import io.riskgate.api.engine.Decision;
import io.riskgate.core.internal.store.Acknowledgement;
import io.riskgate.core.internal.store.Entry;
import io.riskgate.core.internal.store.Journal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stripe with one bounded queue of events before it, on a thread of its own or driven by {@link #step}. The thread
 * never blocks on anything but an empty queue: durability and the answers of the broker come back by themselves.
 */
final class LiveStripe implements FactLog {
    private static final Logger LOG = LoggerFactory.getLogger(LiveStripe.class);
    private static final Duration DURABLE_WITHIN = Duration.ofSeconds(1);
    private static final long TICK_NANOS = 100_000_000L;
    private static final long STOP_MILLIS = 10_000L;

    private final ArrayBlockingQueue<Event> events;
    private final Queue<Runnable> messages = new ConcurrentLinkedQueue<>();
    private final ArrayDeque<Held> held = new ArrayDeque<>();
    private final int capacity;
    private final AtomicLong durable = new AtomicLong();
    private final Acknowledgement acknowledged = sequence -> acknowledged();
    private final PlatformClock clock;
    private final Journal journal;
    private final Consumer<List<Decision>> sink;
    private final Stripe stripe;
    private final Watch watch;
    private final String name;
    private volatile Thread thread;

    /** What is being done; null if nothing is. */
    private Runnable current;

    private List<Decision> decided = new ArrayList<>();
    private long appended;
    private volatile long awaited = Long.MAX_VALUE;
    private volatile boolean taking = true;
    private volatile boolean stopping;

    /** An event of one account, or of many (null). */
    private record Event(String account, Runnable task) {}

    /**
     * What goes on once the first {@code facts} facts are durable, or at {@code until} though they are not.
     *
     * @param account whose events wait meanwhile
     * @param facts facts of this stripe, counted from its start
     * @param until when waiting ends
     * @param next what goes on
     */
    private record Held(AccountState account, long facts, Instant until, Runnable next) {}

    LiveStripe(
            String name,
            LiveSetup setup,
            PlatformClock clock,
            Journal journal,
            Instruments instruments,
            Quarantine quarantine,
            Consumer<List<Decision>> sink) {
        this.capacity = setup.capacity();
        this.events = new ArrayBlockingQueue<>(capacity);
        this.clock = clock;
        this.journal = journal;
        this.sink = sink;
        this.stripe = new Stripe(instruments, quarantine, decision -> decided.add(decision), this, setup.watch());
        stripe.timers().freeBy(clock::frees);
        quarantine.onAll(() -> message(stripe::checkRequirements));
        this.watch = setup.watch();
        this.name = name;
        this.thread = LimitedCalls.daemon(this::run, name);
    }

    /** The stripe; touched by its thread alone once {@link #start} was called. */
    Stripe stripe() {
        return stripe;
    }

    void start() {
        watch.succeed(thread, this::takeOver);
        thread.start();
    }

    /** A rule never returns, and the thread that asked it touches nothing any more: another one goes on. */
    private void takeOver(RuleTable.Bound lost) {
        lost.lose();
        thread = LimitedCalls.daemon(
                () -> {
                    goOnWithout(lost);
                    run();
                },
                name);
        start();
    }

    private void goOnWithout(RuleTable.Bound lost) {
        Runnable begun = current;
        if (lost.inForce) {
            attempt(() -> stripe.faults().neverReturned(lost.rule));
        } else {
            attempt(() -> stripe.shadows().lost(lost));
        }
        attempt(stripe::takeOver);
        if (begun != null) {
            attempt(begun);
        }
        List.copyOf(stripe.accounts()).forEach(this::unpark);
    }

    /**
     * Takes an event; blocks while the queue is full.
     *
     * @param account the account it is about, or null if it is about many
     * @throws IllegalStateException if the stripe was stopped
     */
    void event(String account, Runnable task) throws InterruptedException {
        if (stopping) {
            throw new IllegalStateException("the engine has stopped");
        }
        events.put(new Event(account, task));
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
            } catch (Watch.Abandoned e) {
                throw e;
            } catch (RuntimeException | Error e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    /** Whether queued events are handled; while they are not, the queue fills. */
    void take(boolean whether) {
        taking = whether;
        LockSupport.unpark(thread);
    }

    /** Handles what is queued and ends the thread. */
    void stop() throws InterruptedException {
        stopping = true;
        LockSupport.unpark(thread);
        thread.join(STOP_MILLIS);
    }

    private void run() {
        try {
            while (step() || !done()) {
                if (idle()) {
                    LockSupport.parkNanos(this, nanosToWait());
                }
            }
        } catch (Watch.Abandoned e) {
            LOG.info("A rule returned after all, too late: its answer is thrown away");
        }
    }

    private boolean idle() {
        return messages.isEmpty() && !hasEvents() && durable.get() < awaited && !stopping;
    }

    private boolean done() {
        return stopping && messages.isEmpty() && !hasEvents();
    }

    /** Whether there is an event to handle. Those that wait for a rule have the room of one queue, no more. */
    private boolean hasEvents() {
        SwapWindow swap = stripe.swap();
        return taking && (swap.isDue() || !events.isEmpty() && swap.size() < capacity);
    }

    private long nanosToWait() {
        Instant next = stripe.agenda().next();
        next = earlier(next, held.isEmpty() ? null : held.peekFirst().until);
        next = earlier(next, stripe.swap().next());
        if (next == null) {
            return TICK_NANOS;
        }
        Duration wait = Duration.between(clock.instant(), next);
        return wait.compareTo(Duration.ofNanos(TICK_NANOS)) > 0 ? TICK_NANOS : Math.max(1_000L, wait.toNanos());
    }

    private static Instant earlier(Instant a, Instant b) {
        return a == null || b != null && b.isBefore(a) ? b : a;
    }

    private Runnable nextEvent() {
        if (!hasEvents()) {
            return null;
        }
        Runnable waited = stripe.swap().poll();
        if (waited != null) {
            return waited;
        }
        Event event = events.poll();
        return () -> stripe.swap().handle(event.account, event.task);
    }

    /** Lets time pass and handles one task; returns whether there was anything to do. */
    boolean step() {
        Runnable task = messages.poll();
        boolean any = task != null;
        Instant now = clock.instant();
        Instant next = stripe.agenda().next();
        any |= next != null && !next.isAfter(now);
        attempt(stripe.timers()::fireWaiting);
        attempt(() -> stripe.advanceTo(now));
        any |= release(now);
        if (stripe.swap().close()) {
            any = true;
            attempt(() -> stripe.changes().ask(Map.of()));
        }
        if (task == null) {
            task = nextEvent();
            any |= task != null;
        }
        if (task != null) {
            attempt(task);
        }
        attempt(() -> stripe.advanceTo(stripe.now()));
        if (!decided.isEmpty()) {
            sink.accept(decided);
            decided = new ArrayList<>();
        }
        return any;
    }

    private void attempt(Runnable task) {
        current = task;
        try {
            task.run();
        } catch (Watch.Abandoned e) {
            throw e;
        } catch (RuntimeException | Error e) {
            LOG.error("An event could not be handled on {}", thread.getName(), e);
            alert(null, "ENGINE_FAILED", "an event could not be handled: " + e);
        }
        current = null;
    }

    private void alert(String account, String code, String message) {
        decided.add(new Decision.Alert(stripe.now(), account, null, Severity.CRITICAL, code, message));
    }

    @Override
    public void append(Fact fact) {
        Entry entry = FactCodec.encode(fact);
        appended++;
        journal.append(entry, acknowledged);
    }

    /** On the writer's thread. */
    private void acknowledged() {
        if (durable.incrementAndGet() >= awaited) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void whenDurable(AccountState account, Runnable next) {
        if (!account.parking.waiting() && durable.get() >= appended) {
            next.run();
            return;
        }
        account.parking.hold();
        held.addLast(new Held(account, appended, stripe.now().plus(DURABLE_WITHIN), next));
        awaited = held.peekFirst().facts;
    }

    private void unpark(AccountState account) {
        for (Runnable parked = account.parking.next(); parked != null; parked = account.parking.next()) {
            attempt(parked);
        }
    }

    /** What does not become durable in time holds in memory; commands go out all the same. */
    private boolean release(Instant now) {
        boolean any = false;
        while (!held.isEmpty()) {
            Held first = held.peekFirst();
            boolean written = first.facts <= durable.get();
            if (!written && first.until.isAfter(now)) {
                break;
            }
            any = true;
            held.pollFirst();
            if (!written) {
                alert(
                        first.account.id,
                        "NOT_DURABLE",
                        "a lockout or command is not on the disk after 1 s: it holds in memory,"
                                + " and the write is tried again until it succeeds");
            }
            first.account.parking.release();
            attempt(first.next);
            unpark(first.account);
        }
        awaited = held.isEmpty() ? Long.MAX_VALUE : held.peekFirst().facts;
        return any;
    }
}
