package io.riskgate.core.internal.engine;

import io.riskgate.api.broker.Broker;
import io.riskgate.api.broker.BrokerAnswer;
import io.riskgate.api.broker.BrokerCommand;
import io.riskgate.api.event.BookSnapshot;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls a live broker apart from the stripe; what it answers comes back to the stripe as a message. */
final class LivePort implements BrokerPort {
    /** How long a call to a broker may take. */
    static final Duration LIMIT = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(LivePort.class);

    private final LiveStripe live;
    private final Supplier<Broker> broker;
    private final CallQueue calls;

    /** The newest read of each account; touched by the stripe only. */
    private final Map<String, Reading> reads = new HashMap<>();

    /** Accounts that are to be read again because they could not be; touched by the stripe only. */
    private final Set<String> tryingAgain = new HashSet<>();

    /** A read that was begun, or waits for its turn: then it counts for all who wished for one meanwhile. */
    private static final class Reading {
        long number;
        CallQueue.Waiting place;
        private boolean known;

        Reading(long number) {
            this.number = number;
        }

        boolean waits() {
            return place != null && place.waits();
        }

        /** Whether it had to wait and was sent just now, of which the message is on its way. */
        boolean justSent() {
            return place != null && place.waited() && !known;
        }
    }

    LivePort(LiveStripe live, Supplier<Broker> broker, CallQueue calls) {
        this.live = live;
        this.broker = broker;
        this.calls = calls;
    }

    @Override
    public boolean ledgerIsRead() {
        return false;
    }

    @Override
    public void met(AccountState account, List<String> contracts) {}

    @Override
    public void call(AccountState account, Intent intent, Intent.Call call, List<PartCall> parts) {
        for (PartCall part : parts) {
            part.part().place = calls.start(
                    urgency(part.commands()),
                    () -> {
                        live.message(() -> whenFree(account, () -> sent(account, intent, call, part.part())));
                        BrokerAnswer answer = answer(part.commands());
                        if (answer != null) {
                            live.message(() -> whenFree(account, () -> answered(account, intent, call, part, answer)));
                        }
                    },
                    () -> intent.sends(call),
                    () -> live.message(() -> whenFree(
                            account, () -> live.stripe().enforcer().notSent(account, intent, call, part.part()))));
        }
    }

    private static Urgency urgency(List<BrokerCommand> commands) {
        boolean closes = commands.stream().anyMatch(BrokerCommand.ClosePosition.class::isInstance);
        return closes ? Urgency.CLOSE : Urgency.OTHER;
    }

    /** A call that had to wait has its time from now on. */
    private void sent(AccountState account, Intent intent, Intent.Call call, Intent.Part part) {
        part.knownSent = true;
        boolean waited = part.place != null && part.place.waited();
        if (intent.call == call
                && waited
                && call.deadline != null
                && call.parts.stream().noneMatch(Intent.Part::isQueued)) {
            live.stripe().enforcer().calls().waitLonger(account, intent);
        }
    }

    @Override
    public boolean holds(AccountState account, Intent.Call call) {
        Reading read = reads.get(account.id);
        boolean readWaits = (call.sizing || call.concluding) && read != null && (read.waits() || read.justSent());
        return readWaits || call.parts.stream().anyMatch(Intent.Part::isQueued);
    }

    private void answered(AccountState account, Intent intent, Intent.Call call, PartCall part, BrokerAnswer answer) {
        Enforcer enforcer = live.stripe().enforcer();
        enforcer.calls().answered(account, intent, call, part.part(), answer);
        enforcer.settle(account, false);
    }

    @Override
    public void send(AccountState account, List<BrokerCommand> commands) {
        whenFree(account, () -> calls.start(Urgency.READ, () -> answer(commands)));
    }

    private static void whenFree(AccountState account, Runnable task) {
        if (account.parking.waiting()) {
            account.parking.park(task);
        } else {
            task.run();
        }
    }

