package io.riskgate.core.internal.engine;

import io.riskgate.api.broker.Broker;
import io.riskgate.api.broker.BrokerAnswer;
import io.riskgate.api.broker.BrokerCommand;
import io.riskgate.api.event.BookSnapshot;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls a live broker on threads made for that; what it answers comes back to the stripe as a message. */
final class LivePort implements BrokerPort {
    private static final Logger LOG = LoggerFactory.getLogger(LivePort.class);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final LiveStripe live;
    private final Supplier<Broker> broker;
    private final ExecutorService calls;
    private final ScheduledExecutorService timer;

    LivePort(LiveStripe live, Supplier<Broker> broker, ExecutorService calls, ScheduledExecutorService timer) {
        this.live = live;
        this.broker = broker;
        this.calls = calls;
        this.timer = timer;
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
            limited(() -> {
                BrokerAnswer answer = answer(part.commands());
                if (answer != null) {
                    live.message(() -> answered(account, intent, call, part, answer));
                }
            });
        }
    }

    private void answered(AccountState account, Intent intent, Intent.Call call, PartCall part, BrokerAnswer answer) {
        Enforcer enforcer = live.stripe().enforcer();
        enforcer.answered(account, intent, call, part.part(), answer);
        enforcer.settle(account, false);
    }

    /** The worst answer to the commands of one part, or null if there was none. */
    private BrokerAnswer answer(List<BrokerCommand> commands) throws InterruptedException {
        BrokerAnswer worst = BrokerAnswer.accepted();
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
            } catch (IOException e) {
                LOG.warn("No answer to {}: {}", command, e.toString());
                return null;
            }
        }
        return worst;
    }

    @Override
    public void read(AccountState account) {
        if (account.reading) {
            return;
        }
        account.reading = true;
        limited(() -> {
            BookSnapshot snapshot = null;
            try {
                Broker connected = broker.get();
                snapshot = connected == null ? null : connected.read(account.id);
            } catch (IOException e) {
                LOG.warn("Account {} could not be read: {}", account.id, e.toString());
            } finally {
                BookSnapshot read = snapshot;
                live.message(() -> {
                    account.reading = false;
                    if (read != null) {
                        live.stripe().handle(read);
                    }
                });
            }
        });
    }

    /** Something that may block. */
    @FunctionalInterface
    private interface Blocking {
        void run() throws InterruptedException;
    }

    /** Runs on a thread of its own, which is interrupted when the time of a call is over. */
    private void limited(Blocking task) {
        try {
            Future<?> running = calls.submit(() -> {
                try {
                    task.run();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } catch (RuntimeException | Error e) {
                    LOG.error("A broker failed", e);
                }
            });
            timer.schedule(() -> running.cancel(true), LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("Stopping: no further calls");
        }
    }
}
