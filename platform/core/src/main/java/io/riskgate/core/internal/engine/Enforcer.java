package io.riskgate.core.internal.engine;

import io.riskgate.api.Decimal;
import io.riskgate.api.OrderSide;
import io.riskgate.api.Severity;
import io.riskgate.api.broker.BrokerAnswer;
import io.riskgate.api.broker.BrokerCommand;
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
import java.util.Comparator;
import java.util.List;

/**
 * Carries intents on until a read shows that they are met, or their reason falls away: opens and merges them, makes the
 * calls, tries again. One per stripe.
 */
final class Enforcer {
    private static final Duration ACCEPTED_LIMIT = Duration.ofSeconds(5);
    private static final Duration UNANSWERED_LIMIT = Duration.ofSeconds(10);
    private static final Duration SLOW_RETRY = Duration.ofSeconds(30);
    private static final int FAILURES_TO_ALERT = 3;
    private static final Comparator<Wish> PLAN_ORDER = Comparator.comparingInt(Enforcer::planRank)
            .thenComparing(wish -> wish.subject() == null ? "" : wish.subject(), CodePoints.ORDER);

    private final Stripe stripe;
    private final FreshReads reads;

    Enforcer(Stripe stripe) {
        this.stripe = stripe;
        this.reads = new FreshReads(stripe);
    }

    private static int planRank(Wish wish) {
        return switch (wish.kind()) {
            case CLOSE_ALL -> 0;
            case CANCEL_ALL -> 1;
            case POSITION -> 2;
            case CANCEL, MOVE -> 3;
        };
    }

    /**
     * Merges the wishes of one event into the account's intents.
     *
     * @return the intents that are new and wait for their first call, in the order of the plan
     */
    List<Intent> open(AccountState account, List<Wish> wishes) {
        List<Intent> opened = new ArrayList<>();
        boolean underWay = account.intent(Kind.CLOSE_ALL, null) != null;
        boolean closeAll = !underWay && wishes.stream().anyMatch(wish -> wish.kind() == Kind.CLOSE_ALL);
        if (closeAll) {
            supersede(account);
        }
        List<Wish> plan = new ArrayList<>(wishes);
        plan.sort(PLAN_ORDER);
        for (Wish wish : plan) {
            boolean wide = CallPlan.isWide(wish.kind());
            if (!wide && (closeAll || swallowed(account, wish))) {
                continue;
            }
            Intent intent = account.intent(wish.kind(), wish.subject());
            if (intent != null) {
                join(account, intent, wish);
            } else if (!pointless(account, wish)) {
                opened.add(create(account, wish));
            }
        }
        return opened;
    }

    /** After a start: what a wide intent called for before is still covered by it. */
    void restored(AccountState account, Intent intent) {
        intent.called = intent.attempt > 0;
        if (intent.kind == Kind.CLOSE_ALL) {
            intent.covered.addAll(account.positions.keySet());
        } else if (intent.kind == Kind.CANCEL_ALL) {
            for (OrderUpdate order : account.orders.values()) {
                if (Ledger.couldOpen(order, account.quantity(order.contract()))) {
                    intent.covered.add(order.orderId());
                }
            }
            if (intent.call != null) {
                intent.call.orders.addAll(intent.covered);
            }
        }
    }

    /** After the read at the start: takes up an intent that was restored, or opened by the read. */
    void takeUp(AccountState account, Intent intent) {
        if (intent.retryAt != null) {
            stripe.agenda()
                    .addForIntent(intent.retryAt, Agenda.Kind.RETRY, account.id, stripe.rank(intent.rule), intent.id);
        } else if (intent.attempt == 0) {
            launch(account, intent);
        } else if (intent.call == null) {
            intent.call = new Intent.Call(intent.attempt);
            intent.call.announced = true;
            stripe.agenda().addForIntent(stripe.now(), Agenda.Kind.CALL, account.id, 0, intent.id);
        } else if (intent.call.deadline != null) {
            dueAt(account, intent);
            if (!stripe.port().ledgerIsRead()) {
                reads.begin(account, intent);
            }
            if (intent.kind == Kind.CANCEL_ALL && !met(account, intent)) {
                stripe.agenda().addForIntent(stripe.now(), Agenda.Kind.CALL, account.id, 0, intent.id);
            }
        }
    }

