package io.riskgate.core.internal.engine;

import io.riskgate.api.Severity;
import io.riskgate.api.engine.Decision;
import io.riskgate.api.engine.Decision.Enforcement;
import io.riskgate.api.engine.Decision.Outcome;
import io.riskgate.api.event.OrderUpdate;
import io.riskgate.api.rule.Occasion;
import io.riskgate.core.internal.engine.Intent.Part;
import io.riskgate.core.internal.engine.Intent.PartState;
import io.riskgate.core.internal.engine.IntentRecord.Claim;
import io.riskgate.core.internal.engine.IntentRecord.Kind;
import io.riskgate.core.internal.engine.IntentRecord.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Carries intents on until a read shows that they are met, or their reason falls away: judges how calls
 * ended, tries again, gives up. One per stripe.
 */
final class Enforcer {
    /** The pause before a retry once the short ones are used up, and where no failure was. */
    static final Duration SLOW_RETRY = Duration.ofSeconds(30);

    private static final int FAILURES_TO_ALERT = 3;

    private final Stripe stripe;
    private final FreshReads reads;
    private final CallDesk calls;

    Enforcer(Stripe stripe) {
        this.stripe = stripe;
        this.reads = new FreshReads(stripe);
        this.calls = new CallDesk(stripe, this, reads);
    }

    /** What makes its calls. */
    CallDesk calls() {
        return calls;
    }

    static Decision.Command command(Intent intent) {
        return switch (intent.kind) {
            case CLOSE_ALL -> Decision.Command.CLOSE_ALL;
            case CANCEL_ALL -> Decision.Command.CANCEL_ALL;
            case POSITION -> intent.closing ? Decision.Command.CLOSE_POSITION : Decision.Command.REDUCE_POSITION;
            case CANCEL -> Decision.Command.CANCEL_ORDER;
            case MOVE -> Decision.Command.MOVE_STOP;
        };
    }

    /**
     * Looks which calls are answered by what the ledger shows now, and which intents need no further call.
     *
     * @param read whether the ledger shows a fresh read
     */
    void settle(AccountState account, boolean read) {
        if (account.intents.isEmpty() && account.episodes.isEmpty()) {
            return;
        }
        for (Intent intent : List.copyOf(account.intents)) {
            if (intent.call != null && account.intents.contains(intent)) {
                settle(account, intent, read);
                continue;
            }
            intent.metSince |= intent.retryAt != null && Targets.met(account, intent);
            if (read) {
                cancelLeft(account, intent);
            }
            if (read && intent.retryAt != null && !asksAgain(intent) && Targets.met(account, intent)) {
                remove(account, intent);
            }
        }
        endEpisodes(account);
    }

    private void settle(AccountState account, Intent intent, boolean read) {
        boolean shown = reads.shows(account, intent.call, read);
        if (intent.call.sizing) {
            if (shown && reads.sizes(account, intent)) {
                calls.sized(account, intent, true);
            }
            return;
        }
        if (shown && intent.call.concluding) {
            conclude(account, intent, true);
            return;
        }
        boolean rejected = false;
        boolean waiting = intent.call.parts.isEmpty() && intent.call.deadline == null;
        boolean held = false;
        boolean released = false;
        for (Part part : intent.call.parts) {
            switch (part.state) {
                case REJECTED -> rejected = true;
                case HELD -> {
                    boolean left = Targets.leftAlone(account, intent, part.contract);
                    held |= left;
                    released |= left && Targets.nothingKeeps(account, intent, part.contract);
                }
                case SENT, LOST -> waiting = true;
                case ACCEPTED -> waiting |= !Targets.partMet(account, intent, part.contract);
            }
        }
        boolean idle = !waiting && intent.call.deadline == null;
        if (idle && held && isOver(intent)) {
            giveUp(account, intent);
        } else if (released || idle && !held && !Targets.met(account, intent)) {
            stripe.agenda().addForIntent(stripe.now(), Agenda.Kind.CALL, account.id, 0, intent.id);
        } else if (rejected && !awaits(intent.call)) {
            finish(account, intent, Outcome.REJECTED);
        } else if (!waiting && !held && intent.call.early && shown && Targets.met(account, intent)) {
            finish(account, intent, Outcome.CONFIRMED);
        }
    }

    private static boolean awaits(Intent.Call call) {
        return call.parts.stream().anyMatch(part -> part.state == PartState.SENT || part.state == PartState.LOST);
    }

    /** The time of a call is over: what a read shows now counts. */
    void deadline(AccountState account, Intent intent) {
        if (intent.call == null || intent.call.deadline == null || intent.call.deadline.isAfter(stripe.now())) {
            return;
        }
        if (stripe.port().holds(account, intent.call)) {
            calls.waitLonger(account, intent);
        } else if (intent.call.sizing) {
            intent.call.sizing = false;
            calls.announce(account, intent);
            finish(account, intent, Outcome.TIMED_OUT);
        } else if (stripe.port().ledgerIsRead() || intent.call.concluding) {
            conclude(account, intent, stripe.port().ledgerIsRead());
        } else {
            reads.beginToConclude(account, intent);
            calls.dueAt(account, intent);
        }
        endEpisodes(account);
    }

