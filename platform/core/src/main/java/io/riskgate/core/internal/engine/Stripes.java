package io.riskgate.core.internal.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/** The stripes of a live platform: which of them handles an account, and what is asked of all. Safe in all threads. */
final class Stripes {
    private static final long ANSWER_SECONDS = 5;

    private final int count;
    private final Runnable drive;
    private volatile List<LiveStripe> all = List.of();

    /**
     * None yet.
     *
     * @param count how many there will be
     * @param drive has stripes without threads of their own do what was asked
     */
    Stripes(int count, Runnable drive) {
        this.count = count;
        this.drive = drive;
    }

    void use(List<LiveStripe> stripes) {
        all = List.copyOf(stripes);
    }

    /** All of them; none before the store is restored. */
    List<LiveStripe> all() {
        return all;
    }

    int index(String account) {
        return Math.floorMod(account.hashCode(), count);
    }

    /** The one that handles an account. */
    LiveStripe of(String account) {
        return all.get(index(account));
    }

    /**
     * Tells each; then, once the last of them has done it, does the rest. A stripe whose thread a rule kept does what it
     * was about to do again; it counts once.
     */
    void tell(Consumer<LiveStripe> message, Runnable rest) {
        List<LiveStripe> told = all;
        Set<LiveStripe> left = ConcurrentHashMap.newKeySet();
        left.addAll(told);
        AtomicInteger open = new AtomicInteger(told.size());
        for (LiveStripe stripe : told) {
            stripe.message(() -> {
                message.accept(stripe);
                if (left.remove(stripe) && open.decrementAndGet() == 0) {
                    rest.run();
                }
            });
        }
    }

    /** What the stripe answers to a question it was asked. */
    <T> T answer(CompletableFuture<T> question) throws InterruptedException {
        drive.run();
        try {
            return question.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a stripe failed", e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("a stripe does not answer", e);
        }
    }

    /** What every stripe answers. */
    <T> List<T> answers(Function<Stripe, Collection<T>> question) throws InterruptedException {
        List<T> answers = new ArrayList<>();
        for (LiveStripe stripe : all) {
            answers.addAll(answer(stripe.ask(() -> List.copyOf(question.apply(stripe.stripe())))));
        }
        return answers;
    }

    /** An answer for people, who do not wait for long. */
    static <T> T forPeople(Asked<T> question) {
        try {
            return question.ask();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking the stripes", e);
        }
    }

    /** A question that waits for its answer. */
    @FunctionalInterface
    interface Asked<T> {
        T ask() throws InterruptedException;
    }
}