    /** Narrow intents give way to a close-all that is new; a call under way still gets its result. */
    private void supersede(AccountState account) {
        for (Intent intent : List.copyOf(account.intents)) {
            Kind wide = intent.kind == Kind.POSITION ? Kind.CLOSE_ALL : Kind.CANCEL_ALL;
            if (!CallPlan.isWide(intent.kind) && account.intent(wide, null) == null) {
                intent.superseded = true;
                if (!intent.isCalling()) {
                    remove(account, intent);
                } else {
                    stripe.log(new Fact.IntentKept(account.id, intent.kept()));
                }
            }
        }
    }

    /** Whether an open close-all or cancel-all already covers the wish. */
    private static boolean swallowed(AccountState account, Wish wish) {
        if (wish.kind() == Kind.POSITION) {
            Intent wide = account.intent(Kind.CLOSE_ALL, null);
            return wide != null && (!wide.called || wide.covered.contains(wish.contract()));
        }
        if (wish.kind() == Kind.CANCEL) {
            Intent wide = account.intent(Kind.CANCEL_ALL, null);
            return wide != null
                    && (!wide.called || wide.covered.contains(wish.orderId()) || releases(account, wide, wish));
        }
        return false;
    }

    /** Whether a cancel-all that left an order alone while its position was open is about to cancel it. */
    private static boolean releases(AccountState account, Intent cancelAll, Wish wish) {
        return account.quantity(wish.contract()) == 0
                && cancelAll.call != null
                && cancelAll.call.parts.stream()
                        .anyMatch(part -> part.state == PartState.HELD && part.contract.equals(wish.contract()));
    }

    private void join(AccountState account, Intent intent, Wish wish) {
        boolean changed = intent.claim(wish.claim());
        if (wish.kind() == Kind.MOVE) {
            Decimal sent = intent.nextStop == null ? intent.stopPrice : intent.nextStop;
            if (tighterByATick(account, intent.orderId, sent, wish.stopPrice())) {
                intent.nextStop = wish.stopPrice();
                changed = true;
            }
        }
        if (changed) {
            stripe.log(new Fact.IntentKept(account.id, intent.kept()));
        }
    }

    private boolean tighterByATick(AccountState account, String orderId, Decimal from, Decimal to) {
        OrderUpdate order = account.orders.get(orderId);
        if (order == null) {
            return false;
        }
        Decimal gain = order.side() == OrderSide.SELL ? to.minus(from) : from.minus(to);
        Decimal tick = stripe.market().instruments().known(order.contract()).tickSize();
        return tick == null ? gain.isPositive() : gain.isAtLeast(tick);
    }

    private boolean pointless(AccountState account, Wish wish) {
        if (wish.kind() == Kind.MOVE) {
            Decimal last = account.movedStops.get(wish.orderId());
            return last != null && !tighterByATick(account, wish.orderId(), last, wish.stopPrice());
        }
        if (wish.kind() == Kind.POSITION) {
            int quantity = account.quantity(wish.contract());
            int target = wish.claim().target();
            if (wish.claim().reason() == Reason.GUARD) {
                target = Integer.signum(target) == Integer.signum(quantity) ? Math.abs(target) : 0;
            }
            return Math.abs(quantity) <= target;
        }
        return switch (wish.kind()) {
            case CLOSE_ALL -> !wish.fresh() && account.positions.isEmpty();
            case CANCEL_ALL -> !wish.fresh() && account.orders.isEmpty();
            case CANCEL -> !account.orders.containsKey(wish.orderId());
            default -> false;
        };
    }

    private Intent create(AccountState account, Wish wish) {
        String contract = wish.contract();
        if (wish.orderId() != null && account.orders.containsKey(wish.orderId())) {
            contract = account.orders.get(wish.orderId()).contract();
        }
        Intent intent = new Intent(
                ++account.lastIntentId,
                wish.kind(),
                contract,
                wish.orderId(),
                wish.stopPrice(),
                wish.claim().rule(),
                wish.guard(),
                stripe.now());
        intent.claim(wish.claim());
        account.intents.add(intent);
        if (wish.guard()) {
            account.guardAttempts++;
        }
        stripe.log(new Fact.IntentKept(account.id, intent.kept()));
        return intent;
    }