    void conclude(AccountState account, Intent intent, boolean shown) {
        intent.call.concluding = false;
        if (shown && Targets.met(account, intent)) {
            finish(account, intent, Outcome.CONFIRMED);
        } else if (intent.kind == Kind.CANCEL_ALL && Targets.allMustStay(account) && !isOver(intent)) {
            intent.begin(new Intent.Call(intent.attempt));
            intent.call.announced = true;
            intent.covered.clear();
            stripe.agenda().addForIntent(stripe.now(), Agenda.Kind.CALL, account.id, 0, intent.id);
        } else {
            finish(account, intent, Outcome.TIMED_OUT);
        }
    }

    void finish(AccountState account, Intent intent, Outcome outcome) {
        Intent.Call call = intent.call;
        intent.endCall();
        intent.lastOutcome = outcome.name();
        intent.lastReason = call.reason;
        stripe.publish(result(account, intent, outcome));
        if (outcome == Outcome.CONFIRMED) {
            confirmed(account, intent);
            return;
        }
        calls.countAgain(account);
        if (isOver(intent)) {
            if (!intent.superseded) {
                giveUp(account, intent);
            } else {
                remove(account, intent);
            }
            return;
        }
        Duration pause = call.retryAfter;
        if (pause == null || call.failed) {
            intent.failures++;
            Duration backoff = backoff(intent.failures);
            pause = pause == null || backoff.compareTo(pause) > 0 ? backoff : pause;
            if (intent.failures == FAILURES_TO_ALERT) {
                alert(account, intent, Severity.CRITICAL, "ENFORCEMENT_FAILED", "failed three times, still trying");
            }
        }
        intent.retryAt = stripe.now().plus(pause);
        intent.soonest = call.retryAfter == null ? stripe.now().plus(backoff(1)) : intent.retryAt;
        stripe.agenda()
                .addForIntent(intent.retryAt, Agenda.Kind.RETRY, account.id, stripe.rank(intent.rule), intent.id);
        stripe.log(new Fact.IntentKept(account.id, intent.kept()));
    }

    private static Duration backoff(int failures) {
        return failures > 5 ? SLOW_RETRY : Duration.ofSeconds(1L << failures - 1);
    }

    /** Whether no further call comes of it, whatever the one under way brings. */
    private static boolean isOver(Intent intent) {
        return intent.superseded || !intent.wanted() && !asksAgain(intent);
    }

    /** Whether a rule is asked before the next call, so that a lapsed claim may come back. */
    private static boolean asksAgain(Intent intent) {
        return intent.claims.stream()
                .anyMatch(claim -> claim.reason() == Reason.BREACH || claim.reason() == Reason.ACTION);
    }

    private Decision result(AccountState account, Intent intent, Outcome outcome) {
        return new Decision.CommandResult(
                stripe.now(), account.id, command(intent), intent.contract, intent.orderId, outcome, intent.attempt);
    }

    private void confirmed(AccountState account, Intent intent) {
        if (intent.kind == Kind.MOVE) {
            account.moved(intent.orderId, intent.stopPrice);
        }
        if (intent.kind == Kind.MOVE && intent.nextStop != null && intent.wanted() && !intent.superseded) {
            intent.attempt = 0;
            intent.failures = 0;
            calls.launch(account, intent);
            return;
        }
        remove(account, intent);
        if (intent.kind == Kind.POSITION && intent.closing && account.quantity(intent.contract) == 0) {
            cancelRemaining(account, intent);
        }
    }

    /** After a close by the platform the remaining orders of the contract go. */
    private void cancelRemaining(AccountState account, Intent closed) {
        List<Wish> wishes = new ArrayList<>();
        Claim claim = new Claim(closed.rule, closed.episodeOf(closed.rule), Reason.FOLLOW, 0, false);
        for (OrderUpdate order : account.orders.values()) {
            if (order.contract().equals(closed.contract) && account.works(order)) {
                wishes.add(new Wish(Kind.CANCEL, order.contract(), order.orderId(), null, claim, closed.guard));
            }
        }
        if (!wishes.isEmpty()) {
            stripe.enforce(account, wishes, List.of());
        }
    }

    /** A close that nobody saw done in time may have been done late: what it left goes too. */
    private void cancelLeft(AccountState account, Intent intent) {
        if (intent.kind == Kind.POSITION
                && intent.closing
                && !intent.seenFlat
                && Outcome.TIMED_OUT.name().equals(intent.lastOutcome)
                && account.quantity(intent.contract) == 0) {
            intent.seenFlat = true;
            cancelRemaining(account, intent);
        }
    }

    void remove(AccountState account, Intent intent) {
        intent.endCall();
        account.intents.remove(intent);
        stripe.log(new Fact.IntentOver(account.id, intent.id));
    }

