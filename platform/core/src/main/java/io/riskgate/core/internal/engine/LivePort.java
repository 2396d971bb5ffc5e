package io.riskgate.core.internal.engine;

import io.riskgate.api.broker.Broker;
import io.riskgate.api.broker.BrokerAnswer;
import io.riskgate.api.broker.BrokerCommand;
import io.riskgate.api.event.BookSnapshot;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
    private final BrokerCalls calls;

    LivePort(LiveStripe live, Supplier<Broker> broker, BrokerCalls calls) {
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
            calls.start(() -> {
                BrokerAnswer answer = answer(part.commands());
                if (answer != null) {
                    live.message(() -> whenFree(account, () -> answered(account, intent, call, part, answer)));
                }
            });
        }
    }

    private void answered(AccountState account, Intent intent, Intent.Call call, PartCall part, BrokerAnswer answer) {
        Enforcer enforcer = live.stripe().enforcer();
        enforcer.calls().answered(account, intent, call, part.part(), answer);
        enforcer.settle(account, false);
    }

    @Override
    public void send(AccountState account, List<BrokerCommand> commands) {
        calls.start(() -> answer(commands));
    }

    private static void whenFree(AccountState account, Runnable task) {
        if (account.waiting()) {
            account.park(task);
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
                    connected.signIn();
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
        if (account.reading
                && account.readBegunAt.plus(LIMIT).isAfter(live.stripe().now())) {
            account.readAgain = true;
        } else {
            begin(account);
        }
    }

    private void begin(AccountState account) {
        long number = ++account.readsBegun;
        account.reading = true;
        account.readAgain = false;
        account.readBegunAt = live.stripe().now();
        calls.start(() -> {
            BookSnapshot snapshot = null;
            try {
                Broker connected = broker.get();
                snapshot = connected == null ? null : connected.read(account.id);
            } catch (IOException | RuntimeException e) {
                LOG.warn("Account {} could not be read: {}", account.id, e.toString());
            } finally {
                BookSnapshot read = snapshot;
                live.message(() -> whenFree(account, () -> done(account, number, read)));
            }
        });
    }

    private void readLater(AccountState account) {
        if (!account.rereadDue) {
            account.rereadDue = true;
            Instant later = live.stripe().now().plus(LIMIT);
            live.stripe().agenda().addForBroker(later, account.id, () -> {
                account.rereadDue = false;
                if (account.reconciling) {
                    read(account);
                }
            });
        }
    }

    /** A read ended; one that was given up for a newer one is of no interest. */
    private void done(AccountState account, long number, BookSnapshot snapshot) {
        if (number != account.readsBegun) {
            return;
        }
        account.reading = false;
        if (snapshot == null) {
            live.stripe().enforcer().calls().readFailed(account);
            if (account.reconciling) {
                live.stripe().unread(account);
                readLater(account);
            }
        } else {
            account.lastRead = number;
            live.stripe().handle(snapshot);
        }
        if (account.readAgain && !account.reading) {
            begin(account);
        }
    }
}