    /** Makes the next call of an intent, or has the broker read first to size it. */
    void launch(AccountState account, Intent intent) {
        if (intent.nextStop != null) {
            intent.stopPrice = intent.nextStop;
            intent.nextStop = null;
        }
        intent.attempt++;
        intent.retryAt = null;
        intent.call = new Intent.Call(intent.attempt);
        intent.call.sizing = reads.neededBefore(account, intent);
        boolean sizeUnknown = intent.call.sizing && intent.kind == Kind.POSITION;
        if (!sizeUnknown || intent.allowed(account.quantity(intent.contract)) == 0) {
            announce(account, intent);
        }
        if (intent.call.sizing) {
            intent.call.deadline = stripe.now().plus(UNANSWERED_LIMIT);
            dueAt(account, intent);
            reads.begin(account, intent);
        } else {
            stripe.agenda().addForIntent(stripe.now(), Agenda.Kind.CALL, account.id, 0, intent.id);
        }
    }

    private void announce(AccountState account, Intent intent) {
        if (intent.call.announced) {
            return;
        }
        intent.call.announced = true;
        intent.closing = intent.kind == Kind.POSITION && intent.allowed(account.quantity(intent.contract)) == 0;
        stripe.publish(new Decision.Commanded(
                stripe.now(),
                account.id,
                intent.rule,
                command(intent),
                intent.contract,
                intent.kind == Kind.POSITION && !intent.closing ? excess(account, intent) : null,
                intent.orderId,
                intent.kind == Kind.MOVE ? intent.stopPrice : null,
                intent.guard,
                intent.attempt));
    }

    /** The broker was read, or could not be: the call goes out once everything said at this instant is said. */
    private void sized(AccountState account, Intent intent, boolean read) {
        intent.call.sizing = false;
        intent.call.sized = read;
        intent.call.deadline = null;
        announce(account, intent);
        stripe.agenda().addForIntent(stripe.now(), Agenda.Kind.CALL, account.id, 0, intent.id);
    }

    private static int excess(AccountState account, Intent intent) {
        int quantity = account.quantity(intent.contract);
        return Math.max(0, Math.abs(quantity) - intent.allowed(quantity));
    }

    private static Decision.Command command(Intent intent) {
        return switch (intent.kind) {
            case CLOSE_ALL -> Decision.Command.CLOSE_ALL;
            case CANCEL_ALL -> Decision.Command.CANCEL_ALL;
            case POSITION -> intent.closing ? Decision.Command.CLOSE_POSITION : Decision.Command.REDUCE_POSITION;
            case CANCEL -> Decision.Command.CANCEL_ORDER;
            case MOVE -> Decision.Command.MOVE_STOP;
        };
    }

    /** Sends out the call that was launched, or the parts of it that were held back. */
    void call(AccountState account, Intent intent) {
        if (intent.call == null || intent.call.sizing) {
            return;
        }
        if (intent.call.sized && met(account, intent)) {
            finish(account, intent, Outcome.CONFIRMED);
            return;
        }
        intent.call.sized = false;
        List<BrokerPort.PartCall> calls = new CallPlan(account, intent).parts();
        List<String> contracts =
                calls.stream().map(call -> call.part().contract).toList();
        intent.called = true;
        intent.covered.addAll(intent.kind == Kind.CANCEL_ALL ? intent.call.orders : contracts);
        if (stripe.port().ledgerIsRead() && met(account, intent)) {
            stripe.port().met(account, contracts);
            finish(account, intent, Outcome.CONFIRMED);
            endEpisodes(account);
            return;
        }
        boolean mustRead = calls.isEmpty() && !stripe.port().ledgerIsRead() && intent.call.parts.isEmpty();
        if (mustRead || !calls.isEmpty()) {
            intent.call.deadline = stripe.now().plus(UNANSWERED_LIMIT);
            intent.call.early = mustRead;
            dueAt(account, intent);
        }
        calls.forEach(call -> expect(intent.call, call));
        stripe.log(new Fact.IntentKept(account.id, intent.kept()));
        if (mustRead) {
            reads.begin(account, intent);
        } else if (!calls.isEmpty()) {
            stripe.port().call(account, intent, intent.call, calls);
        }
        settle(account, stripe.port().ledgerIsRead());
    }