    /** Gives an intent up; a wide one may have stood in for what rules wanted, so they are asked again. */
    private void giveUp(AccountState account, Intent intent) {
        if (intent.call != null && !intent.call.announced) {
            intent.attempt--;
        }
        intent.endCall();
        calls.countAgain(account);
        if (intent.attempt > 0) {
            stripe.publish(result(account, intent, Outcome.GAVE_UP));
        }
        remove(account, intent);
        cancelLeft(account, intent);
        if (CallPlan.isWide(intent.kind)) {
            account.judgedAt = null;
            stripe.agenda()
                    .addForRule(stripe.now(), Agenda.Kind.JUDGEMENT, account.id, 0, Occasion.LOCKOUT_ENDED.name());
        }
    }

    /** A part of a call was not sent, because nobody wanted it any more. */
    void notSent(AccountState account, Intent intent, Intent.Call call, Part part) {
        if (intent.call != call || part.state != PartState.SENT) {
            return;
        }
        boolean nothingSent = call.parts.stream().allMatch(other -> other == part || other.state == PartState.HELD);
        if (nothingSent && !intent.wanted()) {
            giveUp(account, intent);
        } else {
            calls.lost(call, part);
        }
        endEpisodes(account);
    }

    /** The next call is due: first the rule is asked whether it still wants it. */
    void retry(AccountState account, Intent intent) {
        if (intent.retryAt == null || intent.retryAt.isAfter(stripe.now())) {
            return;
        }
        intent.retryAt = null;
        for (Claim claim : List.copyOf(intent.claims)) {
            switch (claim.reason()) {
                case BREACH, ACTION -> stripe.changes().askAgain(account, intent, claim);
                case FOLLOW -> {
                    if (account.quantity(intent.contract) != 0) {
                        intent.lapse(claim.rule(), claim.key(), Reason.FOLLOW);
                    }
                }
                case LOCK, GUARD -> {
                    if (onlyReducesNow(account, intent)) {
                        intent.lapse(claim.rule(), claim.key(), claim.reason());
                    }
                }
            }
        }
        if (!account.intents.contains(intent) || intent.call != null) {
            return;
        }
        if (intent.superseded) {
            remove(account, intent);
        } else if (!intent.wanted()) {
            giveUp(account, intent);
        } else if (stripe.port().ledgerIsRead() && Targets.met(account, intent)) {
            remove(account, intent);
        } else {
            calls.launch(account, intent);
        }
        endEpisodes(account);
    }

    /** Whether an order that could open when its cancelling was wanted protects a position by now. */
    private static boolean onlyReducesNow(AccountState account, Intent intent) {
        OrderUpdate order = intent.kind == Kind.CANCEL ? account.orders.get(intent.orderId) : null;
        return order != null && !Ledger.couldOpen(order, account.quantity(order.contract()));
    }

    /** The lock is over: what only the lock wanted is given up. */
    void released(AccountState account, Reason... reasons) {
        List<Reason> ended = List.of(reasons);
        for (Intent intent : List.copyOf(account.intents)) {
            for (Claim claim : List.copyOf(intent.claims)) {
                if (ended.contains(claim.reason())) {
                    intent.lapse(claim.rule(), claim.key(), claim.reason());
                }
            }
            if (!intent.wanted() && !asksAgain(intent) && !underWay(intent)) {
                giveUp(account, intent);
            } else if (intent.claims.stream().anyMatch(Claim::lapsed)) {
                stripe.log(new Fact.IntentKept(account.id, intent.kept()));
            }
        }
        endEpisodes(account);
    }

    private static boolean underWay(Intent intent) {
        return intent.isCalling()
                && (intent.call.parts.isEmpty()
                        || intent.call.deadline != null
                        || intent.call.parts.stream().anyMatch(part -> part.state != PartState.HELD));
    }

    /** Ends the episodes whose rule was asked without violating and whose commands are done. */
    void endEpisodes(AccountState account) {
        if (account.episodes.isEmpty()) {
            return;
        }
        for (Episode episode : List.copyOf(account.episodes.values())) {
            boolean open = account.intents.stream()
                    .anyMatch(intent -> intent.claimedBy(episode.key.rule(), episode.key.contract()));
            if (episode.clear && !open) {
                end(account, episode);
            }
        }
    }

    /** Ends one episode. */
    void end(AccountState account, Episode episode) {
        account.episodes.remove(episode.key);
        stripe.log(new Fact.EpisodeOver(account.id, episode.key.rule(), episode.key.contract()));
    }

    /** How enforcement stands. */
    static Enforcement state(AccountState account) {
        Enforcement state = Enforcement.IDLE;
        for (Intent intent : account.intents) {
            if (intent.failures >= FAILURES_TO_ALERT) {
                return Enforcement.FAILED;
            }
            state = Enforcement.PENDING;
        }
        return state;
    }

    void alert(AccountState account, Intent intent, Severity severity, String code, String what) {
        String subject =
                intent.orderId != null ? intent.orderId : intent.contract != null ? intent.contract : "account";
        String message = command(intent) + " " + subject + ": " + what;
        stripe.publish(new Decision.Alert(stripe.now(), account.id, intent.rule, severity, code, message));
    }
}
