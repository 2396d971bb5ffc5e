package io.riskgate.core.internal.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Between a rule going and its successor coming the events of the accounts it judged wait, in their order, so that none
 * is judged without it. Everything else goes on. Once the rule is back, or the window is over, they are handled. One per
 * stripe, touched by its thread alone.
 */
final class SwapWindow {
    private final Stripe stripe;
    private final List<Window> open = new ArrayList<>();
    private List<RuleTable.Away> away = List.of();

    /** Events that wait for a rule. */
    private ArrayDeque<Waiting> waiting = new ArrayDeque<>();

    /** Events that waited and are to be handled next, before any that is newer. */
    private ArrayDeque<Waiting> due = new ArrayDeque<>();

    /** Whom the event that is being handled is for; null for everybody. */
    private Predicate<String> served;

    /** A rule that is away, and until when it is waited for. */
    private record Window(RuleTable.Away away, Instant until) {}

    /**
     * An event that waits.
     *
     * @param account the account concerned, or null for many
     * @param rest of many, those for whom it was not handled yet; null for everybody
     * @param task handles it
     */
    private record Waiting(String account, Predicate<String> rest, Runnable task) {}

    SwapWindow(Stripe stripe) {
        this.stripe = stripe;
    }

    /** Takes note of which rules are away now; for one that just went a window opens. */
    void use(RuleTable table) {
        List<RuleTable.Away> now = table.away();
        if (open.removeIf(window -> !now.contains(window.away))) {
            resume();
        }
        Duration window = table.engine().swapWindow();
        for (RuleTable.Away gone : now) {
            if (!away.contains(gone)) {
                open.add(new Window(gone, stripe.now().plus(window)));
                stripe.accounts().forEach(account -> takeParked(account, gone));
            }
        }
        away = now;
    }

    private void takeParked(AccountState account, RuleTable.Away gone) {
        if (gone.concerns(account.id)) {
            account.parking.takeEvents().forEach(event -> waiting.addLast(new Waiting(account.id, null, event)));
        }
    }

    /** Closes the windows that are over; returns whether there were any. */
    boolean close() {
        boolean any = !open.isEmpty() && open.removeIf(window -> !window.until.isAfter(stripe.now()));
        if (any) {
            resume();
        }
        return any;
    }

    private void resume() {
        waiting.addAll(due);
        due = waiting;
        waiting = new ArrayDeque<>();
    }

    /** When the next window is over, or null if none is open. */
    Instant next() {
        Instant next = null;
        for (Window window : open) {
            next = next == null || window.until.isBefore(next) ? window.until : next;
        }
        return next;
    }

    /** Whether {@code rule} is away and still waited for, and had settings that matched {@code account}. */
    boolean awaits(String rule, String account) {
        for (Window window : open) {
            if (window.away.rule().equals(rule) && window.away.matched(account)) {
                return true;
            }
        }
        return false;
    }

    /** How many events wait. */
    int size() {
        return waiting.size();
    }

    /** Whether the event that is being handled is not, or not yet, for {@code account}. */
    boolean skips(String account) {
        return served != null && !served.test(account);
    }

    /** The next event that waited and waits no longer, or null. */
    Runnable poll() {
        Waiting next = due.pollFirst();
        return next == null ? null : () -> handle(next);
    }

    /** Whether {@link #poll} has one. */
    boolean isDue() {
        return !due.isEmpty();
    }

    /** Handles an event, or has it wait; an account of null means many. */
    void handle(String account, Runnable event) {
        served = null;
        if (open.isEmpty()) {
            event.run();
        } else {
            handle(new Waiting(account, null, event));
        }
    }

    private void handle(Waiting event) {
        if (event.account != null) {
            if (holds(open, event.account)) {
                waiting.addLast(event);
            } else {
                event.task.run();
            }
        } else if (open.isEmpty()) {
            serve(event.rest, event.task);
        } else if (everybodyWaits()) {
            waiting.addLast(event);
        } else {
            List<Window> held = List.copyOf(open);
            Predicate<String> rest = event.rest == null ? account -> true : event.rest;
            serve(rest.and(account -> !holds(held, account)), event.task);
            waiting.addLast(new Waiting(null, rest.and(account -> holds(held, account)), event.task));
        }
    }

    private void serve(Predicate<String> whom, Runnable task) {
        served = whom;
        task.run();
        served = null;
    }

    private boolean everybodyWaits() {
        for (AccountState account : stripe.accounts()) {
            if (!holds(open, account.id)) {
                return false;
            }
        }
        return true;
    }

    private static boolean holds(List<Window> windows, String account) {
        for (Window window : windows) {
            if (window.away.concerns(account)) {
                return true;
            }
        }
        return false;
    }
}