    /** Notes what a call will still close, so that nobody closes it twice. */
    private static void expect(Intent.Call call, BrokerPort.PartCall part) {
        for (BrokerCommand command : part.commands()) {
            if (command instanceof BrokerCommand.ClosePosition close) {
                call.closing.merge(close.contract(), close.quantity(), Integer::sum);
            }
        }
    }

    private void dueAt(AccountState account, Intent intent) {
        if (intent.call != null && intent.call.deadline != null) {
            stripe.agenda().addForIntent(intent.call.deadline, Agenda.Kind.DEADLINE, account.id, 0, intent.id);
        }
    }

    /** A broker answered one part of a call; late answers of an earlier call are of no interest. */
    void answered(AccountState account, Intent intent, Intent.Call call, Part part, BrokerAnswer answer) {
        if (intent.call != call || part.state != PartState.SENT) {
            return;
        }
        if (answer.kind() == BrokerAnswer.Kind.ACCEPTED) {
            part.state = PartState.ACCEPTED;
        } else {
            part.state = PartState.REJECTED;
            call.closing.remove(part.contract);
            call.retryAfter = retryAfter(answer);
            call.reason = answer.reason();
            if (answer.kind() == BrokerAnswer.Kind.MARKET_CLOSED && !intent.marketClosed) {
                intent.marketClosed = true;
                alert(account, intent, Severity.WARNING, "MARKET_CLOSED", "the market is closed, trying again");
            }
        }
        if (call.parts.stream().noneMatch(other -> other.state == PartState.SENT || other.state == PartState.LOST)) {
            call.early = true;
            call.deadline = stripe.now().plus(ACCEPTED_LIMIT);
            dueAt(account, intent);
            stripe.log(new Fact.IntentKept(account.id, intent.kept()));
            if (!stripe.port().ledgerIsRead() && part.state == PartState.ACCEPTED) {
                reads.begin(account, intent);
            }
        }
    }

    /** No answer will come to one part of a call. */
    void lost(Intent.Call call, Part part) {
        part.state = PartState.LOST;
        call.early = false;
    }

    private static Duration retryAfter(BrokerAnswer answer) {
        return switch (answer.kind()) {
            case RATE_LIMITED -> answer.retryAfter() == null ? SLOW_RETRY : answer.retryAfter();
            case MARKET_CLOSED -> SLOW_RETRY;
            default -> null;
        };
    }

    /** Asks the broker how things are while a call waits for that. */
    void read(AccountState account, Intent intent) {
        reads.again(account, intent);
    }

    /** A read that was asked for did not succeed. */
    void readFailed(AccountState account) {
        for (Intent intent : List.copyOf(account.intents)) {
            if (intent.call != null && account.readsBegun > intent.call.readAfter) {
                if (intent.call.concluding) {
                    conclude(account, intent, false);
                } else if (intent.call.sizing && reads.mayBeBlind(account, intent)) {
                    sized(account, intent, false);
                }
            }
        }
        endEpisodes(account);
    }

    /**
     * Looks which calls are answered by what the ledger shows now, and which intents need no further call.
     *
     * @param read whether the ledger shows a fresh read
     */
    void settle(AccountState account, boolean read) {
        for (Intent intent : List.copyOf(account.intents)) {
            if (intent.call != null && account.intents.contains(intent)) {
                settle(account, intent, read);
            } else if (read && intent.retryAt != null && !asksAgain(intent) && met(account, intent)) {
                remove(account, intent);
            }
        }
        endEpisodes(account);
    }