    /** The worst answer to the commands of one part, or null if one was not answered. */
    private BrokerAnswer answer(List<BrokerCommand> commands) throws InterruptedException {
        BrokerAnswer worst = BrokerAnswer.accepted();
        boolean lost = false;
        for (BrokerCommand command : commands) {
            Broker connected = broker.get();
            if (connected == null) {
                return null;
            }
            try {
                BrokerAnswer answer = connected.call(command);
                if (answer.kind() == BrokerAnswer.Kind.UNAUTHORIZED) {
                    calls.spend();
                    connected.signIn();
                    calls.spend();
                    answer = connected.call(command);
                }
                worst = answer.kind() == BrokerAnswer.Kind.ACCEPTED ? worst : answer;
            } catch (IOException | RuntimeException e) {
                LOG.warn("No answer to {}: {}", command, e.toString());
                lost = true;
            }
        }
        return lost ? null : worst;
    }

    @Override
    public void read(AccountState account) {
        Reading newest = reads.get(account.id);
        if (account.reading && newest != null && newest.waits()) {
            newest.number = ++account.readsBegun;
            newest.place.hurry(urgency(account));
        } else if (account.reading
                && (newest != null && newest.justSent()
                        || account.readBegunAt.plus(LIMIT).isAfter(live.stripe().now()))) {
            account.readAgain = true;
        } else {
            begin(account);
        }
    }

    private static Urgency urgency(AccountState account) {
        return account.intents.stream().anyMatch(intent -> intent.call != null) ? Urgency.READ : Urgency.OTHER;
    }

    private void begin(AccountState account) {
        Reading reading = new Reading(++account.readsBegun);
        account.reading = true;
        account.readAgain = false;
        account.readBegunAt = live.stripe().now();
        reads.put(account.id, reading);
        reading.place = calls.start(urgency(account), () -> {
            live.message(() -> sent(account, reading));
            BookSnapshot snapshot = null;
            try {
                Broker connected = broker.get();
                snapshot = connected == null ? null : connected.read(account.id);
            } catch (IOException | RuntimeException e) {
                LOG.warn("Account {} could not be read: {}", account.id, e.toString());
            } finally {
                BookSnapshot read = snapshot;
                live.message(() -> whenFree(account, () -> done(account, reading, read)));
            }
        });
    }

    private void sent(AccountState account, Reading reading) {
        reading.known = true;
        if (reads.get(account.id) == reading && account.reading) {
            account.readBegunAt = live.stripe().now();
            live.stripe()
                    .agenda()
                    .addForBroker(
                            account.readBegunAt.plus(LIMIT),
                            account.id,
                            () -> whenFree(account, () -> neverEnded(account, reading)));
        }
    }

    /** The time of a read is over, though whoever reads does not stop: it has failed. */
    private void neverEnded(AccountState account, Reading reading) {
        if (account.reading) {
            done(account, reading, null);
        }
    }

    /** Nobody knows what an account holds that cannot be read: the gate denies it, and it is read until that succeeds. */
    private void notRead(AccountState account) {
        if (!account.unread) {
            live.stripe().roster().unread(account);
        }
        if (tryingAgain.add(account.id)) {
            Instant later = live.stripe().now().plus(LIMIT);
            live.stripe().agenda().addForBroker(later, account.id, () -> {
                tryingAgain.remove(account.id);
                if (account.unread) {
                    read(account);
                }
            });
        }
    }

    /** A read ended; one that was given up for a newer one is of no interest. */
    private void done(AccountState account, Reading reading, BookSnapshot snapshot) {
        if (reads.get(account.id) != reading) {
            return;
        }
        account.reading = false;
        if (snapshot == null) {
            live.stripe().enforcer().calls().readFailed(account);
            notRead(account);
        } else {
            account.lastRead = reading.number;
            live.stripe().handle(snapshot);
        }
        if (account.readAgain && !account.reading) {
            begin(account);
        }
    }
}
