package io.riskgate.core.internal.engine;

import io.riskgate.api.Severity;
import io.riskgate.api.broker.BrokerAnswer;
import io.riskgate.api.broker.BrokerCommand;
import io.riskgate.api.engine.Decision;
import io.riskgate.api.engine.Decision.Outcome;
import io.riskgate.api.event.OrderUpdate;
import io.riskgate.core.internal.engine.Intent.Part;
import io.riskgate.core.internal.engine.Intent.PartState;
import io.riskgate.core.internal.engine.IntentRecord.Kind;
import java.time.Duration;
import java.util.List;

/** Makes the calls of intents, sized by what is open, and takes the broker's answers. One per stripe. */
final class CallDesk {
    private static final Duration ACCEPTED_LIMIT = Duration.ofSeconds(5);
    private static final Duration UNANSWERED_LIMIT = Duration.ofSeconds(10);

    private final Stripe stripe;
    private final Enforcer enforcer;
    private final FreshReads reads;

    CallDesk(Stripe stripe, Enforcer enforcer, FreshReads reads) {
        this.stripe = stripe;
        this.enforcer = enforcer;
        this.reads = reads;
    }

    /** Makes the next call of an intent, or has the broker read first to size it. */
    void launch(AccountState account, Intent intent) {
        if (intent.nextStop != null) {
            intent.stopPrice = intent.nextStop;
            intent.nextStop = null;
        }
        intent.attempt++;
        intent.retryAt = null;
        intent.metSince = false;
        intent.begin(new Intent.Call(intent.attempt));
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

    void announce(AccountState account, Intent intent) {
        if (intent.call.announced) {
            return;
        }
        intent.call.announced = true;
        intent.seenFlat = false;
        intent.closing = intent.kind == Kind.POSITION && intent.allowed(account.quantity(intent.contract)) == 0;
        stripe.publish(new Decision.Commanded(
                stripe.now(),
                account.id,
                intent.rule,
                Enforcer.command(intent),
                intent.contract,
                intent.kind == Kind.POSITION && !intent.closing ? excess(account, intent) : null,
                intent.orderId,
                intent.kind == Kind.MOVE ? intent.stopPrice : null,
                intent.guard,
                intent.attempt));
    }

    /** The broker was read, or could not be: the call goes out once everything said at this instant is said. */
    void sized(AccountState account, Intent intent, boolean read) {
        intent.call.sizing = false;
        intent.call.done = read && Targets.met(account, intent);
        intent.call.deadline = null;
        announce(account, intent);
        stripe.agenda().addForIntent(stripe.now(), Agenda.Kind.CALL, account.id, 0, intent.id);
    }

    private static int excess(AccountState account, Intent intent) {
        int quantity = account.quantity(intent.contract);
        return Math.max(0, Math.abs(quantity) - intent.allowed(quantity));
    }

    /** Sends out the call that was launched, or the parts of it that were held back. */
    void call(AccountState account, Intent intent) {
        if (intent.call == null || intent.call.sizing) {
            return;
        }
        if (intent.call.done && Targets.met(account, intent)) {
            enforcer.finish(account, intent, Outcome.CONFIRMED);
            return;
        }
        intent.call.done = false;
        if (stripe.port().isAhead(account) && Targets.met(account, intent)) {
            stripe.agenda().addForIntent(stripe.now(), Agenda.Kind.CALL, account.id, 0, intent.id);
            return;
        }
        boolean movedAlready =
                intent.kind == Kind.MOVE && !stripe.port().ledgerIsRead() && Targets.met(account, intent);
        List<BrokerPort.PartCall> calls =
                movedAlready ? List.of() : plan(account, intent).parts();
        List<String> contracts =
                calls.stream().map(call -> call.part().contract).toList();
        intent.called = true;
        intent.covered.addAll(intent.kind == Kind.CANCEL_ALL ? intent.call.orders : contracts);
        if (intent.kind == Kind.CLOSE_ALL) {
            account.positions.keySet().stream()
                    .filter(contract -> account.quantity(contract) != 0)
                    .forEach(intent.covered::add);
        }
        if (stripe.port().ledgerIsRead() && Targets.met(account, intent)) {
            stripe.port().met(account, contracts);
            enforcer.finish(account, intent, Outcome.CONFIRMED);
            enforcer.endEpisodes(account);
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
        enforcer.settle(account, stripe.port().ledgerIsRead());
    }

    private CallPlan plan(AccountState account, Intent intent) {
        return new CallPlan(account, intent, !stripe.port().ledgerIsRead());
    }

    /** Notes what a call will still close, so that nobody closes it twice. */
    private static void expect(Intent.Call call, BrokerPort.PartCall part) {
        for (BrokerCommand command : part.commands()) {
            if (command instanceof BrokerCommand.ClosePosition close) {
                call.closing.merge(close.contract(), close.quantity(), Integer::sum);
            }
        }
    }

    /** A call did not close what others counted on: they ask for the rest now, but not beside an order that still works. */
    void countAgain(AccountState account) {
        for (Intent intent : account.intents) {
            if (intent.call != null
                    && intent.call.counted
                    && !intent.call.sizing
                    && reads.nothingWorksFor(account, intent)) {
                stripe.agenda().addForIntent(stripe.now(), Agenda.Kind.CALL, account.id, 0, intent.id);
            }
        }
    }

    /** The time of a call begins when it is sent. */
    void waitLonger(AccountState account, Intent intent) {
        intent.call.deadline = stripe.now().plus(UNANSWERED_LIMIT);
        dueAt(account, intent);
    }

    void dueAt(AccountState account, Intent intent) {
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
            call.refused(retryAfter(answer), answer.reason());
            countAgain(account);
            if (answer.kind() == BrokerAnswer.Kind.MARKET_CLOSED && !intent.marketClosed) {
                intent.marketClosed = true;
                enforcer.alert(
                        account, intent, Severity.WARNING, "MARKET_CLOSED", "the market is closed, trying again");
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
            case RATE_LIMITED -> answer.retryAfter() == null ? Enforcer.SLOW_RETRY : answer.retryAfter();
            case MARKET_CLOSED -> Enforcer.SLOW_RETRY;
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
                    enforcer.conclude(account, intent, false);
                } else if (intent.call.sizing && reads.mayBeBlind(account, intent)) {
                    sized(account, intent, false);
                }
            }
        }
        enforcer.endEpisodes(account);
    }

    /** After the read at the start: takes up an intent that was restored, or opened by the read. */
    void takeUp(AccountState account, Intent intent) {
        if (intent.retryAt != null) {
            stripe.agenda()
                    .addForIntent(intent.retryAt, Agenda.Kind.RETRY, account.id, stripe.rank(intent.rule), intent.id);
        } else if (intent.attempt == 0) {
            launch(account, intent);
        } else if (intent.call == null) {
            intent.begin(new Intent.Call(intent.attempt));
            intent.call.announced = true;
            stripe.agenda().addForIntent(stripe.now(), Agenda.Kind.CALL, account.id, 0, intent.id);
        } else if (intent.call.deadline != null) {
            dueAt(account, intent);
            if (!stripe.port().ledgerIsRead()) {
                reads.begin(account, intent);
            }
            if (intent.kind == Kind.CANCEL_ALL && !Targets.met(account, intent)) {
                stripe.agenda().addForIntent(stripe.now(), Agenda.Kind.CALL, account.id, 0, intent.id);
            }
        }
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
}