    private void settle(AccountState account, Intent intent, boolean read) {
        boolean shown = reads.shows(account, intent.call, read);
        if (intent.call.sizing) {
            if (shown && reads.sizes(account, intent)) {
                sized(account, intent, true);
            }
            return;
        }
        if (shown && intent.call.concluding) {
            conclude(account, intent, true);
            return;
        }
        boolean rejected = false;
        boolean waiting = intent.call.parts.isEmpty() && intent.call.deadline == null;
        boolean released = false;
        for (Part part : intent.call.parts) {
            switch (part.state) {
                case REJECTED -> rejected = true;
                case HELD -> {
                    boolean left = leftAlone(account, intent, part.contract);
                    waiting |= left;
                    released |= left && account.quantity(part.contract) == 0;
                }
                case SENT, LOST -> waiting = true;
                case ACCEPTED -> waiting |= !partMet(account, intent, part.contract);
            }
        }
        boolean more = !waiting && intent.call.deadline == null && !met(account, intent);
        if (released || more) {
            stripe.agenda().addForIntent(stripe.now(), Agenda.Kind.CALL, account.id, 0, intent.id);
        } else if (rejected && !awaits(intent.call)) {
            finish(account, intent, Outcome.REJECTED);
        } else if (!waiting && intent.call.early && shown && met(account, intent)) {
            finish(account, intent, Outcome.CONFIRMED);
        }
    }

    /** Whether there are orders that a cancel-all did not send a call for. */
    private static boolean leftAlone(AccountState account, Intent intent, String contract) {
        return account.orders.values().stream()
                .anyMatch(order -> order.contract().equals(contract) && !intent.call.orders.contains(order.orderId()));
    }

    private static boolean awaits(Intent.Call call) {
        return call.parts.stream().anyMatch(part -> part.state == PartState.SENT || part.state == PartState.LOST);
    }

    private static boolean partMet(AccountState account, Intent intent, String contract) {
        return switch (intent.kind) {
            case CLOSE_ALL -> ledgerQuantity(account, contract) == 0;
            case CANCEL_ALL -> account.orders.values().stream()
                    .noneMatch(order -> order.contract().equals(contract));
            default -> met(account, intent);
        };
    }

    private static int ledgerQuantity(AccountState account, String contract) {
        PositionState position = account.positions.get(contract);
        return position == null ? 0 : position.quantity;
    }

    /** Whether what is wanted is so, as far as the ledger shows. */
    private static boolean met(AccountState account, Intent intent) {
        return switch (intent.kind) {
            case CLOSE_ALL -> account.positions.isEmpty();
            case CANCEL_ALL -> account.orders.isEmpty();
            case POSITION -> {
                int quantity = ledgerQuantity(account, intent.contract);
                yield Math.abs(quantity) <= intent.allowed(quantity);
            }
            case CANCEL -> !account.orders.containsKey(intent.orderId);
            case MOVE -> moved(account, intent);
        };
    }

    private static boolean moved(AccountState account, Intent intent) {
        OrderUpdate order = account.orders.get(intent.orderId);
        if (order == null || order.stopPrice() == null) {
            return false;
        }
        return order.side() == OrderSide.SELL
                ? order.stopPrice().isAtLeast(intent.stopPrice)
                : order.stopPrice().isAtMost(intent.stopPrice);
    }

    /** The time of a call is over: what a read shows now counts. */
    void deadline(AccountState account, Intent intent) {
        if (intent.call == null || intent.call.deadline == null || intent.call.deadline.isAfter(stripe.now())) {
            return;
        }
        if (intent.call.sizing) {
            intent.call.sizing = false;
            announce(account, intent);
            finish(account, intent, Outcome.TIMED_OUT);
        } else if (stripe.port().ledgerIsRead() || intent.call.concluding) {
            conclude(account, intent, stripe.port().ledgerIsRead());
        } else {
            reads.beginToConclude(account, intent);
            dueAt(account, intent);
        }
        endEpisodes(account);
    }

    private void conclude(AccountState account, Intent intent, boolean shown) {
        intent.call.concluding = false;
        if (shown && met(account, intent)) {
            finish(account, intent, Outcome.CONFIRMED);
        } else if (intent.kind == Kind.CANCEL_ALL && allMustStay(account)) {
            intent.call = new Intent.Call(intent.attempt);
            stripe.agenda().addForIntent(stripe.now(), Agenda.Kind.CALL, account.id, 0, intent.id);
        } else {
            finish(account, intent, Outcome.TIMED_OUT);
        }
    }

    /** Whether every order that still works may only reduce, and so stays while its position is open. */
    private static boolean allMustStay(AccountState account) {
        return account.orders.values().stream()
                .noneMatch(order -> Ledger.couldOpen(order, account.quantity(order.contract())));
    }

    private void finish(AccountState account, Intent intent, Outcome outcome) {
        Intent.Call call = intent.call;
        intent.call = null;
        intent.lastOutcome = outcome.name();
        stripe.publish(result(account, intent, outcome));
        if (outcome == Outcome.CONFIRMED) {
            confirmed(account, intent);
            return;
        }
        if (intent.superseded || !intent.wanted() && !asksAgain(intent)) {
            if (!intent.superseded) {
                giveUp(account, intent);
            } else {
                remove(account, intent);
            }
            return;
        }
        Duration pause = call.retryAfter;
        if (pause == null) {
            intent.failures++;
            pause = backoff(intent.failures);
            if (intent.failures == FAILURES_TO_ALERT) {
                alert(account, intent, Severity.CRITICAL, "ENFORCEMENT_FAILED", "failed three times, still trying");
            }
        }
        intent.retryAt = stripe.now().plus(pause);
        stripe.agenda()
                .addForIntent(intent.retryAt, Agenda.Kind.RETRY, account.id, stripe.rank(intent.rule), intent.id);
        stripe.log(new Fact.IntentKept(account.id, intent.kept()));
    }

    private static Duration backoff(int failures) {
        return failures > 5 ? SLOW_RETRY : Duration.ofSeconds(1L << failures - 1);
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
            account.movedStops.put(intent.orderId, intent.stopPrice);
            account.movedStops.keySet().retainAll(account.orders.keySet());
        }
        if (intent.kind == Kind.MOVE && intent.nextStop != null && !intent.superseded) {
            intent.attempt = 0;
            intent.failures = 0;
            launch(account, intent);
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
        for (OrderUpdate order : account.orders.values()) {
            if (order.contract().equals(closed.contract) && account.works(order)) {
                Claim claim = new Claim(closed.rule, closed.contract, Reason.FOLLOW, 0, false);
                wishes.add(new Wish(Kind.CANCEL, order.contract(), order.orderId(), null, claim, closed.guard));
            }
        }
        if (!wishes.isEmpty()) {
            stripe.enforce(account, wishes, List.of());
        }
    }

    private void remove(AccountState account, Intent intent) {
        account.intents.remove(intent);
        stripe.log(new Fact.IntentOver(account.id, intent.id));
    }

    /** Gives an intent up; a wide one may have stood in for what rules wanted, so they are asked again. */
    private void giveUp(AccountState account, Intent intent) {
        if (intent.call != null && !intent.call.announced) {
            intent.attempt--;
        }
        intent.call = null;
        if (intent.attempt > 0) {
            stripe.publish(result(account, intent, Outcome.GAVE_UP));
        }
        remove(account, intent);
        if (CallPlan.isWide(intent.kind)) {
            stripe.agenda()
                    .addForRule(stripe.now(), Agenda.Kind.JUDGEMENT, account.id, 0, Occasion.LOCKOUT_ENDED.name());
        }
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
                case LOCK, GUARD -> {}
            }
        }
        if (!account.intents.contains(intent) || intent.call != null) {
            return;
        }
        if (intent.superseded) {
            remove(account, intent);
        } else if (!intent.wanted()) {
            giveUp(account, intent);
        } else if (stripe.port().ledgerIsRead() && met(account, intent)) {
            remove(account, intent);
        } else {
            launch(account, intent);
        }
        endEpisodes(account);
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

    private void alert(AccountState account, Intent intent, Severity severity, String code, String what) {
        String subject =
                intent.orderId != null ? intent.orderId : intent.contract != null ? intent.contract : "account";
        String message = command(intent) + " " + subject + ": " + what;
        stripe.publish(new Decision.Alert(stripe.now(), account.id, intent.rule, severity, code, message));
    }
}
